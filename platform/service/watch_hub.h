// Streams to whoever watches a ledger.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "platform/server/watch_places.h"
#include "platform/server/worker_pool.h"
#include "platform/status/status.h"
#include "platform/storage/ledger.h"

namespace zaitaku {

struct WatchOptions {
  WatchLimits limits;
  absl::Duration heartbeat = absl::Seconds(5);  // The longest silence on a stream of revisions.
  // The same on a stream of totals. Their readers answer others meanwhile and must soon know that nothing is new any
  // more because nothing comes any more.
  absl::Duration totals_heartbeat = absl::Milliseconds(500);
};

// One open stream. The hub holds it until its reactor's OnDone removes it.
class WatchStream : public std::enable_shared_from_this<WatchStream> {
 public:
  explicit WatchStream(absl::Duration heartbeat) : heartbeat_(heartbeat) {}
  virtual ~WatchStream() = default;

  // Looks for something to do. `heartbeat`: the client should hear something even if there is nothing new.
  virtual void Wake(bool heartbeat) = 0;
  // Ends the stream as soon as nothing is under way.
  virtual void End(const absl::Status& status) = 0;

  absl::Duration heartbeat() const { return heartbeat_; }

 private:
  friend class WatchHub;

  const absl::Duration heartbeat_;
  std::string caller_;  // In whose line its reads wait.
};

// Ends a stream that never began.
template <typename Response>
class RefusedWatch final : public grpc::ServerWriteReactor<Response> {
 public:
  explicit RefusedWatch(const absl::Status& status) { this->Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// A commit only wakes the streams; each then reads what is committed from the ledger and has one write under way at
// most. So a slow reader holds little and delays nobody.
class WatchHub {
 public:
  // `ledger` and `pool` must outlive the hub.
  WatchHub(Ledger& ledger, WorkerPool& pool, const WatchOptions& options);
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;

  // The body of a method that streams `Response`: the stream, a WatchStream and a reactor, or one that refuses it.
  template <typename Response, typename Stream>
  grpc::ServerWriteReactor<Response>* Serve(const Caller& caller, std::shared_ptr<Stream> stream) {
    if (const absl::Status added = Add(caller, stream); !added.ok()) return new RefusedWatch<Response>(added);
    stream->Wake(true);
    return stream.get();
  }

  // Ends every stream with UNAVAILABLE and refuses new ones: without this, open watches would keep a server from
  // stopping.
  void Close();

  // Adds how many are open, of how many that may be.
  void CollectMetrics(MetricPage& page);

  // For the streams.
  Ledger& ledger() { return ledger_; }
  // Reads for a stream on a thread of the pool, in its caller's turn. False if too many wait for one.
  bool Read(const WatchStream& stream, std::function<void()> read);
  const WatchOptions& options() const { return options_; }
  void Remove(const std::shared_ptr<WatchStream>& stream);

 private:
  // A stream's next heartbeat, and the place that it takes up.
  struct Open {
    absl::Time beat_at;
    WatchPlaces::Place place;
  };

  absl::Status Add(const Caller& caller, const std::shared_ptr<WatchStream>& stream);
  void Run();

  Ledger& ledger_;
  WorkerPool& pool_;
  const WatchOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;  // One of the following has.
  bool signalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  WatchPlaces places_;
  std::map<std::shared_ptr<WatchStream>, Open> streams_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zaitaku
