// Files of the catalogue: import and export.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "domain/catalogue_table.h"
#include "platform/status/status.h"
#include "tests/unit/cli/canned_catalog.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

namespace v1 = catalog::v1;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class CatalogImportTest : public ::testing::Test {
 protected:
  CatalogImportTest() {
    servers_.catalog.on_import = [this](const auto& request, auto* response) {
      requests_.push_back(request);
      if (request.content() == "bad" && !request.validate_only()) {
        return ToGrpc(InvalidFile({"1 problem", "1 件の誤り"}, {{"2:5", "the first"}}));
      }
      if (request.content() == "bad") {
        auto& problem = *response->add_problems();
        problem.set_line(2);
        problem.set_column(5);
        problem.set_cell("bureau");
        problem.set_read("医療局");
        problem.set_expected("a bureau");
        problem.set_expected_ja("所管");
        problem.set_example("医政局");
        return grpc::Status::OK;
      }
      response->set_revision(kCatalogRevision);
      for (int i = 0; i < 22; ++i) response->add_created("programs/p" + std::to_string(i));
      response->add_changed("budgetLines/b");
      response->set_unchanged_entries(3);
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<v1::ImportEntriesRequest> requests_;
};

TEST_F(CatalogImportTest, ShowsWhatIsNewAndWhatChanged) {
  const Outcome outcome =
      RunCommand(servers_, {"program", "import", "-", "--dry-run", "--reason", "first load"}, {.in = "{}"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(requests_.front().content(), "{}");
  EXPECT_EQ(requests_.front().format(), v1::ImportEntriesRequest::FORMAT_UNSPECIFIED);
  EXPECT_EQ(requests_.front().reason(), "first load");
  EXPECT_TRUE(requests_.front().validate_only());
  EXPECT_THAT(outcome.out, StartsWith("stdin\nDry run, nothing was changed. An import would:\n"
                                      "  22 created, 1 changed, 3 unchanged\n  revision 7-5f1c22d09a4be310\n"
                                      "  created\n    programs/p0\n"));
  EXPECT_THAT(outcome.out, HasSubstr("    programs/p19\n    and 2 more\n  changed\n    budgetLines/b\n"));
  EXPECT_THAT(RunCommand(servers_, {"program", "import", "-", "-o", "csv"}, {.in = "{}"}).out,
              HasSubstr("programs/p21,created\r\nbudgetLines/b,changed\r\n"));
}

TEST_F(CatalogImportTest, CsvIsThatOfTheNoun) {
  RunCommand(servers_, {"program", "import", "-", "--format", "csv"}, {.in = "x"});
  RunCommand(servers_, {"budget", "import", "-", "--format", "csv"}, {.in = "x"});
  RunCommand(servers_, {"budget", "import", "-", "--format", "jsonl"}, {.in = "x"});
  ASSERT_EQ(requests_.size(), 3u);
  EXPECT_EQ(requests_[0].format(), v1::ImportEntriesRequest::FORMAT_PROGRAMS_CSV);
  EXPECT_EQ(requests_[1].format(), v1::ImportEntriesRequest::FORMAT_BUDGET_LINES_CSV);
  EXPECT_EQ(requests_[2].format(), v1::ImportEntriesRequest::FORMAT_JSON_LINES);
}

TEST_F(CatalogImportTest, BadFileShowsAllProblemsThoughTheErrorHadOnlyTheFirst) {
  const Outcome outcome = RunCommand(servers_, {"program", "import", "-"}, {.in = "bad"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "stdin:2:5: bureau: read '医療局', expected a bureau, for example 医政局\n");
  EXPECT_EQ(outcome.err, "stdin has 1 problem; nothing was changed\n");
  EXPECT_EQ(requests_.size(), 2u);
  EXPECT_TRUE(requests_.back().validate_only());
  EXPECT_EQ(RunCommand(servers_, {"budget", "import", "-", "--lang", "ja"}, {.in = "bad"}).out,
            "stdin:2:5: bureau: 読み取り「医療局」、期待：所管、例：医政局\n");
}

TEST_F(CatalogImportTest, FileOfWhatIsThereAlreadyChangesNothing) {
  servers_.catalog.on_import = [](const auto&, auto* response) {
    response->set_unchanged(true);
    response->set_unchanged_entries(4);
    response->set_revision(kCatalogRevision);
    return grpc::Status::OK;
  };
  EXPECT_THAT(RunCommand(servers_, {"program", "import", "-"}, {.in = "x"}).out,
              HasSubstr("nothing changed: all 4 were the same already"));
}

class CatalogExportTest : public ::testing::Test {
 protected:
  CatalogExportTest() {
    auto& catalog = servers_.catalog;
    catalog.on_list_funds = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedFunds();
      return grpc::Status::OK;
    };
    catalog.on_list_programs = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedPrograms();
      return grpc::Status::OK;
    };
    catalog.on_list_budget_lines = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedBudgetLines();
      return grpc::Status::OK;
    };
    catalog.on_list_guidelines = [this](const auto& request, auto* response) {
      revisions_.push_back(request.revision());
      *response = CannedGuidelines();
      return grpc::Status::OK;
    };
  }

  FakeServers servers_;
  std::vector<std::string> revisions_;
};

TEST_F(CatalogExportTest, WritesEveryKindAtOneRevisionWithoutVersions) {
  const Outcome outcome = RunCommand(servers_, {"program", "export"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "10 resources at revision 7-5f1c22d09a4be310\n");
  EXPECT_THAT(revisions_, ::testing::ElementsAre("", kCatalogRevision, kCatalogRevision, kCatalogRevision));
  std::istringstream lines(outcome.out);
  std::string line;
  int counts[5] = {};
  while (std::getline(lines, line)) {
    v1::CatalogEntry entry;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &entry).ok()) << line;
    ++counts[entry.entry_case()];
    EXPECT_EQ(line.find("etag"), std::string::npos);
    EXPECT_EQ(line.find("revision"), std::string::npos);
    if (entry.program().name() != kCoordination) continue;
    v1::Program expected = CoordinationProgram();
    expected.clear_etag();
    expected.clear_revision_id();
    expected.clear_revision_create_time();
    EXPECT_EQ(entry.program().SerializeAsString(), expected.SerializeAsString());
  }
  EXPECT_THAT(counts, ::testing::ElementsAre(0, 2, 2, 5, 1));
}

TEST_F(CatalogExportTest, CsvIsTheTableThatImportReads) {
  const auto programs = CannedPrograms();
  EXPECT_EQ(RunCommand(servers_, {"program", "export", "-f", "csv"}).out,
            WriteProgramsCsv(std::vector(programs.programs().begin(), programs.programs().end())));
  EXPECT_EQ(revisions_.size(), 1u) << "only programmes are read";
  const auto lines = CannedBudgetLines();
  EXPECT_EQ(RunCommand(servers_, {"budget", "export", "-o", "csv"}).out,
            WriteBudgetLinesCsv(std::vector(lines.budget_lines().begin(), lines.budget_lines().end())));
  EXPECT_THAT(RunCommand(servers_, {"budget", "export"}).out,
              StartsWith("{\"budgetLine\":{\"name\":\"budgetLines/2014-fund\""));
}

}  // namespace
}  // namespace zaitaku::cli
