// Programmes, funds and guidelines: lists, one at length, and the questions that people ask.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "platform/status/status.h"
#include "tests/unit/cli/canned_catalog.h"
#include "tests/unit/cli/fake_servers.h"
#include "tests/unit/cli/golden_files.h"

namespace zaitaku::cli {
namespace {

namespace v1 = catalog::v1;
using ::testing::HasSubstr;
using ::testing::Not;

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    auto& catalog = servers_.catalog;
    catalog.on_list_programs = [this](const auto& request, auto* response) {
      lists_.push_back(request);
      *response = CannedPrograms();
      return grpc::Status::OK;
    };
    catalog.on_get_program = [this](const auto& request, auto* response) {
      asked_ = request.name();
      revision_ = request.revision();
      *response = CoordinationProgram();
      return grpc::Status::OK;
    };
    catalog.on_get_fund = [this](const auto& request, auto* response) {
      fund_ = request.name();
      *response = request.name() == RegionalCareFund().name() ? RegionalCareFund() : CommunitySupportGrant();
      return grpc::Status::OK;
    };
    catalog.on_matrix = [this](const auto& request, auto* response) {
      matrix_ = request;
      *response = CannedMatrix();
      return grpc::Status::OK;
    };
    catalog.on_eligible = [this](const auto& request, auto* response) {
      eligible_ = request;
      *response = CannedEligible();
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<v1::ListProgramsRequest> lists_;
  std::string asked_, revision_, fund_;
  v1::GetProgramMatrixRequest matrix_;
  v1::FindEligibleProgramsRequest eligible_;
};

TEST_F(ProgramTest, ListIsATableInBothLanguages) {
  const Outcome english = RunCommand(servers_, {"program", "list"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(english.err, "2 programmes at revision 7-5f1c22d09a4be310\n");
  ExpectGolden("programs.en.txt", english.out);
  ExpectGolden("programs.ja.txt", RunCommand(servers_, {"program", "list", "--lang", "ja"}).out);
}

TEST_F(ProgramTest, FiltersTakeSlugsOfficialsWordsAndShortNames) {
  const Outcome outcome =
      RunCommand(servers_, {"program", "list", "--field", "在宅医療・介護連携", "--level", "市町村", "--bureau",
                            "老健局", "--kind", "council", "--fund", "regional-care-fund", "--parent", "programs/a",
                            "--fiscal-year", "平成28年度"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto& request = lists_.front();
  EXPECT_EQ(request.field(), v1::CARE_FIELD_COORDINATION);
  EXPECT_EQ(request.level(), v1::GOVERNMENT_LEVEL_MUNICIPALITY);
  EXPECT_EQ(request.bureau(), v1::BUREAU_ELDERLY);
  EXPECT_EQ(request.kind(), v1::Program::KIND_COUNCIL);
  EXPECT_EQ(request.funding_source(), "fundingSources/regional-care-fund");
  EXPECT_EQ(request.parent_program(), "programs/a");
  EXPECT_EQ(request.fiscal_year(), 2016);
}

TEST_F(ProgramTest, WithoutFiltersNothingIsAskedFor) {
  RunCommand(servers_, {"program", "list"});
  v1::ListProgramsRequest plain;
  plain.set_page_size(100);
  EXPECT_EQ(lists_.front().SerializeAsString(), plain.SerializeAsString());
}

TEST_F(ProgramTest, ListsAreReadThroughAllPagesAtOneRevision) {
  servers_.catalog.on_list_programs = [this](const auto& request, auto* response) {
    lists_.push_back(request);
    *response = CannedPrograms();
    response->mutable_programs()->DeleteSubrange(request.page_token().empty() ? 1 : 0, 1);
    if (request.page_token().empty()) response->set_next_page_token("more");
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"program", "list", "--at", "5-abc", "-o", "json"});
  v1::ListProgramsResponse read;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(outcome.out, &read).ok()) << outcome.out;
  EXPECT_EQ(read.programs_size(), 2);
  EXPECT_EQ(lists_.front().revision(), "5-abc");
  EXPECT_EQ(lists_.back().revision(), "");
  EXPECT_EQ(lists_.back().page_token(), "more");
}

TEST_F(ProgramTest, CsvHasTheColumnsThatImportReads) {
  const std::string out = RunCommand(servers_, {"program", "list", "-o", "csv"}).out;
  EXPECT_THAT(out, HasSubstr("name,display_name_ja,display_name_en,kind,bureau,levels,fields,conducted_by,"
                             "funding_sources,purpose_ja,purpose_en,eligible,first_fiscal_year,last_fiscal_year,"
                             "parent,revision_id,etag\r\n"));
  EXPECT_THAT(out, HasSubstr("program,elderly,municipality,coordination,,fundingSources/community-support-grant,"));
}

TEST_F(ProgramTest, OneIsShownAtLengthInBothLanguages) {
  const Outcome english = RunCommand(servers_, {"program", "get", "home-care-coordination"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(asked_, kCoordination);
  EXPECT_EQ(fund_, "fundingSources/community-support-grant");
  ExpectGolden("program.en.txt", english.out);
  ExpectGolden("program.ja.txt", RunCommand(servers_, {"program", "get", kCoordination, "--lang", "ja"}).out);
  EXPECT_THAT(english.out, Not(HasSubstr("│")));
  EXPECT_THAT(RunCommand(servers_, {"program", "get", kCoordination, "--verbatim"}).out,
              HasSubstr("    │ ○ 実施可能な市区町村は\n    │ 平成30年4月には\n"));
}

TEST_F(ProgramTest, FundThatCannotBeReadIsShownByItsResourceName) {
  servers_.catalog.on_get_fund = {};
  const Outcome outcome = RunCommand(servers_, {"program", "get", "home-care-coordination"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Who pays      fundingSources/community-support-grant\n"));
}

TEST_F(ProgramTest, MissingProgrammeHintsAtTheListOfItsKind) {
  servers_.catalog.on_get_program = [](const auto& request, auto*) { return ToGrpc(ResourceNotFound(request.name())); };
  const Outcome outcome = RunCommand(servers_, {"program", "get", "nothing"});
  EXPECT_EQ(outcome.code, 69);
  EXPECT_THAT(outcome.err, HasSubstr("`zaitaku program list`"));
  EXPECT_THAT(outcome.err, HasSubstr("cannot get the programme: NOT_FOUND"));
}

TEST_F(ProgramTest, MatrixMarksWhatIsInferred) {
  const Outcome english = RunCommand(servers_, {"program", "matrix"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(matrix_.fiscal_year(), 2016);
  ExpectGolden("matrix.en.txt", english.out);
  ExpectGolden("matrix.ja.txt", RunCommand(servers_, {"program", "matrix", "--lang", "ja"}).out);
  ExpectGolden("matrix.csv", RunCommand(servers_, {"program", "matrix", "--fiscal-year", "H29", "-o", "csv"}).out);
  EXPECT_EQ(matrix_.fiscal_year(), 2017);
}

TEST_F(ProgramTest, MatrixWithoutInferencesHasNoLegend) {
  servers_.catalog.on_matrix = [](const auto&, auto* response) {
    *response = CannedMatrix();
    for (auto& cell : *response->mutable_cells()) {
      for (auto& entry : *cell.mutable_entries()) {
        entry.set_level_basis(type::v1::Provenance::BASIS_STATED);
        entry.set_field_basis(type::v1::Provenance::BASIS_STATED);
      }
    }
    return grpc::Status::OK;
  };
  const std::string out = RunCommand(servers_, {"program", "matrix"}).out;
  EXPECT_THAT(out, Not(HasSubstr("inferred")));
  EXPECT_THAT(out, Not(HasSubstr("†")));
}

TEST_F(ProgramTest, EligibleShowsWhoPaysItemsInOrderAndTheDeadline) {
  const Outcome english = RunCommand(
      servers_, {"program", "eligible", "--as", "市町村", "--field", "在宅医療・介護連携", "--fiscal-year", "2016"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_EQ(eligible_.kind(), v1::GOVERNMENT_KIND_MUNICIPALITY);
  EXPECT_EQ(eligible_.field(), v1::CARE_FIELD_COORDINATION);
  EXPECT_EQ(eligible_.fiscal_year(), 2016);
  ExpectGolden("eligible.en.txt", english.out);
  ExpectGolden("eligible.ja.txt", RunCommand(servers_, {"program", "eligible", "--as", "市町村", "--lang", "ja"}).out);
  EXPECT_EQ(eligible_.field(), v1::CARE_FIELD_UNSPECIFIED);
  EXPECT_EQ(RunCommand(servers_, {"program", "eligible", "--as", "市町村", "-o", "csv"}).out,
            "name,display_name_ja,display_name_en,through,basis,funding_sources\r\n"
            "programs/home-care-coordination,在宅医療・介護連携推進事業,Home care coordination programme,municipality,"
            "stated,fundingSources/community-support-grant\r\nprograms/specialist-training,,,,,\r\n");
}

TEST_F(ProgramTest, EligibleTakesEveryKindInOfficialsWordsAndSlugs) {
  const std::vector<std::pair<const char*, v1::GovernmentKind>> kinds = {
      {"市区町村", v1::GOVERNMENT_KIND_MUNICIPALITY},
      {"中核市", v1::GOVERNMENT_KIND_CORE_CITY},
      {"指定都市", v1::GOVERNMENT_KIND_DESIGNATED_CITY},
      {"都道府県", v1::GOVERNMENT_KIND_PREFECTURE},
      {"児童相談所設置市", v1::GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY},
      {"child-guidance-centre-city", v1::GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY}};
  for (const auto& [word, kind] : kinds) {
    EXPECT_EQ(RunCommand(servers_, {"program", "eligible", "--as", word, "--field", "障害"}).code, 0);
    EXPECT_EQ(eligible_.kind(), kind) << word;
    EXPECT_EQ(eligible_.field(), v1::CARE_FIELD_DISABILITY);
  }
}

TEST_F(ProgramTest, SearchJoinsItsWordsAndReadsUpToTheLimit) {
  std::vector<v1::SearchCatalogRequest> requests;
  servers_.catalog.on_search = [&requests](const auto& request, auto* response) {
    requests.push_back(request);
    auto& result = *response->add_results();
    result.set_name(requests.size() == 1 ? "programs/specialist-training" : "guidelines/vision");
    result.mutable_display_name()->set_ja("人材育成事業");
    result.mutable_display_name()->set_en("Specialist training");
    result.set_place(requests.size() == 1 ? v1::SearchResult::PLACE_ALIAS : v1::SearchResult::PLACE_TEXT);
    result.set_matched_text("人材養成事業\nの");
    response->set_next_page_token(std::to_string(requests.size()));
    response->set_revision(kCatalogRevision);
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"program", "search", "人材", "養成", "--limit", "2"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].query(), "人材 養成");
  EXPECT_EQ(requests[1].page_size(), 1);
  EXPECT_THAT(outcome.out,
              HasSubstr("other name  programs/specialist-training  Specialist training  人材養成事業␊の\n"));
  EXPECT_THAT(outcome.err, HasSubstr("2 results at revision"));
  EXPECT_THAT(outcome.err, HasSubstr("--limit shows them"));
  requests.clear();
  EXPECT_THAT(RunCommand(servers_, {"program", "search", "x", "--limit", "1", "-o", "csv"}).out,
              HasSubstr("programs/specialist-training,人材育成事業,Specialist training,other name,"));
}

TEST_F(ProgramTest, AtATimeAsksTheCatalogueForTheRevision) {
  servers_.catalog.on_find_revision = [](const auto&, auto* response) {
    response->set_revision("2-bbb");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"program", "get", "x", "--at", "2026-11-22"}).code, 0);
  EXPECT_EQ(revision_, "2-bbb");
}

TEST_F(ProgramTest, FundsAreListedAndShownWithTheirTree) {
  v1::ListFundingSourcesRequest list;
  servers_.catalog.on_list_funds = [&list](const auto& request, auto* response) {
    list = request;
    *response = CannedFunds();
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"fund", "list", "--kind", "基金", "--bureau", "elderly"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(list.kind(), v1::FundingSource::KIND_FUND);
  EXPECT_EQ(list.bureau(), v1::BUREAU_ELDERLY);
  EXPECT_THAT(outcome.out, HasSubstr("community-support-grant  Community support grant"));
  EXPECT_THAT(RunCommand(servers_, {"fund", "list", "-o", "csv"}).out,
              HasSubstr("fundingSources/regional-care-fund,地域医療介護総合確保基金,"));
  ExpectGolden("fund.en.txt", RunCommand(servers_, {"fund", "get", "regional-care-fund"}).out);
  EXPECT_EQ(fund_, "fundingSources/regional-care-fund");
  ExpectGolden("fund.ja.txt", RunCommand(servers_, {"fund", "get", "regional-care-fund", "--lang", "ja"}).out);
}

TEST_F(ProgramTest, GuidelinesAreListedAndShownWithTheirSectionsInPlace) {
  std::string about, name;
  servers_.catalog.on_list_guidelines = [&about](const auto& request, auto* response) {
    about = request.program();
    *response = CannedGuidelines();
    return grpc::Status::OK;
  };
  servers_.catalog.on_get_guideline = [&name](const auto& request, auto* response) {
    name = request.name();
    *response = CannedGuidelines().guidelines(0);
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers_, {"guideline", "list", "--program", "home-care-coordination"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(about, kCoordination);
  EXPECT_THAT(outcome.out, HasSubstr("regional-medical-vision-2015  Regional medical vision guideline  2015-03"));
  ExpectGolden("guideline.en.txt", RunCommand(servers_, {"guideline", "get", "regional-medical-vision-2015"}).out);
  EXPECT_EQ(name, "guidelines/regional-medical-vision-2015");
  ExpectGolden("guideline.ja.txt", RunCommand(servers_, {"guideline", "get", name, "--lang", "ja"}).out);
}

TEST_F(ProgramTest, GuidelineWhoseSectionsGoInACircleEnds) {
  servers_.catalog.on_get_guideline = [](const auto&, auto* response) {
    auto& section = *response->add_sections();
    section.set_id("1");
    auto& below = *response->add_sections();
    below.set_id("1");
    below.set_parent("1");
    return grpc::Status::OK;
  };
  EXPECT_EQ(RunCommand(servers_, {"guideline", "get", "x"}).code, 0);
}

}  // namespace
}  // namespace zaitaku::cli
