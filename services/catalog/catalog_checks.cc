#include "services/catalog/catalog_checks.h"

#include <algorithm>
#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/service/resource_names.h"
#include "services/entries/entry_checks.h"

namespace zaitaku::catalog {
namespace {

constexpr int kMaxAliases = 20;
constexpr int kMaxLinesOfAlias = 50;
constexpr int kMaxPartsAtATop = 100;
constexpr int kMaxPartsInAll = 200;
constexpr int kMaxPartDepth = 5;
constexpr int kMaxOtherTitles = 10;
constexpr int kMaxConditions = 50;

// Counts what it sees, so that all parts together are bounded.
class PartChecker {
 public:
  explicit PartChecker(FieldChecker& check) : check_(check) {}

  void CheckAll(const google::protobuf::RepeatedPtrField<v1::Part>& parts, const std::string& path, int depth) {
    if (depth > kMaxPartDepth && !parts.empty()) {
      check_.Require(false, path, absl::StrCat("expected parts nested at most ", kMaxPartDepth, " deep"));
      return;
    }
    for (int i = 0; i < parts.size() && seen_ <= kMaxPartsInAll; ++i)
      CheckOne(parts[i], absl::StrCat(path, "[", i, "]"), depth);
  }

  int seen() const { return seen_; }

 private:
  void CheckOne(const v1::Part& part, const std::string& path, int depth) {
    ++seen_;
    check_.Require(!part.title().empty(), path + ".title", "expected a title, such as 地域住民への普及啓発");
    CheckText(part.code(), 10, path + ".code", check_);
    CheckText(part.title(), kMaxTextCharacters, path + ".title", check_);
    CheckText(part.title_en(), kMaxTextCharacters, path + ".title_en", check_);
    CheckText(part.description(), kMaxTextCharacters, path + ".description", check_);
    CheckCount(part.other_titles_size(), kMaxOtherTitles, path + ".other_titles", check_);
    for (int i = 0; i < part.other_titles_size(); ++i)
      CheckText(part.other_titles(i), kMaxTextCharacters, absl::StrCat(path, ".other_titles[", i, "]"), check_);
    CheckAll(part.parts(), path + ".parts", depth + 1);
  }

  FieldChecker& check_;
  int seen_ = 0;
};

}  // namespace

void CheckAliases(const google::protobuf::RepeatedPtrField<v1::Alias>& aliases, FieldChecker& check) {
  CheckCount(aliases.size(), kMaxAliases, "aliases", check);
  for (int i = 0; i < aliases.size(); ++i) {
    const std::string path = absl::StrCat("aliases[", i, "]");
    const auto& lines = aliases[i].lines();
    check.Require(!aliases[i].text().empty(), path + ".text", "expected a name as printed");
    CheckText(aliases[i].text(), kMaxNameCharacters, path + ".text", check);
    CheckCount(lines.size(), kMaxLinesOfAlias, path + ".lines", check);
    const bool ascending = std::adjacent_find(lines.begin(), lines.end(), std::greater_equal<>()) == lines.end();
    check.Require(ascending && (lines.empty() || lines[0] >= 1), path + ".lines",
                  "expected lines from 1, ascending, such as 677");
  }
}

void CheckParts(const google::protobuf::RepeatedPtrField<v1::Part>& parts, FieldChecker& check) {
  CheckCount(parts.size(), kMaxPartsAtATop, "parts", check);
  PartChecker checker(check);
  checker.CheckAll(parts, "parts", 1);
  check.Require(checker.seen() <= kMaxPartsInAll, "parts",
                absl::StrCat("expected at most ", kMaxPartsInAll, " in all"));
}

void CheckConditions(const google::protobuf::RepeatedPtrField<v1::Condition>& conditions, FieldChecker& check) {
  CheckCount(conditions.size(), kMaxConditions, "conditions", check);
  std::set<std::string> ids;
  for (int i = 0; i < conditions.size(); ++i) {
    const v1::Condition& condition = conditions[i];
    const std::string path = absl::StrCat("conditions[", i, "]");
    check.Require(IsId(condition.id()) && ids.insert(condition.id()).second, path + ".id",
                  absl::StrCat("read ", Quoted(condition.id()), ", expected another id each, such as 'deadline'"));
    check.Require(condition.kind() != 0 && v1::Condition::Kind_IsValid(condition.kind()), path + ".kind",
                  "expected a value of Condition.Kind, such as KIND_OBLIGATION");
    check.Require(!condition.text().ja().empty(), path + ".text.ja", "expected the condition as printed");
    CheckText(condition.text().ja(), kMaxTextCharacters, path + ".text.ja", check);
    CheckText(condition.text().en(), kMaxTextCharacters, path + ".text.en", check);
    CheckMonth(condition.from_month(), path + ".from_month", check);
    CheckMonth(condition.by_month(), path + ".by_month", check);
  }
}

}  // namespace zaitaku::catalog
