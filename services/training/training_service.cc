#include "services/training/training_service.h"

#include "platform/auth/call_context.h"
#include "services/entries/entry_import.h"
#include "services/training/application_calls.h"
#include "services/training/application_owners.h"
#include "services/training/application_rules.h"
#include "services/training/national_totals.h"
#include "services/training/training_export.h"
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
    : EntryService(ledger, pool, totals, {&TypeOf, watch}), promoter_(ledger, totals) {}

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
                &v1::UpdateEventResponse::mutable_event,
                [](const TrainingWriter& writer, v1::UpdateEventResponse& response) {
                  *response.mutable_promoted() = writer.promoted();
                  response.set_more_promotions(writer.is_promotion_due());
                });
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

template <typename Request, typename Response>
grpc::ServerUnaryReactor* TrainingService::Write(Context* context, const Request* request, Response* response,
                                                 absl::Status (*body)(const Request&, Transaction&, Response&)) {
  return calls_.Write(
      context, request, response, [body](const Request& request, Response* response) -> absl::StatusOr<ApplyFunction> {
        RETURN_IF_ERROR(CheckRequest(request));
        return ApplyFunction(
            [&request, response, body](Transaction& transaction) { return body(request, transaction, *response); });
      });
}

grpc::ServerUnaryReactor* TrainingService::ApplyForEvent(Context* context, const v1::ApplyForEventRequest* request,
                                                         v1::ApplyForEventResponse* response) {
  return Write(context, request, response, &training::ApplyForEvent);
}
grpc::ServerUnaryReactor* TrainingService::CancelApplication(Context* context,
                                                             const v1::CancelApplicationRequest* request,
                                                             v1::CancelApplicationResponse* response) {
  const Caller& caller = CallerOf(*context);
  return calls_.Write(
      context, request, response,
      [this, &caller](const auto& request, auto* response) -> absl::StatusOr<ApplyFunction> {
        RETURN_IF_ERROR(CheckRequest(request));
        return ApplyFunction([this, &caller, &request, response](Transaction& transaction) -> absl::Status {
          const auto application = transaction.Get<v1::Application>(request.name());
          const absl::Status own = application.ok() ? CheckOwn(KeptTo(caller), *application) : application.status();
          if (!own.ok()) {
            // Also of one that is absent: a revision that only others' leave would tell them apart.
            if (!KeptTo(caller).empty())
              NoteRefusal(caller, "zaitaku.training.v1.TrainingService/CancelApplication", own);
            return own;
          }
          RETURN_IF_ERROR(training::CancelApplication(request, transaction, *response));
          KeepOwn(KeptTo(caller), *response->mutable_promoted());
          return absl::OkStatus();
        });
      });
}
grpc::ServerUnaryReactor* TrainingService::RecordAttendance(Context* context,
                                                            const v1::RecordAttendanceRequest* request,
                                                            v1::RecordAttendanceResponse* response) {
  return Write(context, request, response, &training::RecordAttendance);
}
grpc::ServerUnaryReactor* TrainingService::ErasePerson(Context* context, const v1::ErasePersonRequest* request,
                                                       v1::ErasePersonResponse* response) {
  return Write(context, request, response, &training::ErasePerson);
}

grpc::ServerUnaryReactor* TrainingService::GetApplication(Context* context, const v1::GetApplicationRequest* request,
                                                          v1::Application* response) {
  return calls_.Read(
      context, request, response,
      [&caller = CallerOf(*context)](const View& view, const auto& request, auto* response) -> absl::Status {
        RETURN_IF_ERROR(CheckRequest(request));
        RETURN_IF_ERROR(training::GetApplication(view.reader, request, *response));
        return CheckOwn(KeptTo(caller), *response);
      });
}
grpc::ServerUnaryReactor* TrainingService::ListApplications(Context* context,
                                                            const v1::ListApplicationsRequest* request,
                                                            v1::ListApplicationsResponse* response) {
  return calls_.List(context, request, response, kDefaultPageSize,
                     [](const Page& page, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       return training::ListApplications(page, request, *response);
                     });
}
// People have no history: there is no revision to read at.
grpc::ServerUnaryReactor* TrainingService::GetPerson(Context* context, const v1::GetPersonRequest* request,
                                                     v1::Person* response) {
  return RunOnPool(pool_, context, [this, &caller = CallerOf(*context), request, response]() -> absl::Status {
    RETURN_IF_ERROR(CheckRequest(*request));
    ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(""));
    RETURN_IF_ERROR(CheckOwnPerson(KeptTo(caller), request->name(), view->reader));
    return training::GetPerson(view->reader, *request, *response);
  });
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

grpc::ServerUnaryReactor* TrainingService::GetNationalTotals(Context* context,
                                                             const v1::GetNationalTotalsRequest* request,
                                                             v1::GetNationalTotalsResponse* response) {
  return calls_.ReadNationalTotals(context, request, response, [](const View& view, const auto&, auto* response) {
    return ReadNationalTotals(view, *response->mutable_totals());
  });
}

grpc::ServerWriteReactor<v1::WatchTotalsResponse>* TrainingService::WatchTotals(
    Context* context, const type::v1::WatchTotalsRequest* request) {
  return ServeTotals<v1::WatchTotalsResponse>(*context, *request,
                                              [](const View& view, v1::WatchTotalsResponse& response) {
                                                return ReadNationalTotals(view, *response.mutable_totals());
                                              });
}

grpc::ServerUnaryReactor* TrainingService::GetParticipation(Context* context,
                                                            const v1::GetParticipationRequest* request,
                                                            v1::GetParticipationResponse* response) {
  return calls_.ReadTotals(
      context, request, response,
      [&caller = CallerOf(*context)](const View& view, const auto& request, auto* response) -> absl::Status {
        RETURN_IF_ERROR(CheckRequest(request));
        RETURN_IF_ERROR(training::GetParticipation(view.reader, request, *response));
        // A city that sends one person has no figures that hide them.
        if (caller.grant.role == Role::kAnonymous) response->clear_governments();
        response->set_revision(view.revision.Token());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* TrainingService::ListQualityFlags(Context* context,
                                                            const v1::ListQualityFlagsRequest* request,
                                                            v1::ListQualityFlagsResponse* response) {
  return calls_.List(context, request, response, kMaxPageSize,
                     [](const Page& page, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       return ReadQualityFlags(page, request, *response);
                     });
}

grpc::ServerUnaryReactor* TrainingService::ExportCalendar(Context* context, const v1::ExportCalendarRequest* request,
                                                          v1::ExportCalendarResponse* response) {
  return calls_.Read(context, request, response,
                     [](const View& view, const auto& request, auto* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckRequest(request));
                       RETURN_IF_ERROR(ReadCalendar(view.reader, request, *response));
                       response->set_revision(view.revision.Token());
                       return absl::OkStatus();
                     });
}

}  // namespace zaitaku::training
