#include "platform/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zaitaku {
namespace {

double ResidentBytes() {
  int64_t size_pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> size_pages >> resident_pages;
  return static_cast<double>(resident_pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double OpenFiles() {
  std::error_code error;
  double files = 0;
  for (auto entry = std::filesystem::directory_iterator("/proc/self/fd", error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    ++files;
  }
  return files - 1;  // One of them is the folder itself.
}

double ProcessorSeconds() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return absl::ToDoubleSeconds(absl::DurationFromTimeval(usage.ru_utime) + absl::DurationFromTimeval(usage.ru_stime));
}

const absl::Time kStarted = absl::Now();

}  // namespace

void CollectProcess(MetricPage& page, const std::string& process) {
  page.Gauge("zaitaku_build_info", "1, with the release as its label", 1,
             {{"process", process}, {"version", ZAITAKU_VERSION}});
  page.Gauge("process_start_time_seconds", "When the process began, in seconds since 1970",
             absl::ToDoubleSeconds(kStarted - absl::UnixEpoch()));
  page.Counter("process_cpu_seconds_total", "Processor time used, in user and system mode", ProcessorSeconds());
  page.Gauge("process_resident_memory_bytes", "Memory in use", ResidentBytes());
  page.Gauge("process_open_fds", "Open files and sockets", OpenFiles());
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  page.Gauge("process_max_fds", "Files and sockets that may be open", static_cast<double>(limit.rlim_cur));
}

}  // namespace zaitaku
