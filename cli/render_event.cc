#include "cli/render_event.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/render_timetable.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using training::v1::AgendaItem;
using training::v1::Audience;
using training::v1::Event;
using training::v1::TrainingField;

std::string FieldNames(const Event& event, Language language) {
  return JoinTerms<TrainingField>(event.fields(), TermName, language);
}

void AddSchedule(const Event& event, InferredFacts& inferred, Language language, Details& details) {
  details.Add({"日時", "When"}, inferred.Mark(ScheduleText(event.schedule(), language), "schedule"));
  details.AddIfStated({"原文", "As printed"}, event.schedule().text());
  details.Add({"年度", "Fiscal year"}, FiscalYearWithEra(FiscalYearOfEvent(event), language));
  std::string venue = NameIn(event.venue().name(), language);
  const std::string& code = event.venue().prefecture_code();
  if (!code.empty()) {
    const std::string place = inferred.Mark(PrefectureName(code, language), "venue.prefecture_code");
    venue = venue.empty() ? place
                          : Text{absl::StrCat(venue, "（", place, "）"), absl::StrCat(venue, ", ", place)}.In(language);
  }
  details.Add({"場所", "Where"}, inferred.Contains("venue.name") ? inferred.Mark(venue, "venue.name") : venue);
}

void AddOrganisers(const Event& event, InferredFacts& inferred, Language language, Details& details) {
  Text label = {"主催等", "Organisers"};
  if (event.organisers().empty()) details.Add(label, "");
  for (int i = 0; i < event.organisers_size(); ++i) {
    const auto& organiser = event.organisers(i);
    const std::string text = absl::StrCat(TermName(organiser.role(), language), Text{"：", ": "}.In(language),
                                          NameIn(organiser.name(), language));
    details.Add(label, inferred.Mark(text, absl::StrCat("organisers[", i, "]")));
    label = {"", ""};
  }
}

void AddParticipants(const Event& event, InferredFacts& inferred, Language language, Details& details) {
  details.Add({"対象", "Audience"},
              inferred.Mark(JoinTerms<Audience>(event.audiences(), TermName, language), "audiences"));
  details.AddIfStated({"", ""}, inferred.Mark(TextIn(event.audience_text(), language), "audience_text"));
  const auto& participants = event.participants();
  std::string count;
  if (participants.has_count()) count = PeopleText(participants.count(), participants.approximate(), language);
  if (!participants.text().empty()) {
    absl::StrAppend(&count, Text{absl::StrCat("（原文：", participants.text(), "）"),
                                 absl::StrCat(" (printed: ", participants.text(), ")")}
                                .In(language));
  }
  details.Add({"参加者", "Participants"}, inferred.Mark(count, "participants"));
  details.AddIfStated({"", ""}, TextIn(participants.recruitment(), language));
  details.Add({"申込", "Applications"},
              event.has_application_rule()
                  ? inferred.Mark(RuleText(event.application_rule(), language), "application_rule")
                  : Text{"受け付けません", "none are taken"}.In(language));
  details.AddIfStated({"", ""}, TextIn(event.application_rule().text(), language));
}

void AddPrograms(const Event& event, const EventReferences& references, InferredFacts& inferred, Language language,
                 Details& details) {
  std::string training = event.training_program();
  if (references.training_program) {
    training = absl::StrCat(NameIn(*references.training_program, language), "  ", training);
  }
  details.Add({"研修プログラム", "Training programme"}, inferred.Mark(training, "training_program"));
  details.Add({"事業", "Programme"},
              inferred.Mark(ProgramText(references.catalog_program, language), "catalog_program"));
}

void RenderSources(const FactSources& sources, const google::protobuf::RepeatedPtrField<type::v1::FactReview>& reviews,
                   SourceDetail detail, Language language, const Style& style, std::ostream& out) {
  if (detail == SourceDetail::kNone) return;
  RenderFacts(sources, reviews, detail == SourceDetail::kVerbatim, language, style, out);
}

void WriteAgendaRows(const AgendaItems& items, const std::string& above, std::ostream& out) {
  int position = 0;
  for (const AgendaItem& item : items) {
    const std::string number = absl::StrCat(above, ++position);
    WriteCsvRow(out, {number, item.title().ja(), item.title().en(), item.is_new() ? "true" : "false"});
    WriteAgendaRows(item.items(), absl::StrCat(number, "."), out);
  }
}

}  // namespace

void RenderEvents(const Events& events, Language language, const Style& style, std::ostream& out) {
  Table table({{Text{"行事", "Event"}.In(language)},
               {Text{"日時", "When"}.In(language)},
               {Text{"年度", "Year"}.In(language)},
               {Text{"種類", "Kind"}.In(language)},
               {Text{"状態", "State"}.In(language)},
               {Text{"分野", "Fields"}.In(language)},
               {Text{"場所", "Where"}.In(language)},
               {Text{"参加者", "Participants"}.In(language), Align::kRight},
               {Text{"名称", "Title"}.In(language)}});
  for (const Event& event : events) {
    const auto& participants = event.participants();
    const std::string& prefecture = event.venue().prefecture_code();
    table.AddRow(
        {ShortName(event.name()), ScheduleText(event.schedule(), language),
         FiscalYearName(FiscalYearOfEvent(event), language), TermWord(event.kind(), language),
         TermWord(event.state(), language), JoinTerms<TrainingField>(event.fields(), TermWord, language),
         prefecture.empty() ? TextIn(event.venue().name(), language) : PrefectureName(prefecture, language),
         participants.has_count() ? PeopleText(participants.count(), participants.approximate(), language) : "",
         TextIn(event.title(), language)});
  }
  table.Print(out, style);
}

void RenderEventsCsv(const Events& events, std::ostream& out) {
  WriteCsvRow(out, {"name", "revision_id", "etag"});
  for (const Event& event : events) WriteCsvRow(out, {event.name(), event.revision_id(), event.etag()});
}

void RenderAgenda(const AgendaItems& items, int indent, Language language, const Style& style, std::ostream& out) {
  for (const AgendaItem& item : items) {
    out << std::string(static_cast<size_t>(indent), ' ') << Text{"・", "- "}.In(language);
    if (item.is_new()) out << style.Paint(Tone::kGood, Text{"【新】", "[new] "}.In(language));
    out << Printable(NameIn(item.title(), language)) << '\n';
    RenderAgenda(item.items(), indent + 2, language, style, out);
  }
}

void RenderAgendaCsv(const AgendaItems& items, std::ostream& out) {
  WriteCsvRow(out, {"number", "title_ja", "title_en", "is_new"});
  WriteAgendaRows(items, "", out);
}

void RenderEvent(const Event& event, const EventReferences& references, SourceDetail detail, Language language,
                 const Style& style, std::ostream& out) {
  RenderTitle(event.name(), event.title(), language, style, out);
  InferredFacts inferred(event.sources());
  Details details(language);
  details.Add({"種類", "Kind"}, inferred.Mark(TermName(event.kind(), language), "kind"));
  details.Add({"状態", "State"}, inferred.Mark(TermName(event.state(), language), "state"));
  details.Add({"分野", "Fields"}, inferred.Mark(FieldNames(event, language), "fields"));
  AddSchedule(event, inferred, language, details);
  AddOrganisers(event, inferred, language, details);
  AddParticipants(event, inferred, language, details);
  details.Add({"資料", "Material"}, inferred.Mark(event.material_url(), "material_url"));
  details.AddIfStated({"", ""}, inferred.Mark(TextIn(event.material_note(), language), "material_note"));
  AddPrograms(event, references, inferred, language, details);
  details.Add({"目的", "Purpose"}, inferred.Mark(TextIn(event.purpose(), language), "purpose"));
  if (!event.has_timetable()) details.Add({"時間割", "Timetable"}, "");
  details.AddVersion(event);
  details.Print(style, out);
  if (event.has_timetable()) RenderTimetable(event, inferred, language, style, out);
  if (!event.agenda().empty()) {
    const Text heading = {inferred.Mark("議題", "agenda"), inferred.Mark("Agenda", "agenda")};
    RenderHeading(heading, language, style, out);
    RenderAgenda(event.agenda(), 2, language, style, out);
  }
  if (detail == SourceDetail::kNone) inferred.PrintLegend(language, style, out);
  RenderSources(event.sources(), event.reviews(), detail, language, style, out);
}

}  // namespace zaitaku::cli
