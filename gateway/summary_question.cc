#include "gateway/summary_question.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/prefectures.h"
#include "platform/status/field_checker.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

// Raised whenever the same question at the same revisions would get other bytes than from an earlier release.
constexpr char kSchema[] = "summary-2";

constexpr char kLatestSurvey[] = "surveys/latest";

constexpr std::array<PartEntry, 8> kParts = {{
    {Part::kCouncils, "councils", ServiceId::kCouncil, true},
    {Part::kFigures, "figures", ServiceId::kCouncil, true},
    {Part::kPrefectures, "prefectures", ServiceId::kCouncil, false},
    {Part::kPrograms, "programs", ServiceId::kCatalog, true},
    {Part::kBudgets, "budgets", ServiceId::kCatalog, true},
    {Part::kEvents, "events", ServiceId::kTraining, true},
    {Part::kParticipants, "participants", ServiceId::kTraining, true},
    {Part::kApplications, "applications", ServiceId::kTraining, true},
}};

uint32_t DefaultParts() {
  uint32_t parts = 0;
  for (const PartEntry& entry : kParts) parts |= entry.by_default ? BitOf(entry.part) : 0;
  return parts;
}

uint32_t AllParts() {
  uint32_t parts = 0;
  for (const PartEntry& entry : kParts) parts |= BitOf(entry.part);
  return parts;
}

// surveys/YYYY-MM.
bool IsSurveyName(std::string_view name) {
  constexpr std::string_view kPrefix = "surveys/";
  if (name.size() != kPrefix.size() + 7 || !name.starts_with(kPrefix) || name[12] != '-') return false;
  for (const size_t i : {8, 9, 10, 11, 13, 14}) {
    if (!absl::ascii_isdigit(name[i])) return false;
  }
  const int month = (name[13] - '0') * 10 + (name[14] - '0');
  return month >= 1 && month <= 12;
}

void ReadMask(const google::protobuf::FieldMask& mask, uint32_t& parts, FieldChecker& check) {
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      parts |= AllParts();
      continue;
    }
    const auto found =
        std::find_if(kParts.begin(), kParts.end(), [&](const auto& entry) { return entry.name == path; });
    if (found != kParts.end()) {
      parts |= BitOf(found->part);
      continue;
    }
    check.Require(false, "read_mask",
                  absl::StrCat("read ", Quoted(path), ", expected *, ",
                               absl::StrJoin(kParts, ", ", [](std::string* out, const PartEntry& entry) {
                                 out->append(entry.name);
                               })));
  }
  if (parts == 0) parts = DefaultParts();
}

// What does not matter is as if it had not been said.
SummaryQuestion Normalised(SummaryQuestion question) {
  if (!question.NeedsSurvey()) question.survey.clear();
  if (!question.Has(Part::kCouncils)) question.regions = kAllRegions;
  if (!question.Has(Part::kPrefectures)) question.prefectures = kAllPrefectures;
  return question;
}

bool ReadHex(std::string_view digits, uint64_t& value) {
  if (digits.empty() || digits.size() > 12) return false;
  value = 0;
  for (const char c : digits) {
    if (!absl::ascii_isdigit(c) && !(c >= 'a' && c <= 'f')) return false;
    value = value * 16 + static_cast<uint64_t>(absl::ascii_isdigit(c) ? c - '0' : c - 'a' + 10);
  }
  return true;
}

}  // namespace

std::span<const PartEntry> Parts() { return kParts; }

const PartEntry& EntryOf(Part part) { return kParts[static_cast<size_t>(part)]; }

bool SummaryQuestion::Uses(ServiceId service) const {
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](const PartEntry& entry) { return entry.service == service && Has(entry.part); });
}

SummaryQuestion SummaryQuestion::WithRows() const {
  SummaryQuestion question;
  question.parts = parts;
  question.survey = survey;
  if (Uses(ServiceId::kCouncil))
    question.parts |= BitOf(Part::kCouncils) | BitOf(Part::kFigures) | BitOf(Part::kPrefectures);
  return question;
}

std::vector<std::string> SummaryQuestion::PartsOf(ServiceId service) const {
  std::vector<std::string> names;
  for (const PartEntry& entry : kParts) {
    if (entry.service == service && Has(entry.part)) names.emplace_back(entry.name);
  }
  return names;
}

absl::StatusOr<SummaryQuestion> ReadQuestion(const summary::v1::GetNationwideSummaryRequest& request) {
  FieldChecker check("");
  SummaryQuestion question;
  if (request.survey() != kLatestSurvey) question.survey = request.survey();
  check.Require(question.survey.empty() || IsSurveyName(question.survey), "survey",
                absl::StrCat("read ", Quoted(request.survey()),
                             ", expected surveys/YYYY-MM or surveys/latest, such as 'surveys/2015-12'"));
  ReadMask(request.read_mask(), question.parts, check);
  uint32_t regions = 0;
  for (const int region : request.regions()) {
    const bool known = FindRegion(static_cast<type::v1::Region>(region)) != nullptr;
    check.Require(known, "regions", "expected regions that this release knows, such as REGION_TOHOKU");
    if (known) regions |= uint32_t{1} << (region - 1);
  }
  if (regions != 0) question.regions = regions;
  uint64_t prefectures = 0;
  for (const std::string& code : request.prefecture_codes()) {
    const PrefectureEntry* entry = FindPrefecture(code);
    check.Require(entry != nullptr, "prefecture_codes",
                  absl::StrCat("read ", Quoted(code), ", expected two-digit codes, such as '13'"));
    if (entry != nullptr) prefectures |= uint64_t{1} << (entry->number() - 1);
  }
  if (prefectures != 0) question.prefectures = prefectures;
  if (const auto problems = check.Take(); !problems.empty()) return InvalidFields(problems);
  return Normalised(std::move(question));
}

summary::v1::GetNationwideSummaryRequest ToRequest(const SummaryQuestion& question) {
  summary::v1::GetNationwideSummaryRequest request;
  request.set_survey(question.survey);
  if (question.parts != DefaultParts()) {
    for (const PartEntry& entry : kParts) {
      if (question.Has(entry.part)) request.mutable_read_mask()->add_paths(std::string(entry.name));
    }
  }
  if (question.regions != kAllRegions) {
    for (const RegionEntry& entry : Regions()) {
      if (question.HasRegion(entry.region)) request.add_regions(entry.region);
    }
  }
  if (question.prefectures != kAllPrefectures) {
    for (const PrefectureEntry& entry : Prefectures()) {
      if (question.HasPrefecture(entry.number())) request.add_prefecture_codes(std::string(entry.code));
    }
  }
  return request;
}

std::string CodeOf(const SummaryQuestion& question) {
  std::string code = absl::StrCat(absl::Hex(question.parts, absl::kZeroPad2));
  if (question.regions != kAllRegions) absl::StrAppend(&code, "r", absl::Hex(question.regions, absl::kZeroPad2));
  if (question.prefectures != kAllPrefectures) absl::StrAppend(&code, "p", absl::Hex(question.prefectures));
  return code;
}

std::optional<SummaryQuestion> ParseCode(std::string_view code) {
  const size_t p = code.find('p');
  const size_t r = code.substr(0, p).find('r');
  uint64_t parts = 0, regions = kAllRegions, prefectures = kAllPrefectures;
  if (p != std::string_view::npos && !ReadHex(code.substr(p + 1), prefectures)) return std::nullopt;
  if (r != std::string_view::npos && !ReadHex(code.substr(0, p).substr(r + 1), regions)) return std::nullopt;
  if (!ReadHex(code.substr(0, std::min(p, r)), parts)) return std::nullopt;
  if (parts == 0 || (parts & ~uint64_t{AllParts()}) != 0 || regions == 0 || regions > kAllRegions || prefectures == 0 ||
      prefectures > kAllPrefectures) {
    return std::nullopt;
  }
  SummaryQuestion question;
  question.parts = static_cast<uint32_t>(parts);
  question.regions = static_cast<uint32_t>(regions);
  question.prefectures = prefectures;
  // One question, one code.
  return CodeOf(Normalised(question)) == code ? std::optional(question) : std::nullopt;
}

std::string ToText(const SummaryQuestion& question) {
  std::vector<std::string> parts, regions, prefectures;
  for (const PartEntry& entry : kParts) {
    if (question.Has(entry.part)) parts.emplace_back(entry.name);
  }
  std::string text = absl::StrJoin(parts, ", ");
  if (question.NeedsSurvey()) absl::StrAppend(&text, "; ", question.survey.empty() ? kLatestSurvey : question.survey);
  if (question.regions != kAllRegions) {
    for (const RegionEntry& entry : Regions()) {
      if (question.HasRegion(entry.region)) regions.emplace_back(entry.en);
    }
    absl::StrAppend(&text, "; regions ", absl::StrJoin(regions, ", "));
  }
  if (question.prefectures != kAllPrefectures) {
    for (const PrefectureEntry& entry : Prefectures()) {
      if (question.HasPrefecture(entry.number())) prefectures.emplace_back(entry.code);
    }
    absl::StrAppend(&text, "; prefectures ", absl::StrJoin(prefectures, ", "));
  }
  return text;
}

std::string KeyOf(const FixedQuestion& question) {
  // Neither codes nor names nor tokens hold a `|`, so that no two questions have one key.
  return absl::StrCat(kSchema, "|", CodeOf(question.question), "|", question.question.survey, "|",
                      ToText(question.revisions));
}

}  // namespace zaitaku::gateway
