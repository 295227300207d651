// The repository keeps its own rules.
#include <gtest/gtest.h>

#include "tests/tidy/layout_checks.h"
#include "tests/tidy/text_checks.h"
#include "tests/tidy/tree.h"

namespace zaitaku::tidy {
namespace {

const Tree& Repository() {
  static const Tree tree = ReadTree(ZAITAKU_SOURCE_DIR);
  return tree;
}

void ExpectNone(const Findings& findings) {
  for (const Finding& finding : findings) {
    ADD_FAILURE() << finding.path << ":" << finding.line << ": " << finding.what;
  }
}

TEST(Repository, IncludesRunOneWay) { ExpectNone(CheckIncludes(Repository())); }
TEST(Repository, ContractsImportOnlyThoseBelow) { ExpectNone(CheckProtoImports(Repository())); }
TEST(Repository, PlatformKnowsNoWordOfTheDomain) { ExpectNone(CheckPlatformWords(Repository())); }
TEST(Repository, EveryFolderHasOneTarget) { ExpectNone(CheckTargets(Repository())); }
TEST(Repository, NamesSayTheDuty) { ExpectNone(CheckNames(Repository())); }
TEST(Repository, DecisionRecordsAreNumbered) { ExpectNone(CheckDecisionRecords(Repository())); }
TEST(Repository, NoSourceIsTooLong) { ExpectNone(CheckLength(Repository())); }
TEST(Repository, TextIsTidy) { ExpectNone(CheckText(Repository())); }
TEST(Repository, HeadersGuardThemselves) { ExpectNone(CheckHeaderGuards(Repository())); }
TEST(Repository, NoRegistryIsNamed) { ExpectNone(CheckRegistries(Repository())); }
TEST(Repository, LinksLeadSomewhere) { ExpectNone(CheckLinks(Repository())); }
TEST(Repository, SourceDocumentIsUntouched) { ExpectNone(CheckSourceDocument(Repository())); }
TEST(Repository, ClangFormatHasNothingToChange) { ExpectNone(CheckFormat(ZAITAKU_SOURCE_DIR, Repository())); }
TEST(Repository, ShellcheckHasNothingToSay) { ExpectNone(CheckShell(ZAITAKU_SOURCE_DIR, Repository())); }

// Were the tree not found, all of the above would pass.
TEST(Repository, IsReadWhole) {
  int cxx = 0;
  int contracts = 0;
  int shell = 0;
  for (const SourceFile& file : Repository()) {
    cxx += IsCxx(file.path);
    contracts += file.path.starts_with("protos/") && file.path.ends_with(".proto");
    shell += IsShell(file);
  }
  EXPECT_GT(cxx, 100);
  EXPECT_GE(contracts, 10);
  EXPECT_GE(shell, 10);
}

}  // namespace
}  // namespace zaitaku::tidy
