// Watches of totals, of a real ledger over gRPC.
#include "platform/service/totals_watch.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "tests/council_server/council_server.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

using council::v1::WatchTotalsResponse;

// One watch and its messages.
class Watcher {
 public:
  explicit Watcher(CouncilServer& server, const std::string& known = "") {
    type::v1::WatchTotalsRequest request;
    request.set_known(known);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    stream_ = server.stub().WatchTotals(&context_, request);
  }
  ~Watcher() {
    if (finished_) return;
    context_.TryCancel();
    WatchTotalsResponse rest;
    while (stream_->Read(&rest)) continue;
    stream_->Finish();
  }

  // The next message, of any kind; its status if there is none.
  absl::StatusOr<WatchTotalsResponse> Next() {
    WatchTotalsResponse message;
    if (stream_->Read(&message)) return message;
    finished_ = true;
    return FromGrpc(stream_->Finish());
  }
  absl::StatusOr<WatchTotalsResponse> NextTotals() {
    auto message = Next();
    while (message.ok() && !message->has_totals()) message = Next();
    return message;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<WatchTotalsResponse>> stream_;
  bool finished_ = false;
};

class TotalsWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(council_.ImportSource());
    ASSERT_OK(council_.PublishSource());
  }
  absl::StatusOr<std::string> EstablishAichi(bool established) {
    council::v1::UpdateCouncilReportRequest request;
    request.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-23");
    request.mutable_council_report()->set_establishment(established ? council::v1::PRESENCE_PRESENT
                                                                    : council::v1::PRESENCE_ABSENT);
    request.set_reason("訂正");
    auto response = council_.Call(&CouncilStub::UpdateCouncilReport, request);
    if (!response.ok()) return response.status();
    return response->revision();
  }

  CouncilServer council_;
};

TEST_F(TotalsWatchTest, BeginsWithTheNewestAndGoesOnWithEachState) {
  Watcher watcher(council_);
  ASSERT_OK_AND_ASSIGN(const auto first, watcher.NextTotals());
  EXPECT_EQ(first.totals().totals().nation().kinds(0).established(), 44);
  EXPECT_EQ(first.totals().figures_size(), 10);
  EXPECT_EQ(first.head(), first.totals().revision());
  ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(true));
  ASSERT_OK_AND_ASSIGN(const auto second, watcher.NextTotals());
  EXPECT_EQ(second.totals().revision(), token);
  EXPECT_EQ(second.totals().totals().nation().kinds(0).established(), 45);
}

TEST_F(TotalsWatchTest, SaysAtLeastTwiceASecondWhatTheHeadIs) {
  Watcher watcher(council_);
  ASSERT_OK_AND_ASSIGN(const auto first, watcher.NextTotals());
  absl::Time last = absl::Now();
  for (int i = 0; i < 4; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto beat, watcher.Next());
    EXPECT_FALSE(beat.has_totals());
    EXPECT_EQ(beat.head(), first.head());
    EXPECT_LT(absl::Now() - last, absl::Milliseconds(900));
    last = absl::Now();
  }
}

// A reader that was away for a while gets the newest state, not all there were; and never one older than the one
// before.
TEST_F(TotalsWatchTest, StatesThatArePassedOverAreLeftOut) {
  Watcher watcher(council_);
  ASSERT_OK(watcher.NextTotals());
  std::string newest;
  for (int i = 0; i < 400; ++i) {
    ASSERT_OK_AND_ASSIGN(newest, EstablishAichi(i % 2 == 0));
  }
  int messages = 0;
  int64_t before = 0;
  for (std::string seen; seen != newest; ++messages) {
    ASSERT_OK_AND_ASSIGN(const auto next, watcher.NextTotals());
    seen = next.totals().revision();
    const int64_t number = std::atoll(seen.c_str());
    EXPECT_GT(number, before);
    EXPECT_EQ(next.totals().totals().nation().kinds(0).established(), number % 2 == 1 ? 45 : 44);
    before = number;
  }
  EXPECT_LT(messages, 400);
}

TEST_F(TotalsWatchTest, WhatIsKnownIsNotSentAgainAndOtherHistoriesAreRefused) {
  std::string known;
  {
    Watcher watcher(council_);
    ASSERT_OK_AND_ASSIGN(const auto first, watcher.NextTotals());
    known = first.head();
  }
  Watcher again(council_, known);
  ASSERT_OK_AND_ASSIGN(const auto beat, again.Next());
  EXPECT_FALSE(beat.has_totals());
  ASSERT_OK(EstablishAichi(true));
  ASSERT_OK_AND_ASSIGN(const auto changed, again.NextTotals());
  EXPECT_EQ(changed.totals().totals().nation().kinds(0).established(), 45);
  Watcher forked(council_, "2-061a5b47202682cb");
  EXPECT_THAT(forked.NextTotals(), HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  Watcher future(council_, "2000-061a5b47202682cb");
  EXPECT_THAT(future.NextTotals(), HasReason(type::v1::ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(TotalsWatchTest, EndsWithTheServer) {
  Watcher watcher(council_);
  ASSERT_OK(watcher.NextTotals());
  std::thread stopper([this] { council_.Stop(); });
  EXPECT_THAT(watcher.NextTotals(), HasReason(type::v1::ERROR_REASON_STOPPING));
  stopper.join();
}

// The unary form: at a revision, without what is known, and only of a history that contains what is named.
TEST_F(TotalsWatchTest, TotalsOfAnyRevisionCanBeAskedFor) {
  ASSERT_OK_AND_ASSIGN(const auto head, council_.Call(&CouncilStub::GetHead, {}));
  ASSERT_OK(EstablishAichi(true));
  council::v1::GetNationalTotalsRequest request;
  request.set_revision(head.revision());
  ASSERT_OK_AND_ASSIGN(const auto past, council_.Call(&CouncilStub::GetNationalTotals, request));
  EXPECT_EQ(past.totals().totals().nation().kinds(0).established(), 44);
  EXPECT_EQ(past.totals().survey().name(), "surveys/2015-12");
  request.set_known(head.revision());
  ASSERT_OK_AND_ASSIGN(const auto nothing, council_.Call(&CouncilStub::GetNationalTotals, request));
  EXPECT_FALSE(nothing.has_totals());
  EXPECT_EQ(nothing.revision(), head.revision());
  request.Clear();
  request.add_contains(head.revision());
  EXPECT_OK(council_.Call(&CouncilStub::GetNationalTotals, request));
  request.add_contains("1-061a5b47202682cb");
  EXPECT_THAT(council_.Call(&CouncilStub::GetNationalTotals, request),
              HasReason(type::v1::ERROR_REASON_REVISION_FORKED));
  request.Clear();
  request.set_survey("surveys/2016-12");
  EXPECT_THAT(council_.Call(&CouncilStub::GetNationalTotals, request),
              HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zaitaku
