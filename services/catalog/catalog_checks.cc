#include "services/catalog/catalog_checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "domain/characters.h"
#include "services/catalog/catalog_facts.h"
#include "services/catalog/catalog_names.h"

namespace zaitaku::catalog {
namespace {

constexpr int kMaxAliases = 20;
constexpr int kMaxLinesOfAlias = 50;
constexpr int kMaxPartsAtATop = 100;
constexpr int kMaxPartsInAll = 200;
constexpr int kMaxPartDepth = 5;
constexpr int kMaxOtherTitles = 10;
constexpr int kMaxConditions = 50;
constexpr int kMaxSources = 200;
constexpr int kMaxFlags = 20;
constexpr size_t kMaxVerbatimCharacters = 8000;
constexpr size_t kDigestDigits = 64;

// Code points that documents use for bullets and that mean nothing elsewhere.
bool HasPrivateUse(std::string_view text) {
  for (const CodePoint& point : DecodeUtf8(text)) {
    if ((point.value >= 0xE000 && point.value <= 0xF8FF) || point.value >= 0xF0000) return true;
  }
  return false;
}

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

void CheckProvenance(const type::v1::Provenance& provenance, const std::string& path, FieldChecker& check) {
  using type::v1::Provenance;
  const std::string& digest = provenance.document_sha256();
  const bool hexadecimal = digest.size() == kDigestDigits && std::all_of(digest.begin(), digest.end(), [](char c) {
                             return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
                           });
  check.Require(hexadecimal, path + ".document_sha256", "expected 64 hexadecimal digits in lower case");
  check.Require(provenance.first_line() >= 1 && provenance.first_line() <= provenance.last_line(), path + ".first_line",
                absl::StrCat("read ", provenance.first_line(), " to ", provenance.last_line(),
                             ", expected lines from 1 in order, such as 418 to 420"));
  check.Require(!provenance.verbatim().empty() && CountCharacters(provenance.verbatim()) <= kMaxVerbatimCharacters,
                path + ".verbatim",
                absl::StrCat("expected the lines as they are, at most ", kMaxVerbatimCharacters, " characters"));
  const bool inferred = provenance.basis() == Provenance::BASIS_INFERRED;
  check.Require(inferred || provenance.basis() == Provenance::BASIS_STATED, path + ".basis",
                "expected BASIS_STATED or BASIS_INFERRED");
  check.Require(inferred != provenance.evidence().empty(), path + ".evidence",
                "expected what the fact was inferred from, exactly if it was inferred");
  CheckText(provenance.evidence(), kMaxTextCharacters, path + ".evidence", check);
  CheckCount(provenance.flags_size(), kMaxFlags, path + ".flags", check);
}

}  // namespace

size_t CountCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

void CheckText(std::string_view text, size_t max_characters, const std::string& field, FieldChecker& check) {
  check.Require(CountCharacters(text) <= max_characters, field,
                absl::StrCat("read ", CountCharacters(text), " characters, expected at most ", max_characters));
  check.Require(text.find('\0') == std::string_view::npos && !HasPrivateUse(text), field,
                absl::StrCat("read ", Quoted(text), ", expected text without NUL and private-use characters"));
}

void CheckDisplayName(const type::v1::LocalizedText& text, const std::string& field, FieldChecker& check) {
  check.Require(!text.ja().empty(), field + ".ja", "expected the official name, such as 在宅医療・介護連携推進事業");
  CheckText(text.ja(), kMaxNameCharacters, field + ".ja", check);
  CheckText(text.en(), kMaxNameCharacters, field + ".en", check);
}

void CheckCount(int count, int most, const std::string& field, FieldChecker& check) {
  check.Require(count <= most, field, absl::StrCat("read ", count, ", expected at most ", most));
}

void CheckYear(int year, const std::string& field, FieldChecker& check) {
  check.Require(
      year >= kFirstYear && year <= kLastYear, field,
      absl::StrCat("read ", year, ", expected ", kFirstYear, " to ", kLastYear, ", such as 2016 (平成28年度)"));
}

void CheckMonth(const std::string& month, const std::string& field, FieldChecker& check) {
  const auto digit = [&](int i) { return absl::ascii_isdigit(month[i]); };
  const bool right =
      month.empty() || (month.size() == 7 && digit(0) && digit(1) && digit(2) && digit(3) && month[4] == '-' &&
                        digit(5) && digit(6) && month.substr(5) >= "01" && month.substr(5) <= "12");
  check.Require(right, field, absl::StrCat("read ", Quoted(month), ", expected YYYY-MM, such as '2018-04'"));
}

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

void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, std::string_view collection, int most,
                const std::string& field, FieldChecker& check) {
  CheckCount(names.size(), most, field, check);
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    check.Require(IsNameIn(collection, names[i]), path, ExpectedName(collection, names[i]));
    check.Require(seen.insert(names[i]).second, path, absl::StrCat("read ", Quoted(names[i]), " twice"));
  }
}

void CheckSources(const google::protobuf::RepeatedPtrField<type::v1::FactSource>& sources,
                  const google::protobuf::Descriptor& resource, FieldChecker& check) {
  CheckCount(sources.size(), kMaxSources, "sources", check);
  const std::vector<Field> changeable = ChangeableFields(resource, {"reviews", "sources"});
  for (int i = 0; i < sources.size(); ++i) {
    const std::string path = absl::StrCat("sources[", i, "]");
    const std::string_view root = RootOf(sources[i].fact());
    const bool known =
        std::any_of(changeable.begin(), changeable.end(), [&](Field field) { return field->name() == root; });
    check.Require(
        known, path + ".fact",
        absl::StrCat("read ", Quoted(sources[i].fact()), ", expected the path of a field, such as 'display_name'"));
    CheckText(sources[i].fact(), kMaxNameCharacters, path + ".fact", check);
    CheckProvenance(sources[i].provenance(), path + ".provenance", check);
  }
}

}  // namespace zaitaku::catalog
