// The ministry's document with one place changed at a time: what is wrong is found there, and what is not wrong is
// read.
#include "services/council/survey_problems.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "services/council/survey_parsing.h"
#include "tests/generators/source_document.h"

namespace zaitaku::council {
namespace {

// Replaces the first occurrence behind `from`, which must be there.
std::string Replaced(std::string text, std::string_view what, std::string_view with, std::string_view from = "") {
  const size_t start = text.find(from);
  EXPECT_NE(std::string::npos, start) << from;
  const size_t at = text.find(what, start);
  EXPECT_NE(std::string::npos, at) << what;
  return text.replace(at, what.size(), with);
}

std::string Edited(std::string_view what, std::string_view with, std::string_view from = "") {
  return Replaced(generators::ReadSourceDocument(), what, with, from);
}

std::vector<type::v1::ImportProblem> ProblemsOf(std::string_view content) {
  return ParseSurveyDocument(content, "").problems;
}

std::string Describe(const std::vector<type::v1::ImportProblem>& problems) {
  std::string text;
  for (const type::v1::ImportProblem& problem : problems) {
    text += std::to_string(problem.line()) + ":" + std::to_string(problem.column()) + " [" + problem.cell() + "] " +
            problem.read() + " | " + problem.expected() + "\n";
  }
  return text;
}

// What should be found: its place, its cell, what is read there, and part of what is expected.
struct Expected {
  int line;
  int column;
  std::string_view cell;
  std::string_view read;
  std::string_view expected;
};

void ExpectProblems(const std::string& content, const std::vector<Expected>& expected) {
  const ParseResult result = ParseSurveyDocument(content, "");
  ASSERT_EQ(expected.size(), result.problems.size()) << Describe(result.problems);
  for (size_t i = 0; i < expected.size(); ++i) {
    const type::v1::ImportProblem& problem = result.problems[i];
    EXPECT_EQ(expected[i].line, problem.line()) << Describe(result.problems);
    EXPECT_EQ(expected[i].column, problem.column()) << Describe(result.problems);
    EXPECT_EQ(expected[i].cell, problem.cell());
    EXPECT_EQ(expected[i].read, problem.read());
    EXPECT_NE(std::string::npos, problem.expected().find(expected[i].expected)) << problem.expected();
    EXPECT_FALSE(problem.expected_ja().empty());
  }
  EXPECT_TRUE(result.parsed.reports.empty());
}

constexpr std::string_view kEstablishment = "設置状況";
constexpr std::string_view kPlan = "未設置の場合、今後の設置予定時期";
constexpr std::string_view kWide = "区域単位：都道府県";
constexpr std::string_view kSub = "区域単位：二次医療圏等";
constexpr std::string_view kPrefecture = "都道府県";

const v1::CouncilReport& Find(const ParseResult& result, std::string_view name) {
  for (const v1::CouncilReport& report : result.parsed.reports) {
    if (report.name() == name) return report;
  }
  ADD_FAILURE() << name << "\n" << Describe(result.problems);
  static const v1::CouncilReport kNone;
  return kNone;
}

// Cells
// -----------------------------------------------------------------------------------------------------------------------

TEST(SurveyProblemsTest, CoveredAboveTotal) {
  ExpectProblems(Edited("20/21医療圏", "22/21医療圏"), {{20, 15, kSub, "22/21", "no more areas"}});
}

TEST(SurveyProblemsTest, ZeroDenominator) {
  ExpectProblems(Edited("20/21医療圏", "0/0医療圏"), {{20, 15, kSub, "0/0", "greater than zero"}});
}

TEST(SurveyProblemsTest, NothingCoveredIsNoCircle) {
  ExpectProblems(Edited("20/21医療圏", "0/21医療圏"), {{20, 15, kSub, "0/21", "at least one"}});
}

TEST(SurveyProblemsTest, AbsurdTotal) {
  EXPECT_TRUE(ProblemsOf(Edited("20/21医療圏", "20/2000医療圏")).empty());
  ExpectProblems(Edited("20/21医療圏", "20/2001医療圏"), {{20, 15, kSub, "20/2001", "at most 2000"}});
  ExpectProblems(Edited("20/21医療圏", "20/99999999999999999999医療圏"),
                 {{20, 15, kSub, "20/99999999999999999999", "at most 2000"}});
}

TEST(SurveyProblemsTest, UnknownUnit) {
  ExpectProblems(Edited("20/21医療圏", "20/21学区"), {{20, 20, kSub, "学区", "one of the kinds of area"}});
}

TEST(SurveyProblemsTest, MissingUnit) {
  ExpectProblems(Edited("20/21医療圏", "20/21、3/4保健所"), {{20, 20, kSub, "", "one of the kinds of area"}});
}

TEST(SurveyProblemsTest, SameUnitTwice) {
  ExpectProblems(Edited("３/２７市\n\n町村", "３/５保\n\n健所"), {{49, 8, kSub, "保健所", "each kind of area once"}});
}

TEST(SurveyProblemsTest, FractionWithoutSlash) {
  ExpectProblems(Edited("20/21医療圏", "20医療圏"), {{20, 15, kSub, "20医療圏", "a slash"}});
}

TEST(SurveyProblemsTest, CircleWithoutFraction) {
  ExpectProblems(Edited("○：20/21医療圏", "○："), {{20, 13, kSub, "○：", "a slash"}});
  ExpectProblems(Edited("○：20/21医療圏", "○"), {{20, 13, kSub, "○", "a slash"}});
}

TEST(SurveyProblemsTest, UnreadableEstablishment) {
  ExpectProblems(Edited("2 青森県 ○", "2 青森県 △"), {{21, 7, kEstablishment, "△", "○ (there is a council)"}});
}

TEST(SurveyProblemsTest, EmptyRow) {
  ExpectProblems(Edited("2 青森県 ○   ○   ", "2 青森県"), {{21, 5, kEstablishment, "", "○ (there is a council)"}});
}

TEST(SurveyProblemsTest, UnreadablePrefectureWideMark) {
  ExpectProblems(Edited("2 青森県 ○   ○", "2 青森県 ○   △"), {{21, 11, kWide, "△", "empty cell"}});
}

TEST(SurveyProblemsTest, UnreadablePlan) {
  ExpectProblems(Edited("× 未定", "× 来年度中"), {{96, 10, kPlan, "来年度中", "a fiscal year"}});
}

TEST(SurveyProblemsTest, UnknownPlanScope) {
  ExpectProblems(Edited("（都道府県単位に\nついて）", "（知事に\nついて）"),
                 {{82, 1, kPlan, "（知事について）", "（都道府県単位について）"}});
}

TEST(SurveyProblemsTest, TwoPlansForOneScope) {
  ExpectProblems(Edited("H27年度\n\n中 ", "H27年度\n\n中、（都道府県単位について）未定"),
                 {{85, 3, kPlan, "（都道府県単位について）未定", "one plan for each scope"}});
}

TEST(SurveyProblemsTest, CircleInTheAreaCellsOfACross) {
  ExpectProblems(Edited("23 愛知県 × H27年度中", "23 愛知県 × H27年度中 ○ ○：1/2保健所"),
                 {{56, 17, kWide, "○", "no council"}, {56, 19, kSub, "○：1/2保健所", "no council"}});
}

TEST(SurveyProblemsTest, CrossInTheAreaCellsOfACrossIsRead) {
  const ParseResult result = ParseSurveyDocument(Edited("23 愛知県 × H27年度中", "23 愛知県 × H27年度中 × ×"), "");
  const v1::CouncilReport& report = Find(result, "surveys/2015-12/reports/home-medical-care-23");
  EXPECT_EQ(v1::PRESENCE_ABSENT, report.prefecture_wide());
  EXPECT_EQ(v1::PRESENCE_ABSENT, report.sub_prefectural());
}

TEST(SurveyProblemsTest, CircleWithoutAnyScopeIsNotStated) {
  const ParseResult result = ParseSurveyDocument(Edited("2 青森県 ○   ○   ", "2 青森県 ○"), "");
  const v1::CouncilReport& report = Find(result, "surveys/2015-12/reports/home-medical-care-02");
  EXPECT_EQ(v1::PRESENCE_PRESENT, report.establishment());
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, report.prefecture_wide());
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, report.sub_prefectural());
}

TEST(SurveyProblemsTest, PlanOfAnEstablishedCouncilIsForTheOnlyScopeThatIsMissing) {
  const ParseResult result = ParseSurveyDocument(Edited("（都道府県単位に\nついて）", ""), "");
  const v1::CouncilReport& report = Find(result, "surveys/2015-12/reports/home-medical-care-31");
  ASSERT_EQ(1, report.plans_size());
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, report.plans(0).scope());
}

TEST(SurveyProblemsTest, PlanOfAnEstablishedCouncilThatMissesNothingNeedsItsScope) {
  ExpectProblems(Edited("2 青森県 ○   ○   ", "2 青森県 ○ H28年度中 ○"),
                 {{21, 9, kPlan, "H28年度中", "what the plan is for"}});
}

TEST(SurveyProblemsTest, PlanForThePrefectureWideCouncilThatIsThere) {
  ExpectProblems(Edited("2 青森県 ○   ○   ", "2 青森県 ○（都道府県単位について）H28年度中 ○"),
                 {{21, 8, kPlan, "（都道府県単位について）H28年度中", "no plan"}});
}

// Rows
// ------------------------------------------------------------------------------------------------------------------------

TEST(SurveyProblemsTest, MissingRowIsReportedWhereTheNextBegins) {
  ExpectProblems(Edited("3 岩手県 ○   ○   \n", ""), {{22, 1, kPrefecture, "4 宮城県", "the row 3 岩手県"}});
}

TEST(SurveyProblemsTest, MissingRowsInARunAreOneProblem) {
  ExpectProblems(Edited("3 岩手県 ○   ○   \n4 宮城県 ○   ○   \n", ""),
                 {{22, 1, kPrefecture, "5 秋田県", "the rows 3 岩手県, 4 宮城県"}});
}

TEST(SurveyProblemsTest, MissingLastRowIsReportedAtTheTotals) {
  ExpectProblems(Edited("47 沖縄県 ○   ○   \n", ""), {{115, 5, kPrefecture, "", "the row 47 沖縄県"}});
}

TEST(SurveyProblemsTest, DoubledRow) {
  ExpectProblems(Edited("4 宮城県 ○   ○   \n", "4 宮城県 ○   ○   \n3 岩手県 ○   ○   \n"),
                 {{24, 1, kPrefecture, "3 岩手県", "each prefecture in one row"}});
}

TEST(SurveyProblemsTest, RowOutOfOrderIsOneProblem) {
  const std::string moved = Edited("3 岩手県 ○   ○   \n", "");
  ExpectProblems(Replaced(moved, "8 茨城県 ○   ○   \n", "8 茨城県 ○   ○   \n3 岩手県 ○   ○   \n"),
                 {{27, 1, kPrefecture, "3 岩手県", "after 2 青森県"}});
}

TEST(SurveyProblemsTest, PrefectureUnderAnothersNumber) {
  ExpectProblems(Edited("12 千葉県", "13 千葉県"), {{36, 1, kPrefecture, "13 千葉県", "12 千葉県"}});
}

TEST(SurveyProblemsTest, SwappedNamesAreTwoProblems) {
  const std::string swapped = Edited("8 茨城県", "8 栃木県");
  ExpectProblems(Replaced(swapped, "9 栃木県", "9 茨城県"),
                 {{27, 1, kPrefecture, "8 栃木県", "9 栃木県"}, {28, 1, kPrefecture, "9 茨城県", "8 茨城県"}});
}

TEST(SurveyProblemsTest, RowWithoutNumber) {
  ExpectProblems(Edited("12 千葉県", "千葉県"), {{36, 1, kPrefecture, "千葉県", "12 千葉県"}});
}

TEST(SurveyProblemsTest, UnknownPrefecture) {
  ExpectProblems(Edited("11 埼玉県", "11 崎玉県"), {{32, 4, kPrefecture, "崎玉県", "here 埼玉県"}});
  ExpectProblems(Edited("11 埼玉県", "11 埼玉"), {{32, 4, kPrefecture, "埼玉", "here 埼玉県"}});
}

TEST(SurveyProblemsTest, RowsBehindTheTotalsAreNotLost) {
  ExpectProblems(Edited("18道県137圏域 \n", "18道県137圏域 \n48 樺太県 ○ ○\n"),
                 {{117, 1, "", "48樺太県○○", "the notes right after the totals"}});
}

TEST(SurveyProblemsTest, TextBeforeTheFirstRow) {
  ExpectProblems(Edited("1 北海道", "暫定 1 北海道"), {{20, 1, "", "暫定", "the first row"}});
}

// Totals and notes
// ------------------------------------------------------------------------------------------------------------

TEST(SurveyProblemsTest, PrintedTotalsThatDisagreeAreNoProblem) {
  const ParseResult result = ParseSurveyDocument(Edited("    44   41  18道県137圏域", "    40   30  10道県99圏域"), "");
  ASSERT_TRUE(result.problems.empty()) << Describe(result.problems);
  EXPECT_EQ(99, result.parsed.survey.notes(0).printed_totals().sub_prefectural_councils());
}

TEST(SurveyProblemsTest, TotalsWithoutAreasAreRead) {
  const ParseResult result = ParseSurveyDocument(Edited("    44   41  18道県137圏域", "    44   41"), "");
  ASSERT_TRUE(result.problems.empty()) << Describe(result.problems);
  const v1::PrintedTotals& totals = result.parsed.survey.notes(0).printed_totals();
  EXPECT_EQ(44, totals.established());
  EXPECT_EQ(41, totals.prefecture_wide());
  EXPECT_FALSE(totals.has_sub_prefectural_prefectures());
  EXPECT_FALSE(totals.has_sub_prefectural_councils());
}

TEST(SurveyProblemsTest, MissingTotals) {
  ExpectProblems(Edited("    44   41  18道県137圏域 \n", ""), {{117, 1, "", "", "the row of totals"}});
}

TEST(SurveyProblemsTest, TotalsThatCannotBeToldApart) {
  ExpectProblems(Edited("44   41  18道県", "444118道県"), {{116, 5, "", "444118道県137圏域", "the totals"}});
}

TEST(SurveyProblemsTest, MissingDefinition) {
  ExpectProblems(
      Edited("在宅医療推進協議会とは", "当該会議とは"),
      {{118, 1, "", "○当該会議とは、在宅医療にかかる地域の課題や対策について、行政と医療関係者が協議を行う場を指す。",
        "the notes right after"},
       {120, 1, "", "", "what the council is"}});
}

TEST(SurveyProblemsTest, MissingAreaUnitDefinition) {
  const std::vector<type::v1::ImportProblem> problems = ProblemsOf(Edited("区域単位とは", "区域とは"));
  ASSERT_EQ(1u, problems.size()) << Describe(problems);
  EXPECT_EQ(118, problems[0].line());
}

TEST(SurveyProblemsTest, MissingReferenceMonth) {
  ExpectProblems(Edited(" （平成27年12月時点） \n", " \n"), {{120, 55, "", "", "the reference month"}});
  ExpectProblems(Edited("\n（平成27年12月時点） \n", "\n", "富山県は、"), {{231, 55, "", "", "the reference month"}});
}

TEST(SurveyProblemsTest, UnreadableReferenceMonth) {
  ExpectProblems(Edited("（平成27年12月時点）", "（平成27年13月時点）"),
                 {{120, 58, "", "平成27年13月", "the reference month"}});
  ExpectProblems(Edited("（平成27年12月時点）", "（明治5年12月時点）"),
                 {{120, 58, "", "明治5年12月", "the reference month"}});
}

TEST(SurveyProblemsTest, DayOfTheReferenceMonthIsNotKept) {
  std::string content = Edited("（平成27年12月時点）", "（平成27年12月1日時点）");
  const ParseResult result = ParseSurveyDocument(content, "");
  ASSERT_TRUE(result.problems.empty()) << Describe(result.problems);
  EXPECT_EQ("2015-12", result.parsed.survey.reference_month());
}

TEST(SurveyProblemsTest, MonthsOfTheTwoTablesMustAgree) {
  ExpectProblems(Edited("（平成27年12月時点）", "（平成27年11月時点）", "富山県は、"),
                 {{232, 2, "", "平成27年11月", "平成27年12月"}});
}

TEST(SurveyProblemsTest, UnreadableExample) {
  ExpectProblems(Edited("（例）福島県は", "（例）福岛県は"),
                 {{120, 34, "", "（例）福岛県は、県全域と6圏域で協議会あり。", "an example"}});
}

// The whole file
// --------------------------------------------------------------------------------------------------------------

TEST(SurveyProblemsTest, AllProblemsAreReportedAtOnceInOrder) {
  std::string content = Edited("20/21医療圏", "22/21医療圏");
  content = Replaced(content, "12 千葉県", "13 千葉県");
  content = Replaced(content, "× 未定", "× 来年度中");
  content = Replaced(content, "２/３地区医", "２/３県区医");
  content = Replaced(content, "30 和歌山県 ○   ○ ○：８/８保健所", "", "訪問看護推進協議会の設置状況 \n 都道府県");
  ExpectProblems(content, {{20, 15, kSub, "22/21", "no more"},
                           {36, 1, kPrefecture, "13 千葉県", "12 千葉県"},
                           {88, 6, kSub, "県区医師会", "one of the kinds"},
                           {96, 10, kPlan, "来年度中", "a fiscal year"},
                           {193, 1, kPrefecture, "31 鳥取県", "the row 30 和歌山県"}});
}

TEST(SurveyProblemsTest, EmptyFile) {
  ExpectProblems("", {{1, 1, "", "", "the ministry's survey"}});
  ExpectProblems(" \n\n　\n", {{1, 1, "", "", "the ministry's survey"}});
}

TEST(SurveyProblemsTest, AnotherDocument) {
  ExpectProblems("\n拝啓 時下ますます\n", {{2, 1, "", "拝啓時下ますます", "the ministry's survey"}});
}

TEST(SurveyProblemsTest, MissingSecondTable) {
  const std::string content = generators::ReadSourceDocument();
  const std::string first = content.substr(0, content.find("訪問看護推進協議会の設置状況 \n 都道府県"));
  ExpectProblems(first, {{120, 69, "", "", "訪問看護推進協議会の設置状況"}});
}

TEST(SurveyProblemsTest, UnreadableFirstHeader) {
  const std::string content = Edited("×：未設\n置） \n\n未設置の場合、\n", "×：なし） \n\n未設置の場合、\n");
  ExpectProblems(
      content,
      {{3, 2, "", "都道府県設置状況（○：設置済み×：なし）未設置の場合、今後の設置予定時期区域単位都道府県二次医療圏等",
        "the header"}});
}

TEST(SurveyProblemsTest, UnreadableRepeatedHeader) {
  const std::string content = Edited("×：未設\n置） \n\n未設置の場合、今\n", "×：なし） \n\n未設置の場合、今\n");
  const std::vector<type::v1::ImportProblem> problems = ProblemsOf(content);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(61, problems[0].line()) << Describe(problems);
}

TEST(SurveyProblemsTest, UnreadableOnlyHeader) {
  std::string content = Edited("×：未設\n置） \n\n未設置の場合、\n", "×：なし） \n\n未設置の場合、\n",
                               "訪問看護推進協議会の設置状況 \n 都道府県");
  content = Replaced(content, "×：未設\n置） \n\n未設置の場合、今\n", "×：なし） \n\n未設置の場合、今\n",
                     "訪問看護推進協議会の設置状況 \n 都道府県");
  const std::vector<type::v1::ImportProblem> problems = ProblemsOf(content);
  ASSERT_EQ(1u, problems.size()) << Describe(problems);
  EXPECT_EQ(125, problems[0].line());
  EXPECT_NE(std::string::npos, problems[0].expected().find("the header of the table after its title"));
}

TEST(SurveyProblemsTest, TablesInTheOtherOrderAreRead) {
  const std::string content = generators::ReadSourceDocument();
  const size_t first = content.find("在宅医療推進協議会の設置状況 \n 都道府県 \n\n設置状況 \n（");
  const size_t second = content.find("訪問看護推進協議会の設置状況 \n 都道府県");
  const size_t end = content.find("在宅医療と介護・福祉等の多分野との連携について");
  const ParseResult result = ParseSurveyDocument(
      content.substr(second, end - second) + content.substr(first, second - first) + content.substr(end), "");
  ASSERT_TRUE(result.problems.empty()) << Describe(result.problems);
  EXPECT_EQ("surveys/2015-12/reports/home-medical-care-01", result.parsed.reports[0].name());
  EXPECT_EQ(44, result.parsed.survey.notes(0).printed_totals().established());
}

TEST(SurveyProblemsTest, InvalidUtf8) {
  ExpectProblems(Edited("2 青森県 ○", "2 青森県 \x93"), {{21, 7, "", "0x93", "UTF-8"}});
  ExpectProblems(Edited("地域医療構想ガイドライン", "\xED\xA0\x80"), {{303, 1, "", "0xED", "UTF-8"}});
}

TEST(SurveyProblemsTest, NulBytes) {
  ExpectProblems(Edited("2 青森県 ○", std::string_view("2 青森県 \0○", 17)), {{21, 7, "", "0x00", "without NUL"}});
}

TEST(SurveyProblemsTest, OtherEncodingIsOneKindOfProblem) {
  std::string content;
  for (int i = 0; i < 100; ++i) content += "\x8D\xDD\x91\xEE\x88\xE3\x97\xC3\n";
  const std::vector<type::v1::ImportProblem> problems = ProblemsOf(content);
  ASSERT_EQ(20u, problems.size());
  for (const type::v1::ImportProblem& problem : problems)
    EXPECT_NE(std::string::npos, problem.expected().find("UTF-8"));
}

TEST(SurveyProblemsTest, CrLfAndByteOrderMarkChangeNothing) {
  std::string content = "\xEF\xBB\xBF";
  for (const char c : generators::ReadSourceDocument()) content += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const ParseResult result = ParseSurveyDocument(content, "");
  const ParseResult plain = ParseSurveyDocument(generators::ReadSourceDocument(), "");
  ASSERT_EQ(94u, result.parsed.reports.size()) << Describe(result.problems);
  for (size_t i = 0; i < 94; ++i) {
    EXPECT_EQ(plain.parsed.reports[i].DebugString(), result.parsed.reports[i].DebugString());
  }
  EXPECT_EQ(plain.parsed.survey.DebugString(), result.parsed.survey.DebugString());
}

TEST(SurveyProblemsTest, ManyProblemsAreCountedNotListed) {
  ProblemList list;
  for (int i = 0; i < 10000; ++i) list.Add(10001 - i, 1, "", std::string(1000, 'x'), {"a", "b", "c"});
  const std::vector<type::v1::ImportProblem> problems = list.Take();
  ASSERT_EQ(kMaxImportProblems, problems.size());
  EXPECT_EQ("9501", problems.back().read());
  EXPECT_EQ(8002, problems.front().line());  // Only the first 2,000 are held, whatever comes.
  EXPECT_EQ(std::string(ProblemList::kMaxReadCharacters, 'x') + "…", problems.front().read());
  for (size_t i = 1; i < problems.size(); ++i) EXPECT_LE(problems[i - 1].line(), problems[i].line());
  EXPECT_TRUE(list.Take().empty());
}

// Time and size: a megabyte of anything is done with in far less than a second, and the answer stays small. The bar has
// room for a busy machine and for sanitizers.
void ExpectQuick(std::string_view piece, std::string_view before = "") {
  std::string content(before);
  while (content.size() < (1 << 20)) content += piece;
  const auto start = std::chrono::steady_clock::now();
  const ParseResult document = ParseSurveyDocument(content, "");
  const ParseResult csv = ParseSurveyCsv(content, "", "surveys/2015-12");
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  EXPECT_LT(elapsed.count(), 5.0) << piece;
  EXPECT_FALSE(csv.problems.empty());
  for (const ParseResult* result : {&document, &csv}) {
    size_t size = 0;
    for (const type::v1::ImportProblem& problem : result->problems) size += problem.ByteSizeLong();
    EXPECT_LE(result->problems.size(), kMaxImportProblems);
    EXPECT_LT(size, size_t{1} << 19);
  }
}

TEST(SurveyProblemsTest, HostileMegabytesAreRefusedQuickly) {
  const std::string source = generators::ReadSourceDocument();
  const std::string first_table = source.substr(0, source.find("2 青森県"));
  for (const std::string_view piece : {"1",
                                       "1 北海道○",
                                       "都道府県設置状況",
                                       "(",
                                       "（",
                                       "①",
                                       "○：",
                                       "1/1",
                                       "圏域",
                                       "1道県1圏域",
                                       "9",
                                       "×",
                                       "在宅医療推進協議会の設置状況",
                                       "区域単位とは",
                                       "時点",
                                       "、",
                                       "\n",
                                       " ",
                                       "\xEF\xB7\xBA",
                                       "\xFF",
                                       "\"",
                                       ",",
                                       "\n1 北海道 ○ ○：1/1",
                                       "1\n",
                                       "○：①1/2保健所"}) {
    ExpectQuick(piece);
    ExpectQuick(piece, first_table);
  }
  ExpectQuick(source);
  ExpectQuick(
      "在宅医療推進協議会,1,北海道,○,,○,\n",
      "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,区域単位：二次医療圏等\n");
}

TEST(SurveyProblemsTest, DocumentInOneLongLineIsReadAndItsProvenanceStaysSmall) {
  std::string content;
  for (const char c : generators::ReadSourceDocument()) content += c == '\n' ? ' ' : c;
  content.insert(content.find("○ 区域単位"), std::string(500000, ' '));
  const ParseResult result = ParseSurveyDocument(content, "");
  ASSERT_EQ(94u, result.parsed.reports.size()) << Describe(result.problems);
  for (const v1::CouncilReport& report : result.parsed.reports) {
    EXPECT_LE(report.provenance().verbatim().size(), 4096u);
    EXPECT_TRUE(
        report.provenance().verbatim().starts_with(report.cells().row_number() + " " + report.cells().prefecture()));
  }
}

}  // namespace
}  // namespace zaitaku::council
