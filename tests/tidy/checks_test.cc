// Each check finds the violation that it is there for, and leaves its neighbour in peace.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/tidy/layout_checks.h"
#include "tests/tidy/text_checks.h"
#include "tests/tidy/tree.h"

namespace zaitaku::tidy {
namespace {

using Check = Findings (*)(const Tree&);

// The findings as `path:line`, in order.
std::vector<std::string> Places(const Findings& findings) {
  std::vector<std::string> places;
  for (const Finding& finding : findings) places.push_back(finding.path + ":" + std::to_string(finding.line));
  return places;
}

using Strings = std::vector<std::string>;

// Headers and contracts for planted sources to include.
Tree WithHeaders(SourceFile planted) {
  return {{"domain/notation.h", ""},
          {"platform/status/status.h", ""},
          {"services/council/bind.h", ""},
          {"services/catalog/bind.h", ""},
          {"services/entries/lines.h", ""},
          {"gateway/bind.h", ""},
          {"cli/table.h", ""},
          {"tests/redis_process/redis.h", ""},
          {"protos/zaitaku/council/v1/council.proto", ""},
          {"protos/zaitaku/catalog/v1/catalog_service.proto", ""},
          {"protos/zaitaku/type/v1/text.proto", ""},
          std::move(planted)};
}

struct IncludeCase {
  std::string from;
  std::string include;
};

TEST(CheckIncludes, FindsEveryForbiddenDirection) {
  const IncludeCase cases[] = {
      {"domain/x.cc", "platform/status/status.h"},
      {"domain/x.cc", "services/council/bind.h"},
      {"domain/x.h", "cli/table.h"},
      {"platform/cache/x.cc", "domain/notation.h"},
      {"platform/cache/x.cc", "gateway/bind.h"},
      {"platform/cache/x.cc", "zaitaku/council/v1/council.pb.h"},
      {"services/council/x.cc", "services/catalog/bind.h"},
      {"services/council/x.cc", "zaitaku/catalog/v1/catalog_service.grpc.pb.h"},
      {"services/council/x.cc", "gateway/bind.h"},
      {"services/entries/x.cc", "services/catalog/bind.h"},
      {"services/entries/x.cc", "zaitaku/catalog/v1/catalog_service.grpc.pb.h"},
      {"platform/cache/x.cc", "services/entries/lines.h"},
      {"cli/x.cc", "services/entries/lines.h"},
      {"gateway/x.cc", "services/council/bind.h"},
      {"gateway/x.cc", "cli/table.h"},
      {"cli/x.cc", "services/council/bind.h"},
      {"cli/x.cc", "gateway/bind.h"},
      {"cli/x.cc", "tests/redis_process/redis.h"},
  };
  for (const auto& [from, include] : cases) {
    const Tree tree = WithHeaders({from, "// Why.\n#include <vector>\n#include \"" + include + "\"\n"});
    EXPECT_EQ(Places(CheckIncludes(tree)), Strings{from + ":3"}) << from << " includes " << include;
  }
}

TEST(CheckIncludes, AllowsEveryIntendedDirection) {
  const IncludeCase cases[] = {
      {"domain/x.cc", "zaitaku/council/v1/council.pb.h"},
      {"platform/cache/x.cc", "platform/status/status.h"},
      {"platform/cache/x.cc", "zaitaku/type/v1/text.pb.h"},
      {"services/council/x.cc", "services/council/bind.h"},
      {"services/council/x.cc", "zaitaku/council/v1/council.pb.h"},
      {"services/council/x.cc", "domain/notation.h"},
      {"services/council/x.cc", "services/entries/lines.h"},
      {"services/entries/x.cc", "domain/notation.h"},
      {"services/entries/x.cc", "platform/status/status.h"},
      {"gateway/x.cc", "platform/status/status.h"},
      {"gateway/x.cc", "zaitaku/catalog/v1/catalog_service.grpc.pb.h"},
      {"cli/x.cc", "zaitaku/council/v1/council.pb.h"},
      {"tests/unit/x_test.cc", "services/council/bind.h"},
      {"tests/unit/x_test.cc", "gtest/gtest.h"},
      {"domain/x.cc", "absl/strings/str_cat.h"},
  };
  for (const auto& [from, include] : cases) {
    const Tree tree = WithHeaders({from, "#include \"" + include + "\"\n"});
    EXPECT_EQ(Places(CheckIncludes(tree)), Strings{}) << from << " includes " << include;
  }
}

TEST(CheckIncludes, FindsPathsThatAreNotFromTheRoot) {
  for (std::string include : {"\"notation.h\"", "\"../domain/notation.h\"", "\"zaitaku/type/v1/gone.pb.h\"",
                              "<domain/notation.h>", "<zaitaku/type/v1/text.pb.h>"}) {
    const Tree tree = WithHeaders({"domain/x.cc", "#  include " + include + "\n"});
    EXPECT_EQ(Places(CheckIncludes(tree)), Strings{"domain/x.cc:1"}) << include;
  }
}

TEST(CheckProtoImports, FindsAnImportFromAbove) {
  const auto importing = [](std::string path, std::string import) {
    return Places(CheckProtoImports({{path, "syntax = \"proto3\";\nimport \"" + import + "\";\n"}}));
  };
  const std::string type = "protos/zaitaku/type/v1/x.proto";
  const std::string council = "protos/zaitaku/council/v1/x.proto";
  const std::string unknown = "protos/zaitaku/other/v1/x.proto";
  EXPECT_EQ(importing(type, "zaitaku/council/v1/council.proto"), Strings{type + ":2"});
  EXPECT_EQ(importing(council, "zaitaku/summary/v1/summary_service.proto"), Strings{council + ":2"});
  EXPECT_EQ(importing("protos/google/rpc/x.proto", "zaitaku/type/v1/text.proto"),
            Strings{"protos/google/rpc/x.proto:2"});
  EXPECT_EQ(importing(unknown, "google/protobuf/any.proto"), Strings{unknown + ":0"});
  EXPECT_EQ(importing(council, "zaitaku/type/v1/text.proto"), Strings{});
  EXPECT_EQ(importing("protos/zaitaku/summary/v1/x.proto", "zaitaku/council/v1/council.proto"), Strings{});
}

TEST(CheckPlatformWords, FindsWordsOfTheDomainInAnyFile) {
  for (std::string line :
       {"// A Council's row.", "std::string prefecture_code;", "SELECT * FROM councils;", "// 都道府県"}) {
    EXPECT_EQ(Places(CheckPlatformWords({{"platform/storage/x.sql", "ok\n" + line + "\n"}})),
              Strings{"platform/storage/x.sql:2"})
        << line;
    for (std::string path : {"services/council/x.cc", "platform/auth/x.h"})
      EXPECT_EQ(Places(CheckPlatformWords({{path, line + "\n"}})), Strings{}) << path << ": " << line;
  }
}

TEST(CheckTargets, FindsFoldersWithoutOneTarget) {
  const auto folder = [](std::string cmake) {
    return Places(CheckTargets({{"cli/CMakeLists.txt", cmake}, {"cli/main.cc", ""}, {"cli/table.cc", ""}}));
  };
  const Strings found{"cli/CMakeLists.txt:0"};
  EXPECT_EQ(folder("zaitaku_library(cli\n  SOURCES table.cc)\nadd_executable(zaitaku main.cc)\n"), Strings{});
  EXPECT_EQ(folder("zaitaku_library(cli SOURCES main.cc table.cc)\n"), Strings{});
  EXPECT_EQ(folder("file(GLOB T t*.cc)\nzaitaku_library(cli SOURCES ${T} main.cc)\n"), Strings{});
  EXPECT_EQ(folder("file(GLOB T tables*.cc)\nzaitaku_library(cli SOURCES ${T} main.cc)\n"), found);
  EXPECT_EQ(folder("zaitaku_library(cli SOURCES table.cc)\n"), found);
  EXPECT_EQ(folder("zaitaku_library(cli SOURCES main.cc vegetable.cc)\n"), found);
  EXPECT_EQ(folder("add_executable(zaitaku main.cc table.cc)\n"), found);
  EXPECT_EQ(folder("zaitaku_library(a SOURCES main.cc)\nzaitaku_library(b SOURCES table.cc)\n"), found);
  EXPECT_EQ(Places(CheckTargets({{"cli/main.cc", ""}})), found);
}

TEST(CheckTargets, FindsTestsThatAreNeverBuilt) {
  const auto tests = [](std::string cmake) {
    return Places(CheckTargets({{"tests/unit/cli/CMakeLists.txt", cmake}, {"tests/unit/cli/table_test.cc", ""}}));
  };
  EXPECT_EQ(tests("add_executable(t table_test.cc)\n"), Strings{});
  EXPECT_EQ(tests("foreach(name csv table)\nadd_executable(${name}_test ${name}_test.cc)\n"), Strings{});
  EXPECT_EQ(tests("zaitaku_test(table_test zaitaku_cli)\n"), Strings{});
  EXPECT_EQ(tests("zaitaku_test(stable_test zaitaku_cli)\n"), Strings{"tests/unit/cli/CMakeLists.txt:0"});
  EXPECT_EQ(tests("foreach(name csv tables)\nadd_executable(${name}_test ${name}_test.cc)\n"),
            Strings{"tests/unit/cli/CMakeLists.txt:0"});
}

TEST(CheckNames, FindsNamesThatSayNothing) {
  for (std::string path : {"cli/utils/x.cc", "domain/common.h", "tests/test_helpers.cc", "platform/misc/y.h"}) {
    EXPECT_EQ(Places(CheckNames({{path, ""}})), Strings{path + ":0"});
  }
  EXPECT_EQ(Places(CheckNames({{"platform/status/commonest.cc", ""}, {"cli/table.cc", ""}})), Strings{});
}

TEST(CheckDecisionRecords, FindsGapsDoublesAndDeadMentions) {
  const SourceFile first{"docs/adr/0001-one.md", "# 1. One\n"};
  const SourceFile second{"docs/adr/0002-two.md", "# 2. Two\n"};
  const SourceFile double_second{"docs/adr/0002-zwei.md", "# 2. Zwei\n"};
  const SourceFile third{"docs/adr/0003-three.md", "# 3. Three\n"};
  EXPECT_EQ(Places(CheckDecisionRecords({first, second, third})), Strings{});
  EXPECT_EQ(Places(CheckDecisionRecords({first, third})), Strings{"docs/adr/0003-three.md:0"});
  EXPECT_EQ(Places(CheckDecisionRecords({first, second, double_second})), Strings{"docs/adr/0002-zwei.md:0"});
  EXPECT_EQ(Places(CheckDecisionRecords({{"docs/adr/1-one.md", "# One\n"}})), Strings{"docs/adr/1-one.md:0"});
  EXPECT_EQ(Places(CheckDecisionRecords({{"docs/adr/0001-one.md", "One\n"}})), Strings{"docs/adr/0001-one.md:1"});
  EXPECT_EQ(Places(CheckDecisionRecords({{"cli/x.cc", "// See docs/adr/0001-one.md.\n"}, first})), Strings{});
  EXPECT_EQ(Places(CheckDecisionRecords({{"cli/x.cc", "\n// See docs/adr/0002-two.md.\n"}, first})),
            Strings{"cli/x.cc:2"});
}

TEST(CheckLength, FindsTheLineTooMany) {
  std::string lines;
  for (int i = 0; i < 600; ++i) lines += "x\n";
  EXPECT_EQ(Places(CheckLength({{"cli/x.cc", lines}})), Strings{});
  EXPECT_EQ(Places(CheckLength({{"cli/x.cc", lines + "x\n"}})), Strings{"cli/x.cc:601"});
  EXPECT_EQ(Places(CheckLength({{"scripts/x", "#!/usr/bin/env bash\n" + lines}})), Strings{"scripts/x:601"});
  EXPECT_EQ(Places(CheckLength({{"data/source/x.txt", lines + "x\n"}})), Strings{});
}

TEST(CheckText, FindsEachUntidiness) {
  EXPECT_EQ(Places(CheckText({{"a.md", "One.\n\nTwo.\n"}, {"empty", ""}})), Strings{});
  EXPECT_EQ(Places(CheckText({{"a.md", "One.\n\tTwo.\n"}})), Strings{"a.md:2"});
  EXPECT_EQ(Places(CheckText({{"a.md", "One.\r\n"}})), Strings{"a.md:1"});
  EXPECT_EQ(Places(CheckText({{"a.md", "One. \n"}})), Strings{"a.md:1"});
  EXPECT_EQ(Places(CheckText({{"a.md", "One."}})), Strings{"a.md:0"});
  EXPECT_EQ(Places(CheckText({{"a.md", "One.\n\n"}})), Strings{"a.md:0"});
  EXPECT_EQ(Places(CheckText({{"data/source/survey.txt", "One. \t"}})), Strings{});
}

TEST(CheckHeaderGuards, FindsAHeaderWithout) {
  EXPECT_EQ(Places(CheckHeaderGuards({{"cli/x.h", "// What.\n#pragma once\n"}, {"cli/x.cc", ""}})), Strings{});
  EXPECT_EQ(Places(CheckHeaderGuards({{"cli/x.h", "#pragma once\n"}})), Strings{});
  EXPECT_EQ(Places(CheckHeaderGuards({{"cli/x.h", "// What, not #pragma once.\n"}})), Strings{"cli/x.h:0"});
}

TEST(CheckRegistries, FindsAddressesAndLockFilesWithThem) {
  const std::string scheme = "https:/";  // In two pieces, or this file would be found.
  EXPECT_EQ(Places(CheckRegistries({{"scripts/x", "npm ci --registry\n" + scheme + "/registry.example.org/\n"}})),
            Strings{"scripts/x:2"});
  EXPECT_EQ(Places(CheckRegistries({{"Dockerfile",
                                     "deb http:/"
                                     "/deb.debian.example.net/debian main\n"}})),
            Strings{"Dockerfile:1"});
  EXPECT_EQ(Places(CheckRegistries({{"tests/npm/package-lock.json", "{\n  \"resolved\": \"x\"\n}\n"}})),
            Strings{"tests/npm/package-lock.json:2"});
  EXPECT_EQ(Places(CheckRegistries({{"README.md", "council-registry on " + scheme + "/127.0.0.1:7051/x\n"}})),
            Strings{});
}

TEST(CheckLinks, FindsALinkThatLeadsNowhere) {
  const SourceFile record{"docs/adr/0001-one.md", "[up](../../README.md)\n"};
  EXPECT_EQ(Places(CheckLinks({{"README.md", "[a](docs/adr/0001-one.md#why) [b](docs/adr/) [c](#x)\n"}, record})),
            Strings{});
  EXPECT_EQ(Places(CheckLinks({{"README.md", "[a](docs/adr/0002-two.md)\n"}, record})), Strings{"README.md:0"});
  EXPECT_EQ(Places(CheckLinks({{"other.md", "x\n"}, record})), Strings{"docs/adr/0001-one.md:0"});
}

TEST(CheckSourceDocument, FindsOneByteOfDifferenceAndItsAbsence) {
  std::ifstream stream(std::string(ZAITAKU_SOURCE_DIR) + "/" + kSourceDocument, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  EXPECT_EQ(Places(CheckSourceDocument({{kSourceDocument, content}})), Strings{});
  content.back() ^= 1;
  EXPECT_EQ(Places(CheckSourceDocument({{kSourceDocument, content}})).size(), 1u);
  EXPECT_EQ(Places(CheckSourceDocument({})).size(), 1u);
}

// The checks that run programs, on a folder of their own.
class ProgramChecks : public testing::Test {
 protected:
  ProgramChecks() : root_(std::filesystem::temp_directory_path() / ("zaitaku-tidy-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(root_ / "cli");
    std::filesystem::copy_file(std::string(ZAITAKU_SOURCE_DIR) + "/.clang-format", root_ / ".clang-format");
  }
  ~ProgramChecks() override { std::filesystem::remove_all(root_); }

  Tree Plant(const std::string& path, const std::string& content) {
    std::ofstream(root_ / path, std::ios::binary) << content;
    return ReadTree(root_);
  }

  std::filesystem::path root_;
};

TEST_F(ProgramChecks, FormatFindsWhatClangFormatWouldChange) {
  EXPECT_EQ(CheckFormat(root_, Plant("cli/x.cc", "int Twice(int x) { return 2 * x; }\n")).size(), 0u);
  const Findings findings = CheckFormat(root_, Plant("cli/x.cc", "int Twice(int x) {return 2*x;}\n"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NE(findings[0].what.find("cli/x.cc:1"), std::string::npos) << findings[0].what;
}

TEST_F(ProgramChecks, ShellFindsAnUnquotedExpansion) {
  const std::string start = "#!/usr/bin/env bash\nset -e\n";
  EXPECT_EQ(CheckShell(root_, Plant("cli/run", start + "rm \"$1\"\n")).size(), 0u);
  const Findings findings = CheckShell(root_, Plant("cli/run", start + "rm $1\n"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NE(findings[0].what.find("SC2086"), std::string::npos) << findings[0].what;
}

TEST_F(ProgramChecks, ReadTreeLeavesOutWhatNobodyWrote) {
  for (std::string folder : {"build/dev", "tests/npm/node_modules/x", "var/log", ".git"}) {
    std::filesystem::create_directories(root_ / folder);
    Plant(folder + "/x.cc", "x");
  }
  const Tree tree = Plant("cli/x.cc", "x");
  ASSERT_EQ(tree.size(), 2u);
  EXPECT_EQ(tree[1].path, "cli/x.cc");
}

}  // namespace
}  // namespace zaitaku::tidy
