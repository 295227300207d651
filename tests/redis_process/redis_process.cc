#include "tests/redis_process/redis_process.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kStartTimeout = absl::Seconds(30);
constexpr absl::Duration kEndTimeout = absl::Seconds(10);
constexpr absl::Duration kPause = absl::Milliseconds(5);
constexpr int kPortAttempts = 50;

// A port nobody listens on now; somebody else may take it before it is used.
std::optional<int> FreePort() {
  static std::mt19937 engine{std::random_device{}()};
  const int port = std::uniform_int_distribution<int>(20000, 32000)(engine);
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  const bool free = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(fd);
  return free ? std::optional<int>(port) : std::nullopt;
}

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;

Context Connect(int port) {
  Context context(redisConnectWithTimeout("127.0.0.1", port, timeval{30, 0}));
  if (context == nullptr || context->err != 0) return nullptr;
  redisSetTimeout(context.get(), timeval{30, 0});
  return context;
}

std::string Text(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_NIL:
      return "(nil)";
    case REDIS_REPLY_INTEGER:
      return absl::StrCat(reply.integer);
    case REDIS_REPLY_ERROR:
      return "(error) " + std::string(reply.str, reply.len);
    case REDIS_REPLY_ARRAY: {
      std::string text;
      for (size_t i = 0; i < reply.elements; ++i) absl::StrAppend(&text, Text(*reply.element[i]), "\n");
      return text;
    }
    default:
      return std::string(reply.str, reply.len);
  }
}

std::optional<std::string> Ask(redisContext& context, const std::vector<std::string>& command) {
  std::vector<const char*> words;
  std::vector<size_t> sizes;
  for (const std::string& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  void* reply = redisCommandArgv(&context, static_cast<int>(words.size()), words.data(), sizes.data());
  if (reply == nullptr) return std::nullopt;
  std::string text = Text(*static_cast<redisReply*>(reply));
  freeReplyObject(reply);
  return text;
}

std::string Contents(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

// Between fork and exec, so nothing here may allocate.
[[noreturn]] void Exec(const std::string& log, const std::vector<char*>& words, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(126);
  const int fd = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(fd, STDOUT_FILENO);
  dup2(fd, STDERR_FILENO);
  execvp(words[0], words.data());
  _exit(127);
}

}  // namespace

RedisProcess::RedisProcess(std::string folder, std::vector<std::string> arguments)
    : folder_(std::move(folder)), arguments_(std::move(arguments)) {}

RedisProcess::~RedisProcess() {
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

absl::StatusOr<std::unique_ptr<RedisProcess>> RedisProcess::Start(std::vector<std::string> arguments) {
  std::string folder = (std::filesystem::temp_directory_path() / "zaitaku-redis-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return absl::InternalError("No temporary folder for redis-server.");
  std::unique_ptr<RedisProcess> process(new RedisProcess(folder, std::move(arguments)));
  absl::Status status = absl::InternalError("No free port for redis-server.");
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    const std::optional<int> port = FreePort();
    if (!port.has_value()) continue;
    process->port_ = *port;
    status = process->Launch({});
    if (status.ok()) return process;
    // Another program may have been quicker to take the port.
    if (!absl::IsUnavailable(status)) break;
  }
  return status;
}

absl::Status RedisProcess::Restart(const std::vector<std::string>& arguments) {
  Kill();
  return Launch(arguments);
}

absl::Status RedisProcess::Launch(const std::vector<std::string>& more) {
  std::vector<std::string> texts = {
      "redis-server", "--port", absl::StrCat(port_), "--bind", "127.0.0.1", "--dir", folder_,
      "--save",       "",       "--appendonly",      "no"};
  texts.insert(texts.end(), arguments_.begin(), arguments_.end());
  texts.insert(texts.end(), more.begin(), more.end());
  std::vector<char*> words;
  for (std::string& text : texts) words.push_back(text.data());
  words.push_back(nullptr);
  const std::string log = folder_ + "/log";
  const pid_t parent = getpid();
  std::filesystem::remove(log);
  pid_ = fork();
  if (pid_ == 0) Exec(log, words, parent);
  if (pid_ < 0) return absl::InternalError("redis-server could not be started: fork failed.");
  return AwaitAnswer();
}

absl::Status RedisProcess::AwaitAnswer() {
  const absl::Time end = absl::Now() + kStartTimeout;
  while (absl::Now() < end) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      const std::string log = Contents(folder_ + "/log");
      if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
        return absl::FailedPreconditionError("redis-server is not installed (Debian package redis-server).");
      }
      if (log.find("Address already in use") != std::string::npos) return absl::UnavailableError("The port is taken.");
      return absl::InternalError(absl::StrCat("redis-server ended at once: ", log));
    }
    // It says so once it listens; before that, what answers on the port may be another's.
    if (Contents(folder_ + "/log").find("Server initialized") != std::string::npos) {
      const Context context = Connect(port_);
      if (context != nullptr && Ask(*context, {"PING"}).has_value()) return absl::OkStatus();
    }
    absl::SleepFor(kPause);
  }
  Kill();
  return absl::InternalError("redis-server did not answer in time.");
}

void RedisProcess::Stop() {
  if (pid_ < 0) return;
  kill(pid_, SIGTERM);
  kill(pid_, SIGCONT);
  if (!AwaitEnd(kEndTimeout)) Kill();
}

void RedisProcess::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void RedisProcess::Freeze() {
  if (pid_ < 0) return;
  kill(pid_, SIGSTOP);
  int status = 0;
  while (waitpid(pid_, &status, WUNTRACED) < 0 && errno == EINTR) {
  }
}

void RedisProcess::Thaw() {
  if (pid_ > 0) kill(pid_, SIGCONT);
}

bool RedisProcess::AwaitEnd(absl::Duration timeout) {
  const absl::Time end = absl::Now() + timeout;
  while (absl::Now() < end) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return true;
    }
    absl::SleepFor(kPause);
  }
  return false;
}

std::string RedisProcess::Command(const std::vector<std::string>& command) const {
  const Context context = Connect(port_);
  const std::optional<std::string> reply = context == nullptr ? std::nullopt : Ask(*context, command);
  if (!reply.has_value()) {
    std::fprintf(stderr, "redis-server on port %d does not answer the test's own command %s\n", port_,
                 command.front().c_str());
    std::abort();
  }
  return *reply;
}

}  // namespace zaitaku
