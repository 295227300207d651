// Bar 6: group commit against one transaction for each write, and against commits that do not wait for the disk.
#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "tests/bench/file_system.h"
#include "tests/bench/report.h"
#include "tests/bench/servers.h"
#include "tests/bench/write_load.h"

namespace zaitaku::bench {
namespace {

constexpr int kOutstanding = 64;
constexpr absl::Duration kRound = absl::Milliseconds(700);
constexpr absl::Duration kWarmUp = absl::Milliseconds(300);
constexpr double kOverSingleTransactions = 4;
constexpr double kOverNormal = 0.8;

// One variant of the registry, under load.
struct Variant {
  Servers servers;
  std::unique_ptr<WriteLoad> load;

  Side side() const {
    return [this] { return load->Run(kRound); };
  }
};

absl::StatusOr<std::unique_ptr<Variant>> StartVariant(const std::vector<std::string>& arguments) {
  auto variant = std::make_unique<Variant>();
  ASSIGN_OR_RETURN(variant->servers, StartRegistryVariant(SurveyState::kOpen, arguments));
  variant->load = std::make_unique<WriteLoad>(variant->servers.address(), kOutstanding);
  RETURN_IF_ERROR(variant->load->Run(kWarmUp).status());
  return variant;
}

// Every acknowledged write is one revision, and the import is one.
absl::Status CheckRevisions(const Variant& variant) {
  const auto stub = council::v1::CouncilService::NewStub(
      grpc::CreateChannel(variant.servers.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  council::v1::GetHeadResponse head;
  RETURN_IF_ERROR(FromGrpc(stub->GetHead(&context, {}, &head)));
  const int64_t number = std::strtoll(head.revision().c_str(), nullptr, 10);
  if (number == variant.load->acknowledged() + 1) return absl::OkStatus();
  return absl::InternalError(absl::StrFormat("%d writes were acknowledged, but the newest revision is %s",
                                             variant.load->acknowledged(), head.revision()));
}

std::string Note(const std::vector<double>& over, const std::vector<double>& under) {
  return absl::StrFormat("%.0f/s against %.0f/s", SpreadOf(over).median, SpreadOf(under).median);
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const std::string disk, DiskUnder(std::filesystem::temp_directory_path()));
  ASSIGN_OR_RETURN(const auto group, StartVariant({}));
  ASSIGN_OR_RETURN(const auto single, StartVariant({"--batch-limit", "1"}));
  ASSIGN_OR_RETURN(const auto normal, StartVariant({"--commit-normal"}));
  ASSIGN_OR_RETURN(const auto rates, Alternate(options.pairs, {group->side(), single->side(), normal->side()}));
  for (const auto& variant : {group.get(), single.get(), normal.get()}) RETURN_IF_ERROR(CheckRevisions(*variant));
  report.Add({"group commit / one transaction each", PairRatios(rates[0], rates[1]),
              Bar{Bound::kAtLeast, kOverSingleTransactions}, Note(rates[0], rates[1])});
  report.Add({"group commit / synchronous=NORMAL", PairRatios(rates[0], rates[2]), Bar{Bound::kAtLeast, kOverNormal},
              Note(rates[0], rates[2])});
  report.AddRemark("on " + disk);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "Bar 6: durable writes per second over gRPC, 64 outstanding",
                                  &zaitaku::bench::Measure);
}
