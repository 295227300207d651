#include "tests/system/strace_log.h"

#include <cmath>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kEndTimeout = absl::Seconds(20);

// `1795381254.457555`, in UTC.
absl::Time ParseTime(const std::string& seconds, const std::string& micros) {
  return absl::FromUnixMicros(std::stoll(seconds) * 1000000 + std::stoll(micros));
}

// strace takes the time at the call's start, and the duration up to its end.
absl::Duration ParseDuration(const std::string& text) {
  return absl::Microseconds(std::llround(std::stod(text) * 1e6));
}

absl::StatusOr<std::string> WholeLog(const std::string& path) {
  const absl::Time end = absl::Now() + kEndTimeout;
  // A process that is killed leaves a line for each of its threads; the last is that of the process.
  static const std::regex last_line(R"(\+\+\+ (exited with \d+|killed by \w+( \(core dumped\))?) \+\+\+\n$)");
  std::string seen;
  while (absl::Now() < end) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    const std::string text = out.str();
    const std::string tail = text.substr(text.size() < 200 ? 0 : text.size() - 200);
    if (text == seen && std::regex_search(tail, last_line)) return text;
    seen = text;
    absl::SleepFor(absl::Milliseconds(200));
  }
  return absl::InternalError(absl::StrCat("strace's log has no end: ", path));
}

}  // namespace

std::vector<std::string> StraceCommand(const std::string& log, const std::vector<std::string>& more) {
  std::vector<std::string> command = {"strace", "-D", "-f", "-y", "-ttt", "-T", "-e", "trace=fdatasync,fsync",
                                      "-o",     log};
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

absl::StatusOr<std::vector<SyncCall>> ReadStraceLog(const std::string& log) {
  const absl::StatusOr<std::string> text = WholeLog(log);
  if (!text.ok()) return text.status();
  static const std::regex whole(R"(^(\d+) +(\d+)\.(\d{6}) (?:fdatasync|fsync)\(\d+<(.*)>\) += (-?\d+).* <([\d.]+)>$)");
  static const std::regex begun(R"(^(\d+) +(\d+)\.(\d{6}) (?:fdatasync|fsync)\(\d+<(.*)> <unfinished \.\.\.>$)");
  static const std::regex resumed(
      R"(^(\d+) +(\d+)\.(\d{6}) <\.\.\. (?:fdatasync|fsync) resumed>\) += (-?\d+).* <([\d.]+)>$)");
  std::vector<SyncCall> calls;
  std::map<std::string, SyncCall> open;  // By thread.
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch part;
    if (std::regex_match(line, part, whole)) {
      const absl::Time started = ParseTime(part[2], part[3]);
      calls.push_back({part[4], started, started + ParseDuration(part[6]), part[5] == "0"});
    } else if (std::regex_match(line, part, begun)) {
      open[part[1]] = {part[4], ParseTime(part[2], part[3]), absl::InfiniteFuture(), false};
    } else if (std::regex_match(line, part, resumed)) {
      SyncCall call = open[part[1]];
      call.ended = call.started + ParseDuration(part[5]);
      call.ok = part[4] == "0";
      calls.push_back(call);
    } else if (absl::StrContains(line, "sync") && !absl::StrContains(line, "= ?")) {
      return absl::InternalError(absl::StrCat("a line of strace's that cannot be read: ", line));
    }
  }
  return calls;
}

}  // namespace zaitaku
