// One service as the gateway sees it: its newest totals, pushed by a watch, and calls for others.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/revision_vector.h"
#include "platform/telemetry/metric_page.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku {
class TlsSource;
}

namespace zaitaku::gateway {

// All that a summary needs from one service, at one revision: the service's NationalTotals.
struct ServiceTotals {
  std::string revision;
  int64_t number = 0;
  std::shared_ptr<const google::protobuf::Message> message;
};
using TotalsPtr = std::shared_ptr<const ServiceTotals>;

using Condition = summary::v1::ServiceCondition::Condition;

// What is known of a service at a moment.
struct BackendView {
  TotalsPtr newest;  // Null if nothing is known.
  Condition condition = summary::v1::ServiceCondition::CONDITION_STARTING;
  absl::Time well_until = absl::InfinitePast();  // When `newest` was last known to be the newest there is.

  bool current() const { return condition == summary::v1::ServiceCondition::CONDITION_CURRENT; }
  bool operator==(const BackendView&) const = default;
};

// What to ask a service for.
struct TotalsQuery {
  std::string survey;                 // Where the service has surveys.
  std::string revision;               // Empty for the newest.
  std::string known;                  // Not answered again.
  std::vector<std::string> contains;  // Revisions that its history must contain.
};

// For the newest totals, unless they are those that are known, in whose history these must be: totals of another
// history must not be taken for newer ones.
TotalsQuery NewerThan(const TotalsPtr& known);

// A call under way on a completion queue; its tag comes once.
class TotalsCall {
 public:
  virtual ~TotalsCall() = default;
  // After the tag: the totals, null if they are the known ones. Errors: the service's own with their details;
  // UNAVAILABLE (BACKEND_UNAVAILABLE) if it cannot be reached or does not answer in time.
  virtual absl::StatusOr<TotalsPtr> End() = 0;
};

struct BackendOptions {
  // A watch brings a sign of life twice a second; without one for so long the service counts as frozen.
  absl::Duration silence = absl::Seconds(2);
  // Newer totals must come so soon after it is known that there are any.
  absl::Duration lag = absl::Seconds(1);
  // A silent watch is begun anew after so long.
  absl::Duration renew = absl::Seconds(10);
  absl::Duration retry_min = absl::Milliseconds(100);
  absl::Duration retry_max = absl::Seconds(1);
  std::shared_ptr<TlsSource> tls;  // What the services are called with; null: plaintext.
};

// Watches the service, and begins anew what ends, on a thread of its own. Thread-safe. The newest totals never go back:
// if the service says that it has another history than the one whose totals were taken last, none of its totals are
// taken any more until it has the old history again; an operator who means it so starts the gateway anew.
class Backend {
 public:
  Backend(ServiceId id, const BackendOptions& options) : id_(id), options_(options) {}
  // The derived destructor must Stop.
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;

  ServiceId id() const { return id_; }

  // Begins to watch. `changed` is called after each change of what is known, on gRPC's threads too: it must be quick.
  void Start(std::function<void()> changed);
  void Stop();

  BackendView Look(absl::Time now = absl::Now()) const;

  // Takes totals that another gateway knew to be the newest at `time`, if nothing is known yet. They hold until the
  // service itself is heard of, whose word counts for more.
  void Recall(TotalsPtr totals, absl::Time time);
  // Takes totals that the service answered as its newest.
  void Offer(const TotalsPtr& totals);

  // Whether the newest totals are of a revision that has the given one in its history.
  enum class Reach { kYes, kNotYet, kUnknown };
  Reach Reaches(int64_t number, const std::string& token) const;
  // Notes that the service confirmed the revision as one of its history.
  void NoteContained(const std::string& token);

  // Begins a call. `tag` comes from `queue`, which must outlive the call. An error if it need not be tried: the watch
  // knows that the service is not there.
  absl::StatusOr<std::unique_ptr<TotalsCall>> BeginCall(const TotalsQuery& query, absl::Time deadline,
                                                        grpc::CompletionQueue& queue, void* tag);

  // Ends a watch that has been silent for too long, so that it is begun anew. To be called now and then.
  void Tick(absl::Time now);

  // Adds what is known of the service and since when, by its name.
  void CollectMetrics(MetricPage& page, absl::Time now = absl::Now()) const;

  // UNAVAILABLE (BACKEND_UNAVAILABLE) naming it.
  absl::Status Unavailable() const;
  // The same if the watch knows that the service is not there, so that it need not be called.
  absl::Status CheckReachable() const;
  // The service's own errors say why; what gRPC itself reports is told apart by having no reason.
  absl::Status Translate(const grpc::Status& status) const;

 protected:
  // Watches until the stream ends, and tells Heard of each message.
  virtual absl::Status Watch(grpc::ClientContext& context, const std::string& known) = 0;
  virtual std::unique_ptr<TotalsCall> MakeCall(const TotalsQuery& query, absl::Time deadline,
                                               grpc::CompletionQueue& queue, void* tag) = 0;

  // A message of the watch. `totals` is null in a heartbeat.
  void Heard(const std::string& head, TotalsPtr totals);

 private:
  void Run();
  void EndWatch(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // What was recalled, since the service itself has another history.
  void Forget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Take(TotalsPtr totals) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Contain(const std::string& token) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Condition ConditionAt(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ServiceId id_;
  const BackendOptions options_;
  const absl::Time made_ = absl::Now();
  std::function<void()> changed_;
  mutable std::mutex mutex_;
  TotalsPtr newest_ ABSL_GUARDED_BY(mutex_);
  std::string head_ ABSL_GUARDED_BY(mutex_);                                  // As last heard.
  absl::Time behind_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();  // That `newest_` is not `head_`.
  absl::Time well_until_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool recalled_ ABSL_GUARDED_BY(mutex_) = false;  // All that is known was recalled, and nothing heard yet.
  absl::Time last_heard_ ABSL_GUARDED_BY(mutex_) = absl::Now();  // By the present watch, or when it began.
  bool hearing_ ABSL_GUARDED_BY(mutex_) = false;                 // The present watch has brought something.
  // What is wrong while no watch brings anything.
  Condition failure_ ABSL_GUARDED_BY(mutex_) = summary::v1::ServiceCondition::CONDITION_STARTING;
  grpc::ClientContext* watch_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::condition_variable stopped_;  // `stopping_` is true.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Tokens of revisions known to be of the history of `newest_`; the oldest is forgotten first.
  absl::flat_hash_set<std::string> contained_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> contained_order_ ABSL_GUARDED_BY(mutex_);
  int64_t watches_ended_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

}  // namespace zaitaku::gateway
