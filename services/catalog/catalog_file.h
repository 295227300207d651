// Reads the catalogue's files. Pure functions of their arguments, total over all bytes, linear in the file's length.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/entries/entry_file.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

using CatalogFile = FileContent<v1::CatalogEntry>;

// What a file looks like: JSON lines if its first character that is not blank is {, a table of budget lines if its
// first line has a head that only they have, or its second one their name, else a table of programmes.
v1::ImportEntriesRequest::Format FindFormat(std::string_view content);

// Tables with the heads of domain/catalogue_table.h; see table_reader.h.
CatalogFile ReadProgramsCsv(std::string_view content);
CatalogFile ReadBudgetLinesCsv(std::string_view content);

// Reads the file of the request. INVALID_ARGUMENT if the request is wrong; what is wrong with the file is in the
// answer.
absl::StatusOr<CatalogFile> ReadFile(const v1::ImportEntriesRequest& request);

}  // namespace zaitaku::catalog
