#include "tests/bench/report.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku::bench {
namespace {

Ratio Met() { return {"a met one", std::vector<double>(kPairsForAVerdict, 1.5), Bar{Bound::kAtMost, 3.0}, "why"}; }

Ratio Missed() { return {"a missed one", std::vector<double>(kPairsForAVerdict, 3.5), Bar{Bound::kAtMost, 3.0}, ""}; }

std::string Printed(const Report& report) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  report.Print(out);
  std::fclose(out);
  const std::string printed(text, size);
  std::free(text);
  return printed;
}

TEST(ReportTest, ExitCodeIsThatOfTheWorst) {
  Report report("x");
  report.Add(Met());
  EXPECT_EQ(report.ExitCode(), 0);
  report.Add(Missed());
  EXPECT_EQ(report.ExitCode(), 1);
  report.AddUnmeasured("pkg.Service/Method", "no request");
  EXPECT_EQ(report.ExitCode(), 2);
}

TEST(ReportTest, TableShowsMedianBarAndVerdictAndWhatWasNotMeasured) {
  Report report("the title");
  report.Add(Met());
  report.Add(Missed());
  report.AddUnmeasured("pkg.Service/Method", "no request");
  report.AddRemark("on ext4");
  const std::string printed = Printed(report);
  for (const char* part : {"the title\n", "1.50  1.50 to 1.50", "<= 3.00", "met; why\n", "MISSED\n",
                           "NOT MEASURED: pkg.Service/Method: no request\n", "on ext4\n"}) {
    EXPECT_NE(printed.find(part), std::string::npos) << part << " in\n" << printed;
  }
}

TEST(ReportTest, JsonHoldsEveryPair) {
  const TemporaryFolder folder;
  Report report("x");
  report.Add({"r", {1.25, 2.5}, std::nullopt, ""});
  ASSERT_OK(report.WriteJson(folder.File("x.json")));
  std::ostringstream json;
  json << std::ifstream(folder.File("x.json")).rdbuf();
  EXPECT_NE(json.str().find("1.25"), std::string::npos) << json.str();
  EXPECT_NE(json.str().find("2.5"), std::string::npos) << json.str();
}

}  // namespace
}  // namespace zaitaku::bench
