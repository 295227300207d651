#include "services/entries/entry_checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "domain/characters.h"
#include "platform/service/facts.h"

namespace zaitaku {
namespace {

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

void CheckText(std::string_view text, size_t max_characters, const std::string& field, FieldChecker& check) {
  check.Require(CountCharacters(text) <= max_characters, field,
                absl::StrCat("read ", CountCharacters(text), " characters, expected at most ", max_characters));
  check.Require(text.find('\0') == std::string_view::npos && !HasPrivateUse(text), field,
                absl::StrCat("read ", Quoted(text), ", expected text without NUL and private-use characters"));
}

void CheckLocalizedText(const type::v1::LocalizedText& text, size_t max_characters, const std::string& field,
                        FieldChecker& check) {
  CheckText(text.ja(), max_characters, field + ".ja", check);
  CheckText(text.en(), max_characters, field + ".en", check);
}

void CheckDisplayName(const type::v1::LocalizedText& text, const std::string& field, const std::string& example,
                      FieldChecker& check) {
  check.Require(!text.ja().empty(), field + ".ja", "expected the official name, such as " + example);
  CheckLocalizedText(text, kMaxNameCharacters, field, check);
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

bool IsTooLarge(const google::protobuf::Message& resource, FieldChecker& check) {
  const bool too_large = resource.ByteSizeLong() > kMaxResourceBytes;
  check.Require(
      !too_large, "name",
      absl::StrCat("the resource has ", resource.ByteSizeLong(), " bytes, expected at most ", kMaxResourceBytes));
  return too_large;
}

void CheckName(const ResourceCollection& collection, const std::string& name, FieldChecker& check) {
  check.Require(IsNameIn(collection, name), "name", ExpectedName(collection, name));
}

void CheckReference(const ResourceCollection& collection, const std::string& name, const std::string& field,
                    FieldChecker& check) {
  check.Require(name.empty() || IsNameIn(collection, name), field, ExpectedName(collection, name));
}

void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, const ResourceCollection& collection,
                int most, const std::string& field, FieldChecker& check) {
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

absl::Status ToStatus(FieldChecker& check) {
  const auto problems = check.Take();
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

void RequireKnown(bool known, const std::string& field, const std::string& example, FieldChecker& check) {
  check.Require(known, field, absl::StrCat("expected a value that this release knows, such as ", example));
}

void CheckYearFilter(int year, const std::string& field, FieldChecker& check) {
  if (year != 0) CheckYear(year, field, check);
}

}  // namespace zaitaku
