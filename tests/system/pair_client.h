// A client that writes to the services and reads each write back through the gateways, again and again.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "gateway/revision_vector.h"
#include "tests/system/answer_history.h"
#include "tests/system/change_writer.h"
#include "tests/system/each_service.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku {

inline constexpr size_t kGateways = 2;

// The gateway as a RegistryClient sees a service.
struct Gateway {
  using Stub = summary::v1::SummaryService::Stub;
};
using GatewayClient = RegistryClient<Gateway>;

// True if the answer says that it has no newest totals of the service.
bool IsFlagged(const summary::v1::GetNationwideSummaryResponse& answer, gateway::ServiceId service);

// What the clients and who torments them tell each other. Thread-safe.
class Scene {
 public:
  // The service that is dead and known to be by every gateway: answers must be flagged. Each change has another number.
  struct Death {
    std::optional<gateway::ServiceId> service;
    int number = 0;
    bool operator==(const Death&) const = default;
  };
  Death death() const;
  void SetDeath(std::optional<gateway::ServiceId> service);

  // The newest revision that was acknowledged to anybody.
  int64_t acknowledged(gateway::ServiceId service) const { return acknowledged_[service]; }
  void Acknowledge(gateway::ServiceId service, int64_t number);

  void AddCitation(const std::string& citation);
  // Any, half of the time a new one; empty if there is none.
  std::string AnyCitation(unsigned int random) const;
  // The last ones, the newest first.
  std::vector<std::string> LastCitations(size_t count) const;

  std::atomic<int> pairs = 0;
  std::atomic<int> flags_seen = 0;        // Answers that had to be flagged, and were.
  std::atomic<int> cited = 0;             // Answers at a citation.
  std::atomic<int> from_redis = 0;        // Answers that Redis had.
  std::atomic<int> unanswered = 0;        // Calls that got no answer, or that it cannot be given now.
  std::atomic<bool> failed = false;       // Everybody stops.
  std::atomic<int> avoided_service = -1;  // A service that is about to be dead for long; who can, uses others.
  AnswerHistory history;

 private:
  mutable std::mutex mutex_;
  Death death_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> citations_ ABSL_GUARDED_BY(mutex_);
  gateway::PerService<std::atomic<int64_t>> acknowledged_;
};

// What the client may change in each service.
struct DealtResources {
  std::vector<std::string> council, catalog, training;
};

// Not thread-safe.
class PairClient {
 public:
  // `number` tells it from others.
  PairClient(const gateway::PerService<std::string>& services, const std::array<std::string, kGateways>& gateways,
             int number, const DealtResources& dealt, unsigned int seed, Scene& scene);

  // Makes so many pairs. An error for an answer that is wrong, or that never comes.
  absl::Status Run(int pairs);

 private:
  using Floors = gateway::PerService<int64_t>;

  absl::Status Pair();
  // Changes something; the token that the service acknowledged it with.
  absl::StatusOr<std::string> Write(gateway::ServiceId service);
  absl::Status ReadBack(gateway::ServiceId service, const std::string& token);
  // What the gateway knows, whatever that is.
  absl::Status ReadFast();
  // The figures of an earlier answer.
  absl::Status ReadCited();

  // All parts of some services, this one among them; often only of this one.
  summary::v1::GetNationwideSummaryRequest AnyQuestion(gateway::ServiceId service);
  // Asks any of the gateways, once. Errors are the answer's: a call that got none is nothing.
  absl::StatusOr<std::optional<summary::v1::GetNationwideSummaryResponse>> AskOnce(
      const summary::v1::GetNationwideSummaryRequest& request, const Floors& floors);
  // Until there is an answer.
  absl::Status Ask(const summary::v1::GetNationwideSummaryRequest& request, const Floors& floors);
  absl::Status Check(const summary::v1::GetNationwideSummaryRequest& request, const Floors& floors,
                     const Scene::Death& death, const summary::v1::GetNationwideSummaryResponse& answer);

  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  std::mt19937 random_;
  Scene& scene_;
  ChangeWriter<Council> council_;
  ChangeWriter<Catalog> catalog_;
  ChangeWriter<Training> training_;
  std::array<GatewayClient, kGateways> gateways_;
  gateway::PerService<std::string> session_;  // The newest token of each service that this client was given.
};

}  // namespace zaitaku
