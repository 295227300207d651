// Writes what the gateway knows to the shared cache, for gateways that start while a service is down.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "gateway/cached_summary_source.h"
#include "gateway/prepared_answers.h"
#include "platform/cache/cache.h"

namespace zaitaku::gateway {

// Under `last-known|SERVICE` the newest totals of each service and when they were known to be the newest, sealed as
// answers are; also the prepared answers. A thread of its own writes what is new once a second, so that a thousand
// revisions a second cost one write; and what is not new now and then, for its time.
class SharedFiller {
 public:
  // `shared` may be null: then it does nothing. All must outlive this.
  SharedFiller(Backends& backends, CachedSummarySource& source, const PreparedAnswers& prepared, Cache* shared,
               std::string secret);
  ~SharedFiller();
  SharedFiller(const SharedFiller&) = delete;

  // Gives each backend that knows nothing yet the totals that another gateway, or this one before, knew last. Blocks as
  // the cache does.
  static void Recall(Backends& backends, Cache& shared, const std::string& secret);

 private:
  void Run();
  void WriteTotals();
  void WriteAnswers();

  Backends& backends_;
  CachedSummarySource& source_;
  const PreparedAnswers& prepared_;
  Cache* const shared_;
  const std::string secret_;
  struct Written {
    std::string revision;
    absl::Time time = absl::InfinitePast();
  };
  PerService<Written> written_;                  // What was written last, and when.
  std::map<std::string, absl::Time> shared_at_;  // When the answers of these keys were written last.
  std::mutex mutex_;
  std::condition_variable stopped_;  // `stopping_` is true.
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zaitaku::gateway
