// The nationwide summary as text.
#pragma once

#include <ostream>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::cli {

// For people: each figure computed and printed with the verdict, then what it is made of, then the revisions.
void RenderSummary(const summary::v1::GetNationwideSummaryResponse& response, Language language, const Style& style,
                   std::ostream& out);

// For programs: one row for each number, the same in both languages. `total` is the denominator of `value` where there
// is one; `printed` and `verdict` are filled where the document prints the figure.
// `heading` is false for what goes on below it.
void RenderSummaryCsv(const summary::v1::NationwideSummary& summary, std::ostream& out, bool heading = true);

// When it was computed: revisions, as of when (null if nothing was ever written), what to cite it as.
void RenderOrigin(const google::protobuf::RepeatedPtrField<summary::v1::ServiceRevision>& revisions,
                  const google::protobuf::Timestamp* as_of_time, const std::string& citation, Language language,
                  std::ostream& out);

// The same of a summary, a figure, an outline or a profile.
template <typename Answer>
void RenderOrigin(const Answer& answer, Language language, std::ostream& out) {
  RenderOrigin(answer.revisions(), answer.has_as_of_time() ? &answer.as_of_time() : nullptr, answer.citation(),
               language, out);
}

}  // namespace zaitaku::cli
