// A real server process for tests and benchmarks.
#pragma once

#include <grpcpp/security/credentials.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {

// Listens on a free loopback port below 32768 and has a temporary folder of its own. It ends with this object, and with
// the thread that started it, which the tests' main thread should therefore be. Not thread-safe, but `address` never
// changes after the first Start.
class ServerProcess {
 public:
  // `binary` is the path of a server that knows --listen and what transport.h has.
  explicit ServerProcess(std::string binary) : binary_(std::move(binary)) {}
  ~ServerProcess() { Kill(); }
  ServerProcess(const ServerProcess&) = delete;

  // Before the first Start: what follows the binary's name.
  void AddArguments(const std::vector<std::string>& arguments);

  // Before the first Start, instead of what transport.h has: what makes it speak, and what its health is asked with.
  void SetTransport(const std::vector<std::string>& arguments, std::shared_ptr<grpc::ChannelCredentials> credentials);

  // Starts it on the same files and port as before, and waits until its health is good. `tracer` is a command to run
  // it by, such as {"strace", "-D"}, which must replace itself with the server.
  absl::Status Start(const std::vector<std::string>& tracer = {});
  // Ends it by SIGTERM, or by SIGKILL, and waits for its end. Stop is an error if it does not end by itself, or not
  // with 0.
  absl::Status Stop();
  void Kill();

  std::string address() const;
  std::string metrics_address() const;  // Where it serves its metrics, unless told otherwise.
  pid_t pid() const { return pid_; }    // -1 if it does not run.
  // A file in its folder.
  std::string File(const std::string& name) const { return folder_.File(name); }
  // What it wrote to its log, over all its lives.
  std::string Log() const;

 private:
  absl::Status Launch(const std::vector<std::string>& tracer);
  absl::Status AwaitHealth();

  std::string Name() const;  // Of the binary, for messages.

  const std::string binary_;
  std::vector<std::string> arguments_;
  std::vector<std::string> transport_;  // Empty: as transport.h has it.
  std::shared_ptr<grpc::ChannelCredentials> credentials_;
  TemporaryFolder folder_;
  int port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace zaitaku
