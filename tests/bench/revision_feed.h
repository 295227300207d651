// A council registry that does nothing but become newer, as often as it is told to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::bench {

// Only what a gateway watches: a real registry's totals before and after a change, in turns, each a revision. A real
// registry that writes so often would take the processors from the gateway that is measured. Thread-safe.
class RevisionFeed final : public council::v1::CouncilService::Service {
 public:
  // Even revisions have the one, odd revisions the other; the number of established councils tells which.
  RevisionFeed(council::v1::NationalTotals even, council::v1::NationalTotals odd);
  ~RevisionFeed() override;

  // Where it listens.
  const std::string& address() const { return address_; }

  // Becomes newer so many times a second, beginning now; 0 to stop.
  void SetRate(int revisions_per_second);

  // The newest revision's number.
  int64_t head() const;
  // How many prefectures have a council of the first kind at a revision.
  int32_t EstablishedAt(int64_t number) const;

  // NOT_FOUND unless `token` is one of a revision that there is; its number.
  absl::StatusOr<int64_t> NumberOf(const std::string& token) const;

  grpc::Status WatchTotals(grpc::ServerContext* context, const type::v1::WatchTotalsRequest* request,
                           grpc::ServerWriter<council::v1::WatchTotalsResponse>* writer) override;

 private:
  void Run();
  council::v1::NationalTotals At(int64_t number) const;

  const council::v1::NationalTotals even_, odd_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int64_t head_ ABSL_GUARDED_BY(mutex_);
  int rate_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
  std::thread thread_;
};

}  // namespace zaitaku::bench
