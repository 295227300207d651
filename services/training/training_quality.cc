#include "services/training/training_quality.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "domain/characters.h"
#include "domain/fiscal_years.h"
#include "domain/training.h"
#include "platform/storage/page_token.h"
#include "services/training/training_cells.h"
#include "services/training/training_names.h"
#include "services/training/training_timetable.h"

namespace zaitaku::training {
namespace {

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

// Where a page ends: after so many of a resource's flags that pass the filter.
struct FlagPosition {
  std::string resource;
  size_t given = 0;
};

absl::StatusOr<FlagPosition> ParsePosition(const std::string& after) {
  FlagPosition position;
  const size_t blank = after.find(' ');
  position.resource = after.substr(0, blank);
  if (after.empty()) return position;
  if (blank == std::string::npos || !absl::SimpleAtoi(after.substr(blank + 1), &position.given)) {
    return InvalidPageToken();
  }
  return position;
}

// Fills a page with flags, resource after resource.
class FlagPage {
 public:
  FlagPage(const Page& page, const std::string& code, v1::ListQualityFlagsResponse& response)
      : page_(page), code_(code), response_(response) {}

  // Adds those of a resource that the request asks for, less those that were given before. False once the page is full.
  bool Add(const std::vector<v1::QualityFlag>& flags, size_t given = 0) {
    size_t position = 0;
    for (const v1::QualityFlag& flag : flags) {
      if (!code_.empty() && flag.flag().code() != code_) continue;
      if (++position <= given) continue;
      bytes_ += flag.ByteSizeLong();
      if (response_.flags_size() == page_.size || (bytes_ > kMaxPageBytes && !response_.flags().empty())) {
        response_.set_truncated(true);
        response_.set_next_page_token(page_.TokenAfter(last_));
        return false;
      }
      *response_.add_flags() = flag;
      last_ = absl::StrCat(flag.resource(), " ", position);
    }
    return true;
  }

  const ResourceReader& reader() const { return page_.reader(); }

 private:
  const Page& page_;
  const std::string& code_;
  v1::ListQualityFlagsResponse& response_;
  size_t bytes_ = 0;
  std::string last_;
};

absl::StatusOr<std::vector<v1::QualityFlag>> ReadFlagsOf(const ResourceReader& reader, const v1::Event& event) {
  if (event.training_program().empty()) return FlagsOf(event, nullptr);
  ASSIGN_OR_RETURN(const auto program, reader.Find<v1::TrainingProgram>(event.training_program()));
  return FlagsOf(event, program ? &*program : nullptr);
}
absl::StatusOr<std::vector<v1::QualityFlag>> ReadFlagsOf(const ResourceReader&, const v1::TrainingProgram& program) {
  return FlagsOf(program);
}

template <typename Resource>
absl::StatusOr<bool> AddOne(const std::string& name, size_t given, FlagPage& flags) {
  ASSIGN_OR_RETURN(const auto resource, flags.reader().Get<Resource>(name));
  ASSIGN_OR_RETURN(const auto of_resource, ReadFlagsOf(flags.reader(), resource));
  return flags.Add(of_resource, given);
}

// The flags of a whole collection from a position in it on, or from its beginning. False once the page is full.
template <typename Resource>
absl::StatusOr<bool> AddAll(const FlagPosition& from, FlagPage& flags) {
  std::string after;
  if (IsNameIn(kCollectionOf<Resource>, from.resource)) {
    ASSIGN_OR_RETURN(const bool goes_on, AddOne<Resource>(from.resource, from.given, flags));
    if (!goes_on) return false;
    after = from.resource;
  }
  while (true) {
    ASSIGN_OR_RETURN(const auto rows, flags.reader().List<Resource>(kCollectionOf<Resource>, after, kRowsAtATime));
    for (const Resource& row : rows) {
      ASSIGN_OR_RETURN(const auto of_row, ReadFlagsOf(flags.reader(), row));
      if (!flags.Add(of_row)) return false;
    }
    if (rows.size() < kRowsAtATime) return true;
    after = rows.back().name();
  }
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

// All events come before all training programmes.
absl::Status ReadQualityFlags(const Page& page, const v1::ListQualityFlagsRequest& request,
                              v1::ListQualityFlagsResponse& response) {
  ASSIGN_OR_RETURN(const FlagPosition from, ParsePosition(page.after));
  FlagPage flags(page, request.code(), response);
  const std::string& name = request.resource();
  if (IsNameIn(kEvents, name)) return AddOne<v1::Event>(name, from.given, flags).status();
  if (!name.empty()) return AddOne<v1::TrainingProgram>(name, from.given, flags).status();
  bool goes_on = true;
  if (!IsNameIn(kTrainingPrograms, from.resource)) {
    ASSIGN_OR_RETURN(goes_on, AddAll<v1::Event>(from, flags));
  }
  return goes_on ? AddAll<v1::TrainingProgram>(from, flags).status() : absl::OkStatus();
}

}  // namespace zaitaku::training
