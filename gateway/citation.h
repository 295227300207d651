// Citations: a question and the revisions that it was answered at, in one printable word.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gateway/summary_question.h"

namespace zaitaku::gateway {

// `z1.1b.201512.council=12-061a5b47202682cb.catalog=5-….9f0c4b7d`: the form's version, the question's code, the
// survey's month or `-`, the revisions, and eight digits of the digest of all before, which show a slip of the pen.
std::string MakeCitation(const FixedQuestion& question);

// INVALID_ARGUMENT naming `field` if it is no citation, or one with a slip.
absl::StatusOr<FixedQuestion> ParseCitation(std::string_view citation, const std::string& field);

// The citation of another question at the survey and the revisions of this one. INVALID_ARGUMENT naming `field` also if
// it has no revision of a service that the question needs.
absl::StatusOr<std::string> CiteAt(std::string_view citation, SummaryQuestion question, const std::string& field);

}  // namespace zaitaku::gateway
