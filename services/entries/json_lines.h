// Reads entries from JSON lines: total over all bytes, linear in the file's length.
#pragma once

#include <google/protobuf/util/json_util.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "services/entries/entry_file.h"
#include "services/entries/field_problems.h"
#include "services/entries/lines.h"

namespace zaitaku {

// An entry in proto3's JSON on each line; unknown fields are problems. The facts are checked, and each name may be
// there once. `Entries` as platform/service/entries.h says, and besides
//   static const FieldWords& Words(): see field_problems.h;
//   static constexpr std::string_view kJsonExample: the beginning of a right line.
template <typename Entries>
class JsonLinesReader {
 public:
  using Entry = typename Entries::Entry;

  FileContent<Entry> Read(std::string_view content) {
    ForEachLine(content, [this](int32_t line, std::string_view text) { ReadLine(line, text); });
    if (result_.entries.empty() && problems_.empty()) Add(1, "", {"at least one resource", "１件以上のデータ"});
    result_.problems = problems_.Take();
    if (!result_.problems.empty()) result_.entries.clear();
    return std::move(result_);
  }

 private:
  static constexpr size_t kMaxParserBytes = 300;

  void ReadLine(int32_t line, std::string_view text) {
    if (!IsValidUtf8(text)) {
      problems_.Add(line, 1, "", text, ExpectedUtf8());
      return;
    }
    if (result_.entries.size() == kMaxFileEntries) {
      Add(line, absl::StrCat(kMaxFileEntries + 1),
          {absl::StrCat("at most ", kMaxFileEntries, " resources in one file"),
           absl::StrCat("１ファイル", kMaxFileEntries, "件以下")});
      return;
    }
    FileEntry<Entry> read;
    read.line = line;
    const auto parsed = google::protobuf::util::JsonStringToMessage(std::string(text), &read.entry);
    if (!parsed.ok()) {
      // The parser quotes what it could not read, however long.
      const std::string_view message(parsed.message().data(), parsed.message().size());
      const std::string why(Beginning(message, kMaxParserBytes)), type = Entry::descriptor()->name();
      Add(line, text, {absl::StrCat("a ", type, " in JSON: ", why), absl::StrCat("JSON形式の", type, "：", why)});
      return;
    }
    CheckEntry(line, read.entry);
    result_.entries.push_back(std::move(read));
  }

  void CheckEntry(int32_t line, const Entry& entry) {
    const absl::Status has_one =
        Entries::With(entry, "", [&](const auto& resource, const std::string& field) -> absl::Status {
          for (const FieldProblem& problem : Entries::Check(resource, field))
            AddFieldProblem(line, problem, resource.name(), Entries::Words(), problems_);
          if (!names_.insert(resource.name()).second) {
            problems_.Add(line, 1, field + ".name", resource.name(),
                          {"each resource once in a file", "同じデータは１ファイルに１回だけ", resource.name()});
          }
          return absl::OkStatus();
        });
    if (has_one.ok()) return;
    Add(line, "{}", {"one of " + Entries::FieldNames("and", true), Entries::FieldNames("、", true) + " のいずれか"});
  }

  void Add(int32_t line, std::string_view read, Expectation expected) {
    expected.example = std::string(Entries::kJsonExample);
    problems_.Add(line, 1, "", read, expected);
  }

  FileContent<Entry> result_;
  ProblemList problems_;
  std::set<std::string> names_;
};

template <typename Entries>
FileContent<typename Entries::Entry> ReadJsonLines(std::string_view content) {
  return JsonLinesReader<Entries>().Read(content);
}

}  // namespace zaitaku
