// Profiles of prefectures, over gRPC with real services.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/gateway_server/gateway_fixture.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::GetPrefectureProfileRequest;
using summary::v1::GetPrefectureProfileResponse;
using summary::v1::ListPrefectureProfilesRequest;
using summary::v1::ListPrefectureProfilesResponse;
using summary::v1::ReportStatus;
using testing::ElementsAre;

constexpr char kMeeting[] = "events/2016-03-joint-meeting";

class ProfileTest : public GatewayFixture {
 protected:
  static absl::StatusOr<GetPrefectureProfileResponse> Get(GatewayServer& gateway, const std::string& code,
                                                          const std::string& citation = "") {
    GetPrefectureProfileRequest request;
    request.set_name("prefectures/" + code + "/profile");
    if (!citation.empty()) request.mutable_freshness()->set_citation(citation);
    return gateway.Call(&SummaryStub::GetPrefectureProfile, request);
  }
  static absl::StatusOr<ListPrefectureProfilesResponse> List(GatewayServer& gateway,
                                                             const ListPrefectureProfilesRequest& request) {
    return gateway.Call(&SummaryStub::ListPrefectureProfiles, request);
  }
  static std::vector<std::string> CodesOf(const ListPrefectureProfilesResponse& response) {
    std::vector<std::string> codes;
    for (const auto& profile : response.profiles()) codes.push_back(profile.prefecture().code());
    return codes;
  }
  static std::string WrongField(const absl::Status& status) {
    google::rpc::BadRequest detail;
    return GetDetail(status, detail) ? detail.field_violations(0).field() : "";
  }
  void ApplyFromTokyo(const std::string& name) {
    training::v1::UpdateEventRequest open;
    open.mutable_event()->set_name(kMeeting);
    open.mutable_event()->set_state(training::v1::Event::STATE_OPEN);
    open.mutable_update_mask()->add_paths("state");
    ASSERT_OK(training_.Call(&TrainingStub::UpdateEvent, open));
    training::v1::ApplyForEventRequest apply;
    apply.set_event(kMeeting);
    apply.set_local_government_code("130001");
    apply.add_applicants()->mutable_person()->set_full_name(name);
    apply.mutable_applicants(0)->mutable_person()->set_email("hanako@example.jp");
    apply.mutable_applicants(0)->set_role(training::v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
    ASSERT_OK(training_.Call(&TrainingStub::ApplyForEvent, apply));
  }
  // Once the gateway knows that one service does not answer.
  template <typename Server>
  static void StopAndAwait(GatewayServer& gateway, Server& server) {
    ASSERT_OK(gateway.GetNewest());
    server.Stop();
    const auto flagged = [](const auto& answer) { return answer.ok() && answer->call_info().stale_size() == 1; };
    ASSERT_TRUE(flagged(Await([&] { return gateway.Get(); }, flagged)));
  }
};

// 東京都, where the joint meeting is held and whose officials go there.
TEST_F(ProfileTest, ProfileHasWhatEveryServiceKnowsOfThePrefectureAndOfNoPerson) {
  LoadAll();
  ApplyFromTokyo("在宅 花子");
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.GetNewest());
  ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, "13"));
  const auto& profile = answer.profile();
  EXPECT_EQ(profile.name(), "prefectures/13/profile");
  EXPECT_EQ(profile.prefecture().display_name().ja(), "東京都");
  EXPECT_EQ(profile.survey(), "surveys/2015-12");
  ASSERT_EQ(profile.reports_size(), 2);
  EXPECT_EQ(profile.reports(0).status(), ReportStatus::STATUS_REPORTED);
  EXPECT_EQ(profile.reports(0).report().name(), "surveys/2015-12/reports/home-medical-care-13");
  EXPECT_GT(profile.reports(1).report().provenance().first_line(), 0);
  EXPECT_EQ(profile.councils().kinds(0).prefectures(), 1);
  EXPECT_EQ(profile.programs_fiscal_year(), 2016);
  catalog::v1::FindEligibleProgramsRequest eligible;
  eligible.set_kind(catalog::v1::GOVERNMENT_KIND_PREFECTURE);
  eligible.set_fiscal_year(2016);
  ASSERT_OK_AND_ASSIGN(const auto programs, catalog_.Call(&CatalogStub::FindEligiblePrograms, eligible));
  ASSERT_GT(programs.programs_size(), 0);
  EXPECT_EQ(profile.programs_size(), programs.programs_size());
  ASSERT_GT(profile.events_size(), 0);
  EXPECT_EQ(profile.events(profile.events_size() - 1).name(), kMeeting);
  ASSERT_EQ(profile.participation_size(), 1);
  EXPECT_EQ(profile.participation(0).event().name(), kMeeting);
  EXPECT_TRUE(profile.participation(0).participates());
  EXPECT_EQ(profile.applications().admitted(), 1);
  EXPECT_EQ(profile.revisions_size(), 3);
  EXPECT_NE(profile.citation(), "");
  EXPECT_EQ(answer.call_info().missing_size() + answer.call_info().stale_size(), 0);
  const std::string everything = answer.SerializeAsString();
  EXPECT_EQ(everything.find("花子"), std::string::npos);
  EXPECT_EQ(everything.find("hanako"), std::string::npos);
  EXPECT_EQ(everything.find("persons/"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const auto elsewhere, Get(gateway, "38"));
  EXPECT_EQ(elsewhere.profile().participation_size(), 0);
  EXPECT_EQ(elsewhere.profile().applications().admitted(), 0);
}

TEST_F(ProfileTest, ProfileAtItsCitationStaysTheSame) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK_AND_ASSIGN(const auto before, Get(gateway, "23"));
  ASSERT_OK_AND_ASSIGN(const std::string token, EstablishAichi(true));
  GetPrefectureProfileRequest request;
  request.set_name("prefectures/23/profile");
  request.mutable_freshness()->mutable_at_least()->add_tokens("council=" + token);
  ASSERT_OK_AND_ASSIGN(const auto after, gateway.Call(&SummaryStub::GetPrefectureProfile, request));
  EXPECT_EQ(before.profile().councils().kinds(0).established(), 0);
  EXPECT_EQ(after.profile().councils().kinds(0).established(), 1);
  EXPECT_EQ(after.profile().reports(0).report().establishment(), council::v1::PRESENCE_PRESENT);
  ASSERT_OK_AND_ASSIGN(const auto again, Get(gateway, "23", before.profile().citation()));
  EXPECT_EQ(again.profile().SerializeAsString(), before.profile().SerializeAsString());
  // One that has no revision of a service that the profile needs.
  summary::v1::GetNationwideSummaryRequest budgets;
  budgets.mutable_read_mask()->add_paths("budgets");
  ASSERT_OK_AND_ASSIGN(const auto summary, gateway.Ask(budgets));
  EXPECT_EQ(WrongField(Get(gateway, "23", summary.summary().citation()).status()), "freshness.citation");
}

TEST_F(ProfileTest, MaskChoosesAndWhatIsWrongIsNamed) {
  LoadAll();
  GatewayServer gateway(Options());
  GetPrefectureProfileRequest request;
  request.set_name("prefectures/13/profile");
  request.mutable_read_mask()->add_paths("reports");
  ASSERT_OK_AND_ASSIGN(const auto reports, gateway.Call(&SummaryStub::GetPrefectureProfile, request));
  EXPECT_EQ(reports.profile().reports_size(), 2);
  EXPECT_EQ(reports.profile().programs_size() + reports.profile().events_size(), 0);
  EXPECT_FALSE(reports.profile().has_applications());
  EXPECT_EQ(reports.profile().revisions_size(), 1);
  request.mutable_read_mask()->add_paths("people");
  EXPECT_EQ(WrongField(gateway.Call(&SummaryStub::GetPrefectureProfile, request).status()), "read_mask");
  EXPECT_EQ(WrongField(Get(gateway, "1").status()), "name");
  EXPECT_THAT(Get(gateway, "48"), HasReason(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND));
}

// Each service in turn: what it has is named, what the others have is there.
TEST_F(ProfileTest, WhatAServiceThatIsAwayHasIsNamedAndRefusedToTheStrict) {
  LoadAll();
  GatewayServer gateway(WithoutRedis());
  ASSERT_NO_FATAL_FAILURE(StopAndAwait(gateway, training_));
  ASSERT_OK_AND_ASSIGN(const auto answer, Get(gateway, "13"));
  EXPECT_EQ(answer.profile().reports(0).status(), ReportStatus::STATUS_REPORTED);
  EXPECT_GT(answer.profile().programs_size(), 0);
  EXPECT_EQ(answer.profile().events_size(), 0);
  EXPECT_TRUE(answer.profile().has_applications()) << "the totals that were known last";
  ASSERT_EQ(answer.call_info().missing_size(), 1);
  EXPECT_THAT(answer.call_info().missing(0).parts(), ElementsAre("events", "participation"));
  ASSERT_EQ(answer.call_info().stale_size(), 1);
  EXPECT_EQ(answer.call_info().stale(0).service(), "training-events");
  GetPrefectureProfileRequest strict;
  strict.set_name("prefectures/13/profile");
  strict.set_strict(true);
  EXPECT_THAT(gateway.Call(&SummaryStub::GetPrefectureProfile, strict),
              HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  // Of a service that the parts do not need, nothing is said.
  strict.mutable_read_mask()->add_paths("reports");
  ASSERT_OK_AND_ASSIGN(const auto reports, gateway.Call(&SummaryStub::GetPrefectureProfile, strict));
  EXPECT_EQ(reports.call_info().stale_size() + reports.call_info().missing_size(), 0);
}

TEST_F(ProfileTest, WithoutTheRegistryTheRestIsThereAndFiltersThatNeedItRefuse) {
  LoadAll();
  ApplyFromTokyo("在宅 花子");
  council_.Stop();
  GatewayServer gateway(WithoutRedis());
  const auto missing = [](const auto& answer) { return answer.ok() && answer->call_info().missing_size() == 1; };
  const auto answer = Await([&] { return Get(gateway, "13"); }, missing);
  ASSERT_TRUE(missing(answer)) << answer.status();
  EXPECT_THAT(answer->call_info().missing(0).parts(), ElementsAre("reports"));
  EXPECT_EQ(answer->profile().reports_size(), 0);
  EXPECT_EQ(answer->profile().applications().admitted(), 1);
  EXPECT_EQ(answer->profile().participation_size(), 1);
  EXPECT_EQ(answer->profile().citation(), "");
  ListPrefectureProfilesRequest list;
  list.set_takes_part(true);
  ASSERT_OK_AND_ASSIGN(const auto part, List(gateway, list));
  EXPECT_THAT(CodesOf(part), ElementsAre("13"));
  list.set_has_council(council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_THAT(List(gateway, list), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
  // Pages could not be held to the same revisions.
  list.Clear();
  list.set_page_size(10);
  EXPECT_THAT(List(gateway, list), HasReason(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE));
}

TEST_F(ProfileTest, FiltersMustAllHold) {
  LoadAll();
  ApplyFromTokyo("在宅 花子");
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.GetNewest());
  const auto codes = [&](const ListPrefectureProfilesRequest& request) {
    const auto answer = List(gateway, request);
    EXPECT_OK(answer);
    return answer.ok() ? CodesOf(*answer) : std::vector<std::string>();
  };
  ListPrefectureProfilesRequest request;
  EXPECT_EQ(codes(request).size(), 47);
  request.set_region(type::v1::REGION_SHIKOKU);
  EXPECT_THAT(codes(request), ElementsAre("36", "37", "38", "39"));
  request.set_lacks_council(council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_THAT(codes(request), ElementsAre("37", "38"));
  request.set_has_council(council::v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  EXPECT_THAT(codes(request), ElementsAre("37"));
  request.Clear();
  request.set_lacks_council(council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE);
  EXPECT_THAT(codes(request), ElementsAre("23", "37", "38"));
  request.Clear();
  request.set_takes_part(true);
  EXPECT_THAT(codes(request), ElementsAre("13"));
  request.set_takes_part(false);
  EXPECT_EQ(codes(request).size(), 46);
  request.Clear();
  // 鳥取県 plans a prefecture-wide council within 平成27年度.
  request.set_plan_fiscal_year(2015);
  EXPECT_THAT(codes(request), testing::Contains("31"));
  request.set_plan_fiscal_year(1990);
  ListPrefectureProfilesRequest wrong;
  wrong.set_page_size(48);
  EXPECT_EQ(WrongField(List(gateway, wrong).status()), "page_size");
}

TEST_F(ProfileTest, PagesAreOfOneRevisionWhateverIsWrittenMeanwhile) {
  LoadAll();
  GatewayServer gateway(Options());
  ASSERT_OK(gateway.GetNewest());
  ListPrefectureProfilesRequest request;
  request.set_page_size(10);
  request.set_lacks_council(council::v1::COUNCIL_KIND_HOME_VISIT_NURSING);
  std::vector<std::string> codes;
  std::string citation;
  for (bool established = true;; established = !established) {
    request.set_page_size(4);
    ASSERT_OK_AND_ASSIGN(const auto page, List(gateway, request));
    EXPECT_EQ(page.total_size(), 9);
    for (const auto& profile : page.profiles()) {
      codes.push_back(profile.prefecture().code());
      if (citation.empty()) citation = profile.citation();
      EXPECT_EQ(profile.citation(), citation);
    }
    if (page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
    ASSERT_OK(EstablishAichi(established));
  }
  EXPECT_EQ(codes.size(), 9);
  EXPECT_TRUE(std::is_sorted(codes.begin(), codes.end()));
  request.set_region(type::v1::REGION_SHIKOKU);
  EXPECT_THAT(List(gateway, request), HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN));
}

// All that there is of all of them: more than a message may hold.
TEST_F(ProfileTest, PagesAreCutWhereTheyWouldBeTooLarge) {
  LoadAll();
  GatewayServer gateway(Options());
  ListPrefectureProfilesRequest request;
  request.mutable_read_mask()->add_paths("*");
  int profiles = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, List(gateway, request));
    EXPECT_LT(page.ByteSizeLong(), (1 << 20) + (64 << 10));
    profiles += page.profiles_size();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(profiles, 47);
}

}  // namespace
}  // namespace zaitaku::gateway
