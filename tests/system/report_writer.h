// A client that changes reports of its own, each change under a request id of its own, until each is acknowledged.
#pragma once

#include <atomic>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/system/registry_client.h"

namespace zaitaku {

// A change that the registry has acknowledged.
struct Acknowledged {
  council::v1::UpdateCouncilReportRequest request;
  std::string revision;  // The token in the answer.
};

// Its reports are changed by nobody else, and each change differs from all before in what it writes, so that each must
// make one revision that holds exactly that. Not thread-safe.
class ReportWriter {
 public:
  // `number` tells it from other writers.
  ReportWriter(const std::string& address, int number, std::vector<std::string> reports, unsigned int seed);

  // Makes `count` changes one after another. Now and then it sends an old, acknowledged request again, as a late
  // duplicate, which must get its old answer. `progress` counts what is acknowledged. An error ends it.
  absl::Status Write(int count, std::atomic<int>& progress);
  // One change, retried until it is acknowledged.
  absl::StatusOr<Acknowledged> WriteOne();

  const std::vector<Acknowledged>& acknowledged() const { return acknowledged_; }
  // How often an answer left open whether the change was made.
  int unknown_outcomes() const { return unknown_outcomes_; }
  // How many of them were the registry's own refusals: STORE_UNAVAILABLE.
  int store_failures() const { return store_failures_; }

 private:
  council::v1::UpdateCouncilReportRequest NextRequest();
  absl::StatusOr<council::v1::UpdateCouncilReportResponse> Send(const council::v1::UpdateCouncilReportRequest& request);
  absl::Status SendLateDuplicate();
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  RegistryClient client_;
  const int number_;
  const std::vector<std::string> reports_;
  std::mt19937 random_;
  int sequence_ = 0;
  std::map<std::string, council::v1::Presence> establishment_;  // Of the reports written so far.
  std::vector<Acknowledged> acknowledged_;
  int unknown_outcomes_ = 0;
  int store_failures_ = 0;
};

// The names of the source survey's reports, dealt out to so many writers.
absl::StatusOr<std::vector<std::vector<std::string>>> DealReports(RegistryClient& client, int writers);

}  // namespace zaitaku
