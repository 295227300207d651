// The real council-registry for tests.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {

// True if the tests are to run at their full size: ZAITAKU_SYSTEM_FULL is 1.
bool FullSize();

// The seed of a test's random choices, from ZAITAKU_SYSTEM_SEED or the clock. Printed, so that a run can be made again.
unsigned int PrintedSeed();

// Listens on a free loopback port below 32768, with its database in a temporary folder of its own. It ends with this
// object, and with the thread that started it, which the tests' main thread should therefore be. Not thread-safe, but
// `address` never changes after the first Start.
class RegistryProcess {
 public:
  RegistryProcess() = default;
  ~RegistryProcess() { Kill(); }
  RegistryProcess(const RegistryProcess&) = delete;

  // Starts it on the same database and port as before, and waits until its health is good. `tracer` is a command to run
  // it by, such as {"strace", "-D"}, which must replace itself with the registry.
  absl::Status Start(const std::vector<std::string>& tracer = {});
  // Ends it by SIGTERM, or by SIGKILL, and waits for its end. Stop is an error if it does not end by itself, or not
  // with 0.
  absl::Status Stop();
  void Kill();

  std::string address() const;
  std::string database() const { return folder_.File("council.db"); }
  // A file beside the database.
  std::string File(const std::string& name) const { return folder_.File(name); }
  // What it wrote to its log, over all its lives.
  std::string Log() const;

 private:
  absl::Status Launch(const std::vector<std::string>& tracer);
  absl::Status AwaitHealth();

  TemporaryFolder folder_;
  int port_ = 0;
  pid_t pid_ = -1;  // -1 if it does not run.
};

}  // namespace zaitaku
