#include "tests/bench/watched_process.h"

#include <grpcpp/grpcpp.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/methods.h"

namespace zaitaku::bench {
namespace {

constexpr absl::Duration kEvery = absl::Milliseconds(50);
// As a HealthCheckResponse: SERVING.
constexpr char kServing[] = "\x08\x01";

}  // namespace

std::vector<int> OwnProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof(set), &set);
  std::vector<int> processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &set)) processors.push_back(i);
  }
  return processors;
}

absl::Status PinProcess(pid_t pid, const std::vector<int>& processors) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int processor : processors) CPU_SET(processor, &set);
  const std::string folder = absl::StrCat("/proc/", pid == 0 ? getpid() : pid, "/task");
  for (const auto& task : std::filesystem::directory_iterator(folder)) {
    pid_t thread = 0;
    if (!absl::SimpleAtoi(task.path().filename().string(), &thread)) continue;
    // A thread may have ended meanwhile.
    if (sched_setaffinity(thread, sizeof(set), &set) != 0 && errno != ESRCH)
      return absl::InternalError(absl::StrCat("thread ", thread, " cannot be kept to some processors"));
  }
  return absl::OkStatus();
}

double ResidentMiB(pid_t pid) {
  int64_t size_pages = 0, resident_pages = 0;
  std::ifstream(absl::StrCat("/proc/", pid, "/statm")) >> size_pages >> resident_pages;
  return static_cast<double>(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

HealthWatcher::HealthWatcher(const std::string& address) : thread_([this, address] { Run(address); }) {}

HealthWatcher::~HealthWatcher() {
  stopping_ = true;
  thread_.join();
}

void HealthWatcher::Run(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  while (!stopping_) {
    const absl::Time begin = absl::Now();
    const auto answer = CallRaw(channel, "/grpc.health.v1.Health/Check", "");
    const absl::Duration took = absl::Now() - begin;
    {
      const std::lock_guard lock(mutex_);
      ++checks_.asked;
      checks_.serving += answer.ok() && *answer == kServing;
      checks_.slowest = std::max(checks_.slowest, took);
    }
    absl::SleepFor(kEvery);
  }
}

HealthWatcher::Checks HealthWatcher::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(checks_, {});
}

}  // namespace zaitaku::bench
