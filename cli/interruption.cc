#include "cli/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

namespace zaitaku::cli {
namespace {

constexpr char kSignal = 's';
constexpr char kEnd = 'e';
constexpr int kSignals[] = {SIGINT, SIGTERM};

// A handler may do next to nothing, so it writes a byte, and a thread does the rest.
int pipe_ends[2] = {-1, -1};
struct sigaction former[std::size(kSignals)];

void HandleSignal(int) {
  const int error = errno;
  (void)!write(pipe_ends[1], &kSignal, 1);
  errno = error;
}

}  // namespace

Interruption::Interruption() {
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return;  // Signals then end the process, as they do without this.
  listener_ = std::thread([this] { Listen(); });
  struct sigaction action = {};
  action.sa_handler = HandleSignal;
  action.sa_flags = SA_RESTART;
  for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &action, &former[i]);
}

Interruption::~Interruption() {
  if (!listener_.joinable()) return;
  for (size_t i = 0; i < std::size(kSignals); ++i) sigaction(kSignals[i], &former[i], nullptr);
  (void)!write(pipe_ends[1], &kEnd, 1);
  listener_.join();
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

bool Interruption::requested() {
  const std::lock_guard lock(mutex_);
  return requested_;
}

void Interruption::OnRequest(std::function<void()> act) {
  const std::lock_guard lock(mutex_);
  act_ = std::move(act);
  if (requested_ && act_) act_();
}

bool Interruption::WaitFor(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoNanoseconds(duration), [this] { return requested_; });
}

void Interruption::Listen() {
  char byte = 0;
  while (true) {
    const ssize_t count = read(pipe_ends[0], &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count != 1 || byte == kEnd) return;
    const std::lock_guard lock(mutex_);
    requested_ = true;
    changed_.notify_all();
    if (act_) act_();
  }
}

}  // namespace zaitaku::cli
