// Command lines, addresses, exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "cli/errors.h"
#include "tests/unit/cli/canned_survey.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Nothing listens there: ports below 1024 are not given out, and this one is reserved.
constexpr char kNobody[] = "127.0.0.1:1";

const std::vector<std::vector<std::string>>& WrongCommandLines() {
  static const auto* const kLines = new std::vector<std::vector<std::string>>{
      {},
      {"summary"},
      {"nonsense"},
      {"summary", "get", "--nonsense"},
      {"summary", "get", "-o", "xml"},
      {"summary", "get", "--lang", "fr"},
      {"summary", "get", "--timeout", "soon"},
      {"summary", "get", "--timeout", "-1s"},
      {"summary", "get", "--gateway", "somewhere"},
      {"summary", "figure"},
      {"summary", "figure", "x.y", "--fresh", "--at", "z1"},
      {"summary", "compare"},
      {"summary", "watch", "--region", "atlantis"},
      {"prefecture", "profile"},
      {"prefecture", "profile", "48"},
      {"prefecture", "profile", "13", "--fiscal-year", "soon"},
      {"prefecture", "profile", "list", "--region", "atlantis"},
      {"prefecture", "profile", "list", "--takes-part", "--takes-no-part"},
      {"survey", "import"},
      {"survey", "import", "/nonexistent/file"},
      {"survey", "import", "/"},
      {"survey", "publish"},
      {"council", "list", "--prefecture", "48"},
      {"council", "list", "--prefecture", "1"},
      {"council", "list", "--region", "atlantis"},
      {"council", "list", "--unit", "parish"},
      {"council", "list", "--kind", "other"},
      {"council", "list", "--has-plan", "--no-plan"},
      {"council", "get"},
      {"council", "get", "--kind", "home-medical-care"},
      {"council", "get", "surveys/2015-12/reports/home-medical-care-16", "--prefecture", "16"},
      {"server", "health", "--address", "gateway"},
      {"admin"},
      {"admin", "audit"},
      {"admin", "totals", "nonsense"},
      {"council", "history", "--prefecture", "16"},
      {"council", "history", "--limit", "0"},
      {"council", "history", "--time-zone", "Atlantis/Capital"},
      {"council", "list", "--at", "yesterday"},
      {"council", "list", "--at", "2026-02-30"},
      {"council", "list", "--at", "2026-11-22", "--revision", "7-abc"},
      {"program"},
      {"program", "get"},
      {"program", "list", "--catalog", "somewhere"},
      {"program", "list", "--field", "cardiology"},
      {"program", "list", "--level", "galaxy"},
      {"program", "list", "--fiscal-year", "16"},
      {"program", "list", "--fiscal-year", "1867"},
      {"program", "search"},
      {"program", "search", "x", "--limit", "0"},
      {"program", "eligible"},
      {"program", "eligible", "--as", "村長"},
      {"program", "matrix", "--fiscal-year", "soon"},
      {"program", "import", "/nonexistent/file"},
      {"program", "import", "-", "--format", "xml"},
      {"program", "export", "--format", "json"},
      {"budget", "totals", "--unit", "万円"},
      {"budget", "list", "--stage", "spent"},
      {"fund", "list", "--kind", "loan"},
      {"guideline", "get"},
      {"admin", "audit", "verify", "--service", "gateway"},
      {"event"},
      {"event", "get"},
      {"event", "list", "--training", "somewhere"},
      {"event", "list", "--field", "cardiology"},
      {"event", "list", "--month", "2016"},
      {"event", "list", "--audience", "everybody"},
      {"event", "list", "--prefecture", "1"},
      {"event", "timetable"},
      {"event", "register", "x", "--government", "130001"},
      {"event", "register", "x", "--person", "A <a@b.jp>"},
      {"event", "register", "x", "--government", "130002", "--person", "A <a@b.jp>"},
      {"event", "register", "x", "--government", "13", "--person", "a@b.jp"},
      {"event", "register", "x", "--government", "13", "--person", "A <b.jp>"},
      {"event", "register", "x", "--government", "13", "--person", "<a@b.jp>"},
      {"event", "register", "x", "--government", "13", "--person", "A <a@b.jp>:king"},
      {"event", "register", "x", "--government", "13", "--person", "A <a@b.jp>", "--file", "-"},
      {"event", "applications", "x", "--state", "late"},
      {"event", "cancel-application", "x"},
      {"event", "attendance", "x"},
      {"event", "calendar", "-o", "csv"},
      {"event", "totals", "--fiscal-year", "16"},
      {"event", "batch", "/nonexistent/file"},
      {"event", "update", "x", "--date", "16 March"},
      {"event", "update", "x", "--start-time", "25:00"},
      {"event", "update", "x", "--capacity", "0"},
      {"event", "update", "x", "--waiting-list", "maybe"},
      {"training", "list", "--new-in", "soon"},
      {"training", "get"},
  };
  return *kLines;
}

TEST(UsageTest, WrongCommandLinesExitWithTwoAndSayHowToMendThem) {
  for (const auto& line : WrongCommandLines()) {
    const Outcome outcome = RunCommand(line);
    EXPECT_EQ(outcome.code, 2) << testing::PrintToString(line) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err, "");
  }
  EXPECT_THAT(RunCommand({"summary", "get", "-o", "xml"}).err, HasSubstr("zaitaku summary get --help"));
}

// The first line of what is said in Japanese of a wrong command line.
std::string WrongInJapanese(std::vector<std::string> line) {
  line.insert(line.begin(), {"--lang", "ja"});
  const std::string err = RunCommand(line).err;
  return err.substr(0, err.find('\n'));
}

TEST(UsageTest, WrongCommandLinesAreExplainedInJapanese) {
  for (const auto& line : WrongCommandLines()) {
    if (std::find(line.begin(), line.end(), "--lang") != line.end()) continue;
    const std::string said = WrongInJapanese(line);
    for (const char* english : {"read '", "expected", "such as", "for example", " is ", " the ", " required",
                                " excludes ", " not in ", "give ", "which ", "cannot", "there ", "understood"}) {
      EXPECT_THAT(said, Not(HasSubstr(english))) << testing::PrintToString(line);
    }
  }
  EXPECT_EQ(WrongInJapanese({"council", "list", "--prefecture", "東京"}),
            "エラー：--prefecture：読み取り「東京」、期待：01～47の2桁のコードか名称。例：13、東京都、Tokyo");
  EXPECT_EQ(
      WrongInJapanese({"council", "list", "--region", "関西"}).find("エラー：--region：読み取り「関西」、期待：hok"),
      0);
  EXPECT_EQ(WrongInJapanese({"event", "update", "x", "--waiting-list", "はい"}),
            "エラー：--waiting-list：読み取り「はい」、期待：yes、no");
  EXPECT_EQ(WrongInJapanese({"council", "listt"}), "エラー：コマンドとして読み取れません：listt");
  EXPECT_EQ(WrongInJapanese({"survey", "list", "もう一つ"}), "エラー：余分な引数です：もう一つ");
  EXPECT_EQ(WrongInJapanese({"council", "history", "--limit", "0"}),
            "エラー：--limit：読み取り「0」、期待：1～1000000");
  EXPECT_EQ(WrongInJapanese({"council", "list", "--has-plan", "--no-plan"}),
            "エラー：--has-plan と --no-plan は同時に指定できません");
  EXPECT_EQ(WrongInJapanese({"council", "list", "--has-plan=maybe"}),
            "エラー：--has-plan：読み取り「maybe」、期待：true か false");
  EXPECT_EQ(WrongInJapanese({"council", "list", "--region"}), "エラー：--region：値がありません");
  // What the user wrote is left as it is.
  EXPECT_EQ(WrongInJapanese({"survey", "list", "--timeout", "a day such as 2016-03-16"}),
            "エラー：--timeout：読み取り「a day such as 2016-03-16」、期待：時間。例：10s、500ms、2m");
}

TEST(UsageTest, ExamplesOfExportNameTheFile) {
  EXPECT_THAT(RunCommand({"program", "export", "--help"}).out, HasSubstr("zaitaku program export > catalog.jsonl\n"));
  EXPECT_THAT(RunCommand({"event", "export", "--help"}).out, HasSubstr("zaitaku event export > events.jsonl\n"));
}

TEST(UsageTest, HelpOfFigureHasThePaths) {
  EXPECT_THAT(RunCommand({"summary", "figure", "--help"}).out, HasSubstr("prefecture-13.PATH"));
}

TEST(UsageTest, JapaneseHelpIsJapaneseAboutOptionsThatExcludeOthers) {
  const std::string help = RunCommand({"--lang", "ja", "council", "list", "--help"}).out;
  EXPECT_THAT(help, HasSubstr("同時に指定不可"));
  EXPECT_THAT(help, Not(HasSubstr("Excludes")));
}

TEST(UsageTest, HelpOfRegisterSaysWhenAndShowsAFile) {
  const Outcome outcome = RunCommand({"event", "register", "--help"});
  EXPECT_THAT(outcome.out, HasSubstr("zaitaku event update EVENT --state open"));
  EXPECT_THAT(outcome.out, HasSubstr("  full_name,email,role\n"));
}

TEST(UsageTest, HelpOfEachCommandHasExamplesAndGoesToStdout) {
  for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{{"summary", "get"},
                                                                                    {"summary", "figure"},
                                                                                    {"summary", "compare"},
                                                                                    {"summary", "watch"},
                                                                                    {"prefecture", "profile"},
                                                                                    {"council", "list"},
                                                                                    {"council", "get"},
                                                                                    {"council", "update"},
                                                                                    {"council", "history"},
                                                                                    {"council", "watch"},
                                                                                    {"admin", "audit", "verify"},
                                                                                    {"admin", "audit", "head"},
                                                                                    {"admin", "totals", "check"},
                                                                                    {"survey", "list"},
                                                                                    {"survey", "import"},
                                                                                    {"survey", "publish"},
                                                                                    {"survey", "reconcile"},
                                                                                    {"survey", "export"},
                                                                                    {"prefecture", "list"},
                                                                                    {"program", "list"},
                                                                                    {"program", "get"},
                                                                                    {"program", "search"},
                                                                                    {"program", "matrix"},
                                                                                    {"program", "eligible"},
                                                                                    {"program", "update"},
                                                                                    {"program", "review"},
                                                                                    {"program", "delete"},
                                                                                    {"program", "import"},
                                                                                    {"program", "export"},
                                                                                    {"program", "history"},
                                                                                    {"program", "watch"},
                                                                                    {"fund", "list"},
                                                                                    {"fund", "get"},
                                                                                    {"budget", "list"},
                                                                                    {"budget", "get"},
                                                                                    {"budget", "totals"},
                                                                                    {"budget", "import"},
                                                                                    {"budget", "export"},
                                                                                    {"guideline", "list"},
                                                                                    {"guideline", "get"},
                                                                                    {"event", "list"},
                                                                                    {"event", "get"},
                                                                                    {"event", "timetable"},
                                                                                    {"event", "agenda"},
                                                                                    {"event", "register"},
                                                                                    {"event", "applications"},
                                                                                    {"event", "cancel-application"},
                                                                                    {"event", "attendance"},
                                                                                    {"event", "person"},
                                                                                    {"event", "erase-person"},
                                                                                    {"event", "participation"},
                                                                                    {"event", "calendar"},
                                                                                    {"event", "totals"},
                                                                                    {"event", "flags"},
                                                                                    {"event", "update"},
                                                                                    {"event", "batch"},
                                                                                    {"event", "review"},
                                                                                    {"event", "delete"},
                                                                                    {"event", "import"},
                                                                                    {"event", "export"},
                                                                                    {"event", "history"},
                                                                                    {"event", "watch"},
                                                                                    {"training", "list"},
                                                                                    {"training", "get"},
                                                                                    {"training", "update"},
                                                                                    {"training", "review"},
                                                                                    {"training", "delete"},
                                                                                    {"training", "history"},
                                                                                    {"server", "health"},
                                                                                    {"version"}}) {
    std::vector<std::string> help = line;
    help.push_back("--help");
    const Outcome outcome = RunCommand(help);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr("Examples:\n  zaitaku " + line.front())) << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("--gateway HOST:PORT"));
  }
}

TEST(UsageTest, VersionNamesTheLibraries) {
  EXPECT_EQ(RunCommand({"version"}).out, "zaitaku   " ZAITAKU_VERSION "\ngrpc      1.51.1\nprotobuf  3.21.12\n");
  EXPECT_EQ(RunCommand({"--version"}).out, ZAITAKU_VERSION "\n");
  EXPECT_THAT(RunCommand({"version", "-o", "json"}).out, HasSubstr("\"zaitaku\": \"" ZAITAKU_VERSION "\""));
}

TEST(UsageTest, FlagsBeatTheEnvironmentWhichBeatsTheDefault) {
  FakeServers servers;
  servers.on_list_surveys = [](const auto&, auto*) { return grpc::Status::OK; };
  const std::vector<std::string> list = {"survey", "list"};
  EXPECT_EQ(RunCommand(list, {.variables = {{"ZAITAKU_COUNCIL", servers.address()}}}).code, 0);
  EXPECT_EQ(RunCommand(list, {.variables = {{"ZAITAKU_COUNCIL", kNobody}}}).code, 78);
  EXPECT_EQ(
      RunCommand({"survey", "list", "--council", servers.address()}, {.variables = {{"ZAITAKU_COUNCIL", kNobody}}})
          .code,
      0);
  EXPECT_EQ(
      RunCommand({"--council", kNobody, "survey", "list"}, {.variables = {{"ZAITAKU_COUNCIL", servers.address()}}})
          .code,
      78);
  EXPECT_THAT(RunCommand({"--help"}).out, HasSubstr("127.0.0.1:7050"));
  EXPECT_THAT(RunCommand({"--help"}).out, HasSubstr("127.0.0.1:7051"));
  EXPECT_THAT(RunCommand({"--help"}).out, HasSubstr("127.0.0.1:7052"));
  EXPECT_THAT(RunCommand({"--help"}).out, HasSubstr("127.0.0.1:7053"));
}

TEST(UsageTest, CatalogueHasAnAddressOfItsOwn) {
  FakeServers servers;
  servers.catalog.on_list_programs = [](const auto&, auto*) { return grpc::Status::OK; };
  const std::vector<std::string> list = {"program", "list"};
  EXPECT_EQ(RunCommand(list, {.variables = {{"ZAITAKU_CATALOG", servers.address()}}}).code, 0);
  EXPECT_EQ(RunCommand({"program", "list", "--catalog", servers.address()}).code, 0);
  const Outcome outcome = RunCommand(servers, {"program", "list", "--catalog", kNobody});
  EXPECT_EQ(outcome.code, 78);
  EXPECT_THAT(outcome.err, HasSubstr("program-catalog 127.0.0.1:1"));
}

TEST(UsageTest, TrainingEventsHaveAnAddressOfTheirOwn) {
  FakeServers servers;
  servers.training.on_list_events = [](const auto&, auto*) { return grpc::Status::OK; };
  const std::vector<std::string> list = {"event", "list"};
  EXPECT_EQ(RunCommand(list, {.variables = {{"ZAITAKU_TRAINING", servers.address()}}}).code, 0);
  EXPECT_EQ(RunCommand({"event", "list", "--training", servers.address()}).code, 0);
  const Outcome outcome = RunCommand(servers, {"event", "list", "--training", kNobody});
  EXPECT_EQ(outcome.code, 78);
  EXPECT_THAT(outcome.err, HasSubstr("training-events 127.0.0.1:1"));
}

TEST(UsageTest, ServerThatIsNotThereIsNamedWithAHint) {
  const Outcome outcome = RunCommand({"summary", "get", "--gateway", kNobody});
  EXPECT_EQ(outcome.code, kExitRpc + 14);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("cannot get the nationwide summary: UNAVAILABLE"));
  EXPECT_THAT(outcome.err, HasSubstr("gateway 127.0.0.1:1"));
  EXPECT_THAT(outcome.err, HasSubstr("scripts/up"));
}

TEST(UsageTest, SlowServerEndsAtTheTimeout) {
  FakeServers servers;
  servers.on_list_surveys = [](const auto&, auto*) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return grpc::Status::OK;
  };
  const Outcome outcome = RunCommand(servers, {"survey", "list", "--timeout", "50ms"});
  EXPECT_EQ(outcome.code, kExitRpc + 4);
  EXPECT_THAT(outcome.err, HasSubstr("--timeout 60s"));
}

TEST(UsageTest, ResultThatCannotBeWrittenIsAnError) {
  FakeServers servers;
  servers.on_list_surveys = [](const auto&, auto*) { return grpc::Status::OK; };
  EXPECT_EQ(RunCommand(servers, {"survey", "list"}, {.out_fails = true}).code, kExitOutputFailed);
}

TEST(HealthTest, ServingServerExitsWithZero) {
  FakeServers servers;
  const Outcome one = RunCommand({"server", "health", "--address", servers.address()});
  EXPECT_EQ(one.code, 0);
  EXPECT_THAT(one.out, HasSubstr(servers.address() + "  SERVING\n"));
  const Outcome all = RunCommand(servers, {"server", "health", "-o", "csv"});
  EXPECT_EQ(all.code, 0);
  EXPECT_EQ(all.out, "server,address,health\r\ngateway," + servers.address() + ",SERVING\r\ncouncil-registry," +
                         servers.address() + ",SERVING\r\nprogram-catalog," + servers.address() +
                         ",SERVING\r\ntraining-events," + servers.address() + ",SERVING\r\n");
}

TEST(HealthTest, ServerThatDoesNotServeExitsWithOne) {
  FakeServers servers;
  servers.SetServing(false);
  const Outcome outcome = RunCommand(servers, {"server", "health"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("NOT_SERVING"));
}

TEST(HealthTest, SilentServerExitsWithOne) {
  // Accepts connections and never answers, as a frozen process does.
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(listener, 8), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string at = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const Outcome outcome = RunCommand({"--insecure", "server", "health", "--address", at, "--timeout", "100ms"});
  close(listener);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("DEADLINE_EXCEEDED"));
}

TEST(HealthTest, AbsentServerExitsWithOneThoughTheOtherServes) {
  FakeServers servers;
  const Outcome outcome = RunCommand(servers, {"server", "health", "--gateway", kNobody});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("UNAVAILABLE"));
  EXPECT_THAT(outcome.out, HasSubstr("  SERVING"));
}

}  // namespace
}  // namespace zaitaku::cli
