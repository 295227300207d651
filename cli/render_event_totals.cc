#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/render_event_answers.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using training::v1::Event;
using training::v1::EventTotal;
using training::v1::GetEventTotalsResponse;
using training::v1::ListQualityFlagsResponse;

// More numbers than these say less than their total.
constexpr size_t kMostTerms = 8;

const std::vector<int>& TermsOf(const PrintedTerms& terms, int fiscal_year, int field) {
  static const std::vector<int> kNone;
  const auto found = terms.find({fiscal_year, field});
  return found == terms.end() ? kNone : found->second;
}

// 開催済み2、中止1
std::string StatesText(const EventTotal& total, Language language) {
  std::vector<std::string> states;
  for (const auto& state : total.states()) {
    const std::string word = TermName(state.state(), language);
    states.push_back(Text{absl::StrCat(word, state.events()), absl::StrCat(state.events(), " ", word)}.In(language));
  }
  return absl::StrJoin(states, ListSeparator(language));
}

void AddTotal(const EventTotal& total, const std::string& name, const std::vector<int>& terms, Language language,
              Table& table) {
  const auto& counts = total.applications();
  table.AddRow({name, total.events(), StatesText(total, language), PrintedParticipantsText(total, terms, language),
                absl::StrCat(total.instruction_minutes()), absl::StrCat(total.lecture_minutes()),
                total.events_with_timetable(), counts.admitted(), counts.waiting(), counts.attended()});
}

std::string FieldName(const EventTotal& total, Language language) {
  return total.field() == training::v1::TRAINING_FIELD_UNSPECIFIED
             ? Text{"（分野の記載なし）", "(no field stated)"}.In(language)
             : TermName(total.field(), language);
}

Table TableOfTotals(Language language) {
  return Table({{Text{"分野", "Field"}.In(language)},
                {Text{"行事", "Events"}.In(language), Align::kRight},
                {Text{"状態", "State"}.In(language)},
                {Text{"公表された参加者", "Printed participants"}.In(language)},
                {Text{"研修（分）", "Minutes"}.In(language), Align::kRight},
                {Text{"うち講義", "Lectures"}.In(language), Align::kRight},
                {Text{"時間割あり", "Timetables"}.In(language), Align::kRight},
                {Text{"申込参加", "Admitted"}.In(language), Align::kRight},
                {Text{"待機", "Waiting"}.In(language), Align::kRight},
                {Text{"出席", "Attended"}.In(language), Align::kRight}});
}

void RenderPrefectures(const GetEventTotalsResponse& totals, Language language, const Style& style, std::ostream& out) {
  if (totals.prefectures().empty()) return;
  RenderHeading({"都道府県別の申込", "Applications by prefecture"}, language, style, out);
  Table table({{Text{"都道府県", "Prefecture"}.In(language)},
               {Text{"地域", "Region"}.In(language)},
               {Text{"参加", "Admitted"}.In(language), Align::kRight},
               {Text{"待機", "Waiting"}.In(language), Align::kRight},
               {Text{"出席", "Attended"}.In(language), Align::kRight}});
  for (const auto& prefecture : totals.prefectures()) {
    const auto& counts = prefecture.applications();
    table.AddRow({PrefectureName(prefecture.prefecture_code(), language), RegionName(prefecture.region(), language),
                  counts.admitted(), counts.waiting(), counts.attended()});
  }
  table.Print(out, style, 2);
}

void WriteTotalRow(const EventTotal& total, const char* scope, std::ostream& out) {
  const auto& counts = total.applications();
  WriteCsvRow(out, {scope, absl::StrCat(total.fiscal_year()), TermWord(total.field(), Language::kEnglish),
                    absl::StrCat(total.events()), absl::StrCat(total.printed_participants()),
                    total.printed_participants_approximate() ? "true" : "false",
                    absl::StrCat(total.events_with_printed_participants()), absl::StrCat(total.instruction_minutes()),
                    absl::StrCat(total.lecture_minutes()), absl::StrCat(total.events_with_timetable()),
                    absl::StrCat(counts.admitted()), absl::StrCat(counts.waiting()), absl::StrCat(counts.cancelled()),
                    absl::StrCat(counts.attended()), absl::StrCat(counts.absent())});
}

}  // namespace

PrintedTerms PrintedTermsOf(const google::protobuf::RepeatedPtrField<Event>& events) {
  PrintedTerms terms;
  for (const Event& event : events) {
    if (!event.participants().has_count() || event.state() == Event::STATE_CANCELLED) continue;
    const int year = FiscalYearOfEvent(event);
    const int count = event.participants().count();
    terms[{year, kAllFields}].push_back(count);
    for (const int field : event.fields()) terms[{year, field}].push_back(count);
    if (event.fields().empty()) terms[{year, training::v1::TRAINING_FIELD_UNSPECIFIED}].push_back(count);
  }
  return terms;
}

std::string PrintedParticipantsText(const EventTotal& total, const std::vector<int>& terms, Language language) {
  if (total.events_with_printed_participants() == 0) return Text{"（記載なし）", "(none printed)"}.In(language);
  std::string text = PeopleText(total.printed_participants(), total.printed_participants_approximate(), language);
  const int64_t sum = std::accumulate(terms.begin(), terms.end(), int64_t{0});
  if (terms.size() < 2 || terms.size() > kMostTerms || sum != total.printed_participants()) return text;
  const std::string list = absl::StrJoin(terms, " + ");
  return absl::StrCat(text, Text{absl::StrCat("（", list, "）"), absl::StrCat(" (", list, ")")}.In(language));
}

void RenderEventTotals(const GetEventTotalsResponse& totals, const PrintedTerms& terms, Language language,
                       const Style& style, std::ostream& out) {
  const char* gap = "";
  for (const EventTotal& year : totals.fiscal_years()) {
    out << gap << style.Paint(Tone::kHeading, FiscalYearWithEra(year.fiscal_year(), language)) << '\n';
    gap = "\n";
    Table table = TableOfTotals(language);
    for (const EventTotal& total : totals.fields()) {
      if (total.fiscal_year() != year.fiscal_year()) continue;
      AddTotal(total, FieldName(total, language), TermsOf(terms, total.fiscal_year(), total.field()), language, table);
    }
    AddTotal(year, Text{"計（行事ごとに一度）", "All, each event once"}.In(language),
             TermsOf(terms, year.fiscal_year(), kAllFields), language, table);
    table.Print(out, style, 2);
  }
  RenderPrefectures(totals, language, style, out);
}

void RenderEventTotalsCsv(const GetEventTotalsResponse& totals, std::ostream& out) {
  WriteCsvRow(out, {"scope", "fiscal_year", "field", "events", "printed_participants", "approximate",
                    "events_with_printed_participants", "instruction_minutes", "lecture_minutes",
                    "events_with_timetable", "admitted", "waiting", "cancelled", "attended", "absent"});
  for (const EventTotal& total : totals.fields()) WriteTotalRow(total, "field", out);
  for (const EventTotal& total : totals.fiscal_years()) WriteTotalRow(total, "fiscal_year", out);
}

void RenderFlags(const ListQualityFlagsResponse& response, Language language, const Style& style, std::ostream& out) {
  for (const auto& flag : response.flags()) {
    out << style.Paint(Tone::kHeading, Printable(flag.resource()));
    if (!flag.fact().empty()) out << "  " << Printable(flag.fact());
    out << '\n'
        << "  " << Printable(flag.flag().code()) << "  "
        << (flag.computed() ? Text{"（計算）", "(computed)"} : Text{"（出典の注記）", "(from the source)"}).In(language)
        << "\n  " << Printable(TextIn(flag.flag().note(), language)) << '\n';
  }
}

void RenderFlagsCsv(const ListQualityFlagsResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"resource", "fact", "code", "note_ja", "note_en", "computed"});
  for (const auto& flag : response.flags()) {
    WriteCsvRow(out, {flag.resource(), flag.fact(), flag.flag().code(), flag.flag().note().ja(),
                      flag.flag().note().en(), flag.computed() ? "true" : "false"});
  }
}

}  // namespace zaitaku::cli
