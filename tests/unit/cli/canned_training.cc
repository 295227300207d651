#include "tests/unit/cli/canned_training.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using type::v1::Provenance;

constexpr char kDocument[] = "168c1247b2a1bc7dea749c69b04bd53ad337031b8936181c85a1f5756415a33d";

void SetText(type::v1::LocalizedText* text, const char* ja, const char* en) {
  text->set_ja(ja);
  text->set_en(en);
}

template <typename Resource>
void SetVersion(Resource& resource) {
  resource.set_revision_id("9");
  resource.mutable_revision_create_time()->set_seconds(1795314600);  // 2026-11-22T02:30:00Z
  resource.set_etag("e9");
}

template <typename Resource>
Provenance& AddSource(Resource& resource, const std::string& fact, int line, const char* verbatim,
                      const char* evidence = "") {
  auto& source = *resource.add_sources();
  source.set_fact(fact);
  auto& provenance = *source.mutable_provenance();
  provenance.set_document_sha256(kDocument);
  provenance.set_first_line(line);
  provenance.set_last_line(line);
  provenance.set_verbatim(verbatim);
  provenance.set_evidence(evidence);
  provenance.set_basis(*evidence == '\0' ? Provenance::BASIS_STATED : Provenance::BASIS_INFERRED);
  return provenance;
}

v1::TimetableBlock& AddBlock(v1::Event& event, const char* start, const char* end, v1::TimetableBlock::Section section,
                             const char* code, const char* ja, const char* en) {
  auto& block = *event.mutable_timetable()->add_blocks();
  block.set_start_time(start);
  block.set_end_time(end);
  block.set_section(section);
  block.set_code(code);
  SetText(block.mutable_title(), ja, en);
  return block;
}

void AddItem(v1::TimetableBlock& block, v1::TimetableItem::Kind kind, int minutes, const char* ja, const char* en,
             const char* speaker = "", const char* affiliation = "") {
  auto& item = *block.add_items();
  item.set_kind(kind);
  if (minutes > 0) item.set_minutes(minutes);
  SetText(item.mutable_title(), ja, en);
  item.set_speaker(speaker);
  item.set_affiliation(affiliation);
}

void AddTimetable(v1::Event& event) {
  using Block = v1::TimetableBlock;
  using Item = v1::TimetableItem;
  Block& opening = AddBlock(event, "08:45", "09:00", Block::SECTION_OPENING, "", "", "");
  AddItem(opening, Item::KIND_OPENING, 0, "趣旨説明", "What the training is for", "中村 知夫",
          "国立成育医療研究センター");
  Block& general = AddBlock(event, "09:00", "11:00", Block::SECTION_GENERAL, "総論", "小児在宅の現状と問題点の共有",
                            "Home care for children and its problems");
  AddItem(general, Item::KIND_LECTURE, 30, "小児在宅の現状と問題点", "Where home care for children stands", "前田 浩利",
          "医療法人財団はるたか会");
  AddItem(general, Item::KIND_DISCUSSION, 40, "グループディスカッション", "Group discussion");
  AddItem(general, Item::KIND_SUMMARY, 50, "小括Ⅰ（グループ発表）", "Summary I");
  Block& special =
      AddBlock(event, "11:10", "14:20", Block::SECTION_SPECIAL, "各論1", "地域連携・多職種協働", "Working together");
  AddItem(special, Item::KIND_LECTURE, 160, "行政、病院、施設との連携", "With the administration, hospitals and homes");
  AddSource(event, "timetable", 604, "8:45～9：00  【趣旨説明】", "the speakers are the contractor's of February");
  AddSource(event, "timetable.blocks[1].items[0].minutes", 610, "<30分>");
  AddSource(event, "timetable.blocks[1].items[0].kind", 610, "・小児在宅の現状と問題点 <30分>", "a speaker is named");
}

void AddAgendaItem(google::protobuf::RepeatedPtrField<v1::AgendaItem>* items, const char* ja, const char* en,
                   bool is_new = false) {
  auto& item = *items->Add();
  SetText(item.mutable_title(), ja, en);
  item.set_is_new(is_new);
}

void SetCounts(v1::ApplicationCounts* counts, int admitted, int waiting, int cancelled) {
  counts->set_admitted(admitted);
  counts->set_waiting(waiting);
  counts->set_cancelled(cancelled);
}

void SetPlaces(v1::Places* places, int admitted, int waiting, int limit) {
  places->set_admitted(admitted);
  places->set_waiting(waiting);
  if (limit == 0) return;
  places->set_limit(limit);
  places->set_left(limit - admitted);
}

v1::EventTotal& AddTotal(google::protobuf::RepeatedPtrField<v1::EventTotal>* totals, int year, v1::TrainingField field,
                         v1::Event::State state, int events) {
  auto& total = *totals->Add();
  total.set_fiscal_year(year);
  total.set_field(field);
  total.set_events(events);
  auto& count = *total.add_states();
  count.set_state(state);
  count.set_events(events);
  return total;
}

void SetPrinted(v1::EventTotal& total, int people, int events) {
  total.set_printed_participants(people);
  total.set_printed_participants_approximate(true);
  total.set_events_with_printed_participants(events);
}

}  // namespace

v1::Event PaediatricTraining() {
  v1::Event event;
  event.set_name(kPaediatricTraining);
  SetText(event.mutable_title(), "小児等在宅医療に係る講師人材養成事業",
          "Training of lecturers on home care for children");
  event.set_kind(v1::Event::KIND_TRAINING);
  event.set_state(v1::Event::STATE_HELD);
  event.set_catalog_program("programs/paediatric-lecturer-training");
  event.set_training_program("trainingPrograms/paediatric-home-care");
  event.add_fields(v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  event.mutable_schedule()->set_date("2015-02-07");
  event.mutable_schedule()->set_text("平成27年2月7日");
  auto& contractor = *event.add_organisers();
  contractor.set_role(v1::Organiser::ROLE_CONTRACTOR);
  SetText(contractor.mutable_name(), "国立成育医療研究センター", "National Center for Child Health and Development");
  event.add_audiences(v1::AUDIENCE_DOCTORS);
  SetText(event.mutable_audience_text(), "推薦を受けた医師", "Doctors who were recommended");
  event.mutable_participants()->set_count(140);
  event.mutable_participants()->set_approximate(true);
  event.mutable_participants()->set_text("約140名");
  SetText(event.mutable_material_note(), "今後公表予定", "To be published");
  AddTimetable(event);
  AddSource(event, "state", 654, "（平成27年2月7日開催）", "the document is younger than the event");
  AddSource(event, "schedule.date", 654, "（平成27年2月7日開催）");
  SetVersion(event);
  return event;
}

v1::Event ElderlyTraining() {
  v1::Event event;
  event.set_name("events/2015-01-home-care-lecturer-training");
  SetText(event.mutable_title(), "在宅医療関連講師人材養成事業", "Training of lecturers on home medical care");
  event.set_kind(v1::Event::KIND_TRAINING);
  event.set_state(v1::Event::STATE_HELD);
  event.add_fields(v1::TRAINING_FIELD_ELDERLY_HOME_CARE);
  event.mutable_schedule()->set_date("2015-01-17");
  event.mutable_participants()->set_count(280);
  event.mutable_participants()->set_approximate(true);
  SetVersion(event);
  return event;
}

v1::Event JointMeeting() {
  v1::Event event;
  event.set_name(kJointMeeting);
  SetText(event.mutable_title(), "医療・福祉担当者合同会議", "Joint meeting of medical and welfare officers");
  event.set_kind(v1::Event::KIND_JOINT_MEETING);
  event.set_state(v1::Event::STATE_PLANNED);
  event.mutable_schedule()->set_date("2016-03-16");
  event.mutable_schedule()->set_start_time("13:00");
  event.mutable_schedule()->set_end_time("17:10");
  event.mutable_schedule()->set_text("平成２８年３月１６日（水）１３：００～１７：１０");
  SetText(event.mutable_venue()->mutable_name(), "厚生労働省講堂", "Auditorium of the ministry");
  event.mutable_venue()->set_prefecture_code("13");
  event.add_audiences(v1::AUDIENCE_PREFECTURES);
  event.add_audiences(v1::AUDIENCE_DESIGNATED_CITIES);
  auto& rule = *event.mutable_application_rule();
  rule.set_per_government(4);
  auto& medical = *rule.add_expected();
  medical.set_role(v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  medical.set_count(2);
  auto& disability = *rule.add_expected();
  disability.set_role(v1::PARTICIPANT_ROLE_DISABLED_CHILDREN);
  disability.set_count(2);
  AddAgendaItem(event.mutable_agenda(), "医療的ケア児について", "Children with medical care needs");
  AddAgendaItem(event.mutable_agenda(), "行政説明", "Explanations by the administration");
  auto* below = event.mutable_agenda(1)->mutable_items();
  AddAgendaItem(below, "障害福祉課", "Welfare division");
  AddAgendaItem(below->Mutable(0)->mutable_items(), "医療型短期入所事業所確保事業", "Medical short stays", true);
  AddSource(event, "venue.name", 532, "○場所：厚生労働省講堂");
  AddSource(event, "venue.prefecture_code", 532, "○場所：厚生労働省講堂", "the ministry has its seat in Tokyo");
  SetVersion(event);
  return event;
}

v1::TrainingProgram NursingProgram() {
  v1::TrainingProgram program;
  program.set_name("trainingPrograms/home-visit-nursing");
  SetText(program.mutable_display_name(), "訪問看護", "Home-visit nursing");
  program.set_field(v1::TRAINING_FIELD_HOME_VISIT_NURSING);
  program.set_catalog_program("programs/specialist-training");
  program.set_first_fiscal_year(2016);
  program.add_new_in_fiscal_years(2016);
  SetText(program.mutable_purpose(), "高度な人材を育成", "Trains people to a high level.");
  SetText(program.add_activities(), "「訪問看護」の領域を追加", "The field of home-visit nursing is added.");
  AddSource(program, "first_fiscal_year", 729, "H28～ 訪問看護");
  AddSource(program, "catalog_program", 677, "■在宅医療・訪問看護ハイレベル人材養成事業", "it heads the slide");
  SetVersion(program);
  return program;
}

v1::ListEventsResponse CannedEvents() {
  v1::ListEventsResponse response;
  *response.add_events() = ElderlyTraining();
  *response.add_events() = PaediatricTraining();
  *response.add_events() = JointMeeting();
  response.set_revision(kTrainingRevision);
  return response;
}

v1::ListTrainingProgramsResponse CannedTrainingPrograms() {
  v1::ListTrainingProgramsResponse response;
  *response.add_training_programs() = NursingProgram();
  response.set_revision(kTrainingRevision);
  return response;
}

v1::CheckTimetableResponse CannedCheck() {
  v1::CheckTimetableResponse check;
  const auto add = [&check](const char* start, const char* end, int minutes, int items, int without) {
    auto& block = *check.add_blocks();
    block.set_block(check.blocks_size() - 1);
    block.set_start_time(start);
    block.set_end_time(end);
    block.set_block_minutes(minutes);
    block.set_item_minutes(items);
    block.set_items_without_minutes(without);
  };
  add("08:45", "09:00", 15, 0, 1);
  add("09:00", "11:00", 120, 120, 0);
  add("11:10", "14:20", 190, 160, 0);
  const auto find = [&check](v1::TimetableFinding::Kind kind, const char* start, const char* end, int minutes) {
    auto& finding = *check.add_findings();
    finding.set_kind(kind);
    finding.set_start_time(start);
    finding.set_end_time(end);
    finding.set_minutes(minutes);
    finding.set_block(2);
  };
  find(v1::TimetableFinding::KIND_GAP, "11:00", "11:10", 10);
  find(v1::TimetableFinding::KIND_UNALLOCATED, "11:10", "14:20", 30);
  check.set_item_minutes(280);
  check.set_block_minutes(325);
  check.set_revision(kTrainingRevision);
  return check;
}

v1::Application MeetingApplication(int number, v1::Application::State state, const char* government) {
  v1::Application application;
  application.set_name(absl::StrFormat("%s/applications/%09d", kJointMeeting, number));
  application.set_local_government_code(government);
  application.set_role(v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  application.set_person(absl::StrFormat("people/%032x", number));
  application.set_state(state);
  application.mutable_create_time()->set_seconds(1795314600);
  application.set_revision_id("9");
  application.set_etag("e9");
  return application;
}

v1::GetEventTotalsResponse CannedEventTotals() {
  v1::GetEventTotalsResponse totals;
  const auto held = v1::Event::STATE_HELD;
  SetPrinted(AddTotal(totals.mutable_fields(), 2014, v1::TRAINING_FIELD_ELDERLY_HOME_CARE, held, 1), 280, 1);
  auto& children = AddTotal(totals.mutable_fields(), 2014, v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE, held, 1);
  SetPrinted(children, 140, 1);
  auto& year = AddTotal(totals.mutable_fiscal_years(), 2014, v1::TRAINING_FIELD_UNSPECIFIED, held, 2);
  SetPrinted(year, 420, 2);
  for (v1::EventTotal* total : {&children, &year}) {
    total->set_instruction_minutes(280);
    total->set_lecture_minutes(190);
    total->set_events_with_timetable(1);
  }
  for (auto* list : {totals.mutable_fields(), totals.mutable_fiscal_years()}) {
    auto& meeting = AddTotal(list, 2015, v1::TRAINING_FIELD_UNSPECIFIED, v1::Event::STATE_PLANNED, 1);
    SetCounts(meeting.mutable_applications(), 5, 1, 0);
  }
  auto& tokyo = *totals.add_prefectures();
  tokyo.set_prefecture_code("13");
  tokyo.set_region(type::v1::REGION_KANTO);
  SetCounts(tokyo.mutable_applications(), 4, 0, 0);
  totals.set_revision(kTrainingRevision);
  return totals;
}

v1::GetParticipationResponse CannedParticipation() {
  v1::GetParticipationResponse participation;
  for (const PrefectureEntry& entry : Prefectures()) {
    auto& prefecture = *participation.add_prefectures();
    prefecture.set_prefecture_code(std::string(entry.code));
    if (entry.code == "12") SetCounts(prefecture.mutable_applications(), 0, 1, 0);
    if (entry.code == "13") SetCounts(prefecture.mutable_applications(), 4, 0, 1);
    if (entry.code == "14") SetCounts(prefecture.mutable_applications(), 1, 0, 0);
    prefecture.set_participates(prefecture.applications().admitted() > 0);
  }
  for (const auto& [code, admitted, waiting] :
       {std::tuple("120006", 0, 1), std::tuple("130001", 4, 0), std::tuple("141003", 1, 0)}) {
    auto& government = *participation.add_governments();
    government.set_local_government_code(code);
    SetCounts(government.mutable_applications(), admitted, waiting, 0);
    SetPlaces(government.mutable_places(), admitted, waiting, 4);
  }
  SetPlaces(participation.mutable_places(), 5, 1, 5);
  participation.set_participating_prefectures(2);
  participation.set_all_prefectures(47);
  participation.set_revision(kTrainingRevision);
  return participation;
}

}  // namespace zaitaku::cli
