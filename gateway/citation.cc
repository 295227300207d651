#include "gateway/citation.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

constexpr char kVersion[] = "z1";
constexpr char kNoSurvey[] = "-";
constexpr size_t kCheckDigits = 8;
constexpr size_t kMaxCitationBytes = 512;
constexpr size_t kSurveyMonthAt = sizeof("surveys/") - 1;

std::string CheckDigits(std::string_view text) { return Sha256Hex(text).substr(0, kCheckDigits); }

std::string MonthOf(const std::string& survey) {
  if (survey.empty()) return kNoSurvey;
  return absl::StrCat(survey.substr(kSurveyMonthAt, 4), survey.substr(kSurveyMonthAt + 5));
}

absl::Status NoCitation(std::string_view citation, const std::string& field, const char* why) {
  return InvalidField(field, absl::StrCat("read ", Quoted(citation), ", ", why,
                                          "; expected a summary's `citation`, such as "
                                          "'z1.03.201512.council=12-061a5b47202682cb.1f3b0a9c'"));
}

// The revisions, in the order of the services, of exactly those that the question uses.
bool ReadRevisions(const std::vector<std::string>& words, FixedQuestion& question) {
  size_t next = 0;
  for (const ServiceEntry& service : Services()) {
    if (!question.question.Uses(service.id)) continue;
    if (next == words.size()) return false;
    const auto token = ParseServiceToken(words[next++], "");
    if (!token.ok() || token->service != service.id) return false;
    question.revisions[service.id] = token->token;
  }
  return next == words.size();
}

}  // namespace

std::string MakeCitation(const FixedQuestion& question) {
  const std::string text = absl::StrCat(kVersion, ".", CodeOf(question.question), ".",
                                        MonthOf(question.question.survey), ".", ToText(question.revisions, '.'));
  return absl::StrCat(text, ".", CheckDigits(text));
}

absl::StatusOr<FixedQuestion> ParseCitation(std::string_view citation, const std::string& field) {
  const size_t last_dot = citation.rfind('.');
  if (citation.size() > kMaxCitationBytes || last_dot == std::string_view::npos) {
    return NoCitation(citation, field, "which is no citation");
  }
  if (CheckDigits(citation.substr(0, last_dot)) != citation.substr(last_dot + 1)) {
    return NoCitation(citation, field, "whose check digits are wrong: a character was changed or lost");
  }
  std::vector<std::string> words = absl::StrSplit(std::string(citation.substr(0, last_dot)), '.');
  if (words.size() < 4 || words[0] != kVersion) return NoCitation(citation, field, "which this release cannot read");
  const auto question = ParseCode(words[1]);
  if (!question) return NoCitation(citation, field, "which this release cannot read");
  FixedQuestion fixed;
  fixed.question = *question;
  if (words[2] != kNoSurvey && words[2].size() == 6) {
    fixed.question.survey = absl::StrCat("surveys/", words[2].substr(0, 4), "-", words[2].substr(4));
  }
  words.erase(words.begin(), words.begin() + 3);
  // Whatever else it may say: only what we would write is a citation.
  if (!ReadRevisions(words, fixed) || fixed.question.NeedsSurvey() == fixed.question.survey.empty() ||
      MakeCitation(fixed) != citation || !ReadQuestion(ToRequest(fixed.question)).ok()) {
    return NoCitation(citation, field, "which this release cannot read");
  }
  return fixed;
}

absl::StatusOr<std::string> CiteAt(std::string_view citation, SummaryQuestion question, const std::string& field) {
  ASSIGN_OR_RETURN(const FixedQuestion cited, ParseCitation(citation, field));
  FixedQuestion fixed{std::move(question), {}};
  for (const ServiceEntry& service : Services()) {
    if (!fixed.question.Uses(service.id)) continue;
    if (cited.revisions[service.id].empty()) {
      return InvalidField(
          field, absl::StrCat("read ", Quoted(citation), ", which has no revision of the ", std::string(service.name),
                              "; expected the citation of a summary with a part that comes from it"));
    }
    fixed.revisions[service.id] = cited.revisions[service.id];
  }
  if (fixed.question.NeedsSurvey()) fixed.question.survey = cited.question.survey;
  return MakeCitation(fixed);
}

}  // namespace zaitaku::gateway
