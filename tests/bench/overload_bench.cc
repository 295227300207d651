// Ten times the capacity: some callers ask for ten times what the server answers at its best, in an open loop, while
// one asks for little and the health is asked. The server has one half of the processors and the callers the other, at
// the peak as at the overload, so that what they take of each other's is not what is measured.
// Then what a server does that refuses most of what it is asked, because its callers may ask for little of it.
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "tests/bench/baselines.h"
#include "tests/bench/caller_load.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"
#include "tests/bench/watched_process.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku::bench {
namespace {

constexpr double kTimes = 10;
constexpr int kFlooders = 4;
constexpr int kFlooderConnections = 2;
constexpr double kPoliteRate = 50;    // Calls a second of who asks for little.
constexpr int kPeakOutstanding = 16;  // Of each connection: enough for the server to be never idle.
constexpr absl::Duration kPeakRound = absl::Seconds(1);
constexpr absl::Duration kSlice = absl::Seconds(4);  // As many as there are pairs follow each other: 15 take a minute.
constexpr float kQuickMs = 20;
// What callers who are limited may ask for together, as a share of the peak, and by how many connections each asks.
constexpr double kAllowedShare = 0.05;
constexpr int kLimitedConnections = 16;
constexpr double kGoodputBar = 0.9, kQuickBar = 0.99, kMemoryBar = 1.25;

// What is overloaded.
struct Subject {
  std::string name;
  Servers servers;
  CalledMethod method;

  pid_t pid() const { return servers.processes.back()->pid(); }
};

// What was measured of it, a value for each peak round or slice.
struct Measured {
  std::vector<double> peaks, goodputs, quick, polite, healthy, memory;
  double peak_seconds = 0;  // Processor time of the server for each answer at the peak.
  Tally flood, polite_all;
  double flood_processor_seconds = 0, polite_slowest_ms = 0, most_mib = 0, most_over_peak = 0;
  int64_t health_checks = 0;
  absl::Duration health_slowest;
};

CalledMethod Reads() {
  council::v1::GetCouncilReportRequest request;
  request.set_name("surveys/2015-12/reports/home-medical-care-13");
  return {"/zaitaku.council.v1.CouncilService/GetCouncilReport",
          [bytes = request.SerializeAsString()] { return bytes; },
          [](std::string_view answer) {
            council::v1::CouncilReport report;
            const bool right = report.ParseFromArray(answer.data(), static_cast<int>(answer.size())) &&
                               report.name() == "surveys/2015-12/reports/home-medical-care-13";
            return right ? absl::OkStatus() : absl::InternalError("a read was answered with something else");
          }};
}

CalledMethod Writes() {
  const auto next = [number = int64_t{0}]() mutable {
    ++number;
    council::v1::UpdateCouncilReportRequest request;
    council::v1::CouncilReport& report = *request.mutable_council_report();
    report.set_name(absl::StrFormat("surveys/2015-12/reports/home-medical-care-%02d", number % 47 + 1));
    report.set_establishment(council::v1::PRESENCE_PRESENT);
    report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
    council::v1::Coverage& coverage = *report.add_coverages();
    coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
    coverage.set_covered(static_cast<int32_t>(number / 47 % 2000) + 1);
    coverage.set_total(2000);
    return request.SerializeAsString();
  };
  return {"/zaitaku.council.v1.CouncilService/UpdateCouncilReport", next, [](std::string_view answer) {
            council::v1::UpdateCouncilReportResponse response;
            const bool right = response.ParseFromArray(answer.data(), static_cast<int>(answer.size())) &&
                               response.council_report().coverages_size() == 1;
            return right ? absl::OkStatus() : absl::InternalError("a write was answered with something else");
          }};
}

double Share(int64_t part, int64_t whole) {
  return whole == 0 ? 1 : static_cast<double>(part) / static_cast<double>(whole);
}

// Of at least one value.
double ShareBelow(const std::vector<float>& values, float bound) {
  return Share(std::count_if(values.begin(), values.end(), [bound](float value) { return value < bound; }),
               static_cast<int64_t>(values.size()));
}

double MostOf(const std::vector<float>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

absl::Status MeasurePeaks(const Subject& subject, CallerLoad& load, int rounds, Measured& measured) {
  for (int i = 0; i < rounds; ++i) {
    ASSIGN_OR_RETURN(const double before, ProcessorTimeOf(subject.pid()));
    const absl::Time begin = absl::Now();
    ASSIGN_OR_RETURN(const Tally tally, load.RunClosed(kPeakRound, kPeakOutstanding));
    if (tally.refused + tally.failed > 0)
      return absl::InternalError(absl::StrCat(subject.name, ": calls failed at the peak"));
    measured.peaks.push_back(static_cast<double>(tally.answered) / absl::ToDoubleSeconds(absl::Now() - begin));
    ASSIGN_OR_RETURN(const double after, ProcessorTimeOf(subject.pid()));
    measured.peak_seconds = (after - before) / static_cast<double>(tally.answered);
  }
  return absl::OkStatus();
}

// The flooders ask for so many calls a second together.
absl::Status Overload(const Subject& subject, CallerLoad& load, int slices, double asked, Measured& measured) {
  std::vector<double> rates(kFlooders, asked / kFlooders);
  rates.push_back(kPoliteRate);
  const double peak_mib = ResidentMiB(subject.pid());
  HealthWatcher health(subject.servers.address());
  ASSIGN_OR_RETURN(const double before, ProcessorTimeOf(subject.pid()));
  const auto each_slice = [&](const std::vector<Tally>& tallies) {
    Tally all;
    for (const Tally& tally : tallies) all.Add(tally);
    measured.flood.Add(all);
    measured.polite_all.Add(tallies.back());
    measured.goodputs.push_back(static_cast<double>(all.answered) / absl::ToDoubleSeconds(kSlice));
    if (all.refused > 0) measured.quick.push_back(ShareBelow(all.refused_ms, kQuickMs));
    const Tally& polite = tallies.back();
    measured.polite.push_back(Share(polite.answered, polite.answered + polite.refused + polite.failed + polite.held));
    const double mib = ResidentMiB(subject.pid());
    measured.memory.push_back(mib);
    measured.most_mib = std::max(measured.most_mib, mib);
    const HealthWatcher::Checks checks = health.Take();
    measured.healthy.push_back(Share(checks.serving, checks.asked));
    measured.health_checks += checks.asked;
    measured.health_slowest = std::max(measured.health_slowest, checks.slowest);
  };
  RETURN_IF_ERROR(load.RunOpen(kSlice, slices, rates, each_slice));
  ASSIGN_OR_RETURN(const double after, ProcessorTimeOf(subject.pid()));
  measured.flood_processor_seconds = after - before;
  measured.most_over_peak = measured.most_mib / peak_mib;
  const double first_mib = measured.memory.front();
  for (double& mib : measured.memory) mib /= first_mib;
  measured.polite_slowest_ms = MostOf(measured.polite_all.answered_ms);
  return absl::OkStatus();
}

// Nothing is said of refusals where there were none.
void TellRefusals(const std::string& name, const Measured& measured, Report& report) {
  if (measured.quick.empty()) {
    report.AddRemark(name + ": none was refused, so how soon refusals come was not measured");
    return;
  }
  const double seconds = absl::ToDoubleSeconds(kSlice) * static_cast<double>(measured.goodputs.size());
  report.Add(
      {name + ": refusals in under 20 ms", measured.quick, Bar{Bound::kAtLeast, kQuickBar},
       absl::StrFormat("%.0f/s refused, the slowest after %.0f ms",
                       static_cast<double>(measured.flood.refused) / seconds, MostOf(measured.flood.refused_ms))});
}

void Tell(const Subject& subject, const Measured& measured, Report& report) {
  const Tally& flood = measured.flood;
  const std::string& name = subject.name;
  report.Add(
      {name + ": goodput at ten times the peak / peak", PairRatios(measured.goodputs, measured.peaks),
       Bar{Bound::kAtLeast, kGoodputBar},
       absl::StrFormat("%.0f/s of %.0f/s", SpreadOf(measured.goodputs).median, SpreadOf(measured.peaks).median)});
  TellRefusals(name, measured, report);
  report.Add({name + ": answered of who asks for little", measured.polite, Bar{Bound::kAtLeast, 1},
              absl::StrFormat("%d of %d, the slowest after %.0f ms", measured.polite_all.answered,
                              measured.polite_all.due, measured.polite_slowest_ms)});
  report.Add({name + ": health checks answered", measured.healthy, Bar{Bound::kAtLeast, 1},
              absl::StrFormat("%d checks, the slowest after %.0f ms", measured.health_checks,
                              absl::ToDoubleMilliseconds(measured.health_slowest))});
  report.Add({name + ": memory / after the first seconds of it", measured.memory, Bar{Bound::kAtMost, kMemoryBar},
              absl::StrFormat("%.0f MiB at most, %.1f times what it was at the peak", measured.most_mib,
                              measured.most_over_peak)});
  std::string cost = "few or none were refused";
  if (flood.refused > flood.answered / 10) {
    const double of_answers = measured.peak_seconds * static_cast<double>(flood.answered);
    const double of_refusal = (measured.flood_processor_seconds - of_answers) / static_cast<double>(flood.refused);
    cost = absl::StrFormat("a refusal about %.2f of that", of_refusal / measured.peak_seconds);
  }
  report.AddRemark(absl::StrFormat(
      "%s: %d calls were due, %.0f%% of them found no place on their connections; %d answered, %d refused, %d failed; "
      "an answer took %.0f µs of processor time at the peak, %.0f µs with all that went to others under the overload, "
      "%s",
      name, flood.due, 100 * Share(flood.held, flood.due), flood.answered, flood.refused, flood.failed,
      1e6 * measured.peak_seconds,
      1e6 * measured.flood_processor_seconds / static_cast<double>(std::max<int64_t>(1, flood.answered)), cost));
}

std::vector<CallerSpec> Callers(int flooder_connections) {
  std::vector<CallerSpec> callers;
  for (int i = 1; i <= kFlooders; ++i) callers.push_back({absl::StrCat("127.0.1.", i), flooder_connections});
  callers.push_back({"127.0.2.1", 1});
  return callers;
}

// Returns the peak.
absl::StatusOr<double> MeasureSubject(const Subject& subject, int pairs, Report& report) {
  ASSIGN_OR_RETURN(const auto load,
                   CallerLoad::Connect(subject.servers.address(), subject.method, Callers(kFlooderConnections)));
  Measured measured;
  RETURN_IF_ERROR(load->RunClosed(kPeakRound, kPeakOutstanding).status());
  RETURN_IF_ERROR(MeasurePeaks(subject, *load, (pairs + 1) / 2, measured));
  const double peak = SpreadOf(measured.peaks).median;
  RETURN_IF_ERROR(Overload(subject, *load, pairs, kTimes * peak, measured));
  RETURN_IF_ERROR(MeasurePeaks(subject, *load, pairs / 2, measured));
  if (measured.flood.failed > 0)
    return absl::InternalError(absl::StrCat(subject.name, ": ", measured.flood.failed, " calls failed"));
  Tell(subject, measured, report);
  return peak;
}

// Callers who may ask for so many calls a second together, and ask for `asked`.
absl::Status MeasureLimited(const Subject& subject, double allowed, double asked, int slices, Report& report) {
  ASSIGN_OR_RETURN(const auto load,
                   CallerLoad::Connect(subject.servers.address(), subject.method, Callers(kLimitedConnections)));
  Measured first, measured;
  // What they may have at once, for two seconds, is gone after the first slice.
  RETURN_IF_ERROR(Overload(subject, *load, 1, asked, first));
  RETURN_IF_ERROR(Overload(subject, *load, slices, asked, measured));
  if (measured.flood.failed > 0)
    return absl::InternalError(absl::StrCat(subject.name, ": ", measured.flood.failed, " calls failed"));
  const std::vector<double> may(measured.goodputs.size(), allowed + kPoliteRate);
  report.Add(
      {subject.name + ": goodput / what callers may ask for", PairRatios(measured.goodputs, may),
       Bar{Bound::kAtLeast, kGoodputBar},
       absl::StrFormat("%.0f/s of %.0f/s, asked for %.0f/s", SpreadOf(measured.goodputs).median, may.front(), asked)});
  if (measured.quick.empty()) {
    report.AddUnmeasured(subject.name + ": refusals in under 20 ms", "none was refused");
  } else {
    TellRefusals(subject.name, measured, report);
  }
  report.Add({subject.name + ": answered of who asks for little", measured.polite, Bar{Bound::kAtLeast, 1},
              absl::StrFormat("%d of %d, the slowest after %.0f ms", measured.polite_all.answered,
                              measured.polite_all.due, measured.polite_slowest_ms)});
  report.AddRemark(
      absl::StrFormat("%s: %d calls were due, %.0f%% of them found no place on their connections; "
                      "%d health checks, the slowest after %.0f ms; %.0f MiB at most",
                      subject.name, measured.flood.due, 100 * Share(measured.flood.held, measured.flood.due),
                      measured.health_checks, absl::ToDoubleMilliseconds(measured.health_slowest), measured.most_mib));
  return absl::OkStatus();
}

// Halves of the processors: for the server and those behind it, and for this process.
struct Halves {
  std::vector<int> of_servers, of_callers;
};

Halves HalveProcessors() {
  const std::vector<int> all = OwnProcessors();
  if (all.size() < 2) return {all, all};
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  return {{all.begin(), middle}, {middle, all.end()}};
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  const Halves halves = HalveProcessors();
  report.AddRemark(absl::StrFormat("%d processors for the server, %d for the callers%s", halves.of_servers.size(),
                                   halves.of_callers.size(),
                                   halves.of_servers == halves.of_callers ? ": the same one" : ""));
  const auto pinned = [&](const std::string& name, absl::StatusOr<Servers> servers,
                          CalledMethod method) -> absl::StatusOr<Subject> {
    RETURN_IF_ERROR(servers.status());
    Subject subject{name, *std::move(servers), std::move(method)};
    for (const auto& process : subject.servers.processes)
      RETURN_IF_ERROR(PinProcess(process->pid(), halves.of_servers));
    RETURN_IF_ERROR(PinProcess(0, halves.of_callers));
    return subject;
  };
  const auto measure = [&](absl::StatusOr<Subject> subject) -> absl::StatusOr<double> {
    RETURN_IF_ERROR(subject.status());
    return MeasureSubject(*subject, options.pairs, report);
  };
  ASSIGN_OR_RETURN(const double peak, measure(pinned("reads", StartRegistry(SurveyState::kPublished), Reads())));
  const double allowed = kAllowedShare * peak;
  for (const auto& [name, asked] :
       {std::pair{"reads, ten times what callers may ask for", kTimes * allowed},
        std::pair{"reads, ten times the peak of callers who may ask for little", kTimes * peak}}) {
    const std::vector<std::string> limit = {"--caller-rate", absl::StrFormat("%.0f", allowed / kFlooders)};
    ASSIGN_OR_RETURN(const Subject subject, pinned(name, StartRegistry(SurveyState::kPublished, limit), Reads()));
    RETURN_IF_ERROR(MeasureLimited(subject, allowed, asked, options.pairs, report));
  }
  RETURN_IF_ERROR(measure(pinned("writes", StartRegistry(SurveyState::kOpen), Writes())).status());
  absl::StatusOr<Servers> gateway = StartGateway();
  RETURN_IF_ERROR(gateway.status());
  ASSIGN_OR_RETURN(const std::string answer, ReadyAnswer(gateway->address()));
  const auto exactly = [answer](std::string_view read) {
    return read == answer ? absl::OkStatus() : absl::InternalError("a summary differs from the right one");
  };
  return measure(pinned("summary", std::move(gateway), {kSummaryPath, [] { return std::string(); }, exactly})).status();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Ten times the capacity: goodput, refusals, memory and health",
                                  &zaitaku::bench::Measure);
}
