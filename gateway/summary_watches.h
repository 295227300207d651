// Streams of the newest summary.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/summary_desk.h"
#include "platform/auth/standing.h"
#include "platform/server/watch_places.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

struct SummaryWatchOptions {
  WatchLimits limits;
  absl::Duration heartbeat = absl::Seconds(5);  // The longest silence on a stream.
  // How long states are gathered before the streams look again, however often something changes.
  absl::Duration pace = absl::Milliseconds(50);
};

class SummaryWatches;

// One stream. It asks the desk for its answer when it is woken, as a call would that asks for no freshness, and has one
// message on its way at most: what changes meanwhile is one further message, so that a slow reader holds one answer,
// whose bytes all streams share.
class SummaryWatch final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                           public std::enable_shared_from_this<SummaryWatch> {
 public:
  // `standing` ends it.
  SummaryWatch(SummaryWatches& watches, summary::v1::GetNationwideSummaryRequest request, Standing standing)
      : watches_(watches), request_(std::move(request)), standing_(std::move(standing)) {}

  // Looks for something to say. `heartbeat`: the client should hear something even if nothing is new.
  void Wake(bool heartbeat);
  // Ends the stream as soon as nothing is under way.
  void End(const absl::Status& status);

  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(absl::CancelledError("the client has gone")); }
  void OnDone() override;

 private:
  // What the desk answers.
  void Take(absl::StatusOr<CallAnswer>& answer);
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  SummaryWatches& watches_;
  const summary::v1::GetNationwideSummaryRequest request_;
  std::mutex mutex_;
  Standing standing_ ABSL_GUARDED_BY(mutex_);
  std::optional<CallAnswer> newest_ ABSL_GUARDED_BY(mutex_);
  SummaryBody sent_ ABSL_GUARDED_BY(mutex_);
  std::string sent_info_ ABSL_GUARDED_BY(mutex_);
  grpc::ByteBuffer writing_message_;  // Must stay as it is while gRPC writes it.
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  bool ask_again_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool heartbeat_due_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

// Wakes the streams, on a thread of its own. Thread-safe.
class SummaryWatches {
 public:
  // `desk` must outlive this.
  SummaryWatches(SummaryDesk& desk, const SummaryWatchOptions& options);
  // Waits until every stream is done.
  ~SummaryWatches();
  SummaryWatches(const SummaryWatches&) = delete;

  // The body of the method: a stream, or one that refuses it.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* Serve(const Caller& caller, const grpc::ByteBuffer& request,
                                                    Standing standing = {});

  // Something has become known of a service.
  void Signal();
  // Ends every stream with UNAVAILABLE (STOPPING) and refuses new ones: without this, open watches would keep a server
  // from stopping.
  void Close();

  // For the streams.
  SummaryDesk& desk() { return desk_; }
  void Remove(const std::shared_ptr<SummaryWatch>& watch);

 private:
  // A stream's next heartbeat, and the place that it takes up.
  struct Open {
    absl::Time beat_at;
    WatchPlaces::Place place;
  };

  absl::Status Add(const Caller& caller, const std::shared_ptr<SummaryWatch>& watch);
  void Run();

  SummaryDesk& desk_;
  const SummaryWatchOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool signalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  WatchPlaces places_;
  std::map<std::shared_ptr<SummaryWatch>, Open> watches_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zaitaku::gateway
