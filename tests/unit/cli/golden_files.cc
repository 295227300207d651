#include "tests/unit/cli/golden_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/str_replace.h"

namespace zaitaku::cli {

void ExpectGolden(const std::string& name, std::string actual) {
  absl::StrReplaceAll({{"\r\n", "\n"}}, &actual);
  const std::string path = std::string(ZAITAKU_GOLDEN_FOLDER) + "/" + name;
  if (std::getenv("ZAITAKU_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << path;
  std::stringstream expected;
  expected << in.rdbuf();
  EXPECT_EQ(actual, expected.str()) << "set ZAITAKU_UPDATE_GOLDEN=1 to accept";
}

}  // namespace zaitaku::cli
