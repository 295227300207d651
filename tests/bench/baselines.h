// The gateway, and beside it servers that answer the same bytes in other ways.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/http2_load.h"
#include "tests/bench/servers.h"
#include "tests/redis_process/redis_process.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku::bench {

inline constexpr char kSummaryPath[] = "/zaitaku.summary.v1.SummaryService/GetNationwideSummary";

// The answer to the usual request once the gateway has it ready: it does not change as long as nobody writes.
absl::StatusOr<std::string> ReadyAnswer(const std::string& gateway);

// Processes of baseline_server.cc.
class Baselines {
 public:
  explicit Baselines(std::string answer);

  // Bytes from memory.
  absl::StatusOr<std::string> StartEcho();
  // Bytes from Redis, by each call.
  absl::StatusOr<std::string> StartRedisCheck();
  // A message built and serialised by each call. `servers` has the gateway last and before it the three services.
  absl::StatusOr<std::string> StartBuild(const Servers& servers);
  // The three services asked by each call.
  absl::StatusOr<std::string> StartMiss(const Servers& servers);

  // The process that listens there.
  absl::StatusOr<pid_t> PidOf(const std::string& address) const;

 private:
  // Its address, once it has given the right answer.
  absl::StatusOr<std::string> Start(const std::vector<std::string>& arguments);

  const std::string answer_;
  TemporaryFolder folder_;
  std::unique_ptr<RedisProcess> redis_;
  std::vector<std::unique_ptr<ServerProcess>> processes_;
};

// The processor time that a process has taken, in seconds.
absl::StatusOr<double> ProcessorTimeOf(pid_t pid);

}  // namespace zaitaku::bench
