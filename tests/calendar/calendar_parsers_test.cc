// Exported calendars are valid to parsers that nobody here wrote, and they read what the events say. See judge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "domain/characters.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/training/training_calendar.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "tests/unit/data/training_data.h"

namespace zaitaku::training {
namespace {

using namespace v1;  // NOLINT: the messages are what this test is about.
using google::protobuf::Struct;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

// The document's events as they are once loaded.
std::vector<Event> DocumentEvents() {
  std::vector<Event> events;
  for (const TrainingEntry& entry : data::ReadTrainingData().entries) {
    if (!entry.has_event()) continue;
    events.push_back(entry.event());
    events.back().set_revision_id(std::to_string(events.size()));
    events.back().mutable_revision_create_time()->set_seconds(1456790400);  // 2016-03-01T00:00:00Z
  }
  return events;
}

ExportCalendarResponse Export(const std::vector<Event>& events, ExportCalendarRequest::Detail detail,
                              const std::string& language) {
  ExportCalendarRequest request;
  request.set_detail(detail);
  request.set_language(language);
  ExportCalendarResponse response;
  FillCalendar(events, request, response);
  return response;
}

// What the parsers said of a calendar.
struct Verdict {
  bool ok = false;
  std::string text;  // As judge prints it.
  Struct values;     // If ok.
};

// Lays calendars before the parsers, all in one run, as Python takes its time to start.
class Judge {
 public:
  void Add(const std::string& name, const std::string& calendar) {
    std::ofstream(folder_.File(name + ".ics"), std::ios::binary) << calendar;
  }

  std::map<std::string, Verdict> Verdicts() {
    std::map<std::string, Verdict> verdicts;
    FILE* output = popen(absl::StrCat(CALENDAR_JUDGE " ", folder_.File("")).c_str(), "r");
    EXPECT_NE(output, nullptr);
    std::string text;
    for (int c = fgetc(output); c != EOF; c = fgetc(output)) text += static_cast<char>(c);
    EXPECT_EQ(pclose(output), 0) << text;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      const std::string name = line.substr(0, line.find(' '));
      verdicts[name] = {line == name + " ok", line, ValuesOf(name)};
    }
    return verdicts;
  }

 private:
  Struct ValuesOf(const std::string& name) const {
    Struct values;
    std::ifstream file(folder_.File(name + ".json"), std::ios::binary);
    const std::string json{std::istreambuf_iterator<char>(file), {}};
    if (json.empty()) return values;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &values).ok()) << json;
    return values;
  }

  TemporaryFolder folder_;
};

const Struct& EntryOf(const Verdict& verdict, int position) {
  return verdict.values.fields().at("entries").list_value().values(position).struct_value();
}
int EntriesOf(const Verdict& verdict) { return verdict.values.fields().at("entries").list_value().values_size(); }
std::string TextOf(const Struct& entry, const std::string& name) { return entry.fields().at(name).string_value(); }

// What must hold of every entry of an event, whatever its detail. Texts are compared by the caller.
void ExpectEntryOf(const Event& event, const Struct& entry) {
  SCOPED_TRACE(event.name());
  EXPECT_THAT(TextOf(entry, "uid"), HasSubstr(event.name().substr(event.name().find('/') + 1)));
  EXPECT_EQ(TextOf(entry, "url"), event.material_url());
  EXPECT_EQ(TextOf(entry, "stamp"), "2016-03-01T00:00:00+00:00");
  EXPECT_EQ(TextOf(entry, "lastModified"), TextOf(entry, "stamp"));
  EXPECT_EQ(absl::StrCat(static_cast<int>(entry.fields().at("sequence").number_value())), event.revision_id());
  EXPECT_EQ(TextOf(entry, "organizer"), "mailto:nobody@zaitaku.invalid");
  EXPECT_EQ(TextOf(entry, "status"), event.state() == Event::STATE_HELD ? "CONFIRMED" : "TENTATIVE");
  EXPECT_EQ(entry.fields().at("categories").list_value().values_size(), 1 + event.fields_size());
  // Both parsers' zones agree.
  EXPECT_EQ(TextOf(entry, "start"), TextOf(entry, "startInVtimezone"));
  EXPECT_EQ(TextOf(entry, "end"), TextOf(entry, "endInVtimezone"));
}

void ExpectTimes(const std::string& date, const std::string& start, const std::string& end, const Struct& entry) {
  const auto moment = [&](const std::string& time) { return absl::StrCat(date, "T", time, ":00+09:00"); };
  EXPECT_EQ(TextOf(entry, "start"), start.empty() ? date : moment(start));
  EXPECT_EQ(TextOf(entry, "end"), start.empty() || end.empty() ? "" : moment(end));
}

TEST(CalendarParsers, ReadEveryEventOfTheDocument) {
  const std::vector<Event> events = DocumentEvents();
  Judge judge;
  for (const char* language : {"ja", "en"}) {
    judge.Add(language, Export(events, ExportCalendarRequest::DETAIL_EVENTS, language).calendar());
    for (const Event& event : events) {
      const std::string name = absl::StrCat(language, "-", event.name().substr(7));
      judge.Add(name, Export({event}, ExportCalendarRequest::DETAIL_EVENTS, language).calendar());
    }
  }
  const auto verdicts = judge.Verdicts();
  EXPECT_EQ(verdicts.size(), 2 * (1 + events.size()));
  for (const auto& [name, verdict] : verdicts) {
    ASSERT_TRUE(verdict.ok) << verdict.text;
    EXPECT_EQ(TextOf(verdict.values, "method"), "PUBLISH");
    const bool alone = name.size() > 2;
    ASSERT_EQ(EntriesOf(verdict), alone ? 1 : 3);
    int position = 0;
    for (const Event& event : events) {
      if (alone && !absl::EndsWith(name, event.name().substr(7))) continue;
      const Struct& entry = EntryOf(verdict, position++);
      const bool is_japanese = absl::StartsWith(name, "ja");
      ExpectEntryOf(event, entry);
      ExpectTimes(event.schedule().date(), event.schedule().start_time(), event.schedule().end_time(), entry);
      EXPECT_EQ(TextOf(entry, "uid"), event.name().substr(7) + "@training.zaitaku");
      EXPECT_EQ(TextOf(entry, "summary"), is_japanese ? event.title().ja() : event.title().en());
      EXPECT_EQ(TextOf(entry, "location"), is_japanese ? event.venue().name().ja() : event.venue().name().en());
      const type::v1::LocalizedText& organiser =
          event.organisers().empty() ? type::v1::LocalizedText() : event.organisers(0).name();
      EXPECT_EQ(TextOf(entry, "organizerName"), is_japanese ? organiser.ja() : organiser.en());
    }
  }
}

TEST(CalendarParsers, ReadEveryBlockOfTheTimetable) {
  const std::vector<Event> events = DocumentEvents();
  Judge judge;
  judge.Add("timetables", Export(events, ExportCalendarRequest::DETAIL_TIMETABLE, "ja").calendar());
  const Verdict verdict = judge.Verdicts().at("timetables");
  ASSERT_TRUE(verdict.ok) << verdict.text;
  // January and the meeting are one entry each, having no timetable.
  ASSERT_EQ(EntriesOf(verdict), 1 + 4 + 1);
  const Event& february = events[1];
  std::set<std::string> uids;
  for (int i = 0; i < february.timetable().blocks_size(); ++i) {
    const TimetableBlock& block = february.timetable().blocks(i);
    const Struct& entry = EntryOf(verdict, 1 + i);
    ExpectEntryOf(february, entry);
    ExpectTimes("2015-02-07", block.start_time(), block.end_time(), entry);
    EXPECT_THAT(TextOf(entry, "uid"),
                MatchesRegex("2015-02-paediatric-lecturer-training\\.block-[0-9a-f]{12}@training\\.zaitaku"));
    EXPECT_TRUE(uids.insert(TextOf(entry, "uid")).second);
    EXPECT_THAT(TextOf(entry, "summary"), HasSubstr(block.title().ja()));
    EXPECT_THAT(TextOf(entry, "summary"), HasSubstr(february.title().ja()));
    for (const TimetableItem& item : block.items()) {
      EXPECT_THAT(TextOf(entry, "description"), HasSubstr(item.title().ja()));
      EXPECT_THAT(TextOf(entry, "description"), HasSubstr(item.speaker()));
      EXPECT_THAT(TextOf(entry, "description"), HasSubstr(item.affiliation()));
    }
  }
}

TEST(CalendarParsers, TakeACalendarWithoutEntries) {
  Judge judge;
  judge.Add("empty", Export({}, ExportCalendarRequest::DETAIL_EVENTS, "ja").calendar());
  const Verdict verdict = judge.Verdicts().at("empty");
  EXPECT_TRUE(verdict.ok) << verdict.text;
  EXPECT_EQ(EntriesOf(verdict), 0);
  EXPECT_EQ(TextOf(verdict.values, "method"), "");
}

// Text that is hard to write, and what is to be read of it.
struct NastyText {
  std::string given;
  std::string read;

  void Append(const std::string& piece, const std::string& piece_read) {
    given += piece;
    read += piece_read;
  }
};

NastyText RandomText(std::mt19937& random, int most_pieces) {
  static const std::vector<std::pair<std::string, std::string>> kPieces = {
      {",", ","},
      {";", ";"},
      {":", ":"},
      {"\\", "\\"},
      {"\\n", "\\n"},
      {"\\,", "\\,"},
      {"\"", "\""},
      {"^", "^"},
      {"^n", "^n"},
      {"\n", "\n"},
      {"\r\n", "\n"},
      {"\r", "\n"},
      {"\t", "\t"},
      {"\x01", ""},
      {"\x1B", ""},
      {"\x7F", ""},
      {"😀", "😀"},
      {"在宅医療", "在宅医療"},
      {"é", "é"},
      {"👩‍👩‍👧", "👩‍👩‍👧"},
      {" ", " "},
      {"  ", "  "},
      {"BEGIN:VEVENT", "BEGIN:VEVENT"},
      {"a", "a"},
      {"word ", "word "},
      {"𠮷", "𠮷"},
      {"=", "="},
      {"\xE2\x80\xA8", "\xE2\x80\xA8"},
  };
  NastyText text;
  // A letter at both ends: parsers trim.
  text.Append("x", "x");
  for (int pieces = std::uniform_int_distribution<int>(0, most_pieces)(random); pieces > 0; --pieces) {
    const auto& [given, read] = kPieces[std::uniform_int_distribution<size_t>(0, kPieces.size() - 1)(random)];
    // A lone carriage return before a line feed is one line end.
    if (given == "\n" && absl::EndsWith(text.given, "\r")) continue;
    text.Append(given, read);
  }
  text.Append("y", "y");
  return text;
}

TEST(CalendarParsers, ReadWhateverTextIsWritten) {
  std::mt19937 random(5545);
  Judge judge;
  std::map<std::string, std::array<NastyText, 3>> texts;
  for (int i = 0; i < 150; ++i) {
    const std::string name = absl::StrCat("nasty-", i);
    auto& [title, purpose, venue] = texts[name];
    title = RandomText(random, i % 10 == 0 ? 1000 : 40);
    purpose = RandomText(random, 300);
    venue = RandomText(random, 40);
    Event event;
    event.set_name("events/" + name);
    event.set_kind(Event::KIND_OTHER);
    event.set_state(Event::STATE_PLANNED);
    event.set_revision_id("7");
    event.mutable_title()->set_ja(title.given);
    event.mutable_purpose()->set_ja(purpose.given);
    event.mutable_venue()->mutable_name()->set_ja(venue.given);
    Organiser* host = event.add_organisers();
    host->set_role(Organiser::ROLE_HOST);
    host->mutable_name()->set_ja(RandomText(random, 40).given);
    event.mutable_schedule()->set_date("2016-03-16");
    judge.Add(name, Export({event}, ExportCalendarRequest::DETAIL_EVENTS, "ja").calendar());
  }
  const auto verdicts = judge.Verdicts();
  EXPECT_EQ(verdicts.size(), texts.size());
  for (const auto& [name, verdict] : verdicts) {
    ASSERT_TRUE(verdict.ok) << verdict.text;
    const auto& [title, purpose, venue] = texts.at(name);
    EXPECT_EQ(TextOf(EntryOf(verdict, 0), "summary"), title.read);
    EXPECT_THAT(TextOf(EntryOf(verdict, 0), "description"), StartsWith(purpose.read + "\n主催：x"));
    EXPECT_EQ(TextOf(EntryOf(verdict, 0), "location"), venue.read);
  }
}

// What the parsers are there for: an edit of a valid calendar that makes it invalid, and a word of why they refuse it.
struct Damage {
  const char* name;
  const char* from;  // A regular expression; its first match is replaced.
  const char* to;
  const char* reason;
};

constexpr Damage kDamages[] = {
    {"no-begin", "BEGIN:VCALENDAR\r\n", "", "never closed|wasn't closed"},
    {"no-end", "END:VCALENDAR\r\n", "", "never closed|wasn't closed"},
    {"no-event-end", "END:VEVENT\r\n", "", "closed"},
    {"crossed-ends", "END:VEVENT\r\nEND:VCALENDAR\r\n", "END:VCALENDAR\r\nEND:VEVENT\r\n", "closed"},
    {"no-version", "VERSION:2.0\r\n", "", "VERSION"},
    {"no-product", "PRODID:[^\r]*\r\n", "", "PRODID"},
    {"no-uid", "UID:[^\r]*\r\n", "", "UID"},
    {"two-uids", "(UID:[^\r]*\r\n)", "$1$1", "UID"},
    {"no-stamp", "DTSTAMP:[^\r]*\r\n", "", "DTSTAMP"},
    {"no-start", "DTSTART;[^\r]*\r\n", "", "DTSTART|NoneType"},
    {"two-summaries", "SUMMARY:", "SUMMARY:x\r\nSUMMARY:", "SUMMARY"},
    {"end-and-duration", "DTEND;", "DURATION:PT1H\r\nDTEND;", "DURATION"},
    {"no-such-day", "DTSTART;TZID=Asia/Tokyo:20160316", "DTSTART;TZID=Asia/Tokyo:20160230", "out of range"},
    {"no-such-hour", "T130000", "T250000", "Wrong datetime"},
    {"dashed-date", "20160316T130000", "2016-03-16T13:00:00", "invalid literal"},
    {"sequence", "SEQUENCE:3", "SEQUENCE:three", "Expected int"},
    {"no-zone-name", "TZID:Asia/Tokyo\r\n", "", "TZID"},
    {"no-offset", "TZOFFSETFROM:[^\r]*\r\n", "", "TZOFFSETFROM"},
    {"bad-offset", "TZOFFSETTO:[+]0900", "TZOFFSETTO:9", "offset"},
    {"no-colon", "STATUS:", "STATUS ", "Failed to parse line"},
    {"no-name", "LOCATION:", "LOCA TION:", "Failed to parse line"},
    {"line-not-folded", "\r\n ", "\r\n", "Failed to parse line"},
    {"open-quote", "ORGANIZER:", "ORGANIZER;CN=\"x:", "Failed to parse line"},
    // Cut after the first byte of a character, as folding by bytes would.
    {"fold-within-character", "\xE5\x9C\xA8", "\xE5\r\n \x9C\xA8", "codec can't decode"},
};

TEST(CalendarParsers, RefuseWhatIsNoCalendar) {
  const std::string valid = Export({DocumentEvents().back()}, ExportCalendarRequest::DETAIL_EVENTS, "ja").calendar();
  Judge judge;
  judge.Add("valid", valid);
  for (const Damage& damage : kDamages) {
    const std::string damaged =
        std::regex_replace(valid, std::regex(damage.from), damage.to, std::regex_constants::format_first_only);
    ASSERT_NE(damaged, valid) << damage.name;
    judge.Add(damage.name, damaged);
  }
  const auto verdicts = judge.Verdicts();
  EXPECT_TRUE(verdicts.at("valid").ok) << verdicts.at("valid").text;
  for (const Damage& damage : kDamages) {
    const Verdict& verdict = verdicts.at(damage.name);
    EXPECT_FALSE(verdict.ok) << verdict.text;
    EXPECT_TRUE(std::regex_search(verdict.text, std::regex(damage.reason))) << verdict.text;
  }
}

}  // namespace
}  // namespace zaitaku::training
