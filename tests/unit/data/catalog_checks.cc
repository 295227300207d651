#include "tests/unit/data/catalog_checks.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "domain/characters.h"
#include "tests/unit/data/fact_paths.h"

namespace zaitaku::data {
namespace {

using catalog::v1::CatalogEntry;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using type::v1::FactSource;
using type::v1::Provenance;

bool IsPrivateUse(char32_t c) { return c >= 0xE000 && c <= 0xF8FF; }

bool IsBullet(char32_t c) { return std::u32string_view(U"○◆•・■□※").find(c) != std::u32string_view::npos; }

// The text without white space, private-use characters and, if wanted, the bullet that begins it.
std::string Squeeze(std::string_view text, bool drops_bullet) {
  std::string squeezed;
  bool at_start = true;
  for (const CodePoint& code_point : DecodeUtf8(text)) {
    if (IsBlank(code_point.value) || IsPrivateUse(code_point.value)) continue;
    if (!(at_start && drops_bullet && IsBullet(code_point.value))) AppendUtf8(code_point.value, &squeezed);
    at_start = false;
  }
  return squeezed;
}

bool IsBlankLine(std::string_view line) { return Squeeze(line, false).empty(); }

// The lines as a source quotes them; nothing if they are not in the document.
std::vector<std::string> LinesOf(const CatalogData& data, int first, int last) {
  if (first < 1 || last < first || static_cast<size_t>(last) > data.lines.size()) return {};
  return {data.lines.begin() + first - 1, data.lines.begin() + last};
}

std::string Range(int first, int last) { return absl::StrCat("lines ", first, "-", last); }

// Which lines are read by facts, and by which.
std::map<int, std::string> LinesRead(const CatalogData& data) {
  std::map<int, std::string> read;
  for (const CatalogEntry& entry : data.entries) {
    for (const FactSource& source : SourcesOf(entry)) {
      const Provenance& provenance = source.provenance();
      for (int line = provenance.first_line(); line <= provenance.last_line(); ++line) {
        read.emplace(line, absl::StrCat(NameOf(entry), " ", source.fact()));
      }
    }
  }
  return read;
}

// What is wrong with the lines that a source says it was read from.
Objections ObjectionsToQuote(const CatalogData& data, const Provenance& provenance) {
  Objections objections;
  const int first = provenance.first_line();
  const int last = provenance.last_line();
  const std::vector<std::string> lines = LinesOf(data, first, last);
  if (lines.empty()) return {Range(first, last) + " are not in the document"};
  if (absl::StrJoin(lines, "\n") != provenance.verbatim())
    objections.push_back("quotes " + Range(first, last) + " wrong");
  if (IsBlankLine(lines.front()) || IsBlankLine(lines.back())) objections.push_back("begins or ends with a blank line");
  const auto blank = std::ranges::count_if(lines, IsBlankLine);
  if (static_cast<int>(lines.size() - blank) > kMaxSourceLines) objections.push_back("spans too many lines");
  if (provenance.document_sha256() != data.document_sha256) objections.push_back("names another document");
  const bool inferred = provenance.basis() == Provenance::BASIS_INFERRED;
  if (!inferred && provenance.basis() != Provenance::BASIS_STATED)
    objections.push_back("is neither stated nor inferred");
  if (inferred == provenance.evidence().empty()) objections.push_back("has evidence exactly if it is inferred: not so");
  return objections;
}

// A name of our own for what the document does not name is flagged so and need not be in the lines.
bool IsNotPrinted(const Provenance& provenance) {
  return std::ranges::any_of(provenance.flags(), [](const auto& flag) { return flag.code() == "NAME_NOT_PRINTED"; });
}

Objections ObjectionsToSource(const CatalogData& data, const Message& resource, const FactSource& source) {
  Objections objections = ObjectionsToQuote(data, source.provenance());
  const auto text = PrintedTextAt(resource, source.fact());
  if (!text.ok()) {
    objections.emplace_back(text.status().message());
  } else if (!IsNotPrinted(source.provenance()) &&
             !LinesHold(absl::StrSplit(source.provenance().verbatim(), '\n'), *text)) {
    objections.push_back("its lines do not hold " + *text);
  }
  return objections;
}

// The collection that a field of this name refers to; empty if it is no reference.
std::string CollectionOf(const std::string& field) {
  static const std::map<std::string, std::string> kCollections = {
      {"program", "programs"},
      {"programs", "programs"},
      {"parent", "programs"},
      {"predecessors", "programs"},
      {"sum_of", "budgetLines"},
      {"funding_source", "fundingSources"},
      {"funding_sources", "fundingSources"},
  };
  const auto found = kCollections.find(field);
  return found == kCollections.end() ? "" : found->second;
}

// The strings of a field, one or many.
std::vector<std::string> StringsOf(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!field->is_repeated()) return {reflection->GetString(message, field)};
  std::vector<std::string> strings;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    strings.push_back(reflection->GetRepeatedString(message, field, i));
  }
  return strings;
}

// Calls `handle(field, string)` for every string at or below the message but quoted lines.
template <typename Handle>
void ForEachString(const Message& message, Handle handle) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "verbatim") continue;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      for (const std::string& text : StringsOf(message, field)) handle(field, text);
    } else if (field->message_type() != nullptr && field->is_repeated()) {
      for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
        ForEachString(message.GetReflection()->GetRepeatedMessage(message, field, i), handle);
      }
    } else if (field->message_type() != nullptr) {
      ForEachString(message.GetReflection()->GetMessage(message, field), handle);
    }
  }
}

// True if nothing but blank lines is between the two.
bool IsWrapped(const CatalogData& data, int from, int to) {
  for (int line = from + 1; line < to; ++line) {
    if (!IsBlankLine(data.lines[line - 1])) return false;
  }
  return true;
}

// Groups lines that follow one another, blank ones aside.
std::vector<std::vector<int>> RunsOf(const CatalogData& data, const google::protobuf::RepeatedField<int32_t>& lines) {
  std::vector<std::vector<int>> runs;
  for (const int line : lines) {
    if (runs.empty() || !IsWrapped(data, runs.back().back(), line)) runs.emplace_back();
    runs.back().push_back(line);
  }
  return runs;
}

Objections ObjectionsToAlias(const CatalogData& data, const catalog::v1::Alias& alias) {
  const auto& numbers = alias.lines();
  if (numbers.empty()) return {alias.text() + " names no line"};
  const bool ascending = std::ranges::adjacent_find(numbers, std::ranges::greater_equal()) == numbers.end();
  if (!ascending || numbers[0] < 1 || static_cast<size_t>(*numbers.rbegin()) > data.lines.size()) {
    return {alias.text() + " names no ascending lines of the document"};
  }
  Objections objections;
  for (const std::vector<int>& run : RunsOf(data, numbers)) {
    std::vector<std::string> lines;
    for (const int number : run) lines.push_back(data.lines[number - 1]);
    if (!LinesHold(lines, alias.text())) {
      objections.push_back(absl::StrCat("line ", run.front(), " does not hold ", alias.text()));
    }
  }
  return objections;
}

}  // namespace

bool LinesHold(const std::vector<std::string>& lines, std::string_view text) {
  std::string joined;
  for (const std::string& line : lines) joined += Squeeze(line, true);
  return joined.find(Squeeze(text, false)) != std::string::npos;
}

Objections CheckCoverage(const CatalogData& data) {
  Objections objections;
  const std::map<int, std::string> read = LinesRead(data);
  std::set<int> excluded;
  for (const Exclusion& exclusion : data.exclusions) {
    const std::string where = Range(exclusion.first_line, exclusion.last_line);
    const std::vector<std::string> lines = LinesOf(data, exclusion.first_line, exclusion.last_line);
    if (lines.empty() || absl::StrJoin(lines, "\n") != exclusion.verbatim) {
      objections.push_back("the exclusion of " + where + " quotes them wrong");
    }
    if (exclusion.reason.empty()) objections.push_back("the exclusion of " + where + " has no reason");
    for (int line = exclusion.first_line; line <= exclusion.last_line; ++line) {
      if (!excluded.insert(line).second) objections.push_back(absl::StrCat("line ", line, " is excluded twice"));
      const auto fact = read.find(line);
      if (fact != read.end()) objections.push_back(absl::StrCat("line ", line, " is excluded, but ", fact->second));
    }
  }
  for (const LineRange& range : kCatalogLines) {
    for (int line = range.first; line <= range.last; ++line) {
      if (IsBlankLine(data.lines[line - 1]) || read.contains(line) || excluded.contains(line)) continue;
      objections.push_back(absl::StrCat("line ", line, " is neither a fact nor excluded: ", data.lines[line - 1]));
    }
  }
  return objections;
}

Objections CheckSources(const CatalogData& data) {
  Objections objections;
  for (const CatalogEntry& entry : data.entries) {
    for (const FactSource& source : SourcesOf(entry)) {
      for (const std::string& objection : ObjectionsToSource(data, ResourceOf(entry), source)) {
        objections.push_back(absl::StrCat(NameOf(entry), " ", source.fact(), ": ", objection));
      }
    }
  }
  return objections;
}

Objections CheckFactsHaveSources(const CatalogData& data) {
  Objections objections;
  for (const CatalogEntry& entry : data.entries) {
    const Message& resource = ResourceOf(entry);
    std::set<std::string> facts;
    std::set<std::string> fields = {"name", "kind", "sources"};
    for (const FactSource& source : SourcesOf(entry)) {
      facts.insert(source.fact());
      fields.insert(FirstFieldOf(source.fact()));
    }
    for (const std::string& path : PrintedTextPaths(resource)) {
      if (!facts.contains(path)) objections.push_back(absl::StrCat(NameOf(entry), " ", path, " has no source"));
    }
    std::vector<const FieldDescriptor*> set;
    resource.GetReflection()->ListFields(resource, &set);
    for (const FieldDescriptor* field : set) {
      if (fields.contains(field->name())) continue;
      objections.push_back(absl::StrCat(NameOf(entry), " ", field->name(), " has no source"));
    }
  }
  return objections;
}

Objections CheckReferences(const CatalogData& data) {
  Objections objections;
  std::set<std::string> names;
  for (const CatalogEntry& entry : data.entries) {
    const std::string name = NameOf(entry);
    const auto file = std::ranges::find(kCatalogFiles, entry.entry_case(), &CatalogFile::kind);
    const std::regex well_formed(absl::StrCat(file->collection, "/[a-z0-9-]{1,63}"));
    if (!std::regex_match(name, well_formed)) objections.push_back(name + " is no name");
    if (!names.insert(name).second) objections.push_back(name + " is there twice");
  }
  for (const CatalogEntry& entry : data.entries) {
    const Message& resource = ResourceOf(entry);
    ForEachString(resource, [&](const FieldDescriptor* field, const std::string& text) {
      const std::string collection = CollectionOf(field->name());
      if (collection.empty() || field->containing_type() != resource.GetDescriptor()) return;
      if (!text.starts_with(collection + "/") || !names.contains(text)) {
        objections.push_back(absl::StrCat(NameOf(entry), " ", field->name(), " refers to ", text));
      }
    });
  }
  return objections;
}

Objections CheckCharacters(const CatalogData& data) {
  Objections objections;
  for (const CatalogEntry& entry : data.entries) {
    const std::string name = NameOf(entry);
    ForEachString(ResourceOf(entry), [&](const FieldDescriptor* field, const std::string& text) {
      if (!IsValidUtf8(text)) objections.push_back(absl::StrCat(name, " ", field->name(), " is not UTF-8"));
      const auto is_private = [](const CodePoint& c) { return IsPrivateUse(c.value); };
      if (std::ranges::any_of(DecodeUtf8(text), is_private)) {
        objections.push_back(absl::StrCat(name, " ", field->name(), " has a private-use character"));
      }
    });
  }
  return objections;
}

Objections CheckAliases(const CatalogData& data) {
  Objections objections;
  for (const CatalogEntry& entry : data.entries) {
    const auto& aliases = entry.has_program() ? entry.program().aliases() : entry.funding_source().aliases();
    for (const catalog::v1::Alias& alias : aliases) {
      for (const std::string& objection : ObjectionsToAlias(data, alias)) {
        objections.push_back(absl::StrCat(NameOf(entry), ": ", objection));
      }
    }
  }
  return objections;
}

}  // namespace zaitaku::data
