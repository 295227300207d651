// Durable writes against a council registry, so many outstanding at any time.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku::bench {

// Each outstanding write has a report of its own and changes it every time. Not thread-safe.
class WriteLoad {
 public:
  // At most 94 outstanding, the reports of the source survey, which must be imported and open.
  WriteLoad(const std::string& address, int outstanding);
  ~WriteLoad();
  WriteLoad(const WriteLoad&) = delete;

  // Writes for so long, and returns the acknowledged writes per second. An error if a write fails or its answer is not
  // what was written.
  absl::StatusOr<double> Run(absl::Duration length);

  int64_t acknowledged() const { return acknowledged_; }

 private:
  struct Call;

  void Start(int number);
  absl::Status Check(const Call& call);
  // The next call that has ended, or null if none is outstanding.
  Call* AwaitOne();

  const std::unique_ptr<council::v1::CouncilService::Stub> stub_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Call>> calls_;
  int outstanding_ = 0;
  int64_t started_ = 0;
  int64_t acknowledged_ = 0;
};

}  // namespace zaitaku::bench
