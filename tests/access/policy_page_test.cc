// The page that shows the policy to officials says what the servers do. ZAITAKU_UPDATE_GOLDEN=1 writes its table anew.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "platform/auth/policy_table.h"
#include "zaitaku/rpcs.h"

namespace zaitaku {
namespace {

constexpr char kPage[] = ZAITAKU_SOURCE_DIR "/docs/policy.md";
constexpr char kTableBegins[] = "| RPC |";

std::string Cell(const PolicyRow& row, Role role) {
  if (!(row.roles & Only(role))) return "–";
  return role == Role::kPrefecture && row.rows != Rows::kAny ? "own" : "yes";
}

std::string Table() {
  std::string text =
      absl::StrCat(kTableBegins, " anybody | agency | prefecture | ministry | operator |\n|---|---|---|---|---|---|\n");
  for (const PolicyRow& row : kPolicy) {
    absl::StrAppend(&text, "| ", std::string(row.method), " |");
    for (const Role role : {Role::kAnonymous, Role::kReader, Role::kPrefecture, Role::kMinistry, Role::kOperator})
      absl::StrAppend(&text, " ", Cell(row, role), " |");
    absl::StrAppend(&text, "\n");
  }
  return text;
}

std::string Read(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(PolicyPageTest, ShowsTheTable) {
  const std::string page = Read(kPage);
  const size_t begin = page.find(kTableBegins);
  ASSERT_NE(begin, std::string::npos) << kPage;
  if (std::getenv("ZAITAKU_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kPage) << page.substr(0, begin) << Table();
    return;
  }
  EXPECT_EQ(page.substr(begin), Table()) << "set ZAITAKU_UPDATE_GOLDEN=1 to accept";
}

// The names that the build compares the table with are read from the protos' text.
TEST(PolicyPageTest, EveryRpcOfTheContractIsKnown) {
  std::set<std::string> declared;
  std::vector<std::string> files;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& name : files) {
    if (name.rfind("zaitaku/", 0) != 0) continue;
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) {
      const auto& service = *file->service(i);
      for (int j = 0; j < service.method_count(); ++j)
        declared.insert(absl::StrCat(service.full_name(), "/", service.method(j)->name()));
    }
  }
  EXPECT_EQ(declared, std::set<std::string>(std::begin(kRpcs), std::end(kRpcs)));
  EXPECT_GT(declared.size(), 70);
}

}  // namespace
}  // namespace zaitaku
