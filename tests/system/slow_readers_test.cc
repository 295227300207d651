// Readers that do not read cost the registry little, and lose nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/server_process/transport.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/council.h"

namespace zaitaku {
namespace {

constexpr int kReaders = 10;
constexpr int kWriters = 4;
constexpr int kReportsEach = 8;  // Changed by each revision, so that a revision is some KB large.
constexpr int kReasonCharacters = 500;
constexpr int kMaxAreas = 2000;  // The largest total of a coverage.
constexpr int64_t kMebibyte = 1 << 20;
// How much the registry's memory may grow. A reader may hold a page of 32 revisions, one being written, and gRPC's
// buffers of 64 KiB: a few hundred KiB. The rest is what the writes themselves need, such as 64 MiB of page cache.
constexpr int64_t kBoundBytes = 60 * kMebibyte;

int Revisions() { return FullSize() ? 20000 : 2000; }

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;  // Sanitizers keep freed memory.
#else
constexpr bool kMemoryIsOurs = true;
#endif

// The most memory that the process has had in RAM at a time.
int64_t PeakBytes(pid_t pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(status, line);) {
    if (absl::StartsWith(line, "VmHWM:")) return std::strtoll(line.c_str() + 6, nullptr, 10) * 1024;
  }
  return -1;
}

// A watch whose reader reads when told to.
class SlowReader {
 public:
  SlowReader(const std::string& address, const std::string& after) : number_(std::strtoll(after.c_str(), nullptr, 10)) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // Otherwise the client would take more and more in advance, in its own memory.
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ = council::v1::CouncilService::NewStub(grpc::CreateCustomChannel(address, TestCredentials(), arguments));
    type::v1::WatchRevisionsRequest request;
    request.set_after(after);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(10));
    stream_ = stub_->WatchRevisions(&context_, request);
  }

  // Waits until the watch has begun.
  absl::Status Begin() {
    type::v1::WatchRevisionsResponse response;
    return stream_->Read(&response) ? See(response) : FromGrpc(stream_->Finish());
  }

  // Reads up to a revision. An error if one is missing, doubled or out of order.
  absl::Status ReadTo(int64_t last) {
    type::v1::WatchRevisionsResponse response;
    while (number_ < last) {
      if (!stream_->Read(&response)) return FromGrpc(stream_->Finish());
      RETURN_IF_ERROR(See(response));
    }
    context_.TryCancel();
    stream_->Finish();
    return absl::OkStatus();
  }

  // The bytes of all revisions seen, as they came over the wire.
  int64_t bytes() const { return bytes_; }

 private:
  absl::Status See(const type::v1::WatchRevisionsResponse& response) {
    if (!response.has_record()) return absl::OkStatus();
    bytes_ += static_cast<int64_t>(response.ByteSizeLong());
    if (response.record().revision_id() == absl::StrCat(number_ + 1)) {
      ++number_;
      return absl::OkStatus();
    }
    return absl::InternalError(absl::StrCat("revision ", response.record().revision_id(), " came after ", number_));
  }

  int64_t number_;
  int64_t bytes_ = 0;
  std::unique_ptr<council::v1::CouncilService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<type::v1::WatchRevisionsResponse>> stream_;
};

// Changes the same few reports again and again, each time as one revision.
absl::Status Write(Council::Client& client, const std::vector<council::v1::CouncilReport>& reports, int writer) {
  for (int i = 0; i < Revisions() / kWriters; ++i) {
    council::v1::BatchUpdateCouncilReportsRequest request;
    request.set_parent(kSurvey);
    for (int j = 0; j < kReportsEach; ++j) {
      council::v1::CouncilReport& report = *request.add_requests()->mutable_council_report();
      report.set_name(reports[writer * kReportsEach + j].name());
      report.set_establishment(council::v1::PRESENCE_PRESENT);
      report.set_sub_prefectural(council::v1::PRESENCE_PRESENT);
      for (int unit = 1; unit <= 6; ++unit) {
        council::v1::Coverage& coverage = *report.add_coverages();
        coverage.set_unit(static_cast<council::v1::AreaUnit>(unit));
        coverage.set_covered(i % kMaxAreas + 1);
        coverage.set_total(kMaxAreas);
      }
    }
    for (int j = 0; j < kReasonCharacters; ++j) request.mutable_reason()->append("県");
    ASSIGN_OR_RETURN(const auto response, client.Call(&Council::Stub::BatchUpdateCouncilReports, request));
    if (response.unchanged()) return absl::InternalError("a change was answered as unchanged");
  }
  return absl::OkStatus();
}

absl::Status WriteAll(Council::Client& client) {
  ASSIGN_OR_RETURN(const auto reports, Council::Reports(client, ""));
  std::vector<absl::Status> outcomes(kWriters);
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] { outcomes[writer] = Write(client, reports, writer); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& outcome : outcomes) RETURN_IF_ERROR(outcome);
  return absl::OkStatus();
}

TEST(SlowReadersTest, ReadersThatDoNotReadCostBoundedMemoryAndLoseNothing) {
  RegistryProcess<Council> registry;
  ASSERT_OK(registry.Start());
  Council::Client client(registry.address());
  ASSERT_OK(Council::Seed(client));
  ASSERT_OK_AND_ASSIGN(const auto before, client.Call(&Council::Stub::GetHead, {}));
  std::vector<std::unique_ptr<SlowReader>> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.push_back(std::make_unique<SlowReader>(registry.address(), before.revision()));
    ASSERT_OK(readers.back()->Begin());
  }
  const int64_t peak_before = PeakBytes(registry.pid());

  ASSERT_OK(WriteAll(client));
  ASSERT_OK_AND_ASSIGN(const auto head, client.Call(&Council::Stub::GetHead, {}));
  const int64_t last = std::strtoll(head.revision().c_str(), nullptr, 10);
  ASSERT_EQ(last, 1 + Revisions());
  const int64_t grown_writing = PeakBytes(registry.pid()) - peak_before;

  std::vector<absl::Status> outcomes(kReaders);
  std::vector<std::thread> threads;
  for (int i = 0; i < kReaders; ++i) threads.emplace_back([&, i] { outcomes[i] = readers[i]->ReadTo(last); });
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& outcome : outcomes) EXPECT_OK(outcome);
  const int64_t grown = PeakBytes(registry.pid()) - peak_before;

  int64_t owed = 0;  // What a registry that keeps it for its readers would have had in memory.
  for (const auto& reader : readers) owed += reader->bytes();
  std::printf(
      "%d readers, %d revisions: %lld MiB were owed; the registry grew by %lld MiB while nobody read, %lld in all\n",
      kReaders, Revisions(), static_cast<long long>(owed / kMebibyte),
      static_cast<long long>(grown_writing / kMebibyte), static_cast<long long>(grown / kMebibyte));
  EXPECT_GE(owed, 2 * kBoundBytes) << "too little was written to tell";
  if (kMemoryIsOurs) {
    EXPECT_LE(grown, kBoundBytes);
  }
  EXPECT_OK(registry.Stop());
}

}  // namespace
}  // namespace zaitaku
