// Bar 3: the usual summary while 500 revisions a second arrive at the gateway, against none; and how often it was
// computed for each revision.
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/baselines.h"
#include "tests/bench/http2_load.h"
#include "tests/bench/methods.h"
#include "tests/bench/report.h"
#include "tests/bench/revision_feed.h"
#include "tests/bench/servers.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::bench {
namespace {

using summary::v1::GetNationwideSummaryResponse;
using summary::v1::SummaryService;

constexpr int kRevisionsPerSecond = 500;
constexpr absl::Duration kRound = absl::Seconds(1);
constexpr absl::Duration kShortRound = absl::Milliseconds(200);
constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr int64_t kParsed = 16;  // One answer of so many is taken apart; of the others the size must be right.
constexpr double kOverUndisturbed = 0.8;
constexpr double kComputationsPerRevision = 1;

std::unique_ptr<SummaryService::Stub> StubOf(const std::string& address) {
  return SummaryService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
}

// How many answers the gateway has computed since it started.
absl::StatusOr<int64_t> Computed(SummaryService::Stub& gateway) {
  grpc::ClientContext context;
  summary::v1::ExplainSummaryRequest request;
  request.mutable_request();
  summary::v1::ExplainSummaryResponse explained;
  RETURN_IF_ERROR(FromGrpc(gateway.ExplainSummary(&context, request, &explained)));
  const size_t at = explained.memory().rfind("computed ");
  if (at == std::string::npos) return absl::InternalError("the gateway does not count: " + explained.memory());
  return std::strtoll(explained.memory().c_str() + at + sizeof("computed ") - 1, nullptr, 10);
}

// An answer must be that of a revision that was fed, and no older than the one before which it was asked for.
absl::Status Check(std::string_view answer, const RevisionFeed& feed, int64_t not_before) {
  GetNationwideSummaryResponse parsed;
  if (!parsed.ParseFromArray(answer.data(), static_cast<int>(answer.size())) || parsed.summary().revisions_size() != 3)
    return absl::InternalError("an answer is none");
  ASSIGN_OR_RETURN(const int64_t number, feed.NumberOf(parsed.summary().revisions(0).revision()));
  const auto& kind = parsed.summary().councils().nation().kinds(0);
  if (number < not_before || kind.established() != feed.EstablishedAt(number) ||
      !absl::StrContains(parsed.summary().citation(), parsed.summary().revisions(0).revision()))
    return absl::InternalError(
        absl::StrCat("a wrong answer at revision ", number, ", after ", not_before, ": ", kind.ShortDebugString()));
  return absl::OkStatus();
}

// Waits until the gateway answers the newest revision, and nothing is under way.
absl::Status Settle(const std::string& gateway, const RevisionFeed& feed) {
  const auto channel = grpc::CreateChannel(gateway, grpc::InsecureChannelCredentials());
  absl::Status last;
  for (const absl::Time end = absl::Now() + kPatience; absl::Now() < end; absl::SleepFor(absl::Milliseconds(5))) {
    ASSIGN_OR_RETURN(const std::string answer, CallRaw(channel, kSummaryPath, ""));
    last = Check(answer, feed, feed.head());
    if (last.ok()) return last;
  }
  return last;
}

// The totals of a real registry, before and after a change.
absl::StatusOr<std::unique_ptr<RevisionFeed>> StartFeed(const std::string& registry) {
  using council::v1::CouncilService;
  const auto stub = CouncilService::NewStub(grpc::CreateChannel(registry, grpc::InsecureChannelCredentials()));
  council::v1::GetNationalTotalsResponse before, after;
  grpc::ClientContext first, second, third;
  RETURN_IF_ERROR(FromGrpc(stub->GetNationalTotals(&first, {}, &before)));
  council::v1::UpdateCouncilReportRequest change;
  change.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-23");
  change.mutable_council_report()->set_establishment(council::v1::PRESENCE_PRESENT);
  change.set_reason("訂正");
  council::v1::UpdateCouncilReportResponse changed;
  RETURN_IF_ERROR(FromGrpc(stub->UpdateCouncilReport(&second, change, &changed)));
  RETURN_IF_ERROR(FromGrpc(stub->GetNationalTotals(&third, {}, &after)));
  auto feed = std::make_unique<RevisionFeed>(before.totals(), after.totals());
  if (feed->EstablishedAt(0) == feed->EstablishedAt(1)) return absl::InternalError("the change changed nothing");
  return feed;
}

// Answers per second while so many revisions arrive.
class Rounds {
 public:
  Rounds(std::string gateway, RevisionFeed& feed, absl::Duration length)
      : gateway_(std::move(gateway)), stub_(StubOf(gateway_)), feed_(feed), length_(length) {}

  absl::Status Open() {
    ASSIGN_OR_RETURN(load_, Http2Load::Connect(gateway_, kSummaryPath, ""));
    // Asked once, it is made ready from then on.
    RETURN_IF_ERROR(ReadyAnswer(gateway_).status());
    for (int i = 0; i < 2; ++i) {
      ASSIGN_OR_RETURN(const std::string answer, ReadyAnswer(gateway_));
      sizes_[i] = answer.size();
      feed_.SetRate(kRevisionsPerSecond);
      const int64_t head = feed_.head();
      while (feed_.head() == head) absl::SleepFor(absl::Microseconds(100));
      feed_.SetRate(0);
      RETURN_IF_ERROR(Settle(gateway_, feed_));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<double> Run(int revisions_per_second) {
    RETURN_IF_ERROR(Settle(gateway_, feed_));
    ASSIGN_OR_RETURN(const int64_t computed, Computed(*stub_));
    const int64_t head = feed_.head();
    int64_t count = 0;
    feed_.SetRate(revisions_per_second);
    const auto rate = load_->Run(length_, [&](std::string_view answer) {
      if (count++ % kParsed == 0) return Check(answer, feed_, head);
      const bool right = answer.size() + kSpare >= sizes_[0] && answer.size() <= sizes_[0] + kSpare;
      return right ? absl::OkStatus() : absl::InternalError(absl::StrCat("an answer of ", answer.size(), " bytes"));
    });
    feed_.SetRate(0);
    RETURN_IF_ERROR(rate.status());
    RETURN_IF_ERROR(Settle(gateway_, feed_));
    if (revisions_per_second == 0) return rate;
    const auto fed = static_cast<double>(feed_.head() - head);
    if (fed == 0) return absl::InternalError("no revision was fed");
    ASSIGN_OR_RETURN(const int64_t after, Computed(*stub_));
    fed_per_second_.push_back(fed / absl::ToDoubleSeconds(length_));
    computations_.push_back(static_cast<double>(after - computed) / fed);
    return rate;
  }

  const std::vector<double>& computations() const { return computations_; }
  const std::vector<double>& fed_per_second() const { return fed_per_second_; }

 private:
  // The two answers that alternate differ by a row or two.
  static constexpr size_t kSpare = 200;

  const std::string gateway_;
  const std::unique_ptr<SummaryService::Stub> stub_;
  RevisionFeed& feed_;
  const absl::Duration length_;
  std::unique_ptr<Http2Load> load_;
  size_t sizes_[2] = {};
  std::vector<double> computations_;
  std::vector<double> fed_per_second_;
};

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const Servers registry, StartRegistry(SurveyState::kPublished));
  ASSIGN_OR_RETURN(const auto feed, StartFeed(registry.address()));
  ASSIGN_OR_RETURN(const Servers servers, StartGatewayOver(feed->address()));
  Rounds rounds(servers.address(), *feed, options.pairs < kPairsForAVerdict ? kShortRound : kRound);
  RETURN_IF_ERROR(rounds.Open());
  ASSIGN_OR_RETURN(const auto rates, Alternate(options.pairs, {[&] { return rounds.Run(kRevisionsPerSecond); },
                                                               [&] { return rounds.Run(0); }}));
  report.Add({"bar 3: hits at 500 revisions/s / undisturbed", PairRatios(rates[0], rates[1]),
              Bar{Bound::kAtLeast, kOverUndisturbed},
              absl::StrFormat("%.0f/s, %.0f/s; %.0f revisions/s came", SpreadOf(rates[0]).median,
                              SpreadOf(rates[1]).median, SpreadOf(rounds.fed_per_second()).median)});
  report.Add({"bar 3: computations / revisions", rounds.computations(), Bar{Bound::kAtMost, kComputationsPerRevision},
              "of the answer that is asked for, while it is"});
  report.AddRemark("the answers of two totals in turns; one of 16 taken apart, of the others the size compared");
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Bar 3: summaries per second while revisions arrive",
                                  &zaitaku::bench::Measure);
}
