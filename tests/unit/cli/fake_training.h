// The training events with canned answers.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/sync_stream.h>

#include <functional>

#include "tests/unit/cli/handler.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::cli {

class FakeTraining final : public training::v1::TrainingService::Service {
 public:
  Handler<training::v1::GetHeadRequest, training::v1::GetHeadResponse> on_head;
  Handler<training::v1::GetEventRequest, training::v1::Event> on_get_event;
  Handler<training::v1::ListEventsRequest, training::v1::ListEventsResponse> on_list_events;
  Handler<training::v1::UpdateEventRequest, training::v1::UpdateEventResponse> on_update_event;
  Handler<training::v1::DeleteEventRequest, training::v1::DeleteEventResponse> on_delete_event;
  Handler<training::v1::GetTrainingProgramRequest, training::v1::TrainingProgram> on_get_program;
  Handler<training::v1::ListTrainingProgramsRequest, training::v1::ListTrainingProgramsResponse> on_list_programs;
  Handler<training::v1::UpdateTrainingProgramRequest, training::v1::UpdateTrainingProgramResponse> on_update_program;
  Handler<training::v1::DeleteTrainingProgramRequest, training::v1::DeleteTrainingProgramResponse> on_delete_program;
  Handler<training::v1::BatchUpdateEntriesRequest, training::v1::BatchUpdateEntriesResponse> on_batch;
  Handler<training::v1::ReviewFactRequest, training::v1::ReviewFactResponse> on_review;
  Handler<training::v1::ImportEntriesRequest, training::v1::ImportEntriesResponse> on_import;
  Handler<training::v1::ApplyForEventRequest, training::v1::ApplyForEventResponse> on_apply;
  Handler<training::v1::CancelApplicationRequest, training::v1::CancelApplicationResponse> on_cancel;
  Handler<training::v1::RecordAttendanceRequest, training::v1::RecordAttendanceResponse> on_attendance;
  Handler<training::v1::ListApplicationsRequest, training::v1::ListApplicationsResponse> on_list_applications;
  Handler<training::v1::GetPersonRequest, training::v1::Person> on_get_person;
  Handler<training::v1::ErasePersonRequest, training::v1::ErasePersonResponse> on_erase;
  Handler<training::v1::CheckTimetableRequest, training::v1::CheckTimetableResponse> on_check_timetable;
  Handler<training::v1::GetEventTotalsRequest, training::v1::GetEventTotalsResponse> on_totals;
  Handler<training::v1::GetParticipationRequest, training::v1::GetParticipationResponse> on_participation;
  Handler<training::v1::ListQualityFlagsRequest, training::v1::ListQualityFlagsResponse> on_flags;
  Handler<training::v1::ExportCalendarRequest, training::v1::ExportCalendarResponse> on_calendar;
  Handler<type::v1::ListRevisionsRequest, type::v1::ListRevisionsResponse> on_revisions;
  Handler<type::v1::FindRevisionRequest, type::v1::FindRevisionResponse> on_find_revision;
  Handler<type::v1::VerifyAuditRequest, type::v1::VerifyAuditResponse> on_verify;
  Handler<type::v1::CheckTotalsRequest, type::v1::CheckTotalsResponse> on_check_totals;
  // The stream is open until this returns.
  std::function<grpc::Status(const type::v1::WatchRevisionsRequest&, grpc::ServerContext&,
                             grpc::ServerWriter<type::v1::WatchRevisionsResponse>&)>
      on_watch;

 private:
  grpc::Status GetHead(grpc::ServerContext*, const training::v1::GetHeadRequest* request,
                       training::v1::GetHeadResponse* response) override {
    return Answer(on_head, *request, response);
  }
  grpc::Status GetEvent(grpc::ServerContext*, const training::v1::GetEventRequest* request,
                        training::v1::Event* response) override {
    return Answer(on_get_event, *request, response);
  }
  grpc::Status ListEvents(grpc::ServerContext*, const training::v1::ListEventsRequest* request,
                          training::v1::ListEventsResponse* response) override {
    return Answer(on_list_events, *request, response);
  }
  grpc::Status UpdateEvent(grpc::ServerContext*, const training::v1::UpdateEventRequest* request,
                           training::v1::UpdateEventResponse* response) override {
    return Answer(on_update_event, *request, response);
  }
  grpc::Status DeleteEvent(grpc::ServerContext*, const training::v1::DeleteEventRequest* request,
                           training::v1::DeleteEventResponse* response) override {
    return Answer(on_delete_event, *request, response);
  }
  grpc::Status GetTrainingProgram(grpc::ServerContext*, const training::v1::GetTrainingProgramRequest* request,
                                  training::v1::TrainingProgram* response) override {
    return Answer(on_get_program, *request, response);
  }
  grpc::Status ListTrainingPrograms(grpc::ServerContext*, const training::v1::ListTrainingProgramsRequest* request,
                                    training::v1::ListTrainingProgramsResponse* response) override {
    return Answer(on_list_programs, *request, response);
  }
  grpc::Status UpdateTrainingProgram(grpc::ServerContext*, const training::v1::UpdateTrainingProgramRequest* request,
                                     training::v1::UpdateTrainingProgramResponse* response) override {
    return Answer(on_update_program, *request, response);
  }
  grpc::Status DeleteTrainingProgram(grpc::ServerContext*, const training::v1::DeleteTrainingProgramRequest* request,
                                     training::v1::DeleteTrainingProgramResponse* response) override {
    return Answer(on_delete_program, *request, response);
  }
  grpc::Status BatchUpdateEntries(grpc::ServerContext*, const training::v1::BatchUpdateEntriesRequest* request,
                                  training::v1::BatchUpdateEntriesResponse* response) override {
    return Answer(on_batch, *request, response);
  }
  grpc::Status ReviewFact(grpc::ServerContext*, const training::v1::ReviewFactRequest* request,
                          training::v1::ReviewFactResponse* response) override {
    return Answer(on_review, *request, response);
  }
  grpc::Status ImportEntries(grpc::ServerContext*, const training::v1::ImportEntriesRequest* request,
                             training::v1::ImportEntriesResponse* response) override {
    return Answer(on_import, *request, response);
  }
  grpc::Status ApplyForEvent(grpc::ServerContext*, const training::v1::ApplyForEventRequest* request,
                             training::v1::ApplyForEventResponse* response) override {
    return Answer(on_apply, *request, response);
  }
  grpc::Status CancelApplication(grpc::ServerContext*, const training::v1::CancelApplicationRequest* request,
                                 training::v1::CancelApplicationResponse* response) override {
    return Answer(on_cancel, *request, response);
  }
  grpc::Status RecordAttendance(grpc::ServerContext*, const training::v1::RecordAttendanceRequest* request,
                                training::v1::RecordAttendanceResponse* response) override {
    return Answer(on_attendance, *request, response);
  }
  grpc::Status ListApplications(grpc::ServerContext*, const training::v1::ListApplicationsRequest* request,
                                training::v1::ListApplicationsResponse* response) override {
    return Answer(on_list_applications, *request, response);
  }
  grpc::Status GetPerson(grpc::ServerContext*, const training::v1::GetPersonRequest* request,
                         training::v1::Person* response) override {
    return Answer(on_get_person, *request, response);
  }
  grpc::Status ErasePerson(grpc::ServerContext*, const training::v1::ErasePersonRequest* request,
                           training::v1::ErasePersonResponse* response) override {
    return Answer(on_erase, *request, response);
  }
  grpc::Status CheckTimetable(grpc::ServerContext*, const training::v1::CheckTimetableRequest* request,
                              training::v1::CheckTimetableResponse* response) override {
    return Answer(on_check_timetable, *request, response);
  }
  grpc::Status GetEventTotals(grpc::ServerContext*, const training::v1::GetEventTotalsRequest* request,
                              training::v1::GetEventTotalsResponse* response) override {
    return Answer(on_totals, *request, response);
  }
  grpc::Status GetParticipation(grpc::ServerContext*, const training::v1::GetParticipationRequest* request,
                                training::v1::GetParticipationResponse* response) override {
    return Answer(on_participation, *request, response);
  }
  grpc::Status ListQualityFlags(grpc::ServerContext*, const training::v1::ListQualityFlagsRequest* request,
                                training::v1::ListQualityFlagsResponse* response) override {
    return Answer(on_flags, *request, response);
  }
  grpc::Status ExportCalendar(grpc::ServerContext*, const training::v1::ExportCalendarRequest* request,
                              training::v1::ExportCalendarResponse* response) override {
    return Answer(on_calendar, *request, response);
  }
  grpc::Status ListRevisions(grpc::ServerContext*, const type::v1::ListRevisionsRequest* request,
                             type::v1::ListRevisionsResponse* response) override {
    return Answer(on_revisions, *request, response);
  }
  grpc::Status FindRevision(grpc::ServerContext*, const type::v1::FindRevisionRequest* request,
                            type::v1::FindRevisionResponse* response) override {
    return Answer(on_find_revision, *request, response);
  }
  grpc::Status VerifyAudit(grpc::ServerContext*, const type::v1::VerifyAuditRequest* request,
                           type::v1::VerifyAuditResponse* response) override {
    return Answer(on_verify, *request, response);
  }
  grpc::Status CheckTotals(grpc::ServerContext*, const type::v1::CheckTotalsRequest* request,
                           type::v1::CheckTotalsResponse* response) override {
    return Answer(on_check_totals, *request, response);
  }
  grpc::Status WatchRevisions(grpc::ServerContext* context, const type::v1::WatchRevisionsRequest* request,
                              grpc::ServerWriter<type::v1::WatchRevisionsResponse>* writer) override {
    if (!on_watch) return {grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call"};
    return on_watch(*request, *context, *writer);
  }
};

}  // namespace zaitaku::cli
