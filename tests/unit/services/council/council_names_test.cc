#include "services/council/council_names.h"

#include <gtest/gtest.h>

#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::council {
namespace {

TEST(CouncilNamesTest, SurveyNameHasTheMonth) {
  EXPECT_EQ("surveys/2015-12", SurveyName(absl::CivilMonth(2015, 12)));
  EXPECT_EQ("surveys/2024-04", SurveyName(absl::CivilMonth(2024, 4)));
}

TEST(CouncilNamesTest, ReportNameHasKindAndPrefecture) {
  EXPECT_EQ("surveys/2015-12/reports/home-medical-care-16",
            ReportName("surveys/2015-12", v1::COUNCIL_KIND_HOME_MEDICAL_CARE, "16"));
  EXPECT_EQ("surveys/2015-12/reports/home-visit-nursing-01",
            ReportName("surveys/2015-12", v1::COUNCIL_KIND_HOME_VISIT_NURSING, "01"));
}

TEST(CouncilNamesTest, EveryReportNameReadsBack) {
  for (const CouncilKindEntry& kind : CouncilKinds()) {
    for (const PrefectureEntry& prefecture : Prefectures()) {
      const auto parts = ParseReportName(ReportName("surveys/1999-02", kind.kind, prefecture.code));
      const ReportNameParts expected = {"surveys/1999-02", absl::CivilMonth(1999, 2), kind.kind,
                                        std::string(prefecture.code)};
      ASSERT_TRUE(parts.has_value());
      EXPECT_EQ(expected, *parts);
    }
  }
}

TEST(CouncilNamesTest, OtherSurveyNamesAreRefused) {
  EXPECT_TRUE(ParseSurveyName("surveys/1900-01").has_value());
  EXPECT_TRUE(ParseSurveyName("surveys/2999-12").has_value());
  for (const char* name :
       {"", "surveys", "surveys/", "surveys/latest", "surveys/2015-13", "surveys/2015-00", "surveys/1899-12",
        "surveys/3000-01", "surveys/2015-1", "surveys/2015-12/", "surveys/2015-12 ", "Surveys/2015-12",
        "surveys/2015/12", "surveys/+015-12", "surveys/２０１５-12", "2015-12", "surveys/2015-123"}) {
    EXPECT_FALSE(ParseSurveyName(name).has_value()) << name;
  }
}

TEST(CouncilNamesTest, OtherReportNamesAreRefused) {
  for (const char* name :
       {"", "surveys/2015-12", "surveys/2015-12/reports", "surveys/2015-12/reports/", "surveys/2015-12/reports/-16",
        "surveys/2015-12/reports/home-medical-care", "surveys/2015-12/reports/home-medical-care-",
        "surveys/2015-12/reports/home-medical-care-0", "surveys/2015-12/reports/home-medical-care-00",
        "surveys/2015-12/reports/home-medical-care-48", "surveys/2015-12/reports/home-medical-care-7",
        "surveys/2015-12/reports/home-medical-care-016", "surveys/2015-12/reports/home-16",
        "surveys/2015-13/reports/home-medical-care-16", "surveys/2015-12/report/home-medical-care-16",
        "surveys/latest/reports/home-medical-care-16", "surveys/2015-12/reports/HOME-MEDICAL-CARE-16",
        "surveys/2015-12/reports/home-medical-care-16/"}) {
    EXPECT_FALSE(ParseReportName(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace zaitaku::council
