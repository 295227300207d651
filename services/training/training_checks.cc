#include "services/training/training_checks.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/fiscal_years.h"
#include "domain/prefectures.h"
#include "services/entries/entry_checks.h"

namespace zaitaku::training {
namespace {

constexpr int kMaxBlocks = 50;
constexpr int kMaxItems = 100;
constexpr int kMaxMinutes = 24 * 60;
constexpr size_t kMaxCodeCharacters = 20;
constexpr int kMaxAgendaDepth = 5;
constexpr int kMaxAgendaItems = 200;

// The time if it is one; says so if not. An empty one is no problem here.
std::optional<int> CheckTime(const std::string& time, const std::string& field, FieldChecker& check) {
  const auto minutes = ParseWallTime(time);
  check.Require(time.empty() || minutes, field,
                absl::StrCat("read ", Quoted(time), ", expected HH:MM, 00:00 to 23:59, such as '09:00'"));
  return minutes;
}

void CheckSpan(const std::string& start, const std::string& end, const std::string& path, FieldChecker& check) {
  const auto from = CheckTime(start, path + ".start_time", check);
  const auto to = CheckTime(end, path + ".end_time", check);
  check.Require(!from || !to || *from < *to, path + ".end_time",
                absl::StrCat("read ", Quoted(end), ", expected a time after start_time ", Quoted(start)));
}

void CheckItem(const v1::TimetableItem& item, const std::string& path, FieldChecker& check) {
  CheckDisplayName(item.title(), path + ".title", "質疑応答", check);
  check.Require(v1::TimetableItem::Kind_IsValid(item.kind()), path + ".kind",
                "expected a value of TimetableItem.Kind, such as KIND_LECTURE (講義)");
  check.Require(!item.has_minutes() || (item.minutes() >= 1 && item.minutes() <= kMaxMinutes), path + ".minutes",
                absl::StrCat("read ", item.minutes(), ", expected 1 to ", kMaxMinutes, ", or nothing"));
  CheckText(item.speaker(), kMaxNameCharacters, path + ".speaker", check);
  CheckText(item.affiliation(), kMaxNameCharacters, path + ".affiliation", check);
}

void CheckBlock(const v1::TimetableBlock& block, const std::string& path, FieldChecker& check) {
  check.Require(!block.start_time().empty(), path + ".start_time", "expected when it begins, such as '09:00'");
  check.Require(!block.end_time().empty(), path + ".end_time", "expected when it ends, such as '11:00'");
  CheckSpan(block.start_time(), block.end_time(), path, check);
  check.Require(v1::TimetableBlock::Section_IsValid(block.section()), path + ".section",
                "expected a value of TimetableBlock.Section, such as SECTION_GENERAL (総論)");
  CheckText(block.code(), kMaxCodeCharacters, path + ".code", check);
  CheckLocalizedText(block.title(), kMaxNameCharacters, path + ".title", check);
  CheckCount(block.items_size(), kMaxItems, path + ".items", check);
  for (int i = 0; i < block.items_size() && i <= kMaxItems; ++i)
    CheckItem(block.items(i), absl::StrCat(path, ".items[", i, "]"), check);
}

// Counts what it sees, so that all items together are bounded.
class AgendaChecker {
 public:
  explicit AgendaChecker(FieldChecker& check) : check_(check) {}

  void CheckAll(const google::protobuf::RepeatedPtrField<v1::AgendaItem>& items, const std::string& path, int depth) {
    if (depth > kMaxAgendaDepth && !items.empty()) {
      check_.Require(false, path, absl::StrCat("expected items nested at most ", kMaxAgendaDepth, " deep"));
      return;
    }
    for (int i = 0; i < items.size() && seen_ <= kMaxAgendaItems; ++i) {
      const std::string at = absl::StrCat(path, "[", i, "]");
      ++seen_;
      CheckDisplayName(items[i].title(), at + ".title", "医療的ケア児について", check_);
      CheckAll(items[i].items(), at + ".items", depth + 1);
    }
  }

  int seen() const { return seen_; }

 private:
  FieldChecker& check_;
  int seen_ = 0;
};

}  // namespace

void CheckSchedule(const v1::Event& event, FieldChecker& check) {
  const v1::Schedule& schedule = event.schedule();
  check.Require(ParseIsoDay(schedule.date()).has_value(), "schedule.date",
                absl::StrCat("read ", Quoted(schedule.date()), ", expected a day as YYYY-MM-DD, such as '2016-03-16'"));
  CheckSpan(schedule.start_time(), schedule.end_time(), "schedule", check);
  check.Require(schedule.end_time().empty() || !schedule.start_time().empty(), "schedule.start_time",
                "expected when it begins, as it is said when it ends");
  check.Require(schedule.time_zone().empty() || schedule.time_zone() == kTimeZone, "schedule.time_zone",
                absl::StrCat("read ", Quoted(schedule.time_zone()), ", expected '", kTimeZone, "', or nothing"));
  CheckText(schedule.text(), kMaxNameCharacters, "schedule.text", check);
}

void CheckTimetableForm(const v1::Timetable& timetable, FieldChecker& check) {
  CheckCount(timetable.blocks_size(), kMaxBlocks, "timetable.blocks", check);
  for (int i = 0; i < timetable.blocks_size() && i <= kMaxBlocks; ++i)
    CheckBlock(timetable.blocks(i), absl::StrCat("timetable.blocks[", i, "]"), check);
}

void CheckAgenda(const google::protobuf::RepeatedPtrField<v1::AgendaItem>& agenda, FieldChecker& check) {
  AgendaChecker checker(check);
  checker.CheckAll(agenda, "agenda", 1);
  check.Require(checker.seen() <= kMaxAgendaItems, "agenda",
                absl::StrCat("expected at most ", kMaxAgendaItems, " in all"));
}

void CheckPrefectureCode(const std::string& code, const std::string& field, FieldChecker& check) {
  check.Require(
      code.empty() || FindPrefecture(code) != nullptr, field,
      absl::StrCat("read ", Quoted(code), ", expected a prefecture's two-digit code, 01 to 47, such as '13'"));
}

}  // namespace zaitaku::training
