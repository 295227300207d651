#include "services/training/training_quality.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "domain/characters.h"
#include "domain/fiscal_years.h"
#include "domain/training.h"
#include "services/training/training_cells.h"
#include "services/training/training_names.h"
#include "services/training/training_timetable.h"

namespace zaitaku::training {
namespace {

constexpr int kMaxFlags = 1000;
constexpr int kRowsAtATime = 200;
constexpr std::u32string_view kWeekdays = U"月火水木金土日";
constexpr std::string_view kWeekdaysEn[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                            "Friday", "Saturday", "Sunday"};

std::string WeekdayJa(int weekday) { return EncodeUtf8(kWeekdays.substr(weekday, 1)); }

v1::QualityFlag Computed(const std::string& resource, const char* fact, const char* code, const std::string& ja,
                         const std::string& en) {
  v1::QualityFlag flag;
  flag.set_resource(resource);
  flag.set_fact(fact);
  flag.mutable_flag()->set_code(code);
  flag.mutable_flag()->mutable_note()->set_ja(ja);
  flag.mutable_flag()->mutable_note()->set_en(en);
  flag.set_computed(true);
  return flag;
}

template <typename Resource>
void AddSourceFlags(const Resource& resource, std::vector<v1::QualityFlag>& flags) {
  for (const type::v1::FactSource& source : resource.sources()) {
    for (const type::v1::DataQualityFlag& carried : source.provenance().flags()) {
      v1::QualityFlag& flag = flags.emplace_back();
      flag.set_resource(resource.name());
      flag.set_fact(source.fact());
      *flag.mutable_flag() = carried;
    }
  }
}

// In order of fact; of one fact, the computed ones first.
std::vector<v1::QualityFlag> InOrder(std::vector<v1::QualityFlag> flags) {
  std::stable_sort(flags.begin(), flags.end(), [](const auto& a, const auto& b) { return a.fact() < b.fact(); });
  return flags;
}

void AddDateFlags(const v1::Event& event, const v1::TrainingProgram* program, std::vector<v1::QualityFlag>& flags) {
  const std::string& date = event.schedule().date();
  const int year = FiscalYearOf(event);
  if (program != nullptr && program->has_first_fiscal_year() && year < program->first_fiscal_year()) {
    flags.push_back(Computed(
        event.name(), "schedule.date", "DATED_BEFORE_PROGRAMME",
        absl::StrCat("開催日", date, "は", FormatFiscalYear(year), "で、研修事業「", program->display_name().ja(),
                     "」の開始（", FormatFiscalYear(program->first_fiscal_year()), "）より前です"),
        absl::StrCat("held on ", date, ", in fiscal year ", year, ", before its training programme '", program->name(),
                     "' began in fiscal year ", program->first_fiscal_year())));
  }
  const auto day = ParseIsoDay(date);
  const auto printed = PrintedWeekday(event.schedule().text());
  if (!day || !printed) return;
  const int actual = static_cast<int>(absl::GetWeekday(*day));  // 0 for Monday, as ours.
  if (*printed == actual) return;
  flags.push_back(Computed(
      event.name(), "schedule.date", "WEEKDAY_DIFFERS",
      absl::StrCat(date, "は", WeekdayJa(actual), "曜日ですが、「", WeekdayJa(*printed), "」と印刷されています"),
      absl::StrCat(date, " was a ", std::string(kWeekdaysEn[actual]), ", but a ", std::string(kWeekdaysEn[*printed]),
                   " is printed")));
}

void AddTimetableFlag(const v1::Event& event, std::vector<v1::QualityFlag>& flags) {
  if (!event.has_timetable()) return;
  const v1::CheckTimetableResponse checked = CheckTimetable(event);
  if (checked.findings().empty()) return;
  std::vector<std::string> ja, en;
  for (const v1::TimetableFinding& finding : checked.findings()) {
    const auto* term = FindTerm(finding.kind());
    const std::string span = absl::StrCat(finding.start_time(), "–", finding.end_time());
    ja.push_back(
        absl::StrCat(term == nullptr ? "" : std::string(term->ja), " ", span, "（", finding.minutes(), "分）"));
    en.push_back(absl::StrCat(term == nullptr ? "" : std::string(term->en), " ", span, " (", finding.minutes(),
                              finding.minutes() == 1 ? " minute)" : " minutes)"));
  }
  flags.push_back(Computed(event.name(), "timetable", "TIMETABLE_DOES_NOT_ADD_UP",
                           "時間割の合計が合いません：" + absl::StrJoin(ja, "、"),
                           "the timetable does not add up: " + absl::StrJoin(en, ", ")));
}

// Adds those that the request asks for; false once there are more than an answer holds.
bool Add(const std::vector<v1::QualityFlag>& flags, const std::string& code, v1::ListQualityFlagsResponse& response) {
  for (const v1::QualityFlag& flag : flags) {
    if (!code.empty() && flag.flag().code() != code) continue;
    if (response.flags_size() == kMaxFlags) {
      response.set_truncated(true);
      return false;
    }
    *response.add_flags() = flag;
  }
  return true;
}

absl::StatusOr<std::vector<v1::QualityFlag>> ReadFlagsOf(const ResourceReader& reader, const v1::Event& event) {
  if (event.training_program().empty()) return FlagsOf(event, nullptr);
  ASSIGN_OR_RETURN(const auto program, reader.Find<v1::TrainingProgram>(event.training_program()));
  return FlagsOf(event, program ? &*program : nullptr);
}
absl::StatusOr<std::vector<v1::QualityFlag>> ReadFlagsOf(const ResourceReader&, const v1::TrainingProgram& program) {
  return FlagsOf(program);
}

// The flags of a whole collection, as far as there is room.
template <typename Resource>
absl::Status AddAll(const ResourceReader& reader, const std::string& code, v1::ListQualityFlagsResponse& response) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto rows, reader.List<Resource>(kCollectionOf<Resource>, after, kRowsAtATime));
    for (const Resource& row : rows) {
      ASSIGN_OR_RETURN(const auto flags, ReadFlagsOf(reader, row));
      if (!Add(flags, code, response)) return absl::OkStatus();
    }
    if (rows.size() < kRowsAtATime) return absl::OkStatus();
    after = rows.back().name();
  }
}

template <typename Resource>
absl::Status AddOne(const ResourceReader& reader, const v1::ListQualityFlagsRequest& request,
                    v1::ListQualityFlagsResponse& response) {
  ASSIGN_OR_RETURN(const auto resource, reader.Get<Resource>(request.resource()));
  ASSIGN_OR_RETURN(const auto flags, ReadFlagsOf(reader, resource));
  Add(flags, request.code(), response);
  return absl::OkStatus();
}

}  // namespace

std::optional<int> PrintedWeekday(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  for (size_t i = 0; i < folded.size(); ++i) {
    const size_t weekday = kWeekdays.find(folded[i]);
    if (weekday == std::u32string_view::npos) continue;
    const char32_t before = i > 0 ? folded[i - 1] : 0, after = i + 1 < folded.size() ? folded[i + 1] : 0;
    // 水曜; （水）; （水・祝）. The 月 and 日 of a date have digits before them.
    if (after == U'曜' || (before == U'(' && (after == U')' || after == U'・'))) return static_cast<int>(weekday);
  }
  return std::nullopt;
}

std::vector<v1::QualityFlag> FlagsOf(const v1::Event& event, const v1::TrainingProgram* program) {
  std::vector<v1::QualityFlag> flags;
  AddDateFlags(event, program, flags);
  AddTimetableFlag(event, flags);
  AddSourceFlags(event, flags);
  return InOrder(std::move(flags));
}

std::vector<v1::QualityFlag> FlagsOf(const v1::TrainingProgram& program) {
  std::vector<v1::QualityFlag> flags;
  AddSourceFlags(program, flags);
  return InOrder(std::move(flags));
}

absl::Status ReadQualityFlags(const ResourceReader& reader, const v1::ListQualityFlagsRequest& request,
                              v1::ListQualityFlagsResponse& response) {
  if (IsNameIn(kEvents, request.resource())) return AddOne<v1::Event>(reader, request, response);
  if (!request.resource().empty()) return AddOne<v1::TrainingProgram>(reader, request, response);
  RETURN_IF_ERROR(AddAll<v1::Event>(reader, request.code(), response));
  return response.truncated() ? absl::OkStatus() : AddAll<v1::TrainingProgram>(reader, request.code(), response);
}

}  // namespace zaitaku::training
