// A client that registers people for events and takes applications back, each call under a request id of its own, until
// each is answered for good.
#pragma once

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/system/registry_client.h"
#include "tests/system/training.h"

namespace zaitaku {

// A call that was answered: with places, or with a refusal.
struct AnsweredApplication {
  training::v1::ApplyForEventRequest request;
  training::v1::ApplyForEventResponse response;  // Empty if it was refused.
  bool refused = false;
};
// What took an application back: a cancellation, or the erasure of its person.
struct AnsweredCancellation {
  std::string application;
  std::string request_id;
  std::string revision;
  int changes = 0;  // That the revision makes.
};

// Its people apply by nobody else, its governments do: everybody contends for their places. Not thread-safe.
class ApplyingClient {
 public:
  // `number` tells it from other clients. It acts for so many governments, as all do.
  ApplyingClient(const std::string& address, int number, std::vector<std::string> events, int governments,
                 unsigned int seed);

  // Registers people until so many have been asked for, takes some back meanwhile and has some erased. Now and then it
  // sends an old request again, as a late duplicate, which must get its old answer, or people who have applied, who
  // must keep their applications. `progress` counts the people. An error ends it.
  absl::Status Work(int people, std::atomic<int>& progress);

  const std::vector<AnsweredApplication>& applications() const { return applications_; }
  const std::vector<AnsweredCancellation>& cancellations() const { return cancellations_; }
  // How often an answer left open what had become of the call.
  int unknown_outcomes() const { return unknown_outcomes_; }

 private:
  using ApplyResult = absl::StatusOr<training::v1::ApplyForEventResponse>;

  // Sends until the outcome is known.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Send(RegistryClient<Training>::Method<Request, Response> method, const Request& request);
  absl::Status Apply(int people);
  absl::Status Cancel();
  absl::Status Erase();
  absl::Status ApplyAgain();
  absl::Status SendLateDuplicate();
  // An error unless the answer is what it must be.
  absl::Status CheckAnswer(const training::v1::ApplyForEventRequest& request, const ApplyResult& result) const;
  std::string NextRequestId();
  int Below(size_t limit) { return std::uniform_int_distribution<int>(0, static_cast<int>(limit) - 1)(random_); }

  RegistryClient<Training> client_;
  const int number_;
  const std::vector<std::string> events_;
  const int governments_;
  std::mt19937 random_;
  int calls_ = 0;
  int people_ = 0;
  std::vector<AnsweredApplication> applications_;
  std::vector<AnsweredCancellation> cancellations_;
  std::map<std::string, size_t> active_;          // By name: where in `applications_` it was answered.
  std::map<std::string, std::string> people_of_;  // By name of the application.
  int unknown_outcomes_ = 0;
};

}  // namespace zaitaku
