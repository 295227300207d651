// Reads tables of events as comma-separated values.
#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "domain/fiscal_years.h"
#include "domain/prefectures.h"
#include "domain/training.h"
#include "domain/training_table.h"
#include "services/entries/entry_checks.h"
#include "services/entries/table_reader.h"
#include "services/training/training_entries.h"
#include "services/training/training_file.h"

namespace zaitaku::training {
namespace {

using enum EventColumn;
using google::protobuf::FieldMask;

constexpr char kWaitingListPath[] = "application_rule.waiting_list";

// A date such as 2016-03-16, 平成28年3月16日 or 2016年3月16日, as it is kept.
std::string ReadDate(TableRow& row) {
  const std::string word = row.Word(kDate);
  auto day = ParseIsoDay(word);
  if (!day) day = ParseDay(word);
  if (day) return FormatIsoDay(*day);
  row.AddProblem(kDate, {"a day that there is", "存在する日付（YYYY-MM-DD、または平成28年3月16日など）", "2016-03-16"});
  return "";
}

// A time such as 09:00 or 9:00, as it is kept; empty for an empty cell.
std::string ReadTime(TableRow& row, EventColumn column) {
  std::string word = row.Word(column);
  if (word.empty()) return "";
  if (word.size() == 4) word.insert(0, "0");
  if (ParseWallTime(word)) return word;
  row.AddProblem(column, {"a time from 00:00 to 23:59, or nothing", "時刻（00:00～23:59）、または空欄", "13:00"});
  return "";
}

// A number from 1; nullopt for an empty cell.
std::optional<int32_t> ReadLimit(TableRow& row, EventColumn column) {
  const std::string word = row.Word(column);
  if (word.empty()) return std::nullopt;
  int32_t limit = 0;
  const bool digits = std::all_of(word.begin(), word.end(), absl::ascii_isdigit);
  if (digits && absl::SimpleAtoi(word, &limit) && limit > 0) return limit;
  row.AddProblem(column, {"a number from 1, or nothing for no limit", "１以上の整数、上限がなければ空欄", "4"});
  return std::nullopt;
}

std::string ReadPrefecture(TableRow& row) {
  const std::string word = row.Word(kPrefecture);
  if (word.empty()) return "";
  const PrefectureEntry* prefecture = FindPrefecture(word);
  if (prefecture == nullptr) prefecture = FindPrefectureByName(word);
  if (prefecture != nullptr) return std::string(prefecture->code);
  row.AddProblem(kPrefecture, {"a prefecture's code or name, or nothing", "都道府県のコードか名称、または空欄", "13"});
  return "";
}

void FillSchedule(TableRow& row, v1::Event& event, FieldMask& mask) {
  const auto states = [&](EventColumn column, const char* path) { return States(row, column, path, mask); };
  if (states(kDate, "schedule.date")) event.mutable_schedule()->set_date(ReadDate(row));
  if (states(kStartTime, "schedule.start_time")) {
    if (std::string time = ReadTime(row, kStartTime); !time.empty()) event.mutable_schedule()->set_start_time(time);
  }
  if (states(kEndTime, "schedule.end_time")) {
    if (std::string time = ReadTime(row, kEndTime); !time.empty()) event.mutable_schedule()->set_end_time(time);
  }
  ReadText(row, kScheduleText, "schedule.text", mask, [&] { return event.mutable_schedule()->mutable_text(); });
  if (!states(kPrefecture, "venue.prefecture_code")) return;
  if (std::string code = ReadPrefecture(row); !code.empty()) event.mutable_venue()->set_prefecture_code(code);
}

void FillOrganisers(TableRow& row, v1::Event& event, FieldMask& mask) {
  if (!States(row, kOrganisers, "organisers", mask) || row.IsEmpty(kOrganisers)) return;
  const std::string cell = row.Text(kOrganisers);
  for (const std::string& item : std::vector<std::string>(absl::StrSplit(cell, kListSeparator))) {
    const auto organiser = ParseOrganiser(item);
    if (!organiser) {
      row.AddProblem(kOrganisers, {"host, co-host or contractor, a colon and a name; several joined by ;",
                                   "主催・共催・事業受託者のいずれか、コロン、名称。複数は ; で区切る",
                                   "主催：日本在宅ケアアライアンス;共催：日本医師会"});
      return;
    }
    *event.add_organisers() = *organiser;
  }
}

void FillParticipants(TableRow& row, v1::Event& event, FieldMask& mask) {
  if (States(row, kParticipants, "participants.count", mask)) {
    States(row, kParticipants, "participants.approximate", mask);
    const auto people = ParsePeople(row.Text(kParticipants));
    if (people) {
      event.mutable_participants()->set_count(people->count);
      event.mutable_participants()->set_approximate(people->approximate);
    } else if (!row.IsEmpty(kParticipants)) {
      row.AddProblem(kParticipants, {"a number of people, after 約 if it is approximate, or nothing",
                                     "人数（概数は先頭に約）、または空欄", "約280"});
    }
  }
  ReadText(row, kParticipantsText, "participants.text", mask,
           [&] { return event.mutable_participants()->mutable_text(); });
}

void FillRule(TableRow& row, v1::Event& event, FieldMask& mask) {
  const auto states = [&](EventColumn column, const char* path) { return States(row, column, path, mask); };
  if (states(kPerGovernment, "application_rule.per_government")) {
    if (const auto limit = ReadLimit(row, kPerGovernment)) event.mutable_application_rule()->set_per_government(*limit);
  }
  if (states(kCapacity, "application_rule.capacity")) {
    if (const auto limit = ReadLimit(row, kCapacity)) event.mutable_application_rule()->set_capacity(*limit);
  }
  if (!states(kWaitingList, kWaitingListPath) || row.IsEmpty(kWaitingList)) return;
  if (const auto waiting_list = ParseYesNo(row.Text(kWaitingList))) {
    event.mutable_application_rule()->set_waiting_list(*waiting_list);
  } else {
    row.AddProblem(kWaitingList, {"yes or no, or nothing", "あり・なしのいずれか、または空欄", "yes"});
  }
}

void FillEvent(TableRow& row, v1::Event& event, FieldMask& mask) {
  const auto states = [&](EventColumn column, const char* path) { return States(row, column, path, mask); };
  const auto text = [&](EventColumn column, const char* path, auto place) { ReadText(row, column, path, mask, place); };
  text(kTitleJa, "title.ja", [&] { return event.mutable_title()->mutable_ja(); });
  text(kTitleEn, "title.en", [&] { return event.mutable_title()->mutable_en(); });
  if (states(kKind, "kind")) event.set_kind(row.Required<v1::Event::Kind>(kKind));
  if (states(kState, "state")) event.set_state(row.Required<v1::Event::State>(kState));
  if (states(kFields, "fields")) row.Terms<v1::TrainingField>(kFields, *event.mutable_fields());
  FillSchedule(row, event, mask);
  text(kVenueJa, "venue.name.ja", [&] { return event.mutable_venue()->mutable_name()->mutable_ja(); });
  text(kVenueEn, "venue.name.en", [&] { return event.mutable_venue()->mutable_name()->mutable_en(); });
  FillOrganisers(row, event, mask);
  if (states(kAudiences, "audiences")) row.Terms<v1::Audience>(kAudiences, *event.mutable_audiences());
  text(kAudienceJa, "audience_text.ja", [&] { return event.mutable_audience_text()->mutable_ja(); });
  text(kAudienceEn, "audience_text.en", [&] { return event.mutable_audience_text()->mutable_en(); });
  text(kPurposeJa, "purpose.ja", [&] { return event.mutable_purpose()->mutable_ja(); });
  text(kPurposeEn, "purpose.en", [&] { return event.mutable_purpose()->mutable_en(); });
  FillParticipants(row, event, mask);
  text(kMaterialUrl, "material_url", [&] { return event.mutable_material_url(); });
  FillRule(row, event, mask);
  if (states(kTrainingProgram, "training_program"))
    event.set_training_program(row.Reference(kTrainingProgram, kTrainingPrograms));
  if (states(kCatalogProgram, "catalog_program"))
    event.set_catalog_program(row.Reference(kCatalogProgram, kCatalogPrograms));
}

bool IsNothing(const google::protobuf::Message& message) { return message.ByteSizeLong() == 0; }

}  // namespace

TrainingFile ReadEventsCsv(std::string_view content) {
  return ReadTable<TrainingEntries, v1::Event, EventColumn>(content, kEventColumnHeads, &FillEvent);
}

void TrainingEntries::KeepUnstated(const v1::Event& stated, const FieldMask& mask, const v1::Event& before,
                                   v1::Event& merged) {
  for (v1::Organiser& organiser : *merged.mutable_organisers()) {
    if (!organiser.name().en().empty()) continue;
    const auto same = std::find_if(before.organisers().begin(), before.organisers().end(), [&](const auto& known) {
      return known.role() == organiser.role() && known.name().ja() == organiser.name().ja();
    });
    if (same != before.organisers().end()) organiser.mutable_name()->set_en(same->name().en());
  }
  // Cells that are all empty say that there is none. Without the column that every rule fills, they say that it has no
  // such limit.
  if (!stated.has_application_rule() && IsNothing(merged.application_rule())) {
    merged.clear_application_rule();
    if (before.has_application_rule() && !Contains(mask.paths(), kWaitingListPath)) merged.mutable_application_rule();
  }
  if (!stated.has_participants() && IsNothing(merged.participants())) merged.clear_participants();
}

}  // namespace zaitaku::training
