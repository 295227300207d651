// Bar 5: from the acknowledgement of a write to a summary that has it, against a unary round trip of the same bytes.
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/baselines.h"
#include "tests/bench/methods.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::bench {
namespace {

constexpr int kCallsInARound = 21;
constexpr int kFirstCalls = 20;
constexpr double kOverRoundTrip = 2.5;
constexpr char kReport[] = "surveys/2015-12/reports/home-medical-care-01";
constexpr int kMaxAreas = 2000;

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

int64_t NumberOf(const std::string& token) { return std::strtoll(token.c_str(), nullptr, 10); }

// Writes to the registry, and reads each write back through the gateway.
class Writer {
 public:
  Writer(const std::string& registry, const std::string& gateway)
      : registry_(council::v1::CouncilService::NewStub(Connect(registry))), gateway_(Connect(gateway)) {}

  // A durable write; its token.
  absl::StatusOr<std::string> Write() {
    covered_ = covered_ % kMaxAreas + 1;
    council::v1::UpdateCouncilReportRequest change;
    council::v1::CouncilReport& report = *change.mutable_council_report();
    report.set_name(kReport);
    report.set_establishment(council::v1::PRESENCE_PRESENT);
    report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
    report.add_coverages()->set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
    report.mutable_coverages(0)->set_covered(covered_);
    report.mutable_coverages(0)->set_total(kMaxAreas);
    change.set_reason("訂正");
    grpc::ClientContext context;
    council::v1::UpdateCouncilReportResponse response;
    RETURN_IF_ERROR(FromGrpc(registry_->UpdateCouncilReport(&context, change, &response)));
    return response.unchanged() ? absl::InternalError("a write changed nothing")
                                : absl::StatusOr<std::string>(response.revision());
  }

  // Milliseconds of a read that must have the revision. An error if it is older, or lacks what was written.
  absl::StatusOr<double> ReadFresh(const std::string& token) {
    summary::v1::GetNationwideSummaryRequest request;
    request.mutable_freshness()->mutable_at_least()->add_tokens("council=" + token);
    const std::string bytes = request.SerializeAsString();
    const absl::Time begin = absl::Now();
    ASSIGN_OR_RETURN(const std::string answer, CallRaw(gateway_, kSummaryPath, bytes));
    const absl::Duration taken = absl::Now() - begin;
    RETURN_IF_ERROR(Check(answer, token));
    ++reads_;
    return absl::ToDoubleMilliseconds(taken);
  }

  int64_t reads() const { return reads_; }

 private:
  absl::Status Check(const std::string& answer, const std::string& token) const {
    summary::v1::GetNationwideSummaryResponse parsed;
    if (!parsed.ParseFromString(answer) || parsed.summary().revisions().empty())
      return absl::InternalError("an answer is none");
    const std::string& revision = parsed.summary().revisions(0).revision();
    // Nobody else writes, so it is the very revision.
    if (NumberOf(revision) < NumberOf(token) || revision != token)
      return absl::InternalError(absl::StrCat("read at ", revision, " after ", token, " was acknowledged"));
    for (const auto& unit : parsed.summary().councils().nation().kinds(0).units()) {
      if (unit.unit() == council::v1::AREA_UNIT_MUNICIPALITY && unit.covered() >= covered_ && unit.total() >= kMaxAreas)
        return absl::OkStatus();
    }
    return absl::InternalError("a summary lacks what was written before it");
  }

  const std::unique_ptr<council::v1::CouncilService::Stub> registry_;
  const std::shared_ptr<grpc::Channel> gateway_;
  int covered_ = 0;
  int64_t reads_ = 0;
};

// Milliseconds of one call of the bare method.
absl::StatusOr<double> RoundTrip(const std::shared_ptr<grpc::Channel>& echo, const std::string& expected) {
  const absl::Time begin = absl::Now();
  ASSIGN_OR_RETURN(const std::string answer, CallRaw(echo, kSummaryPath, ""));
  const absl::Duration taken = absl::Now() - begin;
  if (answer != expected) return absl::InternalError("the echo answered other bytes");
  return absl::ToDoubleMilliseconds(taken);
}

// The median of a round of calls.
absl::StatusOr<double> MedianOf(const Side& call) {
  std::vector<double> times;
  for (int i = 0; i < kCallsInARound; ++i) {
    ASSIGN_OR_RETURN(times.emplace_back(), call());
  }
  return SpreadOf(std::move(times)).median;
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const Servers servers, StartGateway());
  ASSIGN_OR_RETURN(const std::string answer, ReadyAnswer(servers.address()));
  Baselines baselines(answer);
  ASSIGN_OR_RETURN(const std::string echo_address, baselines.StartEcho());
  const auto echo = Connect(echo_address);
  Writer writer(servers.processes.front()->address(), servers.address());
  const Side fresh = [&]() -> absl::StatusOr<double> {
    ASSIGN_OR_RETURN(const std::string token, writer.Write());
    return writer.ReadFresh(token);
  };
  const Side warm = [&] { return RoundTrip(echo, answer); };
  const Side after_write = [&]() -> absl::StatusOr<double> {
    RETURN_IF_ERROR(writer.Write().status());
    return RoundTrip(echo, answer);
  };
  for (int i = 0; i < kFirstCalls; ++i) {
    for (const Side& side : {fresh, warm, after_write}) RETURN_IF_ERROR(side().status());
  }
  ASSIGN_OR_RETURN(const auto times,
                   Alternate(options.pairs, {[&] { return MedianOf(fresh); }, [&] { return MedianOf(warm); },
                                             [&] { return MedianOf(after_write); }}));
  const auto add = [&](const char* name, size_t under, std::optional<Bar> bar) {
    report.Add({name, PairRatios(times[0], times[under]), bar,
                absl::StrFormat("%.2f ms, %.2f ms", SpreadOf(times[0]).median, SpreadOf(times[under]).median)});
  };
  add("bar 5: acknowledged write to fresh summary / unary round trip", 1, Bar{Bound::kAtMost, kOverRoundTrip});
  add("the same / a round trip right after a write", 2, std::nullopt);
  report.AddRemark(absl::StrFormat("%d reads, none older than the token that it asked for", writer.reads()));
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Bar 5: from an acknowledged write to a summary that has it",
                                  &zaitaku::bench::Measure);
}
