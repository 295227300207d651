#include "services/training/training_service.h"

#include "services/entries/entry_import.h"
#include "services/training/training_file.h"
#include "services/training/training_quality.h"
#include "services/training/training_timetable.h"
#include "services/training/training_totals.h"

namespace zaitaku::training {
namespace {

// The full name of the message that a resource of this name is.
std::string TypeOf(const std::string& name) {
  const std::string type = TrainingEntries::TypeOf(name);
  return type.empty() ? v1::Application::descriptor()->full_name() : type;
}

absl::Status NoTimetable(const std::string& event) {
  return Error(type::v1::ERROR_REASON_NO_TIMETABLE,
               {absl::StrCat("'", event, "' has no timetable"), absl::StrCat("「", event, "」には時間割がありません")},
               {{"resource", event}});
}

}  // namespace

TrainingService::TrainingService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch)
    : EntryService(ledger, pool, totals, {&TypeOf, watch}) {}

grpc::ServerUnaryReactor* TrainingService::GetEvent(Context* context, const v1::GetEventRequest* request,
                                                    v1::Event* response) {
  return Get<v1::Event>(context, request, response);
}
grpc::ServerUnaryReactor* TrainingService::ListEvents(Context* context, const v1::ListEventsRequest* request,
                                                      v1::ListEventsResponse* response) {
  return List<v1::Event>(context, request, response, &v1::ListEventsResponse::mutable_events);
}
grpc::ServerUnaryReactor* TrainingService::UpdateEvent(Context* context, const v1::UpdateEventRequest* request,
                                                       v1::UpdateEventResponse* response) {
  return Update(context, request, response, "event", &v1::UpdateEventRequest::event,
                &v1::UpdateEventResponse::mutable_event);
}
grpc::ServerUnaryReactor* TrainingService::DeleteEvent(Context* context, const v1::DeleteEventRequest* request,
                                                       v1::DeleteEventResponse* response) {
  return Delete<v1::Event>(context, request, response);
}

grpc::ServerUnaryReactor* TrainingService::GetTrainingProgram(Context* context,
                                                              const v1::GetTrainingProgramRequest* request,
                                                              v1::TrainingProgram* response) {
  return Get<v1::TrainingProgram>(context, request, response);
}
grpc::ServerUnaryReactor* TrainingService::ListTrainingPrograms(Context* context,
                                                                const v1::ListTrainingProgramsRequest* request,
                                                                v1::ListTrainingProgramsResponse* response) {
  return List<v1::TrainingProgram>(context, request, response,
                                   &v1::ListTrainingProgramsResponse::mutable_training_programs);
}
grpc::ServerUnaryReactor* TrainingService::UpdateTrainingProgram(Context* context,
                                                                 const v1::UpdateTrainingProgramRequest* request,
                                                                 v1::UpdateTrainingProgramResponse* response) {
  return Update(context, request, response, "training_program", &v1::UpdateTrainingProgramRequest::training_program,
                &v1::UpdateTrainingProgramResponse::mutable_training_program);
}
grpc::ServerUnaryReactor* TrainingService::DeleteTrainingProgram(Context* context,
                                                                 const v1::DeleteTrainingProgramRequest* request,
                                                                 v1::DeleteTrainingProgramResponse* response) {
  return Delete<v1::TrainingProgram>(context, request, response);
}

grpc::ServerUnaryReactor* TrainingService::BatchUpdateEntries(Context* context,
                                                              const v1::BatchUpdateEntriesRequest* request,
                                                              v1::BatchUpdateEntriesResponse* response) {
  return UpdateBatchOf(context, request, response);
}
grpc::ServerUnaryReactor* TrainingService::ReviewFact(Context* context, const v1::ReviewFactRequest* request,
                                                      v1::ReviewFactResponse* response) {
  return ReviewOf(context, request, response);
}
grpc::ServerUnaryReactor* TrainingService::ImportEntries(Context* context, const v1::ImportEntriesRequest* request,
                                                         v1::ImportEntriesResponse* response) {
  return Import(context, request, response, &ReadFile, &ApplyImport<TrainingEntries, v1::ImportEntriesResponse>);
}

grpc::ServerUnaryReactor* TrainingService::CheckTimetable(Context* context, const v1::CheckTimetableRequest* request,
                                                          v1::CheckTimetableResponse* response) {
  return calls_.Read(context, request, response,
                     [](const View& view, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       ASSIGN_OR_RETURN(const auto event, view.reader.Get<v1::Event>(request.event()));
                       if (!event.has_timetable()) return NoTimetable(event.name());
                       *response = training::CheckTimetable(event);
                       response->set_revision(view.revision.Token());
                       return absl::OkStatus();
                     });
}

grpc::ServerUnaryReactor* TrainingService::GetEventTotals(Context* context, const v1::GetEventTotalsRequest* request,
                                                          v1::GetEventTotalsResponse* response) {
  return calls_.ReadTotals(context, request, response,
                           [](const View& view, const auto& request, auto* response) -> absl::Status {
                             RETURN_IF_ERROR(CheckRequest(request));
                             RETURN_IF_ERROR(ReadEventTotals(view.reader, request, *response));
                             response->set_revision(view.revision.Token());
                             if (view.revision.number > 0)
                               *response->mutable_revision_create_time() = view.revision.CommitTime();
                             return absl::OkStatus();
                           });
}

grpc::ServerUnaryReactor* TrainingService::GetParticipation(Context* context,
                                                            const v1::GetParticipationRequest* request,
                                                            v1::GetParticipationResponse* response) {
  return calls_.ReadTotals(context, request, response,
                           [](const View& view, const auto& request, auto* response) -> absl::Status {
                             RETURN_IF_ERROR(CheckRequest(request));
                             RETURN_IF_ERROR(ReadParticipation(view.reader, request.event(), *response));
                             response->set_revision(view.revision.Token());
                             return absl::OkStatus();
                           });
}

grpc::ServerUnaryReactor* TrainingService::ListQualityFlags(Context* context,
                                                            const v1::ListQualityFlagsRequest* request,
                                                            v1::ListQualityFlagsResponse* response) {
  return calls_.Read(context, request, response,
                     [](const View& view, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       RETURN_IF_ERROR(ReadQualityFlags(view.reader, request, *response));
                       response->set_revision(view.revision.Token());
                       return absl::OkStatus();
                     });
}

}  // namespace zaitaku::training
