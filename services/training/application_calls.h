// The bodies of the RPCs about applications and people. What they do is said in training_service.proto. CheckRequest
// (application_rules.h) comes before each of them.
#pragma once

#include "absl/status/status.h"
#include "platform/service/paging.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

// So many applications are looked at for a page of those that pass the filters.
inline constexpr int kMaxApplicationsRead = 2000;

absl::Status ApplyForEvent(const v1::ApplyForEventRequest& request, Transaction& transaction,
                           v1::ApplyForEventResponse& response);
absl::Status CancelApplication(const v1::CancelApplicationRequest& request, Transaction& transaction,
                               v1::CancelApplicationResponse& response);
absl::Status RecordAttendance(const v1::RecordAttendanceRequest& request, Transaction& transaction,
                              v1::RecordAttendanceResponse& response);
absl::Status ErasePerson(const v1::ErasePersonRequest& request, Transaction& transaction,
                         v1::ErasePersonResponse& response);

absl::Status GetApplication(const ResourceReader& reader, const v1::GetApplicationRequest& request,
                            v1::Application& response);
absl::Status ListApplications(const Page& page, const v1::ListApplicationsRequest& request,
                              v1::ListApplicationsResponse& response);
absl::Status GetPerson(const ResourceReader& reader, const v1::GetPersonRequest& request, v1::Person& response);

// Without `revision`.
absl::Status GetParticipation(const ResourceReader& reader, const v1::GetParticipationRequest& request,
                              v1::GetParticipationResponse& response);

}  // namespace zaitaku::training
