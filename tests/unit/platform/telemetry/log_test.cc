#include "platform/telemetry/log.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "platform/telemetry/trace.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

// Lines of the default logger, while it lives.
class LogTest : public testing::Test {
 protected:
  void Write(std::unique_ptr<spdlog::formatter> formatter) {
    auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
    logger->set_formatter(std::move(formatter));
    spdlog::set_default_logger(logger);
  }
  ~LogTest() override { spdlog::set_default_logger(before_); }

  // The only line.
  google::protobuf::Struct Json() const {
    google::protobuf::Struct json;
    const std::string text = out_.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &json).ok()) << text;
    return json;
  }
  std::string Field(const std::string& name) const {
    const google::protobuf::Struct json = Json();
    const auto found = json.fields().find(name);
    return found == json.fields().end() ? "absent" : found->second.string_value();
  }

  std::ostringstream out_;
  const std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
};

TEST_F(LogTest, JsonLineSaysWhatWhoAndForWhichTrace) {
  Write(JsonLines("gateway"));
  const TraceContext trace = *ContinueTrace("00-" + std::string(32, 'a') + "-" + std::string(16, 'b') + "-01");
  const TraceScope scope(trace);
  spdlog::warn("the store cannot be written to");
  EXPECT_EQ(Field("level"), "warning");
  EXPECT_EQ(Field("process"), "gateway");
  EXPECT_EQ(Field("message"), "the store cannot be written to");
  EXPECT_EQ(Field("trace_id"), std::string(32, 'a'));
  EXPECT_EQ(Field("span_id"), trace.span_id);
  EXPECT_EQ(Field("parent_span_id"), std::string(16, 'b'));
  absl::Time time;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, Field("time"), &time, nullptr));
}

TEST_F(LogTest, JsonLineOutsideACallHasNoTrace) {
  Write(JsonLines("gateway"));
  spdlog::info("listening");
  EXPECT_EQ(Field("trace_id"), "absent");
  EXPECT_EQ(Field("method"), "absent");
}

TEST_F(LogTest, NothingLoggedLeavesItsLineOrItsString) {
  Write(JsonLines("gateway"));
  spdlog::info("a\nb\"}\\{\t\x01 在宅 \xff\xfe.");
  EXPECT_EQ(Field("message"), "a\nb\"}\\{\t\x01 在宅 \xef\xbf\xbd\xef\xbf\xbd.");
  out_.str("");
  Write(TextLines("gateway"));
  spdlog::info("a\n2026-01-01T00:00:00.000Z error gateway: forged\x1b[2J");
  EXPECT_EQ(out_.str().find('\n'), out_.str().size() - 1) << out_.str();
  EXPECT_EQ(out_.str().find('\x1b'), std::string::npos);
}

TEST_F(LogTest, TextLineIsForAPerson) {
  Write(TextLines("gateway"));
  CallLog log(absl::Seconds(1));
  const TraceContext trace = NewTrace();
  const TraceScope scope(trace);
  log.Note({"a.Service/Do", "NOT_FOUND", "RESOURCE_NOT_FOUND", absl::Microseconds(1500)}, true, false, false);
  EXPECT_EQ(out_.str().substr(24),
            " info gateway: call failed method=a.Service/Do code=NOT_FOUND "
            "reason=RESOURCE_NOT_FOUND duration_ms=1.500 trace_id=" +
                trace.trace_id + "\n");
}

TEST_F(LogTest, FailedCallsAndSlowOnesGetALineAndNoOthers) {
  Write(JsonLines("gateway"));
  CallLog log(absl::Seconds(1));
  log.Note({"a.Service/Do", "OK", "", absl::Milliseconds(999)}, false, false, false);
  log.Note({"a.Service/Watch", "OK", "", absl::Hours(1)}, false, false, true);
  EXPECT_EQ(out_.str(), "");
  log.Note({"a.Service/Do", "OK", "", absl::Seconds(1)}, false, false, false);
  EXPECT_EQ(Field("message"), "slow call");
  EXPECT_EQ(Field("level"), "warning");
  out_.str("");
  log.Note({"a.Service/Do", "INTERNAL", "", absl::Milliseconds(1)}, true, true, false);
  EXPECT_EQ(Field("message"), "call failed");
  EXPECT_EQ(Field("level"), "warning");
  EXPECT_EQ(Field("code"), "INTERNAL");
  EXPECT_EQ(Json().fields().at("duration_ms").number_value(), 1);
}

TEST_F(LogTest, FloodOfFailingCallsIsNoFloodOfLines) {
  Write(JsonLines("gateway"));
  CallLog log(absl::Seconds(1));
  const CallFields call{"a.Service/Do", "NOT_FOUND", "", absl::Milliseconds(1)};
  int64_t written = 0;
  for (int i = 0; i < 10000; ++i) log.Note(call, true, false, false);
  const std::string text = out_.str();
  written = std::count(text.begin(), text.end(), '\n');
  EXPECT_LT(written, 1000);
  EXPECT_GT(written, 0);
  EXPECT_GT(log.left_out(), 9000);
  // A later second tells how many were left out.
  const absl::Time end = absl::Now() + absl::Seconds(20);
  while (out_.str().find("were left out") == std::string::npos && absl::Now() < end) {
    absl::SleepFor(absl::Milliseconds(50));
    log.Note(call, true, false, false);
  }
  EXPECT_NE(out_.str().find("were left out"), std::string::npos);
}

TEST(LogOptionsTest, UnknownValueIsNamed) {
  EXPECT_OK(CheckLogOptions({}));
  const absl::Status format = CheckLogOptions({"xml", "info"});
  EXPECT_THAT(format, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_NE(format.message().find("--log-format"), std::string::npos);
  const absl::Status level = CheckLogOptions({"json", "loud"});
  EXPECT_THAT(level, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_NE(level.message().find("--log-level"), std::string::npos);
}

}  // namespace
}  // namespace zaitaku
