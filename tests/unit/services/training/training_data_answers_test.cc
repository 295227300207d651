// What people ask of the training events once data/training is in them, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kJanuary[] = "events/2015-01-home-care-lecturer-training";
constexpr char kFebruary[] = "events/2015-02-paediatric-lecturer-training";
constexpr char kMeeting[] = "events/2016-03-joint-meeting";

class TrainingDataAnswersTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(server_.Import(TrainingServer::ReadData())); }

  // The names of the events that pass the filters that `set(request)` sets.
  template <typename Set>
  std::vector<std::string> Events(Set set) {
    ListEventsRequest request;
    set(request);
    std::vector<std::string> names;
    const auto response = server_.Call(&TrainingStub::ListEvents, request);
    EXPECT_OK(response);
    if (!response.ok()) return names;
    for (const Event& event : response->events()) names.push_back(event.name());
    return names;
  }

  template <typename Set>
  std::vector<std::string> TrainingPrograms(Set set) {
    ListTrainingProgramsRequest request;
    set(request);
    std::vector<std::string> names;
    const auto response = server_.Call(&TrainingStub::ListTrainingPrograms, request);
    EXPECT_OK(response);
    if (!response.ok()) return names;
    for (const TrainingProgram& program : response->training_programs()) names.push_back(program.name());
    return names;
  }

  absl::StatusOr<CheckTimetableResponse> Check(const std::string& event) {
    CheckTimetableRequest request;
    request.set_event(event);
    return server_.Call(&TrainingStub::CheckTimetable, request);
  }

  absl::StatusOr<ExportCalendarResponse> Export(const ExportCalendarRequest& request) {
    return server_.Call(&TrainingStub::ExportCalendar, request);
  }

  // The flags of a resource, or of all if it is empty.
  std::vector<std::string> Flags(const std::string& resource, const std::string& code = "") {
    ListQualityFlagsRequest request;
    request.set_resource(resource);
    request.set_code(code);
    std::vector<std::string> flags;
    const auto response = server_.Call(&TrainingStub::ListQualityFlags, request);
    EXPECT_OK(response);
    if (!response.ok()) return flags;
    for (const QualityFlag& flag : response->flags()) {
      EXPECT_FALSE(flag.flag().note().ja().empty() || flag.flag().note().en().empty());
      flags.push_back(
          absl::StrCat(flag.resource(), " ", flag.fact(), " ", flag.flag().code(), flag.computed() ? " computed" : ""));
    }
    return flags;
  }

  // The same, in pages of so many.
  std::vector<std::string> FlagsInPages(int page_size) {
    ListQualityFlagsRequest request;
    request.set_page_size(page_size);
    std::vector<std::string> flags;
    do {
      const auto response = server_.Call(&TrainingStub::ListQualityFlags, request);
      EXPECT_OK(response);
      if (!response.ok()) return flags;
      EXPECT_LE(response->flags_size(), page_size);
      EXPECT_EQ(response->truncated(), !response->next_page_token().empty());
      for (const QualityFlag& flag : response->flags()) {
        flags.push_back(absl::StrCat(flag.resource(), " ", flag.fact(), " ", flag.flag().code(),
                                     flag.computed() ? " computed" : ""));
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return flags;
  }

  TrainingServer server_;
};

// A total as a line.
std::string Line(const EventTotal& total) {
  std::string states;
  for (const StateCount& count : total.states()) {
    absl::StrAppend(&states, " ", Event::State_Name(count.state()).substr(6), ":", count.events());
  }
  return absl::StrCat(total.fiscal_year(), " ", TrainingField_Name(total.field()).substr(15), ": ", total.events(),
                      " events", states, ", ", total.printed_participants_approximate() ? "about " : "",
                      total.printed_participants(), " people in ", total.events_with_printed_participants(), ", ",
                      total.instruction_minutes(), " minutes, ", total.lecture_minutes(), " of lectures in ",
                      total.events_with_timetable());
}

TEST_F(TrainingDataAnswersTest, TheYearsAndFieldsAddUp) {
  ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&TrainingStub::GetEventTotals, GetEventTotalsRequest()));
  std::vector<std::string> years, fields;
  for (const EventTotal& total : totals.fiscal_years()) years.push_back(Line(total));
  for (const EventTotal& total : totals.fields()) fields.push_back(Line(total));
  EXPECT_THAT(years, ElementsAre("2014 UNSPECIFIED: 2 events HELD:2, about 420 people in 2, 450 minutes, 190 of "
                                 "lectures in 1",
                                 "2015 UNSPECIFIED: 1 events PLANNED:1, 0 people in 0, 0 minutes, 0 of lectures in 0"));
  EXPECT_THAT(fields,
              ElementsAre("2014 ELDERLY_HOME_CARE: 1 events HELD:1, about 280 people in 1, 0 minutes, 0 of "
                          "lectures in 0",
                          "2014 PAEDIATRIC_HOME_CARE: 1 events HELD:1, about 140 people in 1, 450 minutes, 190 "
                          "of lectures in 1",
                          "2015 UNSPECIFIED: 1 events PLANNED:1, 0 people in 0, 0 minutes, 0 of lectures in 0"));
  EXPECT_THAT(totals.prefectures(), IsEmpty());
}

TEST_F(TrainingDataAnswersTest, AYearAndAFieldAlone) {
  GetEventTotalsRequest request;
  request.set_fiscal_year(2014);
  request.set_field(TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  ASSERT_OK_AND_ASSIGN(const auto totals, server_.Call(&TrainingStub::GetEventTotals, request));
  ASSERT_THAT(totals.fields(), SizeIs(1));
  EXPECT_EQ(totals.fields(0).printed_participants(), 140);
  EXPECT_THAT(totals.fiscal_years(), IsEmpty());
}

TEST_F(TrainingDataAnswersTest, EventsAreFoundByWhatIsKnownOfThem) {
  EXPECT_THAT(Events([](auto&) {}), ElementsAre(kJanuary, kFebruary, kMeeting));
  EXPECT_THAT(Events([](auto& request) { request.set_field(TRAINING_FIELD_ELDERLY_HOME_CARE); }),
              ElementsAre(kJanuary));
  EXPECT_THAT(Events([](auto& request) { request.set_field(TRAINING_FIELD_HOME_VISIT_NURSING); }), IsEmpty());
  EXPECT_THAT(Events([](auto& request) { request.set_fiscal_year(2014); }), ElementsAre(kJanuary, kFebruary));
  EXPECT_THAT(Events([](auto& request) { request.set_month("2015-02"); }), ElementsAre(kFebruary));
  EXPECT_THAT(Events([](auto& request) { request.set_audience(AUDIENCE_DOCTORS); }), ElementsAre(kJanuary, kFebruary));
  EXPECT_THAT(Events([](auto& request) { request.set_audience(AUDIENCE_DESIGNATED_CITIES); }), ElementsAre(kMeeting));
  EXPECT_THAT(Events([](auto& request) { request.set_prefecture_code("13"); }), ElementsAre(kMeeting));
  EXPECT_THAT(Events([](auto& request) { request.set_kind(Event::KIND_TRAINING); }), ElementsAre(kJanuary, kFebruary));
  EXPECT_THAT(Events([](auto& request) { request.set_state(Event::STATE_PLANNED); }), ElementsAre(kMeeting));
  EXPECT_THAT(Events([](auto& request) { request.set_training_program("trainingPrograms/paediatric-home-care"); }),
              ElementsAre(kFebruary));
  EXPECT_THAT(Events([](auto& request) { request.set_catalog_program("programs/home-care-lecturer-training"); }),
              ElementsAre(kJanuary));
  EXPECT_THAT(Events([](auto& request) {
                request.set_fiscal_year(2014);
                request.set_field(TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
                request.set_audience(AUDIENCE_DOCTORS);
              }),
              ElementsAre(kFebruary));
}

TEST_F(TrainingDataAnswersTest, NursingIsTheProgrammeThatIsNewIn2016) {
  EXPECT_THAT(TrainingPrograms([](auto& request) { request.set_new_in_fiscal_year(2016); }),
              ElementsAre("trainingPrograms/home-visit-nursing"));
  EXPECT_THAT(TrainingPrograms([](auto& request) { request.set_fiscal_year(2015); }),
              ElementsAre("trainingPrograms/elderly-home-care", "trainingPrograms/paediatric-home-care"));
  EXPECT_THAT(TrainingPrograms([](auto& request) { request.set_fiscal_year(2016); }), SizeIs(3));
  EXPECT_THAT(TrainingPrograms([](auto& request) { request.set_fiscal_year(2014); }), IsEmpty());
}

TEST_F(TrainingDataAnswersTest, FebruarysTimetableHasOneGapAndHalfAnHourUnallocated) {
  ASSERT_OK_AND_ASSIGN(const auto check, Check(kFebruary));
  ASSERT_THAT(check.findings(), SizeIs(2));
  const TimetableFinding& gap = check.findings(0);
  EXPECT_EQ(gap.kind(), TimetableFinding::KIND_GAP);
  EXPECT_EQ(absl::StrCat(gap.start_time(), "-", gap.end_time(), " ", gap.minutes()), "11:00-11:10 10");
  const TimetableFinding& unallocated = check.findings(1);
  EXPECT_EQ(unallocated.kind(), TimetableFinding::KIND_UNALLOCATED);
  EXPECT_EQ(absl::StrCat(unallocated.start_time(), "-", unallocated.end_time(), " ", unallocated.minutes()),
            "11:10-14:20 30");
  EXPECT_THAT(check.blocks(), SizeIs(4));
  EXPECT_FALSE(check.revision().empty());
}

TEST_F(TrainingDataAnswersTest, JanuaryAndTheMeetingHaveNoTimetable) {
  for (const char* event : {kJanuary, kMeeting}) {
    EXPECT_THAT(Check(event), HasReason(type::v1::ERROR_REASON_NO_TIMETABLE));
  }
  EXPECT_THAT(Check("events/none"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(TrainingDataAnswersTest, ReadersAreWarned) {
  EXPECT_THAT(Flags(""), ElementsAre(absl::StrCat(kJanuary, " schedule.date DATED_BEFORE_PROGRAMME computed"),
                                     absl::StrCat(kJanuary, " schedule.date DATED_BEFORE_PROGRAMME"),
                                     absl::StrCat(kJanuary, " title TIMETABLE_ATTRIBUTION_INFERRED"),
                                     absl::StrCat(kFebruary, " schedule.date DATED_BEFORE_PROGRAMME computed"),
                                     absl::StrCat(kFebruary, " schedule.date DATED_BEFORE_PROGRAMME"),
                                     absl::StrCat(kFebruary, " timetable TIMETABLE_DOES_NOT_ADD_UP computed"),
                                     absl::StrCat(kFebruary, " timetable TIMETABLE_ATTRIBUTION_INFERRED")));
  EXPECT_THAT(Flags(kMeeting), IsEmpty());  // Wednesday it was, as printed.
  EXPECT_THAT(Flags("", "TIMETABLE_ATTRIBUTION_INFERRED"), SizeIs(2));
}

TEST_F(TrainingDataAnswersTest, TheTimetablesAttributionCanBeConfirmed) {
  ReviewFactRequest request;
  request.set_name(kFebruary);
  request.set_fact("timetable");
  request.set_verdict(type::v1::FactReview::VERDICT_CONFIRMED);
  request.set_reason("The contractor's own programme is the same.");
  ASSERT_OK_AND_ASSIGN(const auto review, server_.Call(&TrainingStub::ReviewFact, request));
  EXPECT_THAT(review.entry().event().reviews(), SizeIs(1));
  request.set_name(kJanuary);
  EXPECT_THAT(server_.Call(&TrainingStub::ReviewFact, request), HasReason(type::v1::ERROR_REASON_FACT_NOT_INFERRED));
}

TEST_F(TrainingDataAnswersTest, NobodyAppliedYet) {
  GetParticipationRequest request;
  request.set_event(kMeeting);
  ASSERT_OK_AND_ASSIGN(const auto participation, server_.Call(&TrainingStub::GetParticipation, request));
  EXPECT_EQ(participation.participating_prefectures(), 0);
  EXPECT_EQ(participation.all_prefectures(), 47);
  EXPECT_FALSE(participation.places().has_limit());  // A quota is no capacity.
}

// How often a line is in a calendar.
int Count(const std::string& calendar, const std::string& line) {
  const std::vector<std::string> lines = absl::StrSplit(calendar, "\r\n");
  return static_cast<int>(std::count(lines.begin(), lines.end(), line));
}

TEST_F(TrainingDataAnswersTest, CalendarsHoldWhatIsAskedFor) {
  ExportCalendarRequest request;
  ASSERT_OK_AND_ASSIGN(const auto all, Export(request));
  EXPECT_EQ(all.entries(), 3);
  EXPECT_EQ(Count(all.calendar(), "BEGIN:VEVENT"), 3);
  EXPECT_EQ(Count(all.calendar(), "DTSTART;VALUE=DATE:20150117"), 1);
  EXPECT_EQ(Count(all.calendar(), "DTSTART;TZID=Asia/Tokyo:20160316T130000"), 1);

  request.set_fiscal_year(2014);
  ASSERT_OK_AND_ASSIGN(const auto year, Export(request));
  EXPECT_EQ(year.entries(), 2);
  request.set_field(TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  request.set_detail(ExportCalendarRequest::DETAIL_TIMETABLE);
  ASSERT_OK_AND_ASSIGN(const auto timetable, Export(request));
  EXPECT_EQ(timetable.entries(), 4);
  EXPECT_EQ(Count(timetable.calendar(), "DTSTART;TZID=Asia/Tokyo:20150207T111000"), 1);
  request.set_month("2015-01");
  ASSERT_OK_AND_ASSIGN(const auto none, Export(request));
  EXPECT_EQ(none.entries(), 0);
}

TEST_F(TrainingDataAnswersTest, ACalendarOfOneEventIsTheSameAtItsRevisionForever) {
  ExportCalendarRequest request;
  request.set_event(kMeeting);
  request.set_language("en");
  ASSERT_OK_AND_ASSIGN(const auto before, Export(request));
  EXPECT_EQ(before.entries(), 1);
  EXPECT_EQ(Count(before.calendar(), "SEQUENCE:1"), 1);

  UpdateEventRequest change;
  change.mutable_event()->set_name(kMeeting);
  change.mutable_event()->set_state(Event::STATE_CANCELLED);
  change.mutable_update_mask()->add_paths("state");
  ASSERT_OK(server_.Call(&TrainingStub::UpdateEvent, change));
  ASSERT_OK_AND_ASSIGN(const auto after, Export(request));
  EXPECT_EQ(Count(after.calendar(), "SEQUENCE:2"), 1);
  EXPECT_EQ(Count(after.calendar(), "STATUS:CANCELLED"), 1);
  EXPECT_EQ(Count(after.calendar(), "UID:2016-03-joint-meeting@training.zaitaku"), 1);

  request.set_revision(before.revision());
  ASSERT_OK_AND_ASSIGN(const auto again, Export(request));
  EXPECT_EQ(again.calendar(), before.calendar());
}

TEST_F(TrainingDataAnswersTest, CalendarsOfNothingAreRefused) {
  ExportCalendarRequest request;
  request.set_event("events/none");
  EXPECT_THAT(Export(request), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
  request.set_event(kMeeting);
  request.set_fiscal_year(2015);
  EXPECT_THAT(Export(request), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
  request.clear_fiscal_year();
  request.set_language("fr");
  EXPECT_THAT(Export(request), HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

TEST_F(TrainingDataAnswersTest, FlagsComeInPagesEachOnce) {
  // A programme's flags after the events', and several of one fact.
  TrainingProgram program;
  program.set_name("trainingPrograms/z");
  program.mutable_display_name()->set_ja("研修");
  program.set_field(TRAINING_FIELD_HOME_VISIT_NURSING);
  type::v1::FactSource& source = *program.add_sources();
  source.set_fact("purpose");
  type::v1::Provenance& provenance = *source.mutable_provenance();
  const auto february = [this] {
    GetEventRequest get;
    get.set_name(kFebruary);
    return *server_.Call(&TrainingStub::GetEvent, get);
  }();
  provenance = february.sources(0).provenance();
  provenance.clear_flags();
  for (const char* code : {"ONE", "TWO", "THREE"}) {
    type::v1::DataQualityFlag& flag = *provenance.add_flags();
    flag.set_code(code);
    flag.mutable_note()->set_ja("注");
    flag.mutable_note()->set_en("note");
  }
  UpdateTrainingProgramRequest update;
  *update.mutable_training_program() = program;
  update.set_allow_missing(true);
  ASSERT_OK(server_.Call(&TrainingStub::UpdateTrainingProgram, update));
  const auto all = Flags("");
  ASSERT_GT(all.size(), 4u);
  for (const int page_size : {1, 2, 3, static_cast<int>(all.size())}) EXPECT_EQ(FlagsInPages(page_size), all);
  ListQualityFlagsRequest wrong;
  wrong.set_page_token("x");
  EXPECT_THAT(server_.Call(&TrainingStub::ListQualityFlags, wrong),
              HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN));
}

TEST_F(TrainingDataAnswersTest, FlagsPageIsCutShortWhereItWouldBeLarge) {
  // Each event has as much to say as one may have.
  for (int i = 0; i < 12; ++i) {
    UpdateEventRequest update;
    update.set_allow_missing(true);
    GetEventRequest get;
    get.set_name(kFebruary);
    ASSERT_OK_AND_ASSIGN(*update.mutable_event(), server_.Call(&TrainingStub::GetEvent, get));
    Event& event = *update.mutable_event();
    event.set_name(absl::StrCat("events/large-", i));
    event.clear_etag();
    const auto provenance = event.sources(0).provenance();
    event.clear_sources();
    for (int j = 0; j < 100; ++j) {
      type::v1::FactSource& source = *event.add_sources();
      source.set_fact("title");
      *source.mutable_provenance() = provenance;
      source.mutable_provenance()->clear_flags();
      type::v1::DataQualityFlag& flag = *source.mutable_provenance()->add_flags();
      flag.set_code("LARGE");
      flag.mutable_note()->set_ja(std::string(3000, 'x'));
      flag.mutable_note()->set_en("note");
    }
    ASSERT_OK(server_.Call(&TrainingStub::UpdateEvent, update));
  }
  ListQualityFlagsRequest request;
  ASSERT_OK_AND_ASSIGN(const auto page, server_.Call(&TrainingStub::ListQualityFlags, request));
  EXPECT_LT(page.ByteSizeLong(), 2u << 20);
  EXPECT_NE(page.next_page_token(), "");
  EXPECT_THAT(FlagsInPages(1000), SizeIs(testing::Ge(1200u)));
}

}  // namespace
}  // namespace zaitaku::training
