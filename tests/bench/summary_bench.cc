// Bars 1 and 2: the usual summary from the gateway against the same bytes by a bare method, built by each call, looked
// for in Redis by each call, and asked of the services by each call.
#include <memory>
#include <utility>

#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "tests/bench/baselines.h"
#include "tests/bench/http2_load.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace zaitaku::bench {
namespace {

constexpr absl::Duration kRound = absl::Milliseconds(700);
constexpr absl::Duration kShortRound = absl::Milliseconds(100);  // Where nothing is judged.
constexpr double kOverEcho = 0.9;
constexpr double kOverBuild = 1.3;
constexpr double kOverRedis = 1.6;
constexpr double kOverMiss = 6;

// One server under load.
struct Subject {
  std::unique_ptr<Http2Load> load;
  pid_t pid = -1;
  std::vector<double> seconds = {};  // Processor time of each answer, round by round.
};

absl::StatusOr<std::unique_ptr<Subject>> Load(const std::string& address, pid_t pid) {
  auto subject = std::make_unique<Subject>();
  subject->pid = pid;
  ASSIGN_OR_RETURN(subject->load, Http2Load::Connect(address, kSummaryPath, ""));
  return subject;
}

Side SideOf(Subject& subject, absl::Duration round, const Http2Load::Check& check) {
  return [&subject, round, check]() -> absl::StatusOr<double> {
    ASSIGN_OR_RETURN(const double before, ProcessorTimeOf(subject.pid));
    ASSIGN_OR_RETURN(const double rate, subject.load->Run(round, check));
    ASSIGN_OR_RETURN(const double after, ProcessorTimeOf(subject.pid));
    subject.seconds.push_back((after - before) / (rate * absl::ToDoubleSeconds(round)));
    return rate;
  };
}

std::string Rates(const std::vector<double>& over, const std::vector<double>& under) {
  return absl::StrFormat("%.0f/s, %.0f/s", SpreadOf(over).median, SpreadOf(under).median);
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const Servers servers, StartGateway());
  ASSIGN_OR_RETURN(const std::string answer, ReadyAnswer(servers.address()));
  Baselines baselines(answer);
  std::vector<std::string> addresses(5);
  ASSIGN_OR_RETURN(addresses[0], baselines.StartEcho());
  ASSIGN_OR_RETURN(addresses[1], baselines.StartEcho());
  ASSIGN_OR_RETURN(addresses[2], baselines.StartBuild(servers));
  ASSIGN_OR_RETURN(addresses[3], baselines.StartRedisCheck());
  ASSIGN_OR_RETURN(addresses[4], baselines.StartMiss(servers));

  const absl::Duration round = options.pairs < kPairsForAVerdict ? kShortRound : kRound;
  std::vector<std::unique_ptr<Subject>> subjects;
  ASSIGN_OR_RETURN(subjects.emplace_back(), Load(servers.address(), servers.processes.back()->pid()));
  for (const std::string& address : addresses) {
    ASSIGN_OR_RETURN(const pid_t pid, baselines.PidOf(address));
    ASSIGN_OR_RETURN(subjects.emplace_back(), Load(address, pid));
  }
  std::vector<Side> sides;
  for (const auto& subject : subjects) {
    RETURN_IF_ERROR(subject->load->Run(kShortRound, Exactly(answer)).status());
    sides.push_back(SideOf(*subject, round, Exactly(answer)));
  }
  ASSIGN_OR_RETURN(const auto rates, Alternate(options.pairs, sides));
  const auto add = [&](const char* name, size_t under, double bar) {
    report.Add({name, PairRatios(rates[0], rates[under]), Bar{Bound::kAtLeast, bar}, Rates(rates[0], rates[under])});
  };
  add("bar 1: hit / raw echo", 1, kOverEcho);
  add("bar 2: hit / build and serialise", 3, kOverBuild);
  add("bar 2: hit / Redis check per call", 4, kOverRedis);
  add("bar 2: hit / full miss", 5, kOverMiss);
  report.Add({"raw echo / another raw echo", PairRatios(rates[2], rates[1]), {}, "what noise alone does"});
  report.Add({"processor time of a call: hit / raw echo",
              PairRatios(subjects[0]->seconds, subjects[1]->seconds),
              {},
              absl::StrFormat("%.1f µs, %.1f µs", SpreadOf(subjects[0]->seconds).median * 1e6,
                              SpreadOf(subjects[1]->seconds).median * 1e6)});
  report.AddRemark(
      absl::StrFormat("64 calls outstanding on 4 connections, every answer of %d bytes compared, rounds of %s",
                      answer.size(), absl::FormatDuration(round)));
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Bars 1 and 2: summaries per second, from the gateway and otherwise",
                                  &zaitaku::bench::Measure);
}
