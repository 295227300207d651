#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/entry_table.h"
#include "zaitaku/training/v1/event.pb.h"

// Events as comma-separated values, one in a row.
//
// Cells are written as entry_table.h says; resources are full resource names, dates 2016-03-16, times 13:00.
// Timetables, agendas, expected roles, sources and reviews are not in these tables: JSON lines have them. Nor are the
// English names of organisers.
namespace zaitaku {

enum class EventColumn {
  kName,
  kTitleJa,
  kTitleEn,
  kKind,
  kState,
  kFields,
  kDate,
  kStartTime,
  kEndTime,
  kScheduleText,
  kVenueJa,
  kVenueEn,
  kPrefecture,
  kOrganisers,
  kAudiences,
  kAudienceJa,
  kAudienceEn,
  kPurposeJa,
  kPurposeEn,
  kParticipants,
  kParticipantsText,
  kMaterialUrl,
  kPerGovernment,
  kCapacity,
  kWaitingList,
  kTrainingProgram,
  kCatalogProgram,
};

// The heads in the order in which they are written; EventColumn is the index.
inline constexpr std::array<ColumnHead, 27> kEventColumnHeads = {{
    {"name", "名前"},
    {"title_ja", "行事名"},
    {"title_en", "行事名（英語）"},
    {"kind", "種類"},
    {"state", "状態"},
    {"fields", "分野"},
    {"date", "開催日"},
    {"start_time", "開始時刻"},
    {"end_time", "終了時刻"},
    {"schedule_text", "日時（原文）"},
    {"venue_ja", "会場"},
    {"venue_en", "会場（英語）"},
    {"prefecture", "都道府県"},  // The code, 13; readers take 東京都 too.
    {"organisers", "主催等"},    // A list: host:日本在宅ケアアライアンス;co-host:日本医師会
    {"audiences", "対象"},
    {"audience_ja", "対象（原文）"},
    {"audience_en", "対象（英語）"},
    {"purpose_ja", "目的"},
    {"purpose_en", "目的（英語）"},
    {"participants", "参加者数"},  // 280, or 約280 for about so many.
    {"participants_text", "参加者数（原文）"},
    {"material_url", "資料URL"},
    {"per_government", "１自治体の上限"},
    {"capacity", "定員"},
    {"waiting_list", "待機"},  // yes or no; empty if nobody can apply.
    {"training_program", "研修事業"},
    {"catalog_program", "事業"},
}};

// The column with this head, in either language, of any width and with blanks anywhere; nullopt if there is none.
std::optional<EventColumn> FindEventColumn(std::string_view head);

// The cells of an event's row, in column order.
std::array<std::string, kEventColumnHeads.size()> EventRowCells(const training::v1::Event& event);

// The whole table: heads, then the events in the order given. UTF-8 without byte order mark, lines ended by CR LF.
std::string WriteEventsCsv(std::span<const training::v1::Event> events);

// A number of people as documents print it.
struct PeopleCount {
  int32_t count = 0;
  bool approximate = false;  // 約
};

// 280, 280名, 約２８０名, およそ1,200人, 280名程度 -> the number. Nullopt for anything else.
std::optional<PeopleCount> ParsePeople(std::string_view text);

// 280 or 約280.
std::string FormatPeople(const PeopleCount& people);

// Yes and no: yes, no, true, false, あり, なし, 有, 無, ○ and ×. Nullopt for anything else.
std::optional<bool> ParseYesNo(std::string_view text);

// host:日本医師会, 主催：日本医師会 -> the organiser; nullopt for anything else.
std::optional<training::v1::Organiser> ParseOrganiser(std::string_view text);

}  // namespace zaitaku
