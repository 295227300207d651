// Ctrl-C as a way to end a command that waits, instead of the process.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

namespace zaitaku::cli {

// While it lives, SIGINT and SIGTERM ask for the end instead of ending the process. There can be one at a time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  // True once the end was asked for.
  bool requested();

  // What to do when it is asked for, on another thread; at once if it was already. Null takes it back: after that, the
  // one before is neither running nor called.
  void OnRequest(std::function<void()> act);

  // Waits, but no longer than until the end is asked for. True if it was.
  bool WaitFor(absl::Duration duration);

 private:
  void Listen();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> act_;
  bool requested_ = false;
  std::thread listener_;
};

}  // namespace zaitaku::cli
