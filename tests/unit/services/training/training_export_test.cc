#include "services/training/training_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.

// An event whose purpose has 4,000 characters of three bytes, as much as a text may have.
Event LongEvent(int number) {
  Event event;
  event.set_name(absl::StrCat("events/long-", number));
  event.mutable_title()->set_ja("長い");
  event.set_kind(Event::KIND_OTHER);
  event.set_state(Event::STATE_PLANNED);
  event.mutable_schedule()->set_date(absl::StrCat(2001 + number % 2, "-05-01"));
  for (int i = 0; i < 4000; ++i) *event.mutable_purpose()->mutable_ja() += "在";
  return event;
}

// Files of what one import takes.
void ImportLongEvents(int count, TrainingServer* server) {
  std::string content;
  for (int i = 0; i < count; ++i) {
    TrainingEntry entry;
    *entry.mutable_event() = LongEvent(i);
    std::string json;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(entry, &json).ok());
    content += json + "\n";
    if (content.size() < 900'000 && i + 1 < count) continue;
    ASSERT_OK(server->Import(content));
    content.clear();
  }
}

TEST(ExportCalendar, RefusesACalendarThatIsTooLargeAndTakesOneOfFewerEvents) {
  TrainingServer server;
  ImportLongEvents(300, &server);
  ExportCalendarRequest request;
  const auto all = server.Call(&TrainingStub::ExportCalendar, request);
  EXPECT_THAT(all, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(all.status().ToString(), testing::HasSubstr("larger than 3 MiB"));
  request.set_fiscal_year(2001);
  ASSERT_OK_AND_ASSIGN(const auto year, server.Call(&TrainingStub::ExportCalendar, request));
  EXPECT_EQ(year.entries(), 150);
  EXPECT_LT(year.calendar().size(), 3u << 20);
}

}  // namespace
}  // namespace zaitaku::training
