#include "tests/bench/revision_feed.h"

#include <chrono>
#include <cstdlib>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace zaitaku::bench {
namespace {

constexpr int64_t kFirst = 100000000;  // So that all tokens have one length.
constexpr auto kHeartbeat = std::chrono::milliseconds(500);
constexpr int kPortAttempts = 50;

std::string TokenOf(int64_t number) { return absl::StrFormat("%d-%016x", number, number * 2654435761); }

}  // namespace

RevisionFeed::RevisionFeed(council::v1::NationalTotals even, council::v1::NationalTotals odd)
    : even_(std::move(even)), odd_(std::move(odd)), head_(kFirst) {
  std::mt19937 random{std::random_device{}()};
  for (int attempt = 0; server_ == nullptr && attempt < kPortAttempts; ++attempt) {
    // Below the ports that outgoing connections get.
    address_ = absl::StrCat("127.0.0.1:", std::uniform_int_distribution<int>(20000, 32000)(random));
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  thread_ = std::thread([this] { Run(); });
}

RevisionFeed::~RevisionFeed() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

void RevisionFeed::SetRate(int revisions_per_second) {
  const std::lock_guard lock(mutex_);
  rate_ = revisions_per_second;
  changed_.notify_all();
}

int64_t RevisionFeed::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

int32_t RevisionFeed::EstablishedAt(int64_t number) const {
  return (number % 2 == 0 ? even_ : odd_).totals().nation().kinds(0).established();
}

absl::StatusOr<int64_t> RevisionFeed::NumberOf(const std::string& token) const {
  const int64_t number = std::strtoll(token.c_str(), nullptr, 10);
  if (number < kFirst || number > head() || token != TokenOf(number))
    return absl::NotFoundError(absl::StrCat("a revision that was never fed: '", token, "'"));
  return number;
}

council::v1::NationalTotals RevisionFeed::At(int64_t number) const {
  council::v1::NationalTotals totals = number % 2 == 0 ? even_ : odd_;
  totals.set_revision(TokenOf(number));
  return totals;
}

void RevisionFeed::Run() {
  std::unique_lock lock(mutex_);
  auto next = std::chrono::steady_clock::now();
  while (!stopping_) {
    if (rate_ == 0) {
      changed_.wait(lock);
      next = std::chrono::steady_clock::now();
      continue;
    }
    next += std::chrono::microseconds(1000000 / rate_);
    changed_.wait_until(lock, next,
                        [&] { return stopping_ || rate_ == 0 || std::chrono::steady_clock::now() >= next; });
    if (stopping_ || rate_ == 0) continue;
    ++head_;
    changed_.notify_all();
  }
}

grpc::Status RevisionFeed::WatchTotals(grpc::ServerContext* context, const type::v1::WatchTotalsRequest*,
                                       grpc::ServerWriter<council::v1::WatchTotalsResponse>* writer) {
  int64_t sent = 0;
  while (!context->IsCancelled()) {
    int64_t head = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kHeartbeat, [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return stopping_ || head_ != sent; });
      if (stopping_) break;
      head = head_;
    }
    council::v1::WatchTotalsResponse message;
    message.set_head(TokenOf(head));
    if (head != sent) *message.mutable_totals() = At(head);
    sent = head;
    if (!writer->Write(message)) break;
  }
  return grpc::Status::OK;
}

}  // namespace zaitaku::bench
