// A real redis-server for tests.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku {

// Listens on a free loopback port below 32768, without persistence, in a temporary folder of its own. It ends with this
// object, and with the thread that started it, which the tests' main thread should therefore be: a test that crashes
// leaves nothing behind. Not thread-safe.
class RedisProcess {
 public:
  // Starts redis-server with `arguments` beside the usual ones, such as {"--maxmemory", "4mb"}, and waits until it
  // answers. An error if there is no such program: tests must fail then.
  static absl::StatusOr<std::unique_ptr<RedisProcess>> Start(std::vector<std::string> arguments = {});
  // Kills it and removes its folder.
  ~RedisProcess();
  RedisProcess(const RedisProcess&) = delete;
  RedisProcess& operator=(const RedisProcess&) = delete;

  int port() const { return port_; }

  // Ends it by SIGTERM, or by SIGKILL, and waits for its end. A frozen one too. Nothing to do if it does not run.
  void Stop();
  void Kill();

  // SIGSTOP, and waits until it is stopped; SIGCONT. TCP connections are accepted meanwhile, by the kernel.
  void Freeze();
  void Thaw();

  // Starts it again on the same port, empty unless it was told to SAVE; Kills it before if it runs. Waits until it
  // answers a PING at all, if only that it is loading. `arguments` come after those of Start.
  absl::Status Restart(const std::vector<std::string>& arguments = {});

  // Sends a command over a connection of its own and returns the reply as text: a text or status as it is, an integer
  // in digits, an array's elements each followed by a line end, "(nil)", an error with "(error) " before it. Waits for
  // up to 30 s, and ends the test program if no reply comes.
  std::string Command(const std::vector<std::string>& command) const;

 private:
  RedisProcess(std::string folder, std::vector<std::string> arguments);

  absl::Status Launch(const std::vector<std::string>& more);
  absl::Status AwaitAnswer();
  // Whether it ended within `timeout`; it is reaped then.
  bool AwaitEnd(absl::Duration timeout);

  const std::string folder_;
  const std::vector<std::string> arguments_;
  int port_ = 0;
  pid_t pid_ = -1;  // -1 if it does not run.
};

}  // namespace zaitaku
