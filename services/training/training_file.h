// Reads the files of the training events. Pure functions of their arguments, total over all bytes, linear in the file's
// length.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/entries/entry_file.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

using TrainingFile = FileContent<v1::TrainingEntry>;

// What a file looks like: JSON lines if its first character that is not blank is {, else a table of events.
v1::ImportEntriesRequest::Format FindFormat(std::string_view content);

// A table with the heads of domain/training_table.h; see table_reader.h.
TrainingFile ReadEventsCsv(std::string_view content);

// Reads the file of the request. INVALID_ARGUMENT if the request is wrong; what is wrong with the file is in the
// answer.
absl::StatusOr<TrainingFile> ReadFile(const v1::ImportEntriesRequest& request);

}  // namespace zaitaku::training
