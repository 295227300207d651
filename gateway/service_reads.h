// What the services have beyond their totals, read at one revision.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "platform/status/status.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::gateway {

// What was read before, by a key that names its revision, so that it never changes; the oldest goes first. Of several
// that ask for one key at a time one reads, and the others wait for it. Thread-safe; blocks.
template <typename T>
class KeptReads {
 public:
  using Ptr = std::shared_ptr<const T>;

  explicit KeptReads(size_t limit) : limit_(limit) {}

  absl::StatusOr<Ptr> Get(const std::string& key, absl::Time deadline, const std::function<absl::StatusOr<T>()>& read) {
    {
      std::unique_lock lock(mutex_);
      while (true) {
        if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
        if (reading_.insert(key).second) break;
        if (read_.wait_until(lock, absl::ToChronoTime(deadline)) == std::cv_status::timeout)
          return absl::DeadlineExceededError("the call's time was up while another one was reading the same");
      }
    }
    absl::StatusOr<T> value = read();
    const std::lock_guard lock(mutex_);
    reading_.erase(key);
    read_.notify_all();
    if (!value.ok()) return value.status();
    auto kept = std::make_shared<const T>(*std::move(value));
    kept_[key] = kept;
    order_.push_back(key);
    if (order_.size() > limit_) {
      kept_.erase(order_.front());
      order_.pop_front();
    }
    return kept;
  }

 private:
  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable read_;  // Someone has read something, or failed to.
  std::set<std::string> reading_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Ptr> kept_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
};

struct CatalogResources {
  std::vector<catalog::v1::Program> programs;
  std::vector<catalog::v1::BudgetLine> budget_lines;
};

// Calls whose answers are bounded, at a revision that is named, so that they agree with totals of that revision. No
// call is made to a service that is known to be away. Errors: the service's own; UNAVAILABLE (BACKEND_UNAVAILABLE). All
// block, until the deadline at most. Thread-safe.
class ServiceReads {
 public:
  explicit ServiceReads(Backends& backends);

  // All reports of a survey.
  using Reports = std::vector<council::v1::CouncilReport>;
  absl::StatusOr<KeptReads<Reports>::Ptr> ReportsOf(const std::string& survey, const std::string& revision,
                                                    absl::Time deadline);
  // What a prefecture may use in a year.
  using Eligible = catalog::v1::FindEligibleProgramsResponse;
  absl::StatusOr<KeptReads<Eligible>::Ptr> EligibleIn(int fiscal_year, const std::string& revision,
                                                      absl::Time deadline);
  absl::StatusOr<KeptReads<CatalogResources>::Ptr> Catalog(const std::string& revision, absl::Time deadline);
  // All events.
  using Events = std::vector<training::v1::Event>;
  absl::StatusOr<KeptReads<Events>::Ptr> AllEvents(const std::string& revision, absl::Time deadline);
  // Who takes part in an event, less what is said of single governments.
  using Participation = training::v1::GetParticipationResponse;
  absl::StatusOr<KeptReads<Participation>::Ptr> ParticipationIn(const std::string& event, const std::string& revision,
                                                                absl::Time deadline);

 private:
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(ServiceId service, Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Time deadline);
  // All pages of a list.
  template <typename Resource, typename Stub, typename Request, typename Response, typename Of>
  absl::StatusOr<std::vector<Resource>> List(ServiceId service, Stub& stub,
                                             grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                                          Response*),
                                             Request request, Of of, absl::Time deadline);

  Backends& backends_;
  const std::unique_ptr<council::v1::CouncilService::Stub> council_;
  const std::unique_ptr<catalog::v1::CatalogService::Stub> catalog_;
  const std::unique_ptr<training::v1::TrainingService::Stub> training_;
  KeptReads<Reports> reports_{8};
  KeptReads<Eligible> eligible_{16};
  KeptReads<CatalogResources> catalogs_{8};
  KeptReads<Events> events_{8};
  KeptReads<Participation> participation_{1024};
};

}  // namespace zaitaku::gateway
