// Streams of revisions to whoever watches.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "platform/server/worker_pool.h"
#include "platform/storage/history.h"
#include "platform/storage/ledger.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku {

struct WatchOptions {
  int watches = 256;                            // More are refused with OVERLOADED.
  absl::Duration heartbeat = absl::Seconds(5);  // The longest silence on a stream.
};

class Watch;

// A commit only wakes the streams; each then reads committed revisions from the ledger, a page at a time, and has one
// write under way at most. So a slow reader holds one page and delays nobody, and a stream resumed at a revision sees
// every later one, once, in order.
class WatchHub {
 public:
  // `ledger` and `pool` must outlive the hub.
  WatchHub(Ledger& ledger, WorkerPool& pool, ResourceTypes types, const WatchOptions& options);
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;

  // The body of a WatchRevisions method.
  grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* Serve(const type::v1::WatchRevisionsRequest& request);

  // Ends every stream with UNAVAILABLE and refuses new ones: without this, open watches would keep a server from
  // stopping.
  void Close();

 private:
  friend class Watch;
  void Run();
  void Remove(const std::shared_ptr<Watch>& watch);

  Ledger& ledger_;
  WorkerPool& pool_;
  const ResourceTypes types_;
  const WatchOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;  // One of the following has.
  bool signalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<std::shared_ptr<Watch>> watches_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zaitaku
