#include "cli/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;

Language LocaleIs(const std::map<std::string, std::string>& variables) {
  return LanguageOfLocale([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

TEST(LanguageTest, JapaneseLocalesAreJapanese) {
  EXPECT_EQ(LocaleIs({{"LANG", "ja"}}), Language::kJapanese);
  EXPECT_EQ(LocaleIs({{"LANG", "ja_JP.UTF-8"}}), Language::kJapanese);
  EXPECT_EQ(LocaleIs({{"LANG", "ja.UTF-8"}}), Language::kJapanese);
}

TEST(LanguageTest, EverythingElseIsEnglish) {
  EXPECT_EQ(LocaleIs({}), Language::kEnglish);
  EXPECT_EQ(LocaleIs({{"LANG", "C.UTF-8"}}), Language::kEnglish);
  EXPECT_EQ(LocaleIs({{"LANG", "fr_FR.UTF-8"}}), Language::kEnglish);
  EXPECT_EQ(LocaleIs({{"LANG", "jav_ID"}}), Language::kEnglish);
}

TEST(LanguageTest, TheFirstVariableThatIsSetDecides) {
  EXPECT_EQ(LocaleIs({{"LC_ALL", "C"}, {"LC_MESSAGES", "ja_JP"}, {"LANG", "ja_JP"}}), Language::kEnglish);
  EXPECT_EQ(LocaleIs({{"LC_MESSAGES", "ja_JP"}, {"LANG", "en_GB"}}), Language::kJapanese);
  EXPECT_EQ(LocaleIs({{"LC_ALL", ""}, {"LANG", "ja_JP"}}), Language::kJapanese);
}

TEST(LanguageTest, HelpFollowsLocaleAndFlagWhereverItStands) {
  EXPECT_THAT(RunCommand({"--help"}).out, HasSubstr("Exit codes:"));
  EXPECT_THAT(RunCommand({"--help"}, {.variables = {{"LANG", "ja_JP.UTF-8"}}}).out, HasSubstr("終了コード："));
  EXPECT_THAT(RunCommand({"--help", "--lang", "ja"}).out, HasSubstr("終了コード："));
  EXPECT_THAT(RunCommand({"--lang=en", "--help"}, {.variables = {{"LANG", "ja_JP"}}}).out, HasSubstr("Exit codes:"));
}

TEST(LanguageTest, FlagBeatsLocaleInResults) {
  FakeServers servers;
  servers.on_list_surveys = [](const auto&, auto*) { return grpc::Status::OK; };
  const World japanese = {.variables = {{"LC_ALL", "ja_JP.UTF-8"}}};
  EXPECT_THAT(RunCommand(servers, {"survey", "list"}, japanese).out, HasSubstr("時点"));
  EXPECT_THAT(RunCommand(servers, {"survey", "list", "--lang", "en"}, japanese).out, HasSubstr("Month"));
}

}  // namespace
}  // namespace zaitaku::cli
