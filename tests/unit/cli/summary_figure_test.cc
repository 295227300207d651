// `summary figure`, `summary compare` and `summary watch`: what they ask and what they print.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SummaryFigureTest : public ::testing::Test {
 protected:
  SummaryFigureTest() {
    servers_.on_figure = [this](const auto& request, auto* response) {
      asked_figure_ = request;
      *response = figure_;
      return grpc::Status::OK;
    };
    servers_.on_compare = [this](const auto& request, auto* response) {
      asked_comparison_ = request;
      *response = comparison_;
      return grpc::Status::OK;
    };
    auto& figure = *figure_.mutable_figure();
    figure.set_path("home-medical-care.established");
    figure.set_value(45);
    figure.set_printed(44);
    figure.set_verdict(council::v1::VERDICT_DIFFERS);
    figure.set_citation("z1.07.201512.council=3-aaa.bbb");
    auto& row = *figure.add_rows();
    row.add_resources("surveys/2015-12/reports/home-medical-care-23");
    row.set_prefecture_code("23");
    row.set_value(1);
    row.add_lines()->set_first_line(60);
    row.mutable_lines(0)->set_last_line(61);
    auto& change = *comparison_.add_changes();
    change.set_path("region-4.home-medical-care.established");
    change.set_before(8);
    change.set_after(9);
    auto& cause = *change.add_causes();
    cause.add_resources_after("surveys/2015-12/reports/home-medical-care-23");
    cause.set_prefecture_code("23");
    cause.set_after(1);
    comparison_.set_unchanged_figures(120);
  }

  FakeServers servers_;
  summary::v1::GetFigureRequest asked_figure_;
  summary::v1::GetFigureResponse figure_;
  summary::v1::CompareSummariesRequest asked_comparison_;
  summary::v1::CompareSummariesResponse comparison_;
};

TEST_F(SummaryFigureTest, FigureIsShownWithItsRowsAndLines) {
  const Outcome outcome = RunCommand(servers_, {"summary", "figure", "home-medical-care.established", "--fresh"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(asked_figure_.path(), "home-medical-care.established");
  EXPECT_TRUE(asked_figure_.freshness().fully_consistent());
  for (const char* text : {"home medical care: prefectures with a council", "computed 45, printed 44", "DIFFERS",
                           "Aichi", "60–61", "cite as  z1.07"})
    EXPECT_THAT(outcome.out, HasSubstr(text));
  const Outcome csv = RunCommand(servers_, {"summary", "figure", "x.y", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("home-medical-care.established,,45,44,differs,23,1,,60–61,"));
}

TEST_F(SummaryFigureTest, ParticipantsThatNobodyPrintedAreNotZero) {
  figure_.clear_figure();
  figure_.mutable_figure()->set_path("participants.2015.printed");
  const std::vector<std::string> line = {"summary", "figure", "participants.2015.printed"};
  EXPECT_THAT(RunCommand(servers_, line).out, HasSubstr("computed (none printed)"));
  const Outcome csv = RunCommand(servers_, {"summary", "figure", "participants.2015.printed", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("\nparticipants.2015.printed,,,,"));
  // Of events that a service away would tell nothing is known either way.
  figure_.mutable_call_info()->add_missing()->set_service("training-events");
  EXPECT_THAT(RunCommand(servers_, line).out, HasSubstr("computed 0"));
  // A number of councils is counted: its zero is one.
  figure_.clear_call_info();
  figure_.mutable_figure()->set_path("home-medical-care.established");
  EXPECT_THAT(RunCommand(servers_, line).out, HasSubstr("computed 0"));
}

TEST_F(SummaryFigureTest, MissingRowsAreToldOf) {
  auto& missing = *figure_.mutable_call_info()->add_missing();
  missing.set_service("council-registry");
  missing.set_condition(summary::v1::ServiceCondition::CONDITION_UNREACHABLE);
  missing.add_parts("rows");
  EXPECT_THAT(RunCommand(servers_, {"summary", "figure", "x.y"}).out, HasSubstr("MISSING: rows"));
  EXPECT_THAT(RunCommand(servers_, {"summary", "figure", "x.y", "-o", "csv"}).err, HasSubstr("MISSING: rows"));
}

TEST_F(SummaryFigureTest, ComparisonNamesWhatChangedAndWhy) {
  const Outcome outcome = RunCommand(servers_, {"summary", "compare", "2015-12", "surveys/2016-12"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(asked_comparison_.before().survey(), "surveys/2015-12");
  EXPECT_EQ(asked_comparison_.after().survey(), "surveys/2016-12");
  EXPECT_THAT(outcome.out, HasSubstr("Chubu: home medical care: prefectures with a council  8 → 9 (+1)"));
  EXPECT_THAT(outcome.out, HasSubstr("Aichi 0→1"));
  EXPECT_THAT(outcome.out, HasSubstr("1 figure differs, 120 are the same"));
  RunCommand(servers_, {"summary", "compare", "z1.03.201512.council=2-a.b"});
  EXPECT_EQ(asked_comparison_.before().citation(), "z1.03.201512.council=2-a.b");
  EXPECT_FALSE(asked_comparison_.has_after());
  const Outcome csv = RunCommand(servers_, {"summary", "compare", "2015-12", "2016-12", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("region-4.home-medical-care.established,,8,9,23,0,1,"));
}

using Writer = grpc::ServerWriter<summary::v1::WatchNationwideSummaryResponse>;

// A state with that many councils. `stale` names a service whose totals may be old.
summary::v1::WatchNationwideSummaryResponse State(int established, const char* stale = nullptr) {
  summary::v1::WatchNationwideSummaryResponse message;
  *message.mutable_summary() = CannedSummary().summary();
  message.mutable_summary()->mutable_councils()->mutable_nation()->mutable_kinds(0)->set_established(established);
  if (stale != nullptr) message.mutable_call_info()->add_stale()->set_service(stale);
  return message;
}

// Streams one after the other; each ends as those of a server that stops do, so that all of it is read. After the last
// one comes Ctrl-C.
std::function<grpc::Status(const summary::v1::WatchNationwideSummaryRequest&, grpc::ServerContext&, Writer&)> Streams(
    std::vector<std::vector<summary::v1::WatchNationwideSummaryResponse>> streams) {
  return [streams, next = size_t{0}](const auto& request, auto& context, auto& writer) mutable -> grpc::Status {
    EXPECT_EQ(request.read_mask().paths(0), "councils");
    if (next < streams.size()) {
      for (const auto& message : streams[next]) writer.Write(message);
      ++next;
      return {grpc::StatusCode::UNAVAILABLE, "stopping"};
    }
    kill(getpid(), SIGINT);
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
}

TEST_F(SummaryFigureTest, WatchPrintsALineForEachStateUntilCtrlC) {
  auto news = State(45, "training-events");
  news.clear_summary();
  servers_.on_watch_summary = Streams({{State(44), State(45), news, news}});
  const Outcome outcome = RunCommand(servers_, {"summary", "watch", "--parts", "councils"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("home medical care 44/47 (137 area councils)"));
  EXPECT_THAT(outcome.out, HasSubstr("home medical care 45/47 (137 area councils)"));
  // News are told once, however many signs of life follow.
  EXPECT_THAT(outcome.err, HasSubstr("MAY BE OLD"));
  EXPECT_THAT(outcome.err.substr(outcome.err.find("MAY BE OLD") + 1), Not(HasSubstr("MAY BE OLD")));
}

TEST_F(SummaryFigureTest, WatchGoesOnAfterALossWithoutRepeatingItself) {
  servers_.on_watch_summary = Streams({{State(44, "training-events")}, {State(44, "training-events"), State(45)}});
  const Outcome outcome = RunCommand(servers_, {"summary", "watch", "--parts", "councils", "--lang", "ja"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2) << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("在宅医療 45/47（圏域数 137）"));
  EXPECT_THAT(outcome.err, HasSubstr("接続が切れました。再接続します"));
  EXPECT_THAT(outcome.err, HasSubstr("再び接続しました"));
  EXPECT_THAT(outcome.err, HasSubstr("すべてのサービスの値が最新です"));
}

TEST_F(SummaryFigureTest, WatchInOtherFormsHasTheWholeSummary) {
  servers_.on_watch_summary = Streams({{State(44), State(45)}});
  const std::string json = RunCommand(servers_, {"summary", "watch", "--parts", "councils", "-o", "json"}).out;
  EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 2) << json;
  EXPECT_THAT(json, HasSubstr("\"established\":45"));
  servers_.on_watch_summary = Streams({{State(44), State(45)}});
  const std::string csv = RunCommand(servers_, {"summary", "watch", "--parts", "councils", "-o", "csv"}).out;
  EXPECT_EQ(csv.rfind("survey,figure,kind"), 0u);
  EXPECT_THAT(csv, HasSubstr("established,home-medical-care,nation,,,,,,45,"));
}

TEST_F(SummaryFigureTest, WatchThatIsRefusedFails) {
  const Outcome outcome = RunCommand(servers_, {"summary", "watch"});
  EXPECT_NE(outcome.code, 0);
}

}  // namespace
}  // namespace zaitaku::cli
