// The training events' RPCs: check, call, encode. What they do is said in training_service.proto.
#pragma once

#include "platform/service/entry_service.h"
#include "services/training/application_promoter.h"
#include "services/training/training_entries.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::training {

class TrainingService : public EntryService<v1::TrainingService::CallbackService, TrainingEntries> {
 public:
  // `ledger`, `pool` and `totals` must outlive the service.
  TrainingService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch);

  Reactor* GetEvent(Context* context, const v1::GetEventRequest* request, v1::Event* response) override;
  Reactor* ListEvents(Context* context, const v1::ListEventsRequest* request,
                      v1::ListEventsResponse* response) override;
  Reactor* UpdateEvent(Context* context, const v1::UpdateEventRequest* request,
                       v1::UpdateEventResponse* response) override;
  Reactor* DeleteEvent(Context* context, const v1::DeleteEventRequest* request,
                       v1::DeleteEventResponse* response) override;

  Reactor* GetTrainingProgram(Context* context, const v1::GetTrainingProgramRequest* request,
                              v1::TrainingProgram* response) override;
  Reactor* ListTrainingPrograms(Context* context, const v1::ListTrainingProgramsRequest* request,
                                v1::ListTrainingProgramsResponse* response) override;
  Reactor* UpdateTrainingProgram(Context* context, const v1::UpdateTrainingProgramRequest* request,
                                 v1::UpdateTrainingProgramResponse* response) override;
  Reactor* DeleteTrainingProgram(Context* context, const v1::DeleteTrainingProgramRequest* request,
                                 v1::DeleteTrainingProgramResponse* response) override;

  Reactor* BatchUpdateEntries(Context* context, const v1::BatchUpdateEntriesRequest* request,
                              v1::BatchUpdateEntriesResponse* response) override;
  Reactor* ReviewFact(Context* context, const v1::ReviewFactRequest* request,
                      v1::ReviewFactResponse* response) override;
  Reactor* ImportEntries(Context* context, const v1::ImportEntriesRequest* request,
                         v1::ImportEntriesResponse* response) override;

  Reactor* ApplyForEvent(Context* context, const v1::ApplyForEventRequest* request,
                         v1::ApplyForEventResponse* response) override;
  Reactor* CancelApplication(Context* context, const v1::CancelApplicationRequest* request,
                             v1::CancelApplicationResponse* response) override;
  Reactor* RecordAttendance(Context* context, const v1::RecordAttendanceRequest* request,
                            v1::RecordAttendanceResponse* response) override;
  Reactor* GetApplication(Context* context, const v1::GetApplicationRequest* request,
                          v1::Application* response) override;
  Reactor* ListApplications(Context* context, const v1::ListApplicationsRequest* request,
                            v1::ListApplicationsResponse* response) override;
  Reactor* GetPerson(Context* context, const v1::GetPersonRequest* request, v1::Person* response) override;
  Reactor* ErasePerson(Context* context, const v1::ErasePersonRequest* request,
                       v1::ErasePersonResponse* response) override;

  Reactor* CheckTimetable(Context* context, const v1::CheckTimetableRequest* request,
                          v1::CheckTimetableResponse* response) override;
  Reactor* GetEventTotals(Context* context, const v1::GetEventTotalsRequest* request,
                          v1::GetEventTotalsResponse* response) override;
  Reactor* GetNationalTotals(Context* context, const v1::GetNationalTotalsRequest* request,
                             v1::GetNationalTotalsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchTotalsResponse>* WatchTotals(Context* context,
                                                                 const type::v1::WatchTotalsRequest* request) override;
  Reactor* GetParticipation(Context* context, const v1::GetParticipationRequest* request,
                            v1::GetParticipationResponse* response) override;
  Reactor* ListQualityFlags(Context* context, const v1::ListQualityFlagsRequest* request,
                            v1::ListQualityFlagsResponse* response) override;
  Reactor* ExportCalendar(Context* context, const v1::ExportCalendarRequest* request,
                          v1::ExportCalendarResponse* response) override;

 private:
  // A write whose request is checked by itself, and then carried out by `body`.
  template <typename Request, typename Response>
  Reactor* Write(Context* context, const Request* request, Response* response,
                 absl::Status (*body)(const Request&, Transaction&, Response&));

  ApplicationPromoter promoter_;
};

}  // namespace zaitaku::training
