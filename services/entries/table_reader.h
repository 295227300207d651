// Reads tables of resources as comma-separated values, one resource in a row: total over all bytes, linear in the
// file's length. Columns come in any order; `name` is required. Only the columns that the file has are in the masks, of
// which there must be one besides the name. The facts are not checked beyond their notation.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/csv_reader.h"
#include "domain/entry_table.h"
#include "services/entries/entry_file.h"
#include "services/entries/table_row.h"

namespace zaitaku {

// The part that is the same for every table. `Column` is the index of its heads, of which the first is the name's.
template <typename Entries, typename Resource, typename Column, size_t kSize>
class TableReader {
 public:
  using Entry = typename Entries::Entry;
  using Heads = std::array<ColumnHead, kSize>;
  using FillFunction = void (*)(TableRow& row, Resource& resource, google::protobuf::FieldMask& mask);

  TableReader(std::string_view content, const Heads& heads) : heads_(heads), reader_(content, &problems_) {}

  FileContent<Entry> Read(FillFunction fill) {
    CsvRecord record;
    if (ReadHeads(record)) {
      while (reader_.Read(&record)) ReadRecord(record, fill);
      if (entries_.empty() && problems_.empty()) problems_.Add(reader_.line(), 1, "", "", ExpectedRows());
    }
    FileContent<Entry> content;
    content.problems = problems_.Take();
    if (content.problems.empty()) content.entries = std::move(entries_);
    return content;
  }

 private:
  Expectation ExpectedRows() const {
    return {"at least one row", "１行以上のデータ", ExampleName(kCollectionOf<Resource>)};
  }

  Expectation ExpectedKnownHead() const {
    std::string en, ja;
    for (const ColumnHead& head : heads_) {
      absl::StrAppend(&en, en.empty() ? "" : ", ", std::string(head.name));
      absl::StrAppend(&ja, ja.empty() ? "" : "、", std::string(head.ja));
    }
    return {"one of the columns " + en, "次の見出しのいずれか：" + ja, std::string(heads_[1].name)};
  }

  // False if rows mean nothing without the heads that are missing.
  bool ReadHeads(CsvRecord& record) {
    if (reader_.Read(&record)) {
      columns_ = record.fields.size();
      for (size_t i = 0; i < columns_; ++i) ReadHead(record.fields[i], i);
    }
    const auto count = std::count_if(cells_.begin(), cells_.end(), [](const auto& cell) { return cell.has_value(); });
    if (!cells_[0]) {
      problems_.Add(std::max(record.first_line, 1), 1, heads_[0].name, "",
                    {"the column name in the first line", "先頭行に「名前」（name）の列", "name"});
    } else if (count < 2) {
      // Nothing would be stated, and an empty mask would mean everything.
      problems_.Add(record.first_line, 1, "", cells_[0]->head,
                    {"a column besides the name", "名前以外の列も１つ以上", std::string(heads_[1].name)});
    }
    return cells_[0] && count >= 2;
  }

  void ReadHead(const CsvCell& head, size_t index) {
    if (IsBlankText(head.text)) return;
    const auto column = FindColumn<Column>(heads_, head.text);
    if (!column) {
      problems_.Add(head.line, static_cast<int32_t>(index) + 1, "", head.text, ExpectedKnownHead());
      return;
    }
    auto& cell = cells_[static_cast<size_t>(*column)];
    if (cell) {
      problems_.Add(head.line, static_cast<int32_t>(index) + 1, head.text, head.text,
                    {"each column once", "同じ見出しの列は１つだけ", "name"});
      return;
    }
    cell = TableColumn{index, head.text};
  }

  void ReadRecord(const CsvRecord& record, FillFunction fill) {
    const auto is_empty = [](const CsvCell& field) { return IsBlankText(field.text); };
    if (record.is_damaged || std::all_of(record.fields.begin(), record.fields.end(), is_empty)) return;
    const size_t known = std::min(columns_, record.fields.size());
    if (known < columns_ || !std::all_of(record.fields.begin() + known, record.fields.end(), is_empty)) {
      const CsvCell& field = record.fields[std::min(record.fields.size() - 1, columns_)];
      problems_.Add(field.line, static_cast<int32_t>(std::min(record.fields.size(), columns_ + 1)), "", field.text,
                    {"as many fields as there are column heads", "見出しと同じ数の欄",
                     absl::StrCat("name,", std::string(heads_[1].name))});
      return;
    }
    if (entries_.size() == kMaxFileEntries) {
      if (!std::exchange(too_many_, true)) problems_.Add(record.first_line, 1, "", "", ExpectedFewer());
      return;
    }
    TableRow row(record, {cells_.data(), cells_.size()}, &problems_);
    FileEntry<Entry>& read = entries_.emplace_back();
    read.line = record.first_line;
    Resource& resource = Entries::template MutableIn<Resource>(read.entry);
    resource.set_name(row.Name(0, kCollectionOf<Resource>));
    if (!resource.name().empty() && !names_.insert(resource.name()).second) {
      row.AddProblem(0, {"each name once in a file", "同じ名前は１ファイルに１回だけ", resource.name()});
    }
    fill(row, resource, read.mask);
  }

  Expectation ExpectedFewer() const {
    return {absl::StrCat("at most ", kMaxFileEntries, " rows in one file"),
            absl::StrCat("１ファイル", kMaxFileEntries, "行以下"), ExampleName(kCollectionOf<Resource>)};
  }

  const Heads& heads_;
  ProblemList problems_;
  CsvReader reader_;
  std::array<std::optional<TableColumn>, kSize> cells_;  // For each column, where the file has it.
  size_t columns_ = 0;
  std::vector<FileEntry<Entry>> entries_;
  std::set<std::string> names_;
  bool too_many_ = false;
};

// Reads a table. `Column` is the index of its heads, of which the first is the name's; `fill` reads a row's other
// cells.
template <typename Entries, typename Resource, typename Column, size_t kSize>
FileContent<typename Entries::Entry> ReadTable(std::string_view content, const std::array<ColumnHead, kSize>& heads,
                                               void (*fill)(TableRow&, Resource&, google::protobuf::FieldMask&)) {
  return TableReader<Entries, Resource, Column, kSize>(content, heads).Read(fill);
}

// Whether the file has the column; if so, its facts are those of the mask's path.
template <typename Column>
bool States(const TableRow& row, Column column, const char* path, google::protobuf::FieldMask& mask) {
  if (!row.Has(column)) return false;
  if (std::find(mask.paths().begin(), mask.paths().end(), path) == mask.paths().end()) mask.add_paths(path);
  return true;
}

// A text that is kept as it stands. `place`: std::string*(), asked only if there is any.
template <typename Column, typename Place>
void ReadText(const TableRow& row, Column column, const char* path, google::protobuf::FieldMask& mask, Place place) {
  if (!States(row, column, path, mask)) return;
  if (std::string read = row.Text(column); !read.empty()) *place() = std::move(read);
}

}  // namespace zaitaku
