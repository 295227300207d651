// Bar 4: the first call after a second of silence, against one right after another, for every unary method. Each method
// has servers of its own, which nobody else calls; several are measured at a time.
#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/example_calls.h"
#include "tests/bench/methods.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"

namespace zaitaku::bench {
namespace {

// In the middle of no other window: without a heartbeat, calls 1.00 to 1.10 s after the last event are the late ones.
constexpr absl::Duration kSilence = absl::Milliseconds(1030);
constexpr int kFirstCalls = 20;     // Before the first pair.
constexpr double kOverWarm = 3;     // The bar.
constexpr double kStallSeen = 3.0;  // At least so bad is the registry without its heartbeat, or this bench is blind.

using Starter = std::function<absl::StatusOr<Servers>()>;

// One kind of server.
struct Kind {
  std::string name;
  Starter start;
  Starter start_without_heartbeat;
  std::string stalls;  // A method that stalls then: one of the callback API.
};

// One method, on servers of its own.
struct Target {
  std::string name;
  std::string path;
  Bar bar;
  Servers servers;
  std::vector<double> idle_ms = {};
  std::vector<double> warm_ms = {};
  absl::Status status = absl::OkStatus();
};

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// Calls one method, timed.
class Caller {
 public:
  Caller(const Servers& servers, const std::string& path)
      : channel_(Connect(servers.address())), path_(path), example_(ExampleOf(path, servers.known)) {}

  // Milliseconds from the request to the answer, which must be the right one.
  absl::StatusOr<double> Call() {
    const std::string request = example_.request(sequence_++);
    const absl::Time begin = absl::Now();
    const absl::StatusOr<std::string> response = CallRaw(channel_, path_, request);
    ended_ = absl::Now();
    RETURN_IF_ERROR(response.status());
    RETURN_IF_ERROR(example_.check(*response));
    return absl::ToDoubleMilliseconds(ended_ - begin);
  }

  // When the last call ended.
  absl::Time ended() const { return ended_; }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string path_;
  const ExampleCall example_;
  int sequence_ = 0;
  absl::Time ended_;
};

absl::Status MeasureTarget(int pairs, absl::Duration delay, Target& target) {
  Caller caller(target.servers, target.path);
  absl::SleepFor(delay);  // So that the methods take turns.
  for (int i = 0; i < kFirstCalls; ++i) RETURN_IF_ERROR(caller.Call().status());
  for (int pair = 0; pair < pairs; ++pair) {
    absl::SleepFor(caller.ended() + kSilence - absl::Now());
    ASSIGN_OR_RETURN(target.idle_ms.emplace_back(), caller.Call());
    ASSIGN_OR_RETURN(target.warm_ms.emplace_back(), caller.Call());
  }
  return absl::OkStatus();
}

void MeasureAll(int pairs, std::vector<Target>& targets) {
  std::vector<std::thread> threads;
  for (size_t i = 0; i < targets.size(); ++i) {
    const absl::Duration delay = kSilence * i / targets.size();
    threads.emplace_back([pairs, delay, &target = targets[i]] { target.status = MeasureTarget(pairs, delay, target); });
  }
  for (std::thread& thread : threads) thread.join();
}

void AddTo(Report& report, const Target& target) {
  if (!target.status.ok()) {
    report.AddUnmeasured(target.name, absl::StrCat("its call in tests/bench/example_calls.cc, or an empty request, "
                                                   "did not get the right answer: ",
                                                   target.status.ToString()));
    return;
  }
  report.Add({target.name, PairRatios(target.idle_ms, target.warm_ms), target.bar,
              absl::StrFormat("%.2f ms after silence, %.2f ms warm", SpreadOf(target.idle_ms).median,
                              SpreadOf(target.warm_ms).median)});
}

// The methods that the kind of server serves; streams are only remarked on.
absl::StatusOr<std::vector<ServedMethod>> UnaryMethods(const Kind& kind, std::set<std::string>& services,
                                                       Report& report) {
  ASSIGN_OR_RETURN(const Servers servers, kind.start());
  ASSIGN_OR_RETURN(const std::vector<ServedMethod> methods, ListMethods(Connect(servers.address())));
  std::vector<ServedMethod> unary;
  std::vector<std::string> streams;
  for (const ServedMethod& method : methods) {
    services.insert(method.service);
    if (method.unary) {
      unary.push_back(method);
    } else {
      streams.push_back(method.path());
    }
  }
  report.AddRemark(
      absl::StrCat(kind.name, " also serves streams, which have no first call: ", absl::StrJoin(streams, ", ")));
  return unary;
}

// All unary methods of a kind, and one without heartbeat, which must be seen to stall.
absl::Status AddTargets(const Kind& kind, std::set<std::string>& services, Report& report, std::vector<Target>& targets,
                        std::vector<Target>& stalling) {
  ASSIGN_OR_RETURN(const std::vector<ServedMethod> methods, UnaryMethods(kind, services, report));
  for (const ServedMethod& method : methods) {
    ASSIGN_OR_RETURN(Servers servers, kind.start());
    targets.push_back({absl::StrCat(kind.name, " ", method.service, "/", method.name), method.path(),
                       Bar{Bound::kAtMost, kOverWarm}, std::move(servers)});
  }
  if (kind.start_without_heartbeat == nullptr) return absl::OkStatus();
  const auto stalls = std::find_if(methods.begin(), methods.end(),
                                   [&kind](const ServedMethod& method) { return method.name == kind.stalls; });
  if (stalls == methods.end()) return absl::InternalError(kind.name + " does not serve " + kind.stalls);
  ASSIGN_OR_RETURN(Servers servers, kind.start_without_heartbeat());
  stalling.push_back({absl::StrCat("without heartbeat: ", kind.name, " ", stalls->name), stalls->path(),
                      Bar{Bound::kAtLeast, kStallSeen}, std::move(servers)});
  return absl::OkStatus();
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  const Kind kinds[] = {
      {"council-registry", [] { return StartRegistry(SurveyState::kPublished); },
       [] { return StartRegistryVariant(SurveyState::kPublished, {"--no-heartbeat"}); }, "GetHead"},
      // The same processes as the registry's, but for the service: that the heartbeat cures the stall is shown there.
      {"program-catalog", &StartCatalog, nullptr, ""},
      {"training-events", &StartTraining, nullptr, ""},
      // Kept awake by its watches too, as long as a service is there.
      {"gateway", &StartGateway, nullptr, ""},
  };
  std::set<std::string> services;
  std::vector<Target> targets, stalling;
  for (const Kind& kind : kinds) RETURN_IF_ERROR(AddTargets(kind, services, report, targets, stalling));
  for (const std::string& service : ContractServices()) {
    if (!services.contains(service)) report.AddUnmeasured(service, "no server that is measured here serves it");
  }
  MeasureAll(options.pairs, targets);
  MeasureAll(options.pairs, stalling);
  for (const Target& target : targets) AddTo(report, target);
  for (const Target& target : stalling) AddTo(report, target);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Bar 4: the first call after 1.03 s of silence / a warm call",
                                  &zaitaku::bench::Measure);
}
