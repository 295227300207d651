// Tables, colours, errors: how things look.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/csv.h"
#include "cli/errors.h"
#include "cli/figure_paths.h"
#include "cli/style.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "platform/status/status.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Style kPlainStyle(false);

TEST(TableTest, WidthCountsTerminalColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("北海道"), 6);
  EXPECT_EQ(DisplayWidth("２０／２１"), 10);
  EXPECT_EQ(DisplayWidth("ｱｲ"), 2);
  EXPECT_EQ(DisplayWidth("○×"), 2);
  EXPECT_EQ(DisplayWidth("か\u3099"), 2);  // A combining voicing mark takes no column.
  EXPECT_EQ(DisplayWidth("\xff"), 1);
}

TEST(TableTest, JapaneseColumnsLineUp) {
  Table table({{"都道府県"}, {"数", Align::kRight}, {"Note"}});
  table.AddRow({"北海道", 20, "x"});
  table.AddRow({"Tokyo", 3, "○"});
  table.AddRow({"神奈川県", 137, ""});
  std::ostringstream out;
  table.Print(out, kPlainStyle, 2);
  EXPECT_EQ(out.str(),
            "  都道府県   数  Note\n"
            "  北海道     20  x\n"
            "  Tokyo       3  ○\n"
            "  神奈川県  137\n");
}

TEST(TableTest, ColoursDoNotMoveColumns) {
  Table table({{"A"}, {"B"}});
  table.AddRow({Cell("値", Tone::kGood), "x"});
  std::ostringstream out;
  table.Print(out, Style(true));
  EXPECT_EQ(out.str(), "\x1b[1mA\x1b[0m   \x1b[1mB\x1b[0m\n\x1b[32m値\x1b[0m  x\n");
}

TEST(TableTest, EmptyCellsKeepTheNextColumnInPlace) {
  Table table({{"A"}, {"B", Align::kRight}, {"C"}});
  table.AddRow({"", "", "x"});
  std::ostringstream out;
  table.Print(out, kPlainStyle);
  EXPECT_EQ(out.str(), "A  B  C\n      x\n");
}

TEST(TableTest, ControlCharactersAreShownAsPictures) {
  EXPECT_EQ(Printable("a\nb\x1b[31m\x7f"), "a␊b␛[31m␡");
  EXPECT_EQ(Printable("\xc2\x9b"), "\ufffd");        // CSI in one character.
  EXPECT_EQ(Printable("\xe2\x80\xae"), "\ufffd");    // Right-to-left override.
  EXPECT_EQ(Printable("\xe5\x8c"), "\ufffd\ufffd");  // Cut off.
  EXPECT_EQ(Printable("神奈川県 ○"), "神奈川県 ○");
}

TEST(TableTest, ListsBreakBetweenItemsOnly) {
  EXPECT_EQ(WrappedList({"Hokkaido 20/21", "Akita 2/9", "Fukushima 6/7"}, ", ", 4, 32),
            "Hokkaido 20/21, Akita 2/9,\n    Fukushima 6/7");
  EXPECT_EQ(WrappedList({"北海道", "秋田県", "福島県"}, "、", 0, 13), "北海道、\n秋田県、\n福島県");
  EXPECT_EQ(WrappedList({"北海道", "秋田県", "福島県"}, "、", 0, 16), "北海道、秋田県、\n福島県");
  EXPECT_EQ(WrappedList({}, ", ", 0, 10), "");
}

TEST(CsvTest, FieldsAreQuotedWhereNeeded) {
  std::ostringstream out;
  WriteCsvRow(out, {"a", "b,c", "d\"e", ""});
  EXPECT_EQ(out.str(), "a,\"b,c\",\"d\"\"e\",\r\n");
}

TEST(StyleTest, ColourOnlyOnATerminalThatCan) {
  const auto none = [](const char*) { return std::string(); };
  EXPECT_TRUE(WantsColour(true, none));
  EXPECT_FALSE(WantsColour(false, none));
  EXPECT_FALSE(WantsColour(true, [](const char* name) { return std::string(name) == "NO_COLOR" ? "1" : ""; }));
  EXPECT_FALSE(WantsColour(true, [](const char* name) { return std::string(name) == "TERM" ? "dumb" : "xterm"; }));
}

TEST(StyleTest, ResultsHaveColoursOnlyOnATerminal) {
  FakeServers servers;
  servers.on_summary = [](const auto&, auto* response) {
    *response = CannedSummary();
    return grpc::Status::OK;
  };
  const std::vector<std::string> get = {"summary", "get"};
  EXPECT_THAT(RunCommand(servers, get, {.is_terminal = true}).out,
              HasSubstr("\x1b[32mmatches the printed total\x1b[0m"));
  EXPECT_THAT(RunCommand(servers, get).out, Not(HasSubstr("\x1b")));
  const World no_colour = {.variables = {{"NO_COLOR", "1"}}, .is_terminal = true};
  EXPECT_THAT(RunCommand(servers, get, no_colour).out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(RunCommand({"--nonsense"}, no_colour).err, Not(HasSubstr("\x1b")));
  EXPECT_THAT(RunCommand({"--nonsense"}, {.is_terminal = true}).err, HasSubstr("\x1b[1;31m"));
}

TEST(ErrorsTest, ExitCodesAreSixtyFourAndTheCode) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("")), 65);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 69);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 78);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("")), 80);
}

std::string Printed(const absl::Status& status, Language language) {
  std::ostringstream err;
  PrintFailure(err, {{"報告の更新", "update the report"}, status, "council-registry 127.0.0.1:7051"}, language,
               kPlainStyle);
  return err.str();
}

TEST(ErrorsTest, ShowsStatusReasonAndEachField) {
  const absl::Status status = InvalidFields(
      {{"council_report.coverages[0].covered", "22 exceeds 21"}, {"council_report.plans", "two for one scope"}});
  EXPECT_EQ(Printed(status, Language::kEnglish),
            "error: cannot update the report: INVALID_ARGUMENT\n"
            "  council_report.coverages[0].covered: 22 exceeds 21 (and 1 more)\n"
            "  reason: INVALID_FIELD\n"
            "  - council_report.coverages[0].covered (--coverage): 22 exceeds 21\n"
            "  - council_report.plans (--plan): two for one scope\n"
            "hint: `--help` shows the notation and examples\n");
  const std::string japanese = Printed(status, Language::kJapanese);
  EXPECT_THAT(japanese, HasSubstr("エラー：報告の更新に失敗しました：INVALID_ARGUMENT\n"));
  EXPECT_THAT(japanese, HasSubstr("リクエストの項目に誤りがあります"));
  EXPECT_THAT(japanese, HasSubstr("  - council_report.plans（--plan）: two for one scope\n"));
}

TEST(ErrorsTest, SingleFieldIsNotSaidTwice) {
  EXPECT_EQ(Printed(InvalidField("survey", "required"), Language::kEnglish),
            "error: cannot update the report: INVALID_ARGUMENT\n"
            "  survey: required\n"
            "  reason: INVALID_FIELD\n"
            "  option: --survey\n"
            "hint: `--help` shows the notation and examples\n");
  EXPECT_THAT(Printed(InvalidField("survey", "required"), Language::kJapanese),
              HasSubstr("  - survey（--survey）: required\n"));
}

TEST(ErrorsTest, EveryReasonAndCodeThatACallerCanMendHasAHint) {
  using namespace type::v1;
  for (const auto& [reason, hint] : std::map<ErrorReason, std::string>{
           {ERROR_REASON_RESOURCE_NOT_FOUND, "zaitaku survey list"},
           {ERROR_REASON_NO_PUBLISHED_SURVEY, "zaitaku survey publish"},
           {ERROR_REASON_ETAG_MISMATCH, "read it again"},
           {ERROR_REASON_REASON_REQUIRED, "--reason"},
           {ERROR_REASON_REQUEST_ID_REUSED, "--request-id"},
           {ERROR_REASON_REVISION_FORKED, "restored from a copy"},
           {ERROR_REASON_REVISION_NOT_REACHED, "--revision"},
           {ERROR_REASON_SURVEY_INCOMPLETE, "--allow-incomplete"},
           {ERROR_REASON_STORE_UNAVAILABLE, "council-registry 127.0.0.1:7051"},
       }) {
    EXPECT_THAT(Printed(Error(reason, {"en", "ja"}), Language::kEnglish), HasSubstr(hint));
    EXPECT_THAT(Printed(Error(reason, {"en", "ja"}), Language::kJapanese), HasSubstr("ヒント："));
  }
  EXPECT_THAT(Printed(Overloaded({"busy", "混雑"}, absl::Seconds(2)), Language::kEnglish), HasSubstr("wait 2s"));
  EXPECT_THAT(Printed(absl::DeadlineExceededError("late"), Language::kEnglish), HasSubstr("--timeout"));
}

TEST(ErrorsTest, HintsAreAboutWhatWasAsked) {
  using namespace type::v1;
  const auto hint = [](ErrorReason reason, const std::string& key, const std::string& value) {
    return Printed(Error(reason, {"en", "ja"}, {{key, value}}), Language::kEnglish);
  };
  EXPECT_THAT(hint(ERROR_REASON_REASON_REQUIRED, "resource", "events/x/applications/000000002"),
              HasSubstr("attendance was recorded already"));
  EXPECT_THAT(hint(ERROR_REASON_REASON_REQUIRED, "resource", "surveys/2015-12"), HasSubstr("the survey is published"));
  EXPECT_THAT(hint(ERROR_REASON_BACKEND_UNAVAILABLE, "service", "council-registry"),
              HasSubstr("does not reach council-registry"));
  EXPECT_THAT(hint(ERROR_REASON_RESOURCE_NOT_FOUND, "resource", "surveys/2015-12/reports/home-medical-care-23"),
              HasSubstr("--allow-missing"));
  EXPECT_THAT(hint(ERROR_REASON_RESOURCE_NOT_FOUND, "resource", "events/x/applications/000000002"),
              HasSubstr("such as --prefecture 13"));
  const std::string own = "every row to be prefecture 13's, as named by prefecture_code or local_government_code";
  EXPECT_THAT(hint(ERROR_REASON_PERMISSION_DENIED, "needs", own), HasSubstr("hint: add --prefecture 13: "));
  // Rows that are named one by one have no filter to add.
  EXPECT_THAT(hint(ERROR_REASON_PERMISSION_DENIED, "needs", "every row to be prefecture 13's, as named by name"),
              HasSubstr("use a certificate"));
  EXPECT_THAT(hint(ERROR_REASON_PERMISSION_DENIED, "needs", "the role ministry"), HasSubstr("use a certificate"));
  EXPECT_THAT(Printed(absl::UnavailableError("Socket closed"), Language::kEnglish), HasSubstr("leave --insecure away"));
}

TEST(TermsTest, OptionsAreReadBySlugAndName) {
  EXPECT_EQ(ReadUnit("health-centre"), council::v1::AREA_UNIT_HEALTH_CENTRE);
  EXPECT_EQ(ReadUnit("二次医療圏"), council::v1::AREA_UNIT_MEDICAL_AREA);
  EXPECT_EQ(ReadUnit("unspecified"), std::nullopt);
  EXPECT_EQ(ReadRegion("kyushu-okinawa"), type::v1::REGION_KYUSHU_OKINAWA);
  EXPECT_EQ(ReadRegion("関東"), type::v1::REGION_KANTO);
  EXPECT_EQ(ReadKind("訪問看護推進協議会"), council::v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_EQ(ReadPrefecture("東京都"), "13");
  EXPECT_EQ(ReadPrefecture("tokyo"), "13");
  EXPECT_EQ(ReadPrefecture("01"), "01");
  EXPECT_EQ(ReadPrefecture("1"), std::nullopt);
  EXPECT_EQ(ReadPrefecture("48"), std::nullopt);
  EXPECT_EQ(SurveyName("2015-12"), "surveys/2015-12");
  EXPECT_EQ(SurveyName("surveys/latest"), "surveys/latest");
}

TEST(TermsTest, PathsOfFiguresAreWords) {
  const auto in_both = [](const char* path) {
    return FigurePathName(path, Language::kEnglish) + " | " + FigurePathName(path, Language::kJapanese);
  };
  EXPECT_EQ(in_both("home-medical-care.established"),
            "home medical care: prefectures with a council | 在宅医療：設置済みの都道府県");
  EXPECT_EQ(in_both("home-visit-nursing.units.health-centre.total"),
            "home-visit nursing: all public health centres (保健所) there | 訪問看護：保健所の総数");
  EXPECT_EQ(in_both("home-medical-care.plans.council.to-2015"),
            "home medical care: plans (council) by 2016-03-31 | "
            "在宅医療：設置予定（協議会）H27年度中（2016-03-31まで）");
  EXPECT_EQ(in_both("home-medical-care.plans.prefecture-wide.from-2015-to-2016"),
            "home medical care: plans (prefecture-wide council) 2015-04-01 to 2017-03-31 | "
            "在宅医療：設置予定（都道府県単位）H27年度～H28年度（2015-04-01～2017-03-31）");
  EXPECT_EQ(in_both("home-medical-care.plans.council.undecided"),
            "home medical care: plans (council) undecided | 在宅医療：設置予定（協議会）未定");
  EXPECT_EQ(in_both("combinations.only-home-visit-nursing"),
            "prefectures with the home-visit nursing council only | 二つの協議会：訪問看護のみ");
  for (const char* path : {"", ".", "combinations.x", "combinations.only-", "other.established", "home-medical-care",
                           "home-medical-care.x", "home-medical-care.units.x.covered",
                           "home-medical-care.plans.council.to-x", "home-medical-care.plans.council.x"}) {
    EXPECT_EQ(FigurePathName(path, Language::kEnglish), path);
  }
}

TEST(TermsTest, PathsOfSummariesAreWords) {
  const auto in_both = [](const char* path) {
    return SummaryFigureName(path, Language::kEnglish) + " | " + SummaryFigureName(path, Language::kJapanese);
  };
  EXPECT_EQ(in_both("region-3.home-medical-care.established"),
            "Kanto: home medical care: prefectures with a council | 関東：在宅医療：設置済みの都道府県");
  EXPECT_EQ(in_both("prefecture-13.combinations.both"),
            "Tokyo: prefectures with both councils | 東京都：二つの協議会：両方");
  EXPECT_EQ(in_both("programs.2016.all"), "FY2016: programmes | 平成28年度：事業");
  EXPECT_EQ(in_both("budgets.2015.draft"), "FY2015: draft budget in yen | 平成27年度：予算案（円）");
  EXPECT_EQ(in_both("events.2014.paediatric-home-care.count"),
            "FY2014: home medical care of children: training events | 平成26年度：小児等在宅医療：研修・行事");
  EXPECT_EQ(in_both("events.2015.state-held"), "FY2015: training events (held) | 平成27年度：研修・行事（開催済み）");
  EXPECT_EQ(in_both("applications.2015.none.admitted"),
            "FY2015: no field stated: applications admitted | 平成27年度：分野の記載なし：申込み：参加決定");
  for (const char* path : {"programs.2016.x", "programs.2016.x.y", "budgets.2015", "budgets.x.draft", "events.2014.x",
                           "events.2014.state-x", "events.2014.x.count", "events.2014.none.count.x"}) {
    EXPECT_EQ(SummaryFigureName(path, Language::kEnglish), path);
  }
}

TEST(TermsTest, ValuesOfANewerServerAreShownAsNumbers) {
  const auto unit = static_cast<council::v1::AreaUnit>(99);
  EXPECT_EQ(UnitName(unit, Language::kEnglish), "99");
  EXPECT_EQ(Slug(unit), "99");
  EXPECT_EQ(PrefectureName("99", Language::kJapanese), "99");
}

}  // namespace
}  // namespace zaitaku::cli
