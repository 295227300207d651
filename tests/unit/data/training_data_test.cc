// What the document says of training events and programmes is in data/training.
#include "tests/unit/data/training_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "domain/fiscal_years.h"

namespace zaitaku::data {
namespace {

using namespace training::v1;  // NOLINT: the names of its enumerators are long enough.
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using type::v1::FactSource;
using type::v1::Provenance;

constexpr char kJanuary[] = "events/2015-01-home-care-lecturer-training";
constexpr char kFebruary[] = "events/2015-02-paediatric-lecturer-training";
constexpr char kMeeting[] = "events/2016-03-joint-meeting";

const TrainingData& Data() {
  static const TrainingData data = ReadTrainingData();
  return data;
}

// The resource of that name; an empty one if there is none.
const TrainingEntry& Entry(const std::string& name) {
  for (const TrainingEntry& entry : Data().entries) {
    if (NameOf(ResourceOf(entry)) == name) return entry;
  }
  ADD_FAILURE() << "no " << name;
  return TrainingEntry::default_instance();
}

const Event& EventOf(const std::string& name) { return Entry(name).event(); }

// Where a fact was read; an empty one if nowhere.
const Provenance& SourceOf(const Event& event, const std::string& fact) {
  const auto found = std::ranges::find(event.sources(), fact, &FactSource::fact);
  if (found != event.sources().end()) return found->provenance();
  ADD_FAILURE() << event.name() << " has no source of " << fact;
  return Provenance::default_instance();
}

// The lines that a fact was read from, folded: 9:00～11：00 is 9:00~11:00.
std::string LinesOf(const Event& event, const std::string& fact) {
  return EncodeUtf8(FoldNotation(SourceOf(event, fact).verbatim()));
}

// The codes of an event's flags, each with its fact.
std::vector<std::string> FlagsOf(const Event& event) {
  std::vector<std::string> flags;
  for (const FactSource& source : event.sources()) {
    for (const auto& flag : source.provenance().flags()) {
      EXPECT_FALSE(flag.note().ja().empty() || flag.note().en().empty()) << source.fact();
      flags.push_back(absl::StrCat(source.fact(), " ", flag.code()));
    }
  }
  return flags;
}

// 09:00 as the document writes it: 9:00.
std::string Printed(const std::string& time) { return time.starts_with('0') ? time.substr(1) : time; }

TEST(TrainingData, HasThreeProgrammesOneOfThemNewIn2016) {
  std::vector<std::string> programs;
  for (const TrainingEntry& entry : Data().entries) {
    if (!entry.has_training_program()) continue;
    const TrainingProgram& program = entry.training_program();
    programs.push_back(absl::StrCat(program.display_name().ja(), " ", program.first_fiscal_year()));
    EXPECT_EQ(program.catalog_program(), "programs/advanced-home-care-training");
    const bool is_new = program.field() == TRAINING_FIELD_HOME_VISIT_NURSING;
    EXPECT_EQ(program.new_in_fiscal_years_size(), is_new ? 1 : 0) << program.name();
    EXPECT_FALSE(program.has_last_fiscal_year());
    EXPECT_GE(program.activities_size(), 5);
  }
  EXPECT_THAT(programs, ElementsAre("在宅医療（高齢者） 2015", "訪問看護 2016", "小児等在宅医療 2015"));
  EXPECT_THAT(Entry("trainingPrograms/home-visit-nursing").training_program().new_in_fiscal_years(), ElementsAre(2016));
}

TEST(TrainingData, DatesAreThosePrinted) {
  for (const char* name : {kJanuary, kFebruary, kMeeting}) {
    const Event& event = EventOf(name);
    std::string day = event.schedule().text();
    day.resize(day.find("日") + std::string_view("日").size());
    const auto printed = ParseDay(day);
    ASSERT_TRUE(printed.has_value()) << name;
    EXPECT_EQ(FormatIsoDay(*printed), event.schedule().date());
    EXPECT_TRUE(name == absl::StrCat("events/", event.schedule().date().substr(0, 7), name + 14));
  }
}

TEST(TrainingData, BothTrainingsOf2015AreFlaggedAsBeforeTheirProgramme) {
  for (const char* name : {kJanuary, kFebruary}) {
    const Event& event = EventOf(name);
    EXPECT_EQ(event.kind(), Event::KIND_TRAINING);
    EXPECT_EQ(event.state(), Event::STATE_HELD);
    EXPECT_EQ(SourceOf(event, "state").basis(), Provenance::BASIS_INFERRED);
    EXPECT_THAT(FlagsOf(event), testing::Contains("schedule.date DATED_BEFORE_PROGRAMME"));
    const TrainingProgram& program = Entry(event.training_program()).training_program();
    EXPECT_EQ(FiscalYearOf(*ParseIsoDay(event.schedule().date())), program.first_fiscal_year() - 1);
    EXPECT_THAT(event.fields(), ElementsAre(program.field()));
  }
}

TEST(TrainingData, TheTimetableIsInferredToBeThatOfFebruary) {
  EXPECT_FALSE(EventOf(kJanuary).has_timetable());
  EXPECT_THAT(FlagsOf(EventOf(kJanuary)),
              ElementsAre("title TIMETABLE_ATTRIBUTION_INFERRED", "schedule.date DATED_BEFORE_PROGRAMME"));
  const Provenance& provenance = SourceOf(EventOf(kFebruary), "timetable");
  EXPECT_EQ(provenance.basis(), Provenance::BASIS_INFERRED);
  EXPECT_THAT(provenance.evidence(), HasSubstr("国立成育医療研究センター"));
  EXPECT_THAT(provenance.evidence(), HasSubstr("小児"));
  EXPECT_THAT(FlagsOf(EventOf(kFebruary)),
              ElementsAre("schedule.date DATED_BEFORE_PROGRAMME", "timetable TIMETABLE_ATTRIBUTION_INFERRED"));
}

TEST(TrainingData, TheTimetableHasFourBlocksOfSeventeenItemsAndTenSpeakers) {
  const Timetable& timetable = EventOf(kFebruary).timetable();
  std::vector<std::string> blocks;
  int speakers = 0;
  for (const TimetableBlock& block : timetable.blocks()) {
    int minutes = 0;
    for (const TimetableItem& item : block.items()) {
      minutes += item.minutes();
      speakers += item.speaker().empty() ? 0 : 1;
      EXPECT_EQ(item.speaker().empty(), item.affiliation().empty()) << item.title().ja();
      EXPECT_EQ(item.has_minutes(), block.section() != TimetableBlock::SECTION_OPENING) << item.title().ja();
    }
    blocks.push_back(absl::StrCat(block.start_time(), "-", block.end_time(), " ", block.code(), " ", block.items_size(),
                                  " items, ", minutes, " minutes"));
  }
  EXPECT_THAT(blocks, ElementsAre("08:45-09:00  1 items, 0 minutes", "09:00-11:00 総論 3 items, 120 minutes",
                                  "11:10-14:20 各論1 6 items, 160 minutes", "14:20-17:10 各論2 7 items, 170 minutes"));
  EXPECT_EQ(speakers, 10);
  // The blank within a name is printed.
  EXPECT_EQ(timetable.blocks(0).items(0).speaker(), "中村 知夫");
  EXPECT_EQ(timetable.blocks(0).items(0).affiliation(), "国立成育医療研究センター");
}

TEST(TrainingData, TheTimetablesNumbersAreThoseOfItsLines) {
  const Event& event = EventOf(kFebruary);
  for (int b = 0; b < event.timetable().blocks_size(); ++b) {
    const TimetableBlock& block = event.timetable().blocks(b);
    const std::string path = absl::StrCat("timetable.blocks[", b, "].");
    const std::string hours = absl::StrCat(Printed(block.start_time()), "~", Printed(block.end_time()));
    EXPECT_THAT(LinesOf(event, path + "start_time"), HasSubstr(hours));
    EXPECT_THAT(LinesOf(event, path + "end_time"), HasSubstr(hours));
    for (int i = 0; i < block.items_size(); ++i) {
      const std::string item = absl::StrCat(path, "items[", i, "].");
      if (!block.items(i).has_minutes()) continue;
      EXPECT_THAT(LinesOf(event, item + "minutes"), HasSubstr(absl::StrCat("<", block.items(i).minutes(), "分>")));
    }
  }
}

TEST(TrainingData, KindsOfItemsAreInferredWhereTheLineNamesNone) {
  const Event& event = EventOf(kFebruary);
  std::map<TimetableItem::Kind, int> kinds;
  for (int b = 0; b < event.timetable().blocks_size(); ++b) {
    for (int i = 0; i < event.timetable().blocks(b).items_size(); ++i) {
      const TimetableItem& item = event.timetable().blocks(b).items(i);
      ++kinds[item.kind()];
      const Provenance& provenance = SourceOf(event, absl::StrCat("timetable.blocks[", b, "].items[", i, "].kind"));
      EXPECT_EQ(provenance.basis() == Provenance::BASIS_INFERRED, item.kind() == TimetableItem::KIND_LECTURE);
    }
  }
  EXPECT_THAT(kinds,
              ElementsAre(std::pair(TimetableItem::KIND_LECTURE, 9), std::pair(TimetableItem::KIND_DISCUSSION, 3),
                          std::pair(TimetableItem::KIND_SUMMARY, 3), std::pair(TimetableItem::KIND_QUESTIONS, 1),
                          std::pair(TimetableItem::KIND_OPENING, 1)));
}

TEST(TrainingData, ParticipantsAreAboutAsManyAsPrinted) {
  for (const auto& [name, count] : {std::pair(kJanuary, 280), std::pair(kFebruary, 140)}) {
    const PrintedParticipants& participants = EventOf(name).participants();
    EXPECT_EQ(participants.count(), count);
    EXPECT_TRUE(participants.approximate());
    EXPECT_THAT(LinesOf(EventOf(name), "participants.count"), HasSubstr(absl::StrCat("約", count, "名")));
    EXPECT_FALSE(participants.recruitment().ja().empty());
    EXPECT_THAT(EventOf(name).audiences(), ElementsAre(AUDIENCE_DOCTORS));
  }
  EXPECT_FALSE(EventOf(kMeeting).has_participants());
}

TEST(TrainingData, OrganisersHaveTheRolesPrinted) {
  const auto organisers = [](const Event& event) {
    std::vector<std::string> names;
    for (const Organiser& organiser : event.organisers()) {
      names.push_back(absl::StrCat(Organiser::Role_Name(organiser.role()), " ", organiser.name().ja()));
    }
    return names;
  };
  EXPECT_THAT(organisers(EventOf(kJanuary)),
              ElementsAre("ROLE_HOST 日本在宅ケアアライアンス", "ROLE_CO_HOST 日本医師会"));
  EXPECT_THAT(organisers(EventOf(kFebruary)), ElementsAre("ROLE_CONTRACTOR 国立成育医療研究センター"));
  EXPECT_THAT(organisers(EventOf(kMeeting)), IsEmpty());  // No line says who holds it.
}

TEST(TrainingData, TheMeetingTakesFourOfAGovernmentAndHasNoCapacity) {
  const Event& meeting = EventOf(kMeeting);
  EXPECT_EQ(meeting.state(), Event::STATE_PLANNED);
  EXPECT_EQ(meeting.schedule().start_time(), "13:00");
  EXPECT_EQ(meeting.schedule().end_time(), "17:10");
  EXPECT_EQ(meeting.venue().name().ja(), "厚生労働省講堂");
  EXPECT_EQ(SourceOf(meeting, "venue.prefecture_code").basis(), Provenance::BASIS_INFERRED);
  EXPECT_THAT(meeting.audiences(), ElementsAre(AUDIENCE_PREFECTURES, AUDIENCE_DESIGNATED_CITIES));
  const ApplicationRule& rule = meeting.application_rule();
  EXPECT_EQ(rule.per_government(), 4);
  EXPECT_FALSE(rule.has_capacity());
  EXPECT_FALSE(rule.waiting_list());
  ASSERT_THAT(rule.expected(), SizeIs(2));
  for (const ExpectedPeople& expected : rule.expected()) EXPECT_EQ(expected.count(), 2);
  EXPECT_FALSE(meeting.has_timetable());
  EXPECT_THAT(FlagsOf(meeting), IsEmpty());
}

// The agenda as lines, indented by level; new items marked.
void Outline(const google::protobuf::RepeatedPtrField<AgendaItem>& items, const std::string& indent,
             std::vector<std::string>* lines) {
  for (const AgendaItem& item : items) {
    lines->push_back(absl::StrCat(indent, item.is_new() ? "（新）" : "", item.title().ja()));
    Outline(item.items(), indent + "  ", lines);
  }
}

TEST(TrainingData, TheAgendaIsNestedAndTwoItemsAreNew) {
  std::vector<std::string> lines;
  Outline(EventOf(kMeeting).agenda(), "", &lines);
  EXPECT_THAT(
      lines, ElementsAre("医療的ケア児について", "行政説明", "  医政局地域医療計画課", "    小児等在宅医療連携拠点事業",
                         "    地域医療介護総合確保基金事業", "      在宅医療・訪問看護ハイレベル人材養成事業 など",
                         "  社会・援護局障害保健福祉部障害福祉課", "    重症心身障害児者支援体制整備モデル事業",
                         "    （新）重症心身障害児者コーディネーター等養成研修等事業",
                         "    （新）医療型短期入所事業所確保事業 など", "先駆的自治体事例発表",
                         "グループディスカッション・情報交換"));
}

}  // namespace
}  // namespace zaitaku::data
