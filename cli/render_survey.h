// Surveys, and what an import did or found, as text.
#pragma once

#include <ostream>
#include <string>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::cli {

void RenderSurveys(const google::protobuf::RepeatedPtrField<council::v1::Survey>& surveys, Language language,
                   const Style& style, std::ostream& out);
void RenderSurveysCsv(const google::protobuf::RepeatedPtrField<council::v1::Survey>& surveys, std::ostream& out);

// What an import changed, or with `dry_run` would change: how many reports, each one's facts before and after (in a dry
// run only), the national totals that move, and the revision.
void RenderImport(const council::v1::ImportSurveyResponse& response, const std::string& file, bool dry_run,
                  Language language, const Style& style, std::ostream& out);

}  // namespace zaitaku::cli
