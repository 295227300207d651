// The stream of summaries, over gRPC with real services.
#include <gmock/gmock.h>

#include <thread>

#include "tests/gateway_server/gateway_fixture.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::ServiceCondition;
using summary::v1::WatchNationwideSummaryRequest;
using summary::v1::WatchNationwideSummaryResponse;

// One stream; reads block.
class Watching {
 public:
  explicit Watching(const GatewayServer& gateway, const WatchNationwideSummaryRequest& request = {})
      : stub_(gateway.NewStub()) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    reader_ = stub_->WatchNationwideSummary(&context_, request);
  }
  ~Watching() {
    if (reader_ == nullptr) return;
    context_.TryCancel();
    absl::Status ignored = End();
  }

  bool Read() { return reader_->Read(&message_); }
  // Until a message that is right.
  template <typename Right>
  bool ReadUntil(Right right) {
    while (Read()) {
      if (right(message_)) return true;
    }
    return false;
  }
  absl::Status End() {
    while (reader_->Read(&message_)) continue;
    const absl::Status status = FromGrpc(reader_->Finish());
    reader_.reset();
    return status;
  }
  const WatchNationwideSummaryResponse& message() const { return message_; }

 private:
  std::unique_ptr<SummaryStub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<WatchNationwideSummaryResponse>> reader_;
  WatchNationwideSummaryResponse message_;
};

class SummaryWatchesTest : public GatewayFixture {
 protected:
  static int Established(const WatchNationwideSummaryResponse& message) {
    return message.summary().councils().nation().kinds_size() == 0
               ? -1
               : message.summary().councils().nation().kinds(0).established();
  }
};

TEST_F(SummaryWatchesTest, NewestStateComesAtOnceAndAgainWheneverItChanges) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  Watching watch(gateway);
  ASSERT_TRUE(watch.Read());
  EXPECT_EQ(Established(watch.message()), 44);
  EXPECT_NE(watch.message().summary().citation(), "");
  for (const bool established : {true, false, true}) {
    ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(established));
    ASSERT_TRUE(watch.ReadUntil([&](const auto& message) {
      return message.has_summary() && message.summary().revisions(0).revision() == token;
    }));
    EXPECT_EQ(Established(watch.message()), established ? 45 : 44);
  }
}

// However many changes there are, what comes is never older than what came before, and the last one is the newest.
TEST_F(SummaryWatchesTest, StatesMayBeSkippedButNeverGoBack) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  Watching watch(gateway);
  ASSERT_TRUE(watch.Read());
  std::string last;
  for (int i = 0; i < 200; ++i) {
    ASSERT_OK_AND_ASSIGN(last, EstablishAichi(i % 2 == 0));
  }
  int number = 0, messages = 0;
  ASSERT_TRUE(watch.ReadUntil([&](const auto& message) {
    if (!message.has_summary()) return false;
    const int of_message = std::stoi(message.summary().revisions(0).revision());
    EXPECT_GT(of_message, number);
    number = of_message;
    ++messages;
    return message.summary().revisions(0).revision() == last;
  }));
  EXPECT_LE(messages, 200);
}

// What becomes known of a service comes without the figures, which did not change.
TEST_F(SummaryWatchesTest, ServiceThatGoesAwayIsToldOf) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  Watching watch(gateway);
  ASSERT_TRUE(watch.Read());
  training_.Stop();
  ASSERT_TRUE(watch.ReadUntil([](const auto& message) { return message.call_info().stale_size() == 1; }));
  EXPECT_FALSE(watch.message().has_summary());
  EXPECT_EQ(watch.message().call_info().stale(0).service(), "training-events");
  EXPECT_EQ(watch.message().call_info().stale(0).condition(), ServiceCondition::CONDITION_UNREACHABLE);
  training_.Restart();
  ASSERT_TRUE(watch.ReadUntil([](const auto& message) { return message.call_info().stale_size() == 0; }));
}

TEST_F(SummaryWatchesTest, SilentStreamHasAHeartbeat) {
  LoadAll();
  GatewayOptions options = WithoutRedis();
  options.watches.heartbeat = absl::Milliseconds(200);
  GatewayServer gateway(options);
  Watching watch(gateway);
  ASSERT_TRUE(watch.Read());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(watch.Read());
    EXPECT_FALSE(watch.message().has_summary());
    EXPECT_TRUE(watch.message().has_call_info());
  }
}

TEST_F(SummaryWatchesTest, RequestChoosesAndWhatIsWrongIsNamed) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  WatchNationwideSummaryRequest request;
  request.mutable_read_mask()->add_paths("budgets");
  Watching watch(gateway, request);
  ASSERT_TRUE(watch.Read());
  EXPECT_GT(watch.message().summary().budgets_size(), 0);
  EXPECT_FALSE(watch.message().summary().has_councils());
  request.mutable_read_mask()->add_paths("nonsense");
  EXPECT_THAT(Watching(gateway, request).End(), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  request.Clear();
  request.set_survey("surveys/1999-01");
  EXPECT_THAT(Watching(gateway, request).End(), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(SummaryWatchesTest, SoManyWatchesAndNoMore) {
  LoadAll();
  GatewayOptions options = WithoutRedis();
  options.watches.limits = {.watches = 2, .kept_for_services = 0};
  GatewayServer gateway(options);
  {
    Watching one(gateway), other(gateway);
    ASSERT_TRUE(one.Read());
    ASSERT_TRUE(other.Read());
    EXPECT_THAT(Watching(gateway).End(), HasReason(type::v1::ERROR_REASON_OVERLOADED));
  }
  // A place becomes free once a stream has ended.
  const bool free = Await([&] { return Watching(gateway).Read(); }, [](bool read) { return read; });
  EXPECT_TRUE(free);
}

// Nobody reads: what is held for them stays one answer each, and the others get theirs.
TEST_F(SummaryWatchesTest, SlowReadersHoldUpNobodyAndGetTheNewestInTheEnd) {
  LoadAll();
  GatewayOptions options = WithoutRedis();
  options.watches.limits.per_anonymous = 0;
  GatewayServer gateway(options);
  std::vector<std::unique_ptr<Watching>> slow;
  for (int i = 0; i < 20; ++i) {
    slow.push_back(std::make_unique<Watching>(gateway));
    ASSERT_TRUE(slow.back()->Read());
  }
  Watching fast(gateway);
  std::string last;
  for (int i = 0; i < 300; ++i) {
    ASSERT_OK_AND_ASSIGN(last, EstablishAichi(i % 2 == 0));
  }
  const auto is_last = [&](const auto& message) {
    return message.has_summary() && message.summary().revisions(0).revision() == last;
  };
  ASSERT_TRUE(fast.ReadUntil(is_last));
  for (const auto& watch : slow) ASSERT_TRUE(watch->ReadUntil(is_last));
}

// Open watches do not keep a server from stopping, and say why they end.
TEST_F(SummaryWatchesTest, DrainEndsTheStreams) {
  LoadAll();
  auto gateway = std::make_unique<GatewayServer>(WithoutRedis());
  Watching watch(*gateway);
  ASSERT_TRUE(watch.Read());
  std::thread stop([&] { gateway.reset(); });
  EXPECT_THAT(watch.End(), HasReason(type::v1::ERROR_REASON_STOPPING));
  stop.join();
}

}  // namespace
}  // namespace zaitaku::gateway
