// What makes events and training programmes right.
#include "services/training/training_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"

namespace zaitaku::training {
namespace {

using namespace zaitaku::training::v1;  // NOLINT: the messages are what this test is about.
using testing::ElementsAre;
using testing::IsEmpty;

Event RightEvent() {
  Event event;
  event.set_name("events/2016-03-joint-meeting");
  event.mutable_title()->set_ja("合同会議");
  event.set_kind(Event::KIND_JOINT_MEETING);
  event.set_state(Event::STATE_OPEN);
  event.mutable_schedule()->set_date("2016-03-16");
  event.mutable_schedule()->set_start_time("13:00");
  event.mutable_schedule()->set_end_time("17:10");
  return event;
}

TrainingProgram RightProgram() {
  TrainingProgram program;
  program.set_name("trainingPrograms/home-visit-nursing");
  program.mutable_display_name()->set_ja("訪問看護");
  program.set_field(TRAINING_FIELD_HOME_VISIT_NURSING);
  return program;
}

template <typename Resource>
std::vector<std::string> WrongFields(const Resource& resource) {
  std::vector<std::string> fields;
  for (const FieldProblem& problem : Check(resource, "")) fields.push_back(problem.field);
  return fields;
}

TEST(TrainingRulesTest, WhatIsRightHasNoProblems) {
  EXPECT_THAT(WrongFields(RightEvent()), IsEmpty());
  EXPECT_THAT(WrongFields(RightProgram()), IsEmpty());
}

TEST(TrainingRulesTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(WrongFields(Event()), ElementsAre("name", "title.ja", "kind", "state", "schedule.date"));
  EXPECT_THAT(WrongFields(TrainingProgram()), ElementsAre("name", "display_name.ja", "field"));
}

struct EventCase {
  std::string field;
  std::function<void(Event&)> spoil;
};

TEST(TrainingRulesTest, EachWrongFieldOfAnEventIsNamed) {
  const auto block = [](Event& event) -> TimetableBlock& {
    TimetableBlock& added = *event.mutable_timetable()->add_blocks();
    added.set_start_time("09:00");
    added.set_end_time("11:00");
    return added;
  };
  const EventCase cases[] = {
      {"schedule.date", [](Event& e) { e.mutable_schedule()->set_date("2016-02-30"); }},
      {"schedule.start_time", [](Event& e) { e.mutable_schedule()->set_start_time("1:00"); }},
      {"schedule.end_time", [](Event& e) { e.mutable_schedule()->set_end_time("13:00"); }},
      {"schedule.start_time", [](Event& e) { e.mutable_schedule()->clear_start_time(); }},
      {"schedule.time_zone", [](Event& e) { e.mutable_schedule()->set_time_zone("UTC"); }},
      {"venue.prefecture_code", [](Event& e) { e.mutable_venue()->set_prefecture_code("48"); }},
      {"organisers[0].role", [](Event& e) { e.add_organisers()->mutable_name()->set_ja("日本医師会"); }},
      {"organisers[0].name.ja", [](Event& e) { e.add_organisers()->set_role(Organiser::ROLE_HOST); }},
      {"fields[1]",
       [](Event& e) {
         e.add_fields(TRAINING_FIELD_HOME_VISIT_NURSING);
         e.add_fields(TRAINING_FIELD_HOME_VISIT_NURSING);
       }},
      {"audiences[1]",
       [](Event& e) {
         e.add_audiences(AUDIENCE_DOCTORS);
         e.add_audiences(AUDIENCE_DOCTORS);
       }},
      {"audiences[0]", [](Event& e) { e.add_audiences(AUDIENCE_UNSPECIFIED); }},
      {"participants.count", [](Event& e) { e.mutable_participants(); }},
      {"participants.count", [](Event& e) { e.mutable_participants()->set_count(-1); }},
      {"catalog_program", [](Event& e) { e.set_catalog_program("events/a"); }},
      {"training_program", [](Event& e) { e.set_training_program("home-visit-nursing"); }},
      {"application_rule.per_government", [](Event& e) { e.mutable_application_rule()->set_per_government(0); }},
      {"application_rule.capacity", [](Event& e) { e.mutable_application_rule()->set_capacity(1'000'001); }},
      {"application_rule.expected[0].role",
       [](Event& e) { e.mutable_application_rule()->add_expected()->set_count(2); }},
      {"timetable.blocks[0].start_time", [](Event& e) { e.mutable_timetable()->add_blocks()->set_end_time("09:00"); }},
      {"timetable.blocks[0].end_time", [&](Event& e) { block(e).set_end_time("09:00"); }},
      {"timetable.blocks[0].items[0].title.ja", [&](Event& e) { block(e).add_items(); }},
      {"timetable.blocks[0].items[0].minutes",
       [&](Event& e) {
         TimetableItem& item = *block(e).add_items();
         item.mutable_title()->set_ja("講義");
         item.set_minutes(0);
       }},
      {"agenda[0].title.ja", [](Event& e) { e.add_agenda(); }},
      {"material_url", [](Event& e) { e.set_material_url("ftp://example.jp/"); }},
      {"sources[0].fact",
       [](Event& e) {
         type::v1::FactSource& source = *e.add_sources();
         source.set_fact("reviews");
         source.mutable_provenance()->set_document_sha256(std::string(64, 'a'));
         source.mutable_provenance()->set_first_line(1);
         source.mutable_provenance()->set_last_line(1);
         source.mutable_provenance()->set_verbatim("一");
         source.mutable_provenance()->set_basis(type::v1::Provenance::BASIS_STATED);
       }},
  };
  for (const EventCase& wrong : cases) {
    Event event = RightEvent();
    wrong.spoil(event);
    EXPECT_THAT(WrongFields(event), ElementsAre(wrong.field)) << event.ShortDebugString();
  }
}

TEST(TrainingRulesTest, UrlsAreThoseOfTheWeb) {
  const auto is_right = [](const std::string& url) {
    Event event = RightEvent();
    event.set_material_url(url);
    return WrongFields(event).empty();
  };
  for (const char* right : {"", "http://www.zaitakuiryo-yuumizaidan.com/main/highlevel-trainingprogram.html",
                            "https://example.jp", "https://example.jp:8443/a?b=c#d"}) {
    EXPECT_TRUE(is_right(right)) << right;
  }
  for (const char* wrong : {"example.jp", "http://", "https:///a", "http://:80/", "http://example.jp/a b",
                            "http://例え.jp/", "javascript:alert(1)", "http://example.jp/\n", "HTTP//example.jp"}) {
    EXPECT_FALSE(is_right(wrong)) << wrong;
  }
  EXPECT_TRUE(is_right("http://" + std::string(493, 'a')));
  EXPECT_FALSE(is_right("http://" + std::string(494, 'a')));
}

TEST(TrainingRulesTest, PrintedParticipantsAgreeWithTheirText) {
  const auto is_right = [](int count, bool approximate, const std::string& text) {
    Event event = RightEvent();
    event.mutable_participants()->set_count(count);
    event.mutable_participants()->set_approximate(approximate);
    event.mutable_participants()->set_text(text);
    return WrongFields(event).empty();
  };
  EXPECT_TRUE(is_right(280, true, "約２８０名"));
  EXPECT_FALSE(is_right(280, false, "約２８０名"));
  EXPECT_FALSE(is_right(140, true, "約２８０名"));
  EXPECT_TRUE(is_right(94, false, "各県２名、計９４名"));  // Words that say no one number are not judged.
  EXPECT_TRUE(is_right(0, false, ""));
}

TEST(TrainingRulesTest, AgendasAndTimetablesAreBounded) {
  Event event = RightEvent();
  AgendaItem* item = event.add_agenda();
  for (int depth = 1; depth < 5; ++depth) {
    item->mutable_title()->set_ja("議題");
    item = item->add_items();
  }
  item->mutable_title()->set_ja("議題");
  EXPECT_THAT(WrongFields(event), IsEmpty());
  item->add_items()->mutable_title()->set_ja("議題");
  EXPECT_THAT(WrongFields(event), ElementsAre("agenda[0].items[0].items[0].items[0].items[0].items"));

  Event wide = RightEvent();
  for (int i = 0; i < 200; ++i) wide.add_agenda()->mutable_title()->set_ja("議題");
  EXPECT_THAT(WrongFields(wide), IsEmpty());
  wide.add_agenda()->mutable_title()->set_ja("議題");
  EXPECT_THAT(WrongFields(wide), ElementsAre("agenda"));

  Event long_day = RightEvent();
  for (int i = 0; i < 51; ++i) {
    TimetableBlock& block = *long_day.mutable_timetable()->add_blocks();
    block.set_start_time("09:00");
    block.set_end_time("10:00");
  }
  EXPECT_THAT(WrongFields(long_day), ElementsAre("timetable.blocks"));
}

TEST(TrainingRulesTest, AnEventWithApplicationsIsNotAnnouncedAgain) {
  const Event::State all[] = {Event::STATE_PLANNED, Event::STATE_OPEN, Event::STATE_CLOSED, Event::STATE_HELD,
                              Event::STATE_CANCELLED};
  for (const Event::State before : all) {
    for (const Event::State after : all) {
      const bool may = after == before || after != Event::STATE_PLANNED;
      EXPECT_EQ(MayFollowWithApplications(before, after), may) << before << after;
    }
  }
}

TEST(TrainingRulesTest, AProgrammeExistsFromItsFirstYearToItsLastAndWhereItIsNew) {
  TrainingProgram program = RightProgram();
  EXPECT_FALSE(ExistsIn(program, 2016));  // Nothing is stated.
  program.add_new_in_fiscal_years(2016);
  EXPECT_TRUE(ExistsIn(program, 2016));
  EXPECT_FALSE(ExistsIn(program, 2017));
  program.set_first_fiscal_year(2016);
  EXPECT_TRUE(ExistsIn(program, 2017));
  EXPECT_FALSE(ExistsIn(program, 2015));
  program.set_last_fiscal_year(2018);
  EXPECT_TRUE(ExistsIn(program, 2018));
  EXPECT_FALSE(ExistsIn(program, 2019));
  program.set_last_fiscal_year(2015);
  EXPECT_THAT(WrongFields(program), ElementsAre("last_fiscal_year"));
  program.set_last_fiscal_year(2016);
  program.add_new_in_fiscal_years(2016);
  program.add_activities();
  EXPECT_THAT(WrongFields(program), ElementsAre("new_in_fiscal_years[1]", "activities[0].ja"));
}

}  // namespace
}  // namespace zaitaku::training
