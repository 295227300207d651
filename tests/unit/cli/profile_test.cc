// `prefecture profile`: what it asks and what it prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;

class ProfileTest : public ::testing::Test {
 protected:
  ProfileTest() {
    servers_.on_profile = [this](const auto& request, auto* response) {
      asked_ = request;
      *response->mutable_profile() = profile_;
      *response->mutable_call_info() = info_;
      return grpc::Status::OK;
    };
    servers_.on_list_profiles = [this](const auto& request, auto* response) {
      listed_.push_back(request);
      *response->add_profiles() = profile_;
      response->set_total_size(2);
      if (request.page_token().empty()) response->set_next_page_token("second");
      return grpc::Status::OK;
    };
    profile_.mutable_prefecture()->set_code("31");
    profile_.mutable_prefecture()->set_region(type::v1::REGION_CHUGOKU);
    profile_.set_survey("surveys/2015-12");
    auto& report = *profile_.add_reports();
    report.set_kind(council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
    report.set_status(summary::v1::ReportStatus::STATUS_REPORTED);
    report.mutable_report()->set_name("surveys/2015-12/reports/home-medical-care-31");
    report.mutable_report()->set_establishment(council::v1::PRESENCE_PRESENT);
    auto& missing = *profile_.add_reports();
    missing.set_kind(council::v1::COUNCIL_KIND_HOME_VISIT_NURSING);
    missing.set_status(summary::v1::ReportStatus::STATUS_NOT_REPORTED);
    profile_.mutable_applications()->set_admitted(3);
  }

  FakeServers servers_;
  summary::v1::PrefectureProfile profile_;
  summary::v1::CallInfo info_;
  summary::v1::GetPrefectureProfileRequest asked_;
  std::vector<summary::v1::ListPrefectureProfilesRequest> listed_;
};

TEST_F(ProfileTest, ShowsAPrefectureByItsName) {
  const Outcome outcome = RunCommand(servers_, {"prefecture", "profile", "鳥取県", "--parts", "reports"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(asked_.name(), "prefectures/31/profile");
  EXPECT_EQ(asked_.read_mask().paths(0), "reports");
  for (const char* text : {"Tottori", "Chugoku", "not reported", "admitted 3"})
    EXPECT_THAT(outcome.out, HasSubstr(text));
  const Outcome csv = RunCommand(servers_, {"prefecture", "profile", "31", "-o", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("31,surveys/2015-12,report-home-visit-nursing,,not-reported,,"));
  EXPECT_THAT(csv.out, HasSubstr("applications-admitted,,3,"));
}

TEST_F(ProfileTest, WhatIsMissingIsToldOf) {
  auto& missing = *info_.add_missing();
  missing.set_service("training-events");
  missing.add_parts("participation");
  EXPECT_THAT(RunCommand(servers_, {"prefecture", "profile", "31"}).out, HasSubstr("MISSING: participation"));
}

TEST_F(ProfileTest, ListReadsAllPagesAndFilters) {
  const Outcome outcome = RunCommand(servers_, {"prefecture", "profile", "list", "--lacks", "home-medical-care",
                                                "--region", "chugoku", "--plan-year", "H27", "--takes-no-part"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(listed_.size(), 2u);
  EXPECT_EQ(listed_[0].lacks_council(), council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_EQ(listed_[0].region(), type::v1::REGION_CHUGOKU);
  EXPECT_EQ(listed_[0].plan_fiscal_year(), 2015);
  EXPECT_TRUE(listed_[0].has_takes_part());
  EXPECT_FALSE(listed_[0].takes_part());
  EXPECT_EQ(listed_[1].page_token(), "second");
  EXPECT_THAT(outcome.out, HasSubstr("Tottori"));
}

TEST_F(ProfileTest, WrongWordsAreRefusedBeforeAnyCall) {
  EXPECT_EQ(RunCommand(servers_, {"prefecture", "profile", "nowhere"}).code, 2);
  EXPECT_EQ(RunCommand(servers_, {"prefecture", "profile", "list", "--has", "tea"}).code, 2);
  EXPECT_EQ(RunCommand(servers_, {"prefecture", "profile", "list", "--plan-year", "soon"}).code, 2);
  const Outcome outcome = RunCommand(servers_, {"prefecture", "profile", "31", "--region", "kanto"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("filters are for the list only"));
  EXPECT_TRUE(listed_.empty());
}

}  // namespace
}  // namespace zaitaku::cli
