#include "tests/unit/data/data_checks.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "domain/characters.h"
#include "tests/unit/data/document.h"
#include "tests/unit/data/fact_paths.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::data {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using type::v1::FactSource;
using type::v1::Provenance;

std::string Range(int first, int last) { return absl::StrCat("lines ", first, "-", last); }

// Which lines are read by facts of a data set, and by which.
std::map<int, std::string> LinesRead(const DataSet& data) {
  std::map<int, std::string> read;
  for (const Message* resource : data.Resources()) {
    for (const FactSource* source : SourcesOf(*resource)) {
      const Provenance& provenance = source->provenance();
      for (int line = provenance.first_line(); line <= provenance.last_line(); ++line) {
        read.emplace(line, absl::StrCat(NameOf(*resource), " ", source->fact()));
      }
    }
  }
  return read;
}

bool AnswersFor(const DataSet& data, int line) {
  return std::ranges::any_of(data.format->lines,
                             [&](const LineRange& range) { return range.first <= line && line <= range.last; });
}

// What each data set accounts for.
class Coverage {
 public:
  explicit Coverage(const std::vector<const DataSet*>& sets) : sets_(sets) {
    for (const DataSet* data : sets) read_.push_back(LinesRead(*data));
    for (const DataSet* data : sets) {
      for (const Exclusion& exclusion : data->exclusions) Exclude(exclusion);
    }
  }

  // What is wrong with a line; it must not be blank.
  void CheckLine(int line) {
    const std::string& text = SourceDocument().lines[line - 1];
    bool answered = false;
    for (size_t i = 0; i < sets_.size(); ++i) {
      if (!AnswersFor(*sets_[i], line)) continue;
      answered = true;
      if (read_[i].contains(line) || excluded_.contains(line)) continue;
      Object(absl::StrCat("line ", line, " is neither a fact of ", sets_[i]->format->folder, " nor excluded: ", text));
    }
    if (!answered) Object(absl::StrCat("line ", line, " is nobody's: ", text));
  }

  const Objections& objections() const { return objections_; }

 private:
  void Object(std::string objection) { objections_.push_back(std::move(objection)); }

  // What reads the line, in any data set.
  std::optional<std::string> ReaderOf(int line) const {
    for (const auto& read : read_) {
      const auto fact = read.find(line);
      if (fact != read.end()) return fact->second;
    }
    return std::nullopt;
  }

  void Exclude(const Exclusion& exclusion) {
    const std::string where = Range(exclusion.first_line, exclusion.last_line);
    const auto lines = LinesOf(SourceDocument(), exclusion.first_line, exclusion.last_line);
    if (lines.empty() || absl::StrJoin(lines, "\n") != exclusion.verbatim) {
      Object("the exclusion of " + where + " quotes them wrong");
    }
    if (exclusion.reason.empty()) Object("the exclusion of " + where + " has no reason");
    for (int line = exclusion.first_line; line <= exclusion.last_line; ++line) {
      if (!excluded_.insert(line).second) Object(absl::StrCat("line ", line, " is excluded twice"));
      if (const auto reader = ReaderOf(line)) Object(absl::StrCat("line ", line, " is excluded, but ", *reader));
    }
  }

  const std::vector<const DataSet*> sets_;
  std::vector<std::map<int, std::string>> read_;  // One for each data set.
  std::set<int> excluded_;
  Objections objections_;
};

// What is wrong with the lines that a source says it was read from.
Objections ObjectionsToQuote(const Provenance& provenance) {
  Objections objections;
  const int first = provenance.first_line();
  const int last = provenance.last_line();
  const std::vector<std::string> lines = LinesOf(SourceDocument(), first, last);
  if (lines.empty()) return {Range(first, last) + " are not in the document"};
  if (absl::StrJoin(lines, "\n") != provenance.verbatim())
    objections.push_back("quotes " + Range(first, last) + " wrong");
  if (IsBlankLine(lines.front()) || IsBlankLine(lines.back())) objections.push_back("begins or ends with a blank line");
  const auto blank = std::ranges::count_if(lines, IsBlankLine);
  if (static_cast<int>(lines.size() - blank) > kMaxSourceLines) objections.push_back("spans too many lines");
  if (provenance.document_sha256() != SourceDocument().sha256) objections.push_back("names another document");
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

Objections ObjectionsToSource(const Message& resource, const FactSource& source) {
  Objections objections = ObjectionsToQuote(source.provenance());
  const auto text = PrintedTextAt(resource, source.fact());
  if (!text.ok()) {
    objections.emplace_back(text.status().message());
  } else if (!IsNotPrinted(source.provenance()) &&
             !LinesHold(absl::StrSplit(source.provenance().verbatim(), '\n'), *text)) {
    objections.push_back("its lines do not hold " + *text);
  }
  return objections;
}

// True if one of the sources is of the fact, of what it is a part of, or of the list's element that it stands in.
bool IsRead(const std::string& fact, const std::set<std::string>& sources) {
  if (sources.contains(fact)) return true;
  for (size_t i = 0; i < fact.size(); ++i) {
    if ((fact[i] == '.' || fact[i] == '[') && sources.contains(fact.substr(0, i))) return true;
  }
  const size_t element = fact.rfind("].");
  if (element == std::string::npos) return false;
  const std::string prefix = fact.substr(0, element + 2);
  const auto other = sources.lower_bound(prefix);
  return other != sources.end() && other->starts_with(prefix);
}

Objections ObjectionsToFacts(const Message& resource) {
  Objections objections;
  std::set<std::string> sources;
  for (const FactSource* source : SourcesOf(resource)) sources.insert(source->fact());
  for (const Fact& fact : FactsOf(resource)) {
    if (fact.path == "name" || fact.path == "kind") continue;
    if (fact.text.empty() ? IsRead(fact.path, sources) : sources.contains(fact.path)) continue;
    objections.push_back(absl::StrCat(NameOf(resource), " ", fact.path, " has no source"));
  }
  return objections;
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

// Calls `handle(message)` for the message and every one in it.
void ForEachMessage(const Message& message, const std::function<void(const Message&)>& handle) {
  handle(message);
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      ForEachMessage(reflection->GetMessage(message, field), handle);
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
      ForEachMessage(reflection->GetRepeatedMessage(message, field, i), handle);
    }
  }
}

// Calls `handle(field, string)` for every string at or below the message but quoted lines.
template <typename Handle>
void ForEachString(const Message& resource, Handle handle) {
  ForEachMessage(resource, [&](const Message& message) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      if (field->name() == "verbatim" || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) continue;
      for (const std::string& text : StringsOf(message, field)) handle(field, text);
    }
  });
}

// The collection that an entry's resources are of.
std::string CollectionOf(const DataFormat& format, const Message& resource) {
  for (const DataFile& file : format.files) {
    if (file.type == resource.GetDescriptor()) return file.collection;
  }
  return "";
}

}  // namespace

Objections CheckCoverage(const std::vector<const DataSet*>& sets) {
  Coverage coverage(sets);
  for (int line = kDataLines.first; line <= kDataLines.last; ++line) {
    if (!IsBlankLine(SourceDocument().lines[line - 1])) coverage.CheckLine(line);
  }
  return coverage.objections();
}

Objections CheckSources(const DataSet& data) {
  Objections objections;
  for (const Message* resource : data.Resources()) {
    for (const FactSource* source : SourcesOf(*resource)) {
      for (const std::string& objection : ObjectionsToSource(*resource, *source)) {
        objections.push_back(absl::StrCat(NameOf(*resource), " ", source->fact(), ": ", objection));
      }
    }
  }
  return objections;
}

Objections CheckFactsHaveSources(const DataSet& data) {
  Objections objections;
  for (const Message* resource : data.Resources()) {
    for (std::string& objection : ObjectionsToFacts(*resource)) objections.push_back(std::move(objection));
  }
  return objections;
}

Objections CheckReferences(const DataSet& data, const std::vector<const DataSet*>& others) {
  Objections objections;
  std::set<std::string> names;
  for (const Message* resource : data.Resources()) {
    const std::string name = NameOf(*resource);
    const std::regex well_formed(absl::StrCat(CollectionOf(*data.format, *resource), "/[a-z0-9-]{1,63}"));
    if (!std::regex_match(name, well_formed)) objections.push_back(name + " is no name");
    if (!names.insert(name).second) objections.push_back(name + " is there twice");
  }
  for (const DataSet* other : others) {
    for (const Message* resource : other->Resources()) names.insert(NameOf(*resource));
  }
  for (const Message* resource : data.Resources()) {
    ForEachString(*resource, [&](const FieldDescriptor* field, const std::string& text) {
      const auto reference = data.format->references.find(field->name());
      if (reference == data.format->references.end() || field->containing_type() != resource->GetDescriptor()) return;
      if (!text.starts_with(reference->second + "/") || !names.contains(text)) {
        objections.push_back(absl::StrCat(NameOf(*resource), " ", field->name(), " refers to ", text));
      }
    });
  }
  return objections;
}

Objections CheckCharacters(const DataSet& data) {
  Objections objections;
  for (const Message* resource : data.Resources()) {
    const std::string name = NameOf(*resource);
    ForEachString(*resource, [&](const FieldDescriptor* field, const std::string& text) {
      if (!IsValidUtf8(text)) objections.push_back(absl::StrCat(name, " ", field->name(), " is not UTF-8"));
      const auto is_private = [](const CodePoint& c) { return IsPrivateUse(c.value); };
      if (std::ranges::any_of(DecodeUtf8(text), is_private)) {
        objections.push_back(absl::StrCat(name, " ", field->name(), " has a private-use character"));
      }
    });
  }
  return objections;
}

Objections CheckLanguages(const DataSet& data) {
  Objections objections;
  for (const Message* resource : data.Resources()) {
    ForEachMessage(*resource, [&](const Message& message) {
      if (message.GetDescriptor() != type::v1::LocalizedText::descriptor()) return;
      const auto& text = static_cast<const type::v1::LocalizedText&>(message);
      if (!text.ja().empty() && !text.en().empty()) return;
      objections.push_back(absl::StrCat(NameOf(*resource), " has one language only: ", text.ja(), text.en()));
    });
  }
  return objections;
}

}  // namespace zaitaku::data
