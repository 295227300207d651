#include "domain/survey_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace zaitaku {
namespace {

namespace v1 = council::v1;

v1::CouncilReport Report(v1::CouncilKind kind, const std::string& code, int covered) {
  v1::CouncilReport report;
  report.set_kind(kind);
  report.set_prefecture_code(code);
  report.set_establishment(v1::PRESENCE_PRESENT);
  if (covered > 0) {
    report.set_sub_prefectural(v1::PRESENCE_PRESENT);
    v1::Coverage& coverage = *report.add_coverages();
    coverage.set_unit(v1::AREA_UNIT_MEDICAL_AREA);
    coverage.set_covered(covered);
    coverage.set_total(21);
  }
  return report;
}

TEST(CsvFieldTest, QuotesOnlyWhatNeedsThem) {
  EXPECT_EQ("○：20/21医療圏", CsvField("○：20/21医療圏"));
  EXPECT_EQ("未設置の場合、今後の", CsvField("未設置の場合、今後の"));
  EXPECT_EQ("\"a,b\"", CsvField("a,b"));
  EXPECT_EQ("\"a\"\"b\"", CsvField("a\"b"));
  EXPECT_EQ("\"a\nb\"", CsvField("a\nb"));
  EXPECT_EQ("\" a\"", CsvField(" a"));
  EXPECT_EQ("", CsvField(""));
}

TEST(AreaCountTest, TypesAreThoseOfThePrefecturesWithAreas) {
  v1::PrintedTotals totals;
  EXPECT_EQ("", FormatAreaCount(totals, {}, v1::COUNCIL_KIND_HOME_MEDICAL_CARE));
  totals.set_sub_prefectural_prefectures(2);
  totals.set_sub_prefectural_councils(9);
  std::vector<v1::CouncilReport> reports = {
      Report(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "01", 4), Report(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "07", 5),
      Report(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "13", 0), Report(v1::COUNCIL_KIND_HOME_VISIT_NURSING, "27", 3)};
  EXPECT_EQ("2道県9圏域", FormatAreaCount(totals, reports, v1::COUNCIL_KIND_HOME_MEDICAL_CARE));
  totals.set_sub_prefectural_prefectures(3);
  EXPECT_EQ("3都道府県9圏域", FormatAreaCount(totals, reports, v1::COUNCIL_KIND_HOME_MEDICAL_CARE));
  totals.clear_sub_prefectural_prefectures();
  EXPECT_EQ("9圏域", FormatAreaCount(totals, reports, v1::COUNCIL_KIND_HOME_MEDICAL_CARE));
}

TEST(SurveyCsvTest, RowsOfEachKindThenItsTotals) {
  v1::Survey survey;
  v1::CouncilNotes& notes = *survey.add_notes();
  notes.set_kind(v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  notes.mutable_printed_totals()->set_established(44);
  notes.mutable_printed_totals()->set_sub_prefectural_councils(137);
  const std::vector<v1::CouncilReport> reports = {Report(v1::COUNCIL_KIND_HOME_VISIT_NURSING, "02", 0),
                                                  Report(v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "01", 20)};
  EXPECT_EQ(
      "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,区域単位：二次医療圏等\r\n"
      "在宅医療推進協議会,1,北海道,○,,,○：20/21医療圏\r\n"
      "在宅医療推進協議会,,合計,44,,,137圏域\r\n"
      "訪問看護推進協議会,2,青森県,○,,,\r\n",
      WriteSurveyCsv(survey, reports));
}

TEST(SurveyCsvTest, NothingIsItsHeads) {
  EXPECT_EQ(
      "協議会,番号,都道府県,設置状況,未設置の場合、今後の設置予定時期,区域単位：都道府県,区域単位：二次医療圏等\r\n",
      WriteSurveyCsv({}, {}));
}

TEST(SurveyRowCellsTest, UnknownKindOrPrefectureIsEmpty) {
  const v1::CouncilReport report;
  for (const std::string& cell : SurveyRowCells(report)) EXPECT_EQ("", cell);
}

}  // namespace
}  // namespace zaitaku
