// The table as CSV: what is written reads back, and what is wrong is found at its line and field.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "domain/survey_table.h"
#include "services/council/survey_parsing.h"
#include "tests/generators/source_document.h"
#include "tests/generators/survey_documents.h"

namespace zaitaku::council {
namespace {

constexpr std::string_view kHeads =
    "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,区域単位：二次医療圏等\n";
constexpr std::string_view kSurvey = "surveys/2015-12";

ParseResult Parse(std::string_view content) { return ParseSurveyCsv(content, "sha", kSurvey); }
ParseResult ParseRows(std::string_view rows) { return Parse(std::string(kHeads) + std::string(rows)); }

std::string Describe(const std::vector<type::v1::ImportProblem>& problems) {
  std::string text;
  for (const type::v1::ImportProblem& problem : problems) {
    text += std::to_string(problem.line()) + ":" + std::to_string(problem.column()) + " [" + problem.cell() + "] " +
            problem.read() + " | " + problem.expected() + "\n";
  }
  return text;
}

void ExpectProblem(const ParseResult& result, int line, int column, std::string_view cell, std::string_view read,
                   std::string_view expected) {
  ASSERT_EQ(1u, result.problems.size()) << Describe(result.problems);
  const type::v1::ImportProblem& problem = result.problems[0];
  EXPECT_EQ(line, problem.line());
  EXPECT_EQ(column, problem.column());
  EXPECT_EQ(cell, problem.cell());
  EXPECT_EQ(read, problem.read());
  EXPECT_NE(std::string::npos, problem.expected().find(expected)) << problem.expected();
  EXPECT_FALSE(problem.expected_ja().empty());
  EXPECT_TRUE(result.parsed.reports.empty());
}

// A report without its provenance and cells, which differ by nature.
std::string Facts(const v1::CouncilReport& report) {
  v1::CouncilReport facts = report;
  facts.clear_provenance();
  facts.clear_cells();
  return facts.DebugString();
}

void ExpectRoundTrip(const ParsedSurvey& survey) {
  const std::string csv = WriteSurveyCsv(survey.survey, survey.reports);
  const ParseResult result = ParseSurveyCsv(csv, "sha", survey.survey.name());
  ASSERT_TRUE(result.problems.empty()) << Describe(result.problems) << csv;
  ASSERT_EQ(survey.reports.size(), result.parsed.reports.size());
  for (size_t i = 0; i < survey.reports.size(); ++i) {
    ASSERT_EQ(Facts(survey.reports[i]), Facts(result.parsed.reports[i])) << csv;
  }
  ASSERT_EQ(survey.survey.notes_size(), result.parsed.survey.notes_size());
  for (int i = 0; i < survey.survey.notes_size(); ++i) {
    v1::PrintedTotals expected = survey.survey.notes(i).printed_totals();
    v1::PrintedTotals read = result.parsed.survey.notes(i).printed_totals();
    expected.clear_provenance();
    read.clear_provenance();
    EXPECT_EQ(expected.DebugString(), read.DebugString());
  }
  EXPECT_EQ(survey.survey.name(), result.parsed.survey.name());
  EXPECT_EQ(survey.survey.reference_month(), result.parsed.survey.reference_month());
}

// Round trips
// -----------------------------------------------------------------------------------------------------------------

TEST(SurveyCsvTest, SourceDocumentReadsBack) {
  const ParseResult result = ParseSurveyDocument(generators::ReadSourceDocument(), "sha");
  ASSERT_TRUE(result.problems.empty());
  ExpectRoundTrip(result.parsed);
}

TEST(SurveyCsvTest, GeneratedDocumentsReadBack) {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const ParseResult result = ParseSurveyDocument(generators::MakeSurveyDocument(seed).text, "sha");
    ASSERT_TRUE(result.problems.empty()) << Describe(result.problems);
    ExpectRoundTrip(result.parsed);
    if (HasFailure()) return;
  }
}

// Reading
// ---------------------------------------------------------------------------------------------------------------------

TEST(SurveyCsvTest, RowBecomesAReport) {
  const ParseResult result =
      ParseRows("在宅医療推進協議会,31,鳥取県,○,（都道府県単位について）H27年度中,×,○：①２/３地区医師会②1/5市町村\r\n");
  ASSERT_EQ(1u, result.parsed.reports.size()) << Describe(result.problems);
  const v1::CouncilReport& report = result.parsed.reports[0];
  EXPECT_EQ("surveys/2015-12/reports/home-medical-care-31", report.name());
  EXPECT_EQ(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, report.kind());
  EXPECT_EQ("31", report.prefecture_code());
  EXPECT_EQ(v1::PRESENCE_PRESENT, report.establishment());
  EXPECT_EQ(v1::PRESENCE_ABSENT, report.prefecture_wide());
  ASSERT_EQ(2, report.coverages_size());
  EXPECT_EQ(v1::AREA_UNIT_MUNICIPALITY, report.coverages(1).unit());
  ASSERT_EQ(1, report.plans_size());
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, report.plans(0).scope());
  EXPECT_EQ("○：①２/３地区医師会②1/5市町村", report.cells().sub_prefectural());
  EXPECT_EQ("sha", report.provenance().document_sha256());
  EXPECT_EQ(2, report.provenance().first_line());
  EXPECT_EQ(2, report.provenance().last_line());
  EXPECT_EQ("在宅医療推進協議会,31,鳥取県,○,（都道府県単位について）H27年度中,×,○：①２/３地区医師会②1/5市町村",
            report.provenance().verbatim());
  EXPECT_EQ("2015-12", result.parsed.survey.reference_month());
  EXPECT_EQ("", result.parsed.survey.reference_month_text());
}

TEST(SurveyCsvTest, QuotedFieldsMayHoldCommasQuotesAndLineEnds) {
  const ParseResult result = ParseRows(
      "\"在宅医療推進協議会\",\"1\",北海道,○,,○,\"○：20/\r\n21医療圏,\n3/"
      "4保健所\"\n訪問看護推進協議会,1,北海道,×,未定,,\n");
  ASSERT_EQ(2u, result.parsed.reports.size()) << Describe(result.problems);
  ASSERT_EQ(2, result.parsed.reports[0].coverages_size());
  EXPECT_EQ("○：20/21医療圏,3/4保健所", result.parsed.reports[0].cells().sub_prefectural());
  EXPECT_EQ(2, result.parsed.reports[0].provenance().first_line());
  EXPECT_EQ(4, result.parsed.reports[0].provenance().last_line());
  EXPECT_EQ(5, result.parsed.reports[1].provenance().first_line());
}

TEST(SurveyCsvTest, ByteOrderMarkLineEndsWidthsAndOrderOfColumnsDoNotMatter) {
  const ParseResult result = Parse(
      "\xEF\xBB\xBF区域単位:二次医療圏等,区域単位:都道府県,設置状況,都道府県,番号,協議会,"
      "未設置の場合、今後の設置予定時期,\r"
      "○:２０／２１ 医療圏,◯,〇,北海道,０１,在宅医療推進協議会,,\r"
      ",,,,,,,\r"
      "\r"
      ",,Ｘ,青森県,2,在宅医療推進協議会,平成27年度中,");
  ASSERT_EQ(2u, result.parsed.reports.size()) << Describe(result.problems);
  EXPECT_EQ(20, result.parsed.reports[0].coverages(0).covered());
  EXPECT_EQ(2015, result.parsed.reports[1].plans(0).interval().last_fiscal_year());
  EXPECT_EQ(5, result.parsed.reports[1].provenance().first_line());
}

TEST(SurveyCsvTest, AnySubsetOfRowsInAnyOrderIsRead) {
  const ParseResult result = ParseRows(
      "訪問看護推進協議会,9,栃木県,○,,○,\n在宅医療推進協議会,47,沖縄県,○,,,\n在宅医療推進協議会,2,青森県,×,,,\n");
  ASSERT_EQ(3u, result.parsed.reports.size()) << Describe(result.problems);
  EXPECT_EQ("surveys/2015-12/reports/home-medical-care-02", result.parsed.reports[0].name());
  EXPECT_EQ("surveys/2015-12/reports/home-medical-care-47", result.parsed.reports[1].name());
  EXPECT_EQ("surveys/2015-12/reports/home-visit-nursing-09", result.parsed.reports[2].name());
  EXPECT_EQ(0, result.parsed.survey.notes_size());
}

TEST(SurveyCsvTest, TotalsRowGivesPrintedTotals) {
  const ParseResult result = ParseRows(
      "在宅医療推進協議会,2,青森県,○,,,\n在宅医療推進協議会,,合計,44,,４１,１８道県137圏域\n訪問看護推進協議会,,合計,,,"
      "38,17圏域\n");
  ASSERT_EQ(2, result.parsed.survey.notes_size()) << Describe(result.problems);
  const v1::PrintedTotals& medical = result.parsed.survey.notes(0).printed_totals();
  EXPECT_EQ(44, medical.established());
  EXPECT_EQ(41, medical.prefecture_wide());
  EXPECT_EQ(18, medical.sub_prefectural_prefectures());
  EXPECT_EQ(137, medical.sub_prefectural_councils());
  EXPECT_EQ(3, medical.provenance().first_line());
  const v1::PrintedTotals& nursing = result.parsed.survey.notes(1).printed_totals();
  EXPECT_FALSE(nursing.has_established());
  EXPECT_FALSE(nursing.has_sub_prefectural_prefectures());
  EXPECT_EQ(17, nursing.sub_prefectural_councils());
}

TEST(SurveyCsvTest, ColonMayBeMissingWhereNothingElseCanBeMeant) {
  const ParseResult result = ParseRows("在宅医療推進協議会,2,青森県,○,,,○3/4保健所\n");
  ASSERT_EQ(1u, result.parsed.reports.size()) << Describe(result.problems);
  EXPECT_EQ(3, result.parsed.reports[0].coverages(0).covered());
}

// Problems
// --------------------------------------------------------------------------------------------------------------------

TEST(SurveyCsvTest, MissingHeadsAreAllReported) {
  const ParseResult result = Parse("協議会,都道府県,設置状況\n");
  ASSERT_EQ(4u, result.problems.size()) << Describe(result.problems);
  for (const type::v1::ImportProblem& problem : result.problems) EXPECT_EQ(1, problem.line());
  EXPECT_EQ("番号", result.problems[0].cell());
}

TEST(SurveyCsvTest, UnknownOrDoubledHead) {
  std::string heads(kHeads);
  heads.insert(heads.size() - 1, ",備考");
  ExpectProblem(Parse(heads + "在宅医療推進協議会,2,青森県,○,,,,\n"), 1, 8, "", "備考",
                "only the survey's column heads");
  heads = kHeads;
  heads.insert(heads.size() - 1, ",番号");
  ExpectProblem(Parse(heads + "在宅医療推進協議会,2,青森県,○,,,,\n"), 1, 8, "", "番号", "each once");
}

TEST(SurveyCsvTest, UnknownCouncil) {
  ExpectProblem(ParseRows("在宅協議会,2,青森県,○,,○,\n"), 2, 1, "協議会", "在宅協議会", "在宅医療推進協議会 or");
}

TEST(SurveyCsvTest, UnknownPrefecture) {
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森,○,,○,\n"), 2, 3, "都道府県", "青森", "47 prefectures");
}

TEST(SurveyCsvTest, PrefectureUnderAnothersNumber) {
  ExpectProblem(ParseRows("在宅医療推進協議会,3,青森県,○,,○,\n"), 2, 2, "番号", "3", "青森県, 2");
  ExpectProblem(ParseRows("在宅医療推進協議会,,青森県,○,,○,\n"), 2, 2, "番号", "", "青森県, 2");
}

TEST(SurveyCsvTest, DoubledRow) {
  ExpectProblem(
      ParseRows(
          "在宅医療推進協議会,2,青森県,○,,○,\n訪問看護推進協議会,2,青森県,○,,○,\n在宅医療推進協議会,2,青森県,○,,○,\n"),
      4, 3, "都道府県", "青森県", "one row for each");
  ExpectProblem(
      ParseRows("在宅医療推進協議会,2,青森県,○,,○,\n在宅医療推進協議会,,合計,1,,,\n在宅医療推進協議会,,合計,1,,,\n"), 4,
      3, "都道府県", "合計", "one row for each");
}

TEST(SurveyCsvTest, CellsThatCannotBeRead) {
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,,,○,\n"), 2, 4, "設置状況", "", "○ (there is a council)");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,×,来年,,\n"), 2, 5, "未設置の場合、今後の設置予定時期", "来年",
                "a fiscal year");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○○,\n"), 2, 6, "区域単位：都道府県", "○○", "empty cell");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○,○：5/4保健所\n"), 2, 7, "区域単位：二次医療圏等",
                "○：5/4保健所", "no more");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○,5/5保健所\n"), 2, 7, "区域単位：二次医療圏等", "5/5保健所",
                "○");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○,×：5/5保健所\n"), 2, 7, "区域単位：二次医療圏等",
                "×：5/5保健所", "○");
}

TEST(SurveyCsvTest, TotalsThatCannotBeRead) {
  constexpr std::string_view kRow = "在宅医療推進協議会,2,青森県,○,,○,\n";
  ExpectProblem(ParseRows(std::string(kRow) + "在宅医療推進協議会,,合計,多数,,,\n"), 3, 4, "設置状況", "多数",
                "a number");
  ExpectProblem(ParseRows(std::string(kRow) + "在宅医療推進協議会,,合計,,,-1,\n"), 3, 6, "区域単位：都道府県", "-1",
                "a number");
  ExpectProblem(ParseRows(std::string(kRow) + "在宅医療推進協議会,,合計,,,,18\n"), 3, 7, "区域単位：二次医療圏等", "18",
                "areas");
  ExpectProblem(ParseRows(std::string(kRow) + "在宅医療推進協議会,48,合計,,,,\n"), 3, 2, "番号", "48", "nothing");
}

TEST(SurveyCsvTest, NoRows) {
  ExpectProblem(Parse(kHeads), 1, 1, "", "", "at least one");
  ExpectProblem(ParseRows("在宅医療推進協議会,,合計,44,,41,\n"), 2, 1, "", "", "at least one");
  ExpectProblem(Parse(""), 1, 1, "", "", "the column 協議会");
}

TEST(SurveyCsvTest, WrongNumberOfFields) {
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○\n"), 2, 6, "", "○", "as many fields");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○,,余分\n"), 2, 8, "", "余分", "as many fields");
  EXPECT_EQ(1u, ParseRows("在宅医療推進協議会,2,青森県,○,,○,,,\n").parsed.reports.size());
}

TEST(SurveyCsvTest, Quotes) {
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青森県,○,,○,\"○：\n"), 2, 7, "", "○：\n", "a quote at the end");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,\"青森県\"x,○,,○,\n"), 2, 3, "", "青森県", "a quote at the end");
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青\"森\"県,○,,○,\n"), 2, 3, "", "青\"森\"県", "quotes only around");
}

TEST(SurveyCsvTest, Encoding) {
  ExpectProblem(ParseRows("在宅医療推進協議会,2,青\x90県,○,,○,\n"), 2, 3, "", "0x90", "UTF-8");
  ExpectProblem(ParseRows(std::string("在宅医療推進協議会,2,青森県,○,,○,") + '\0' + "\n"), 2, 7, "", "0x00", "NUL");
}

TEST(SurveyCsvTest, AllProblemsAreReportedAtOnceInOrder) {
  const ParseResult result = ParseRows(
      "在宅医療推進協議会,2,青森県,△,,○,○：5/4保健所\n訪問看護,3,岩手県,○,,○,\n在宅医療推進協議会,5,宮城県,○,,○,○：1/"
      "2学区\n");
  std::vector<std::pair<int, int>> places;
  for (const type::v1::ImportProblem& problem : result.problems) places.push_back({problem.line(), problem.column()});
  EXPECT_EQ((std::vector<std::pair<int, int>>{{2, 4}, {2, 7}, {3, 1}, {4, 2}, {4, 7}}), places)
      << Describe(result.problems);
}

TEST(SurveyCsvTest, SurveyNameMustBeAMonth) {
  const std::string content = std::string(kHeads) + "在宅医療推進協議会,2,青森県,○,,○,\n";
  for (const char* name : {"", "surveys/latest", "surveys/2015-13"}) {
    const ParseResult result = ParseSurveyCsv(content, "sha", name);
    ASSERT_EQ(1u, result.problems.size());
    EXPECT_EQ("surveys/2015-12", result.problems[0].example());
  }
}

// Format
// ----------------------------------------------------------------------------------------------------------------------

TEST(FindFormatTest, CsvHasItsHeadsInTheFirstLine) {
  constexpr auto kCsv = v1::ImportSurveyRequest::FORMAT_CSV;
  EXPECT_EQ(kCsv, FindFormat(kHeads));
  EXPECT_EQ(kCsv, FindFormat("\xEF\xBB\xBF\r\n\"都道府県\",\"協議会\"\r\n"));
  EXPECT_EQ(kCsv, FindFormat("協議会;番号;都道府県"));
  EXPECT_EQ(kCsv, FindFormat("協議会\t番号\t都道府県"));
}

TEST(FindFormatTest, AnythingElseIsTheDocument) {
  constexpr auto kDocument = v1::ImportSurveyRequest::FORMAT_DOCUMENT_TEXT;
  EXPECT_EQ(kDocument, FindFormat(generators::ReadSourceDocument()));
  EXPECT_EQ(kDocument, FindFormat(""));
  EXPECT_EQ(kDocument, FindFormat("協議会,番号\n都道府県"));
  EXPECT_EQ(kDocument, FindFormat("\xFF\xFE\x00\x01"));
}

}  // namespace
}  // namespace zaitaku::council
