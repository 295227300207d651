#include "tests/system/applying_client.h"

#include <google/protobuf/util/message_differencer.h>

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using google::protobuf::util::MessageDifferencer;
using training::v1::Application;

constexpr absl::Duration kPatience = absl::Seconds(10);    // For one attempt.
constexpr absl::Duration kEndurance = absl::Seconds(300);  // For all attempts at one call.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);
constexpr int kMostPeople = 4;  // Of one request.

bool IsClosed(const absl::Status& status) { return ReasonOf(status) == type::v1::ERROR_REASON_APPLICATIONS_NOT_OPEN; }

bool IsRefusal(const absl::Status& status) {
  return ReasonOf(status) == type::v1::ERROR_REASON_QUOTA_EXCEEDED ||
         ReasonOf(status) == type::v1::ERROR_REASON_CAPACITY_EXCEEDED || IsClosed(status);
}

absl::Status WrongAnswer(const google::protobuf::Message& request, const std::string& answer) {
  return absl::InternalError(absl::StrCat("wrong answer to ", request.ShortDebugString(), ": ", answer));
}

}  // namespace

ApplyingClient::ApplyingClient(const std::string& address, int number, std::vector<std::string> events, int governments,
                               unsigned int seed)
    : client_(address), number_(number), events_(std::move(events)), governments_(governments), random_(seed) {}

std::string ApplyingClient::NextRequestId() { return absl::StrCat("client-", number_, ".", calls_++); }

template <typename Request, typename Response>
absl::StatusOr<Response> ApplyingClient::Send(RegistryClient<Training>::Method<Request, Response> method,
                                              const Request& request) {
  const absl::Time end = absl::Now() + kEndurance;
  while (true) {
    auto answer = client_.Call(method, request, kPatience);
    const bool overloaded = ReasonOf(answer.status()) == type::v1::ERROR_REASON_OVERLOADED;
    if (answer.ok() || !(overloaded || OutcomeUnknown(answer.status())) || absl::Now() > end) return answer;
    if (!overloaded) ++unknown_outcomes_;
    absl::SleepFor(kRetryAfter);
  }
}

absl::Status ApplyingClient::CheckAnswer(const training::v1::ApplyForEventRequest& request,
                                         const ApplyResult& result) const {
  if (!result.ok()) return IsRefusal(result.status()) ? absl::OkStatus() : result.status();
  bool right =
      result->applications_size() == request.applicants_size() &&
      result->new_applications() == request.applicants_size() && !result->unchanged() &&
      result->event_places().admitted() <=
          (result->event_places().has_limit() ? result->event_places().limit() : result->event_places().admitted());
  for (int i = 0; right && i < result->applications_size(); ++i) {
    const Application& application = result->applications(i);
    right = application.name().starts_with(request.event() + "/applications/") &&
            application.local_government_code() == request.local_government_code() &&
            application.role() == request.applicants(i).role();
  }
  return right ? absl::OkStatus() : WrongAnswer(request, result->ShortDebugString());
}

absl::Status ApplyingClient::Apply(int people) {
  training::v1::ApplyForEventRequest request;
  request.set_event(events_[Below(events_.size())]);
  request.set_local_government_code(GovernmentOf(Below(governments_)));
  request.set_request_id(NextRequestId());
  for (int i = 0; i < people; ++i) {
    const std::string person = absl::StrCat("officer-", number_, "-", people_++);
    training::v1::Applicant& applicant = *request.add_applicants();
    applicant.mutable_person()->set_full_name(absl::StrCat("Person ", person));
    applicant.mutable_person()->set_email(absl::StrCat(person, "@example.jp"));
    applicant.set_role(static_cast<training::v1::ParticipantRole>(1 + Below(3)));
  }
  const ApplyResult result = Send(&Training::Stub::ApplyForEvent, request);
  RETURN_IF_ERROR(CheckAnswer(request, result));
  if (result.ok()) {
    for (const Application& application : result->applications()) {
      active_[application.name()] = applications_.size();
      people_of_[application.name()] = application.person();
    }
  }
  applications_.push_back({request, result.value_or(training::v1::ApplyForEventResponse()), !result.ok()});
  return absl::OkStatus();
}

absl::Status ApplyingClient::Cancel() {
  if (active_.empty()) return absl::OkStatus();
  const auto chosen = std::next(active_.begin(), Below(active_.size()));
  training::v1::CancelApplicationRequest request;
  request.set_name(chosen->first);
  request.set_request_id(NextRequestId());
  ASSIGN_OR_RETURN(const auto response, Send(&Training::Stub::CancelApplication, request));
  if (response.unchanged() || response.application().state() != Application::STATE_CANCELLED) {
    return WrongAnswer(request, response.ShortDebugString());
  }
  active_.erase(chosen);
  cancellations_.push_back({request.name(), request.request_id(), response.revision(), 1 + response.promoted_size()});
  return absl::OkStatus();
}

absl::Status ApplyingClient::Erase() {
  if (active_.empty()) return absl::OkStatus();
  const auto chosen = std::next(active_.begin(), Below(active_.size()));
  training::v1::ErasePersonRequest request;
  request.set_name(people_of_.at(chosen->first));
  request.set_request_id(NextRequestId());
  ASSIGN_OR_RETURN(const auto response, Send(&Training::Stub::ErasePerson, request));
  if (response.unchanged() || response.cancelled().name() != chosen->first) {
    return WrongAnswer(request, response.ShortDebugString());
  }
  cancellations_.push_back({chosen->first, request.request_id(), response.revision(), 2 + response.promoted_size()});
  active_.erase(chosen);
  return absl::OkStatus();
}

// The people of a request of which nobody has cancelled.
absl::Status ApplyingClient::ApplyAgain() {
  if (active_.empty()) return absl::OkStatus();
  const AnsweredApplication& old = applications_[std::next(active_.begin(), Below(active_.size()))->second];
  for (const Application& application : old.response.applications()) {
    if (!active_.contains(application.name())) return absl::OkStatus();
  }
  training::v1::ApplyForEventRequest request = old.request;
  request.set_request_id(NextRequestId());
  const auto again = Send(&Training::Stub::ApplyForEvent, request);
  if (IsClosed(again.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto response, again);
  bool right = response.unchanged() && response.new_applications() == 0 &&
               response.applications_size() == old.response.applications_size();
  for (int i = 0; right && i < response.applications_size(); ++i) {
    right = response.applications(i).name() == old.response.applications(i).name();
  }
  return right ? absl::OkStatus() : WrongAnswer(request, response.ShortDebugString());
}

absl::Status ApplyingClient::SendLateDuplicate() {
  if (applications_.empty()) return absl::OkStatus();
  const AnsweredApplication& old = applications_[Below(applications_.size())];
  if (old.refused) return absl::OkStatus();  // Nothing is kept of a refusal: there may be a place by now.
  ASSIGN_OR_RETURN(const auto response, Send(&Training::Stub::ApplyForEvent, old.request));
  if (MessageDifferencer::Equals(response, old.response)) return absl::OkStatus();
  return WrongAnswer(old.request, response.ShortDebugString());
}

absl::Status ApplyingClient::Work(int people, std::atomic<int>& progress) {
  while (people_ < people) {
    const int before = people_;
    const int what = Below(20);
    if (what < 14) {
      RETURN_IF_ERROR(Apply(std::min(people - people_, 1 + Below(kMostPeople))));
    } else if (what < 17) {
      RETURN_IF_ERROR(Cancel());
    } else if (what == 17) {
      RETURN_IF_ERROR(Erase());
    } else if (what == 18) {
      RETURN_IF_ERROR(ApplyAgain());
    } else {
      RETURN_IF_ERROR(SendLateDuplicate());
    }
    progress += people_ - before;
  }
  return absl::OkStatus();
}

}  // namespace zaitaku
