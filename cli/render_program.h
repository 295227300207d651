// Programmes as text.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::cli {

// Programmes, one in a row.
using Programs = google::protobuf::RepeatedPtrField<catalog::v1::Program>;
void RenderPrograms(const Programs& programs, Language language, const Style& style, std::ostream& out);

// For programs: the columns of domain/catalogue_table.h, then revision_id and etag.
void RenderProgramsCsv(const Programs& programs, std::ostream& out);

// One programme with everything that is known about it. `funds` are the names of what pays for it, by resource name;
// those that are missing are shown by that.
using FundNames = std::map<std::string, type::v1::LocalizedText>;
void RenderProgram(const catalog::v1::Program& program, const FundNames& funds, bool verbatim, Language language,
                   const Style& style, std::ostream& out);

// What was found, one in a row.
void RenderSearch(const catalog::v1::SearchCatalogResponse& response, Language language, const Style& style,
                  std::ostream& out);
void RenderSearchCsv(const catalog::v1::SearchCatalogResponse& response, std::ostream& out);

// The overview of a year: fields down, levels across; what is inferred is marked.
void RenderMatrix(const catalog::v1::GetProgramMatrixResponse& matrix, Language language, const Style& style,
                  std::ostream& out);
void RenderMatrixCsv(const catalog::v1::GetProgramMatrixResponse& matrix, std::ostream& out);

// What a government may use: who pays, the items, the conditions.
void RenderEligible(const catalog::v1::FindEligibleProgramsResponse& response, Language language, const Style& style,
                    std::ostream& out);
void RenderEligibleCsv(const catalog::v1::FindEligibleProgramsResponse& response, std::ostream& out);

}  // namespace zaitaku::cli
