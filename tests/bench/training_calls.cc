#include "tests/bench/example_table.h"
#include "tests/bench/servers.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::bench {
namespace {

using namespace training::v1;  // NOLINT(build/namespaces): this file is a list of its messages.

constexpr char kService[] = "/zaitaku.training.v1.TrainingService/";
constexpr char kFebruary[] = "events/2015-02-paediatric-lecturer-training";
constexpr char kNursing[] = "trainingPrograms/home-visit-nursing";

std::string Path(const std::string& method) { return kService + method; }

// The first application for an event.
std::string FirstOf(const std::string& event) { return event + "/applications/000000001"; }

// What a trial of each kind holds; another with each call.
void FillEvent(int sequence, Event& event) {
  event.set_name("events/trial");
  event.mutable_title()->set_ja(absl::StrCat("試行研修", sequence));
  event.set_kind(Event::KIND_TRAINING);
  event.set_state(Event::STATE_PLANNED);
  event.mutable_schedule()->set_date("2016-10-01");
}
void FillProgram(int sequence, TrainingProgram& program) {
  program.set_name("trainingPrograms/trial");
  program.mutable_display_name()->set_ja(absl::StrCat("試行課程", sequence));
  program.set_field(TRAINING_FIELD_HOME_VISIT_NURSING);
}

void AddQuestions(Table& table) {
  table[Path("GetHead")] = Example<GetHeadRequest, GetHeadResponse>(
      [](int, auto&) {}, [](const auto& head) { return head.has_revision_create_time(); });
  table[Path("CheckTimetable")] = Example<CheckTimetableRequest, CheckTimetableResponse>(
      [](int, auto& request) { request.set_event(kFebruary); },
      [](const auto& answer) { return answer.blocks_size() == 4 && answer.findings_size() == 2; });
  table[Path("GetEventTotals")] = Example<GetEventTotalsRequest, GetEventTotalsResponse>(
      [](int, auto& request) { request.set_fiscal_year(2014); },
      [](const auto& answer) {
        return answer.fiscal_years_size() == 1 && answer.fiscal_years(0).printed_participants() == 420;
      });
  table[Path("GetParticipation")] = Example<GetParticipationRequest, GetParticipationResponse>(
      [](int, auto& request) { request.set_event(kOpenEvent); },
      [](const auto& answer) { return answer.prefectures_size() == 47 && answer.participating_prefectures() == 1; });
  table[Path("ListQualityFlags")] = Example<ListQualityFlagsRequest, ListQualityFlagsResponse>(
      [](int, auto& request) { request.set_resource(kFebruary); },
      [](const auto& answer) { return answer.flags_size() >= 2; });
  table[Path("ExportCalendar")] = Example<ExportCalendarRequest, ExportCalendarResponse>(
      [](int, auto& request) {
        request.set_event(kFebruary);
        request.set_detail(ExportCalendarRequest::DETAIL_TIMETABLE);
      },
      [](const auto& answer) { return answer.entries() == 4; });
}

void AddChanges(Table& table) {
  table[Path("BatchUpdateEntries")] =
      BatchExample<BatchUpdateEntriesRequest, BatchUpdateEntriesResponse>(&TrainingEntry::mutable_event, &FillEvent);
  table[Path("ReviewFact")] = ReviewExample<ReviewFactRequest, ReviewFactResponse>(kFebruary, "timetable");
  table[Path("ImportEntries")] = Example<ImportEntriesRequest, ImportEntriesResponse>(
      [](int sequence, auto& request) {
        request.set_content(
            absl::StrCat(R"({"trainingProgram": {"name": "trainingPrograms/trial", "displayName": {"ja": "課程)",
                         sequence, R"("}, "field": "TRAINING_FIELD_HOME_VISIT_NURSING"}})", "\n"));
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

void AddApplications(Table& table) {
  table[Path("ApplyForEvent")] = Example<ApplyForEventRequest, ApplyForEventResponse>(
      [](int sequence, auto& request) {
        request.set_event(kOpenEvent);
        request.set_local_government_code("130001");
        Person& person = *request.add_applicants()->mutable_person();
        person.set_full_name("Officer");
        person.set_email(absl::StrCat("officer-", sequence, "@example.jp"));
      },
      [](const auto& answer) {
        return answer.new_applications() == 1 && answer.applications(0).state() == Application::STATE_ADMITTED;
      });
  // Trials, so that there is something to cancel each time, and somebody to erase.
  table[Path("CancelApplication")] = Example<CancelApplicationRequest, CancelApplicationResponse>(
      [](int, auto& request) {
        request.set_name(FirstOf(kOpenEvent));
        request.set_validate_only(true);
      },
      [](const auto& answer) { return answer.application().state() == Application::STATE_CANCELLED; });
  table[Path("RecordAttendance")] = Example<RecordAttendanceRequest, RecordAttendanceResponse>(
      [](int sequence, auto& request) {
        request.set_event(kHeldEvent);
        request.set_reason("first call");  // It corrects what the call before recorded.
        AttendanceEntry& entry = *request.add_entries();
        entry.set_application(FirstOf(kHeldEvent));
        entry.set_attendance(sequence % 2 == 0 ? Application::ATTENDANCE_ATTENDED : Application::ATTENDANCE_ABSENT);
      },
      [](const auto& answer) { return answer.changed() == 1; });
  table[Path("GetApplication")] = Example<GetApplicationRequest, Application>(
      [](int, auto& request) { request.set_name(FirstOf(kHeldEvent)); },
      [](const auto& application) { return application.local_government_code() == "130001"; });
  table[Path("ListApplications")] = Example<ListApplicationsRequest, ListApplicationsResponse>(
      [](int, auto& request) { request.set_event(kHeldEvent); },
      [](const auto& list) { return list.applications_size() == 1; });
}

void AddPeople(Table& table, const std::string& name) {
  table[Path("GetPerson")] =
      Example<GetPersonRequest, Person>([name](int, auto& request) { request.set_name(name); },
                                        [](const auto& person) { return person.email() == "officer@example.jp"; });
  table[Path("ErasePerson")] = Example<ErasePersonRequest, ErasePersonResponse>(
      [name](int, auto& request) {
        request.set_name(name);
        request.set_validate_only(true);
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

}  // namespace

void AddTrainingCalls(Table& table, const std::string& person) {
  AddKind<GetEventRequest, ListEventsRequest, ListEventsResponse, UpdateEventRequest, UpdateEventResponse,
          DeleteEventRequest, DeleteEventResponse>(table, kService, "Event", "Events", kFebruary,
                                                   &UpdateEventRequest::mutable_event, &FillEvent, kFebruary);
  AddKind<GetTrainingProgramRequest, ListTrainingProgramsRequest, ListTrainingProgramsResponse,
          UpdateTrainingProgramRequest, UpdateTrainingProgramResponse, DeleteTrainingProgramRequest,
          DeleteTrainingProgramResponse>(table, kService, "TrainingProgram", "TrainingPrograms", kNursing,
                                         &UpdateTrainingProgramRequest::mutable_training_program, &FillProgram,
                                         kNursing);
  AddQuestions(table);
  AddChanges(table);
  AddApplications(table);
  AddPeople(table, person);
  AddHistoryCalls(table, kService, kTrainingRevisions);
}

}  // namespace zaitaku::bench
