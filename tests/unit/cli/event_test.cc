// Training events and programmes: lists, one at length, timetables.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "platform/status/status.h"
#include "tests/unit/cli/canned_catalog.h"
#include "tests/unit/cli/canned_training.h"
#include "tests/unit/cli/fake_servers.h"
#include "tests/unit/cli/golden_files.h"

namespace zaitaku::cli {
namespace {

namespace v1 = training::v1;
using ::testing::HasSubstr;
using ::testing::Not;

class EventTest : public ::testing::Test {
 protected:
  EventTest() {
    auto& training = servers_.training;
    training.on_list_events = [this](const auto& request, auto* response) {
      lists_.push_back(request);
      *response = CannedEvents();
      return grpc::Status::OK;
    };
    training.on_get_event = [this](const auto& request, auto* response) {
      asked_ = request.name();
      revision_ = request.revision();
      *response = request.name() == kJointMeeting ? JointMeeting() : PaediatricTraining();
      return grpc::Status::OK;
    };
    training.on_get_program = [](const auto& request, auto* response) {
      *response = NursingProgram();
      response->set_name(request.name());
      return grpc::Status::OK;
    };
    training.on_check_timetable = [](const auto&, auto* response) {
      *response = CannedCheck();
      return grpc::Status::OK;
    };
    servers_.catalog.on_get_program = [this](const auto& request, auto* response) {
      resolved_ = request.name();
      *response = CoordinationProgram();
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<v1::ListEventsRequest> lists_;
  std::string asked_, revision_, resolved_;
};

TEST_F(EventTest, ListIsATableInBothLanguages) {
  const Outcome english = RunCommand(servers_, {"event", "list"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(english.err, "3 events at revision 9-3d41a7c2f08b65e1\n");
  ExpectGolden("events.en.txt", english.out);
  ExpectGolden("events.ja.txt", RunCommand(servers_, {"event", "list", "--lang", "ja"}).out);
}

TEST_F(EventTest, FiltersTakeSlugsOfficialsWordsAndShortNames) {
  const Outcome outcome = RunCommand(servers_, {"event",
                                                "list",
                                                "--kind",
                                                "合同会議",
                                                "--state",
                                                "受付中",
                                                "--field",
                                                "小児等在宅医療",
                                                "--fiscal-year",
                                                "平成26年度",
                                                "--month",
                                                "2015-02",
                                                "--audience",
                                                "医師",
                                                "--prefecture",
                                                "東京都",
                                                "--training-program",
                                                "paediatric-home-care",
                                                "--program",
                                                "specialist-training"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto& request = lists_.front();
  EXPECT_EQ(request.kind(), v1::Event::KIND_JOINT_MEETING);
  EXPECT_EQ(request.state(), v1::Event::STATE_OPEN);
  EXPECT_EQ(request.field(), v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE);
  EXPECT_EQ(request.fiscal_year(), 2014);
  EXPECT_EQ(request.month(), "2015-02");
  EXPECT_EQ(request.audience(), v1::AUDIENCE_DOCTORS);
  EXPECT_EQ(request.prefecture_code(), "13");
  EXPECT_EQ(request.training_program(), "trainingPrograms/paediatric-home-care");
  EXPECT_EQ(request.catalog_program(), "programs/specialist-training");
}

TEST_F(EventTest, WithoutFiltersNothingIsAskedFor) {
  RunCommand(servers_, {"event", "list"});
  v1::ListEventsRequest plain;
  plain.set_page_size(100);
  EXPECT_EQ(lists_.front().SerializeAsString(), plain.SerializeAsString());
}

TEST_F(EventTest, OneIsShownAtLengthInBothLanguages) {
  const Outcome english = RunCommand(servers_, {"event", "get", "2015-02-paediatric-lecturer-training"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(asked_, kPaediatricTraining);
  EXPECT_EQ(resolved_, "programs/paediatric-lecturer-training");
  ExpectGolden("event.en.txt", english.out);
  ExpectGolden("event.ja.txt", RunCommand(servers_, {"event", "get", kPaediatricTraining, "--lang", "ja"}).out);
  ExpectGolden("meeting.en.txt", RunCommand(servers_, {"event", "get", kJointMeeting}).out);
  ExpectGolden("meeting.ja.txt", RunCommand(servers_, {"event", "get", kJointMeeting, "--lang", "ja"}).out);
}

TEST_F(EventTest, SourcesComeOnRequest) {
  const std::string plain = RunCommand(servers_, {"event", "get", kPaediatricTraining}).out;
  EXPECT_THAT(plain, Not(HasSubstr("line 654")));
  EXPECT_THAT(plain, HasSubstr("held †"));
  EXPECT_THAT(plain, HasSubstr("† inferred; --sources shows from what"));
  const std::string sources = RunCommand(servers_, {"event", "get", kPaediatricTraining, "--sources"}).out;
  EXPECT_THAT(sources, HasSubstr("line 654\n    inferred from: the document is younger than the event\n"));
  EXPECT_THAT(sources, Not(HasSubstr("│")));
  EXPECT_THAT(sources, Not(HasSubstr("--sources")));
  EXPECT_THAT(RunCommand(servers_, {"event", "get", kPaediatricTraining, "--verbatim"}).out,
              HasSubstr("    │ （平成27年2月7日開催）\n"));
}

TEST_F(EventTest, ProgrammeThatTheCatalogueKnowsIsShownByItsName) {
  EXPECT_THAT(
      RunCommand(servers_, {"event", "get", kPaediatricTraining}).out,
      HasSubstr(
          "Home care coordination programme (在宅医療・介護連携推進事業)  programs/paediatric-lecturer-training"));
}

TEST_F(EventTest, ProgrammeThatTheCatalogueDoesNotKnowIsUnresolved) {
  servers_.catalog.on_get_program = [](const auto& request, auto*) { return ToGrpc(ResourceNotFound(request.name())); };
  const Outcome english = RunCommand(servers_, {"event", "get", kPaediatricTraining});
  EXPECT_EQ(english.code, 0);
  EXPECT_THAT(english.out, HasSubstr("programs/paediatric-lecturer-training  unresolved: the programme catalogue does "
                                     "not know it"));
  EXPECT_THAT(RunCommand(servers_, {"event", "get", kPaediatricTraining, "--lang", "ja"}).out,
              HasSubstr("programs/paediatric-lecturer-training  未解決：事業カタログに登録がありません"));
}

TEST_F(EventTest, ProgrammeIsUnresolvedToWhileTheCatalogueDoesNotAnswerAndSaysSo) {
  const Outcome outcome = RunCommand(servers_, {"event", "get", kPaediatricTraining, "--catalog", "127.0.0.1:1"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("programs/paediatric-lecturer-training  unresolved: the programme catalogue did "
                                     "not answer (UNAVAILABLE 127.0.0.1:1)"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("does not know it")));
}

TEST_F(EventTest, TrainingProgrammeThatCannotBeReadIsShownByItsResourceName) {
  servers_.training.on_get_program = {};
  const Outcome outcome = RunCommand(servers_, {"event", "get", kPaediatricTraining});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Training programme  trainingPrograms/paediatric-home-care\n"));
}

TEST_F(EventTest, MissingEventHintsAtTheList) {
  servers_.training.on_get_event = [](const auto& request, auto*) { return ToGrpc(ResourceNotFound(request.name())); };
  const Outcome outcome = RunCommand(servers_, {"event", "get", "nothing"});
  EXPECT_EQ(outcome.code, 69);
  EXPECT_THAT(outcome.err, HasSubstr("`zaitaku event list`"));
}

TEST_F(EventTest, AtATimeAsksTheTrainingEventsForTheRevision) {
  servers_.training.on_find_revision = [](const auto&, auto* response) {
    response->set_revision("2-bbb");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"event", "get", "x", "--at", "2026-11-22"}).code, 0);
  EXPECT_EQ(revision_, "2-bbb");
}

TEST_F(EventTest, TimetableShowsMinutesSpeakersAndWhatDoesNotAddUp) {
  const Outcome english = RunCommand(servers_, {"event", "timetable", "2015-02-paediatric-lecturer-training"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(revision_, kTrainingRevision) << "the event is read at the check's revision";
  ExpectGolden("timetable.en.txt", english.out);
  ExpectGolden("timetable.ja.txt",
               RunCommand(servers_, {"event", "timetable", kPaediatricTraining, "--lang", "ja"}).out);
  ExpectGolden("timetable.csv", RunCommand(servers_, {"event", "timetable", kPaediatricTraining, "-o", "csv"}).out);
}

TEST_F(EventTest, TimetablesSourcesAreItsOwn) {
  const std::string out = RunCommand(servers_, {"event", "timetable", kPaediatricTraining, "--sources"}).out;
  EXPECT_THAT(out, HasSubstr("timetable.blocks[1].items[0].kind"));
  EXPECT_THAT(out, HasSubstr("inferred from: the speakers are the contractor's of February"));
  EXPECT_THAT(out, Not(HasSubstr("schedule.date")));
}

TEST_F(EventTest, TimetableAsJsonHoldsTheEventAndTheCheck) {
  const std::string out = RunCommand(servers_, {"event", "timetable", kPaediatricTraining, "-o", "json"}).out;
  google::protobuf::Struct read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out, &read).ok()) << out;
  EXPECT_EQ(read.fields().at("event").struct_value().fields().at("name").string_value(), kPaediatricTraining);
  EXPECT_EQ(read.fields().at("check").struct_value().fields().at("findings").list_value().values_size(), 2);
}

TEST_F(EventTest, EveryKindOfFindingHasWords) {
  servers_.training.on_check_timetable = [](const auto&, auto* response) {
    *response = CannedCheck();
    const auto add = [response](v1::TimetableFinding::Kind kind) {
      auto& finding = *response->add_findings();
      finding.set_kind(kind);
      finding.set_start_time("11:10");
      finding.set_end_time("14:20");
      finding.set_minutes(1);
      finding.set_block(2);
    };
    add(v1::TimetableFinding::KIND_OVERLAP);
    add(v1::TimetableFinding::KIND_OVERFULL);
    add(v1::TimetableFinding::KIND_OUTSIDE_EVENT);
    return grpc::Status::OK;
  };
  const std::string out = RunCommand(servers_, {"event", "timetable", kJointMeeting}).out;
  EXPECT_THAT(out, HasSubstr("11:10–14:20  1 minute that belong to two blocks\n"));
  EXPECT_THAT(out, HasSubstr("its items take 1 minute more than its 190\n"));
  EXPECT_THAT(out, HasSubstr("1 minute outside the event's own hours, 13:00–17:10\n"));
}

TEST_F(EventTest, TimetableThatAddsUpSaysSo) {
  servers_.training.on_check_timetable = [](const auto&, auto* response) {
    response->add_blocks()->set_block(0);
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers_, {"event", "timetable", "x"}).out, HasSubstr("the timetable adds up\n"));
}

TEST_F(EventTest, EventWithoutATimetableHasNoneMadeUp) {
  servers_.training.on_check_timetable = [](const auto&, auto*) {
    return ToGrpc(Error(type::v1::ERROR_REASON_NO_TIMETABLE, {"no timetable", "時間割がありません"}, {}));
  };
  const Outcome outcome = RunCommand(servers_, {"event", "timetable", "x"});
  EXPECT_EQ(outcome.code, 73);
  EXPECT_THAT(outcome.err, HasSubstr("none is made up"));
}

TEST_F(EventTest, AgendaIsNestedAndMarksWhatIsNew) {
  EXPECT_THAT(RunCommand(servers_, {"event", "agenda", kJointMeeting}).out,
              HasSubstr("  - Explanations by the administration (行政説明)\n    - Welfare division (障害福祉課)\n"
                        "      - [new] Medical short stays (医療型短期入所事業所確保事業)\n"));
  EXPECT_EQ(RunCommand(servers_, {"event", "agenda", kJointMeeting, "-o", "csv"}).out,
            "number,title_ja,title_en,is_new\r\n"
            "1,医療的ケア児について,Children with medical care needs,false\r\n"
            "2,行政説明,Explanations by the administration,false\r\n2.1,障害福祉課,Welfare division,false\r\n"
            "2.1.1,医療型短期入所事業所確保事業,Medical short stays,true\r\n");
}

TEST_F(EventTest, TrainingProgrammesAreListedAndShownWithWhatIsNew) {
  v1::ListTrainingProgramsRequest list;
  servers_.training.on_list_programs = [&list](const auto& request, auto* response) {
    list = request;
    *response = CannedTrainingPrograms();
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"training", "list", "--field", "訪問看護", "--new-in", "H28"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(list.field(), v1::TRAINING_FIELD_HOME_VISIT_NURSING);
  EXPECT_EQ(list.new_in_fiscal_year(), 2016);
  EXPECT_THAT(outcome.out, HasSubstr("home-visit-nursing  Home-visit nursing  home-visit-nursing  2016–         FY2016 "
                                     "(平成28年度)"));
  EXPECT_THAT(RunCommand(servers_, {"training", "list", "-o", "csv"}).out,
              HasSubstr("trainingPrograms/home-visit-nursing,訪問看護,Home-visit nursing,home-visit-nursing,programs/"
                        "specialist-training,2016,,2016,"));
  ExpectGolden("training.en.txt", RunCommand(servers_, {"training", "get", "home-visit-nursing"}).out);
  ExpectGolden("training.ja.txt", RunCommand(servers_, {"training", "get", "home-visit-nursing", "--lang", "ja"}).out);
}

}  // namespace
}  // namespace zaitaku::cli
