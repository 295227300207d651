#include "tests/server_process/server_process.h"

#include <fcntl.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.pb.h"
#include "tests/server_process/transport.h"
#include "tests/signal/signal.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr absl::Duration kEndTimeout = absl::Seconds(30);
constexpr absl::Duration kPause = absl::Milliseconds(5);
constexpr int kPortAttempts = 50;
constexpr int kNotInstalled = 127;

// Metrics are served so many ports further on.
constexpr int kMetricsPort = 100;

bool IsFree(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free;
}

// A port that nobody listens on now, nor on that of its metrics; somebody else may take it before it is used.
std::optional<int> FreePort() {
  static std::mt19937 engine{std::random_device{}()};
  const int port = std::uniform_int_distribution<int>(20000, 32000)(engine);
  return IsFree(port) && IsFree(port + kMetricsPort) ? std::optional<int>(port) : std::nullopt;
}

// gRPC's own health service has messages here, but no stub.
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using HealthStub = grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse>;

bool IsServing(HealthStub& stub) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(500));
  const HealthCheckRequest request;
  HealthCheckResponse response;
  Signal done;
  bool ok = false;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, &response, [&](const grpc::Status& status) {
    ok = status.ok();
    done.Give();
  });
  done.Await();
  return ok && response.status() == HealthCheckResponse::SERVING;
}

// Between fork and exec in a program with threads, so nothing here may allocate or lock.
[[noreturn]] void Exec(const char* log, char* const* words, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  const int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(fd, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  execvp(words[0], words);
  _exit(kNotInstalled);
}

}  // namespace

void ServerProcess::AddArguments(const std::vector<std::string>& arguments) {
  arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
}

void ServerProcess::SetTransport(const std::vector<std::string>& arguments,
                                 std::shared_ptr<grpc::ChannelCredentials> credentials) {
  transport_ = arguments;
  credentials_ = std::move(credentials);
}

std::string ServerProcess::Name() const { return std::filesystem::path(binary_).filename(); }

std::string ServerProcess::address() const { return absl::StrCat("127.0.0.1:", port_); }

std::string ServerProcess::metrics_address() const { return absl::StrCat("127.0.0.1:", port_ + kMetricsPort); }

std::string ServerProcess::Log() const {
  std::ostringstream out;
  out << std::ifstream(File("log")).rdbuf();
  return out.str();
}

absl::Status ServerProcess::Start(const std::vector<std::string>& tracer) {
  if (pid_ > 0) return absl::FailedPreconditionError(absl::StrCat(Name(), " runs already."));
  if (port_ != 0) return Launch(tracer);
  absl::Status status = absl::InternalError(absl::StrCat("No free port for ", Name(), "."));
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const std::optional<int> port = FreePort();
    if (!port.has_value()) continue;
    port_ = *port;
    status = Launch(tracer);
    // Another program may have been quicker to take the port.
    if (!absl::IsUnavailable(status)) break;
  }
  return status;
}

absl::Status ServerProcess::Launch(const std::vector<std::string>& tracer) {
  std::vector<std::string> texts = tracer;
  for (const std::string& text : {binary_, std::string("--listen"), address()}) texts.push_back(text);
  const std::vector<std::string> transport = transport_.empty() ? TransportArguments() : transport_;
  texts.insert(texts.end(), transport.begin(), transport.end());
  // In plaintext, whoever calls is taken for the ministry, which TLS's clients are; all call as often as a benchmark
  // does.
  if (std::find(transport.begin(), transport.end(), "--insecure") != transport.end()) {
    for (const char* text : {"--anonymous-role", "ministry"}) texts.emplace_back(text);
  }
  for (const char* limit : {"--caller-rate", "--caller-calls"}) {
    if (std::find(arguments_.begin(), arguments_.end(), limit) == arguments_.end())
      texts.insert(texts.end(), {limit, "0"});
  }
  texts.insert(texts.end(), arguments_.begin(), arguments_.end());
  std::vector<char*> words;
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  const std::string log = File("log");
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) Exec(log.c_str(), words.data(), parent);
  if (pid_ < 0) return absl::InternalError(absl::StrCat(Name(), " could not be started: fork failed."));
  absl::Status status = AwaitHealth();
  if (!status.ok()) Kill();
  return status;
}

absl::Status ServerProcess::AwaitHealth() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 10);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 50);
  HealthStub stub(
      grpc::CreateCustomChannel(address(), credentials_ == nullptr ? TestCredentials() : credentials_, arguments));
  const absl::Time end = absl::Now() + kStartTimeout;
  while (absl::Now() < end) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      if (WIFEXITED(status) && WEXITSTATUS(status) == kNotInstalled) {
        return absl::FailedPreconditionError(absl::StrCat(Name(), ", or what is to trace it, is not installed."));
      }
      const std::string log = Log();
      if (absl::StrContains(log, "cannot listen")) return absl::UnavailableError(log);
      return absl::InternalError(absl::StrCat(Name(), " ended at once, wait status ", status, ": ", log));
    }
    if (IsServing(stub)) return absl::OkStatus();
    absl::SleepFor(kPause);
  }
  return absl::InternalError(absl::StrCat(Name(), " was not healthy in time: ", Log()));
}

absl::Status ServerProcess::Stop() {
  if (pid_ < 0) return absl::OkStatus();
  kill(pid_, SIGTERM);
  const absl::Time end = absl::Now() + kEndTimeout;
  while (absl::Now() < end) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      if (status == 0) return absl::OkStatus();
      return absl::InternalError(absl::StrCat(Name(), " ended with the wait status ", status, ": ", Log()));
    }
    absl::SleepFor(kPause);
  }
  Kill();
  return absl::InternalError(absl::StrCat(Name(), " did not end on SIGTERM."));
}

void ServerProcess::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace zaitaku
