#include "tests/bench/write_load.h"

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

constexpr int kPrefectures = 47;
constexpr int kMaxAreas = 2000;  // The largest total of a coverage.
constexpr absl::Duration kPatience = absl::Seconds(60);

std::string ReportName(int number) {
  return absl::StrFormat("surveys/2015-12/reports/%s-%02d",
                         number < kPrefectures ? "home-medical-care" : "home-visit-nursing", number % kPrefectures + 1);
}

}  // namespace

struct WriteLoad::Call {
  int number = 0;
  grpc::ClientContext context;
  council::v1::UpdateCouncilReportRequest request;
  council::v1::UpdateCouncilReportResponse response;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<council::v1::UpdateCouncilReportResponse>> reader;
};

WriteLoad::WriteLoad(const std::string& address, int outstanding)
    : stub_(council::v1::CouncilService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))),
      calls_(outstanding) {}

WriteLoad::~WriteLoad() {
  while (AwaitOne() != nullptr) {
  }
  queue_.Shutdown();
  void* tag;
  bool ok;
  while (queue_.Next(&tag, &ok)) {
  }
}

void WriteLoad::Start(int number) {
  calls_[number] = std::make_unique<Call>();
  Call& call = *calls_[number];
  call.number = number;
  council::v1::CouncilReport& report = *call.request.mutable_council_report();
  report.set_name(ReportName(number));
  report.set_establishment(council::v1::PRESENCE_PRESENT);
  report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
  council::v1::Coverage& coverage = *report.add_coverages();
  coverage.set_unit(council::v1::AREA_UNIT_MUNICIPALITY);
  coverage.set_covered(static_cast<int32_t>(started_++ % kMaxAreas) + 1);
  coverage.set_total(kMaxAreas);
  call.context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  call.reader = stub_->AsyncUpdateCouncilReport(&call.context, call.request, &queue_);
  call.reader->Finish(&call.response, &call.status, &call);
  ++outstanding_;
}

WriteLoad::Call* WriteLoad::AwaitOne() {
  if (outstanding_ == 0) return nullptr;
  void* tag = nullptr;
  bool ok = false;
  queue_.Next(&tag, &ok);
  --outstanding_;
  return static_cast<Call*>(tag);
}

absl::Status WriteLoad::Check(const Call& call) {
  if (!call.status.ok()) return FromGrpc(call.status);
  const council::v1::CouncilReport& report = call.response.council_report();
  const bool right = !call.response.unchanged() && report.coverages_size() == 1 &&
                     report.coverages(0).covered() == call.request.council_report().coverages(0).covered();
  if (!right)
    return absl::InternalError("a write was answered with something else: " + call.response.ShortDebugString());
  ++acknowledged_;
  return absl::OkStatus();
}

absl::StatusOr<double> WriteLoad::Run(absl::Duration length) {
  const int64_t before = acknowledged_;
  const absl::Time begin = absl::Now(), end = begin + length;
  for (size_t number = 0; number < calls_.size(); ++number) Start(static_cast<int>(number));
  absl::Status first_error;
  while (Call* call = AwaitOne()) {
    first_error.Update(Check(*call));
    if (first_error.ok() && absl::Now() < end) Start(call->number);
  }
  if (!first_error.ok()) return first_error;
  return static_cast<double>(acknowledged_ - before) / absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace zaitaku::bench
