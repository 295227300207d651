// The ministry's document itself: each trap in it is a test.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <map>
#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "domain/councils.h"
#include "domain/notation.h"
#include "domain/prefectures.h"
#include "services/council/survey_parsing.h"
#include "tests/generators/source_document.h"

namespace zaitaku::council {
namespace {

constexpr char kSourceSha256[] = "168c1247b2a1bc7dea749c69b04bd53ad337031b8936181c85a1f5756415a33d";

const ParsedSurvey& Survey() {
  static const auto* const kParsed = [] {
    const std::string content = generators::ReadSourceDocument();
    ParseResult result = ParseSurveyDocument(content, kSourceSha256);
    for (const type::v1::ImportProblem& problem : result.problems) ADD_FAILURE() << problem.DebugString();
    return new ParsedSurvey(std::move(result.parsed));
  }();
  return *kParsed;
}

const v1::CouncilReport& Report(v1::CouncilKind kind, const std::string& code) {
  for (const v1::CouncilReport& report : Survey().reports) {
    if (report.kind() == kind && report.prefecture_code() == code) return report;
  }
  ADD_FAILURE() << "no report for " << code;
  static const v1::CouncilReport kNone;
  return kNone;
}

const v1::CouncilReport& Medical(const std::string& code) { return Report(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, code); }
const v1::CouncilReport& Nursing(const std::string& code) { return Report(v1::COUNCIL_KIND_HOME_VISIT_NURSING, code); }

const v1::CouncilNotes& Notes(v1::CouncilKind kind) { return Survey().survey.notes(kind - 1); }

struct Totals {
  int established = 0;
  int prefecture_wide = 0;
  int sub_prefectural_prefectures = 0;
  int sub_prefectural_councils = 0;
  std::map<v1::AreaUnit, std::pair<int, int>> units;  // Covered and total.
};

Totals Sum(v1::CouncilKind kind) {
  Totals totals;
  for (const v1::CouncilReport& report : Survey().reports) {
    if (report.kind() != kind) continue;
    totals.established += report.establishment() == v1::PRESENCE_PRESENT;
    totals.prefecture_wide += report.prefecture_wide() == v1::PRESENCE_PRESENT;
    totals.sub_prefectural_prefectures += report.sub_prefectural() == v1::PRESENCE_PRESENT;
    for (const v1::Coverage& coverage : report.coverages()) {
      totals.sub_prefectural_councils += coverage.covered();
      totals.units[coverage.unit()].first += coverage.covered();
      totals.units[coverage.unit()].second += coverage.total();
    }
  }
  return totals;
}

std::string Coverages(const v1::CouncilReport& report) {
  std::string text;
  for (const v1::Coverage& coverage : report.coverages()) text += FormatCoverage(coverage) + " ";
  return text;
}

TEST(SourceDocumentTest, BytesAreThoseThatWereCommitted) {
  const std::string content = generators::ReadSourceDocument();
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest);
  EXPECT_EQ(kSourceSha256,
            absl::BytesToHexString(std::string(reinterpret_cast<const char*>(digest), SHA256_DIGEST_LENGTH)));
}

TEST(SourceDocumentTest, HasBothTablesOf47RowsInOrder) {
  ASSERT_EQ(94u, Survey().reports.size());
  for (size_t i = 0; i < 94; ++i) {
    const v1::CouncilReport& report = Survey().reports[i];
    EXPECT_EQ(CouncilKinds()[i / 47].kind, report.kind());
    EXPECT_EQ(Prefectures()[i % 47].code, report.prefecture_code());
    EXPECT_EQ("surveys/2015-12/reports/" + std::string(CouncilKinds()[i / 47].slug) + "-" +
                  std::string(Prefectures()[i % 47].code),
              report.name());
    EXPECT_EQ(Prefectures()[i % 47].ja, report.cells().prefecture());
    EXPECT_EQ(Prefectures()[i % 47].row_number(), report.cells().row_number());
  }
}

TEST(SourceDocumentTest, ReferenceMonthHasMonthPrecision) {
  EXPECT_EQ("surveys/2015-12", Survey().survey.name());
  EXPECT_EQ("2015-12", Survey().survey.reference_month());
  EXPECT_EQ("平成27年12月", Survey().survey.reference_month_text());
}

TEST(SourceDocumentTest, HomeMedicalCareTotalsAre44And41And18And137) {
  const Totals totals = Sum(v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_EQ(44, totals.established);
  EXPECT_EQ(41, totals.prefecture_wide);
  EXPECT_EQ(18, totals.sub_prefectural_prefectures);
  EXPECT_EQ(137, totals.sub_prefectural_councils);
  const std::map<v1::AreaUnit, std::pair<int, int>> split = {
      {v1::AREA_UNIT_MEDICAL_AREA, {61, 70}},
      {v1::AREA_UNIT_HEALTH_CENTRE, {57, 62}},
      {v1::AREA_UNIT_WELFARE_HEALTH_CENTRE, {5, 5}},
      {v1::AREA_UNIT_MUNICIPALITY, {3, 27}},
      {v1::AREA_UNIT_DISTRICT_MEDICAL_ASSOCIATION, {2, 3}},
      {v1::AREA_UNIT_COUNTY_CITY_MEDICAL_ASSOCIATION, {9, 9}},
  };
  EXPECT_EQ(split, totals.units);
}

TEST(SourceDocumentTest, HomeVisitNursingTotalsAre38And38And3And17) {
  const Totals totals = Sum(v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_EQ(38, totals.established);
  EXPECT_EQ(38, totals.prefecture_wide);
  EXPECT_EQ(3, totals.sub_prefectural_prefectures);
  EXPECT_EQ(17, totals.sub_prefectural_councils);
  const std::map<v1::AreaUnit, std::pair<int, int>> split = {
      {v1::AREA_UNIT_MEDICAL_AREA, {4, 4}},
      {v1::AREA_UNIT_HEALTH_CENTRE, {13, 13}},
  };
  EXPECT_EQ(split, totals.units);
}

TEST(SourceDocumentTest, PrintedTotalsAreReadBesideTheRows) {
  const v1::PrintedTotals& medical = Notes(v1::COUNCIL_KIND_HOME_MEDICAL_CARE).printed_totals();
  EXPECT_EQ(44, medical.established());
  EXPECT_EQ(41, medical.prefecture_wide());
  EXPECT_EQ(18, medical.sub_prefectural_prefectures());
  EXPECT_EQ(137, medical.sub_prefectural_councils());
  EXPECT_EQ(116, medical.provenance().first_line());
  EXPECT_EQ(116, medical.provenance().last_line());
  EXPECT_EQ("    44   41  18道県137圏域 ", medical.provenance().verbatim());
  const v1::PrintedTotals& nursing = Notes(v1::COUNCIL_KIND_HOME_VISIT_NURSING).printed_totals();
  EXPECT_EQ(38, nursing.established());
  EXPECT_EQ(38, nursing.prefecture_wide());
  EXPECT_EQ(3, nursing.sub_prefectural_prefectures());
  EXPECT_EQ(17, nursing.sub_prefectural_councils());
  EXPECT_EQ(227, nursing.provenance().first_line());
  EXPECT_EQ("    38   38  ３県17圏域 ", nursing.provenance().verbatim());
}

TEST(SourceDocumentTest, Both36OnlyFirst8OnlySecond2Neither愛媛県) {
  int both = 0, only_medical = 0, only_nursing = 0;
  std::set<std::string_view> neither;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    const std::string code(prefecture.code);
    const bool has_medical = Medical(code).establishment() == v1::PRESENCE_PRESENT;
    const bool has_nursing = Nursing(code).establishment() == v1::PRESENCE_PRESENT;
    both += has_medical && has_nursing;
    only_medical += has_medical && !has_nursing;
    only_nursing += !has_medical && has_nursing;
    if (!has_medical && !has_nursing) neither.insert(prefecture.ja);
  }
  EXPECT_EQ(36, both);
  EXPECT_EQ(8, only_medical);
  EXPECT_EQ(2, only_nursing);
  EXPECT_EQ(std::set<std::string_view>{"愛媛県"}, neither);
}

TEST(SourceDocumentTest, CellWrappedInsideItsUnitIsJoined) {
  const v1::CouncilReport& saitama = Medical("11");
  EXPECT_EQ("10/13保健所 ", Coverages(saitama));
  EXPECT_EQ("○：１０/１３保健所", saitama.cells().sub_prefectural());
  EXPECT_EQ("5/5福祉保健所 ", Coverages(Medical("39")));
  EXPECT_EQ("9/9郡市医師会 ", Coverages(Medical("45")));
}

TEST(SourceDocumentTest, ListMarkersAreNotDigits) {
  const v1::CouncilReport& yamanashi = Medical("19");
  EXPECT_EQ("○：①５/５保健所②３/２７市町村", yamanashi.cells().sub_prefectural());
  EXPECT_EQ("5/5保健所 3/27市町村 ", Coverages(yamanashi));
}

TEST(SourceDocumentTest, TwoCoveragesInOneCellSpanEightLines) {
  const v1::CouncilReport& yamanashi = Medical("19");
  ASSERT_EQ(2, yamanashi.coverages_size());
  EXPECT_EQ(v1::AREA_UNIT_HEALTH_CENTRE, yamanashi.coverages(0).unit());
  EXPECT_EQ(v1::AREA_UNIT_MUNICIPALITY, yamanashi.coverages(1).unit());
  EXPECT_EQ(44, yamanashi.provenance().first_line());
  EXPECT_EQ(51, yamanashi.provenance().last_line());
  EXPECT_EQ("19 山梨県 ○   \n○ \n \n\n○：①５/５保健所 \n   ②３/２７市\n\n町村 ", yamanashi.provenance().verbatim());
}

TEST(SourceDocumentTest, HalfAndFullWidthDigitsAreTheSame) {
  EXPECT_EQ("20/21医療圏 ", Coverages(Medical("01")));
  EXPECT_EQ("2/9医療圏 ", Coverages(Medical("05")));
  EXPECT_EQ("11/11医療圏 ", Coverages(Medical("43")));
}

TEST(SourceDocumentTest, EstablishedWithoutPrefectureWideCouncilIsWhy44IsNot41) {
  std::set<std::string_view> names;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    const v1::CouncilReport& report = Medical(std::string(prefecture.code));
    if (report.establishment() != v1::PRESENCE_PRESENT || report.prefecture_wide() == v1::PRESENCE_PRESENT) continue;
    EXPECT_EQ(v1::PRESENCE_ABSENT, report.prefecture_wide());
    names.insert(prefecture.ja);
  }
  EXPECT_EQ((std::set<std::string_view>{"新潟県", "奈良県", "鳥取県"}), names);
}

TEST(SourceDocumentTest, PlanForThePrefectureWideScopeBelongsToThatScope) {
  const v1::CouncilReport& tottori = Medical("31");
  EXPECT_EQ(v1::PRESENCE_PRESENT, tottori.establishment());
  EXPECT_EQ("2/3地区医師会 ", Coverages(tottori));
  ASSERT_EQ(1, tottori.plans_size());
  EXPECT_EQ(v1::PLAN_SCOPE_PREFECTURE_WIDE, tottori.plans(0).scope());
  EXPECT_EQ(2015, tottori.plans(0).interval().last_fiscal_year());
  EXPECT_FALSE(tottori.plans(0).interval().has_first_fiscal_year());
  EXPECT_EQ("（都道府県単位について）H27年度中", tottori.cells().planned_establishment());
  EXPECT_EQ(81, tottori.provenance().first_line());
  EXPECT_EQ(89, tottori.provenance().last_line());
}

TEST(SourceDocumentTest, PlannedTimingIsAnIntervalOfFiscalYearsOrUndecided) {
  const v1::Plan& by_2015 = Medical("23").plans(0);
  EXPECT_EQ(v1::PLAN_SCOPE_COUNCIL, by_2015.scope());
  EXPECT_EQ(2015, by_2015.interval().last_fiscal_year());
  EXPECT_FALSE(by_2015.undecided());
  const v1::Plan& from_2016 = Nursing("20").plans(0);
  EXPECT_EQ(2016, from_2016.interval().first_fiscal_year());
  EXPECT_FALSE(from_2016.interval().has_last_fiscal_year());
  const v1::Plan& undecided = Medical("37").plans(0);
  EXPECT_TRUE(undecided.undecided());
  EXPECT_FALSE(undecided.has_interval());
}

TEST(SourceDocumentTest, EmptyAreaCellsAreNotStated) {
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, Medical("02").sub_prefectural());
  EXPECT_EQ(v1::PRESENCE_ABSENT, Medical("23").establishment());
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, Medical("23").prefecture_wide());
  EXPECT_EQ(v1::PRESENCE_UNSPECIFIED, Medical("23").sub_prefectural());
  EXPECT_EQ("", Medical("23").cells().sub_prefectural());
}

TEST(SourceDocumentTest, PrefectureCodesKeepTheirLeadingZero) {
  EXPECT_EQ("01", Survey().reports[0].prefecture_code());
}

TEST(SourceDocumentTest, NotesHoldDefinitionsAndExamples) {
  const v1::CouncilNotes& medical = Notes(v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_EQ("在宅医療推進協議会とは、在宅医療にかかる地域の課題や対策について、行政と医療関係者が協議を行う場を指す。",
            medical.definition());
  EXPECT_EQ("区域単位とは、当該協議会における議論の対象となる区域を指す。", medical.area_unit_definition());
  EXPECT_EQ("（例）福島県は、県全域と6圏域で協議会あり。", medical.example().verbatim());
  EXPECT_EQ(118, medical.provenance().first_line());
  EXPECT_EQ(120, medical.provenance().last_line());
  const v1::CouncilNotes& nursing = Notes(v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_EQ("（例）富山県は、県全域と４圏域で協議会あり。", nursing.example().verbatim());
  EXPECT_EQ(229, nursing.provenance().first_line());
  EXPECT_EQ(232, nursing.provenance().last_line());
}

TEST(SourceDocumentTest, WorkedExamplesAgreeWithTheirRows) {
  const v1::WorkedExample& fukushima = Notes(v1::COUNCIL_KIND_HOME_MEDICAL_CARE).example();
  EXPECT_EQ("07", fukushima.prefecture_code());
  EXPECT_TRUE(fukushima.prefecture_wide());
  EXPECT_EQ(6, fukushima.sub_prefectural_councils());
  EXPECT_EQ("6/7医療圏 ", Coverages(Medical("07")));
  const v1::WorkedExample& toyama = Notes(v1::COUNCIL_KIND_HOME_VISIT_NURSING).example();
  EXPECT_EQ("16", toyama.prefecture_code());
  EXPECT_TRUE(toyama.prefecture_wide());
  EXPECT_EQ(4, toyama.sub_prefectural_councils());
  EXPECT_EQ("4/4医療圏 ", Coverages(Nursing("16")));
}

TEST(SourceDocumentTest, EveryReportSaysWhereItWasRead) {
  for (const v1::CouncilReport& report : Survey().reports) {
    EXPECT_EQ(kSourceSha256, report.provenance().document_sha256());
    EXPECT_EQ(type::v1::Provenance::BASIS_STATED, report.provenance().basis());
    EXPECT_LE(report.provenance().first_line(), report.provenance().last_line());
    EXPECT_NE(std::string::npos, report.provenance().verbatim().find(report.cells().prefecture()));
  }
  EXPECT_EQ(20, Medical("01").provenance().first_line());
  EXPECT_EQ(20, Medical("01").provenance().last_line());
  EXPECT_EQ(225, Nursing("47").provenance().first_line());
}

TEST(SourceDocumentTest, NoPrivateUseCharacterReachesAReader) {
  for (const v1::CouncilReport& report : Survey().reports) {
    EXPECT_EQ(std::string::npos, report.DebugString().find("\\356\\201"));  // U+F06E to U+F075 begin with EF 81.
    EXPECT_EQ(std::string::npos, report.DebugString().find("\\357\\201"));
  }
}

}  // namespace
}  // namespace zaitaku::council
