// The answers to the most used requests, made anew whenever something changes and before anybody asks.
#pragma once

#include <grpcpp/grpcpp.h>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "gateway/backends.h"
#include "gateway/cached_summary_source.h"
#include "platform/telemetry/thread_shard.h"

namespace zaitaku::gateway {

// A thread of its own makes them; several changes while it works are one. Requests only look them up by their bytes:
// those of the shortest request that asks the same, which clients send. Thread-safe.
class PreparedAnswers {
 public:
  // `limit`: how many are kept ready at most. All must outlive this.
  PreparedAnswers(Backends& backends, CachedSummarySource& source, int limit);
  ~PreparedAnswers();
  PreparedAnswers(const PreparedAnswers&) = delete;

  // The whole answer to a request of these bytes, if it is ready.
  bool Find(std::string_view request, grpc::ByteBuffer& answer) const;

  // How many requests found one.
  int64_t found() const { return found_.Sum(); }

  // Notes that the question was asked and not found here; what is asked often will be.
  void Note(const SummaryQuestion& question);

  // Something has become known of a service.
  void Signal();

  // Those that are ready, for who keeps them elsewhere too.
  std::vector<std::pair<FixedQuestion, SummaryBody>> Bodies() const;

 private:
  struct Ready {
    grpc::ByteBuffer answer;
    FixedQuestion question;
    SummaryBody body;
    std::string info;                    // The bytes of its call_info.
    std::shared_ptr<ShardedCount> uses;  // Counted on, from one version of the table to the next.
  };
  using Table = absl::flat_hash_map<std::string, Ready>;
  struct Candidate {
    SummaryQuestion question;
    std::shared_ptr<ShardedCount> uses;
  };

  void Run();
  void Rebuild();
  std::shared_ptr<const Table> Current() const;
  // For all at once: nobody sees the old one after somebody has seen this.
  void Publish(std::shared_ptr<const Table> table);
  // The questions to keep ready, with what they were used.
  std::vector<Candidate> Chosen();
  // Nothing if the answer needs more than is at hand.
  std::optional<Ready> Prepare(const SummaryQuestion& question, const BackendViews& views, const Ready* before);
  void Age() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Backends& backends_;
  CachedSummarySource& source_;
  const size_t limit_;
  mutable ShardedCount found_;
  // The table, for each of a few threads, so that those who look something up at a time do not wait for one another.
  struct alignas(kShardAlignment) Shard {
    std::mutex mutex;
    std::shared_ptr<const Table> table ABSL_GUARDED_BY(mutex) = std::make_shared<const Table>();
  };
  mutable std::array<Shard, kThreadShards> shards_;
  std::mutex mutex_;
  std::condition_variable woken_;  // `signalled_` or `stopping_` is true.
  bool signalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;  // A question was noted since the last table.
  absl::flat_hash_map<std::string, Candidate> candidates_ ABSL_GUARDED_BY(mutex_);  // By the bytes of the request.
  absl::Time age_at_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace zaitaku::gateway
