// Reads tables of programmes and of budget lines as comma-separated values.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/catalogue_table.h"
#include "domain/csv_reader.h"
#include "services/catalog/catalog_cells.h"
#include "services/catalog/catalog_file.h"
#include "services/catalog/catalog_names.h"

namespace zaitaku::catalog {
namespace {

const Expectation& ExpectedColumnOnce() {
  static const auto* const kExpected = new Expectation{"each column once", "同じ見出しの列は１つだけ", "name"};
  return *kExpected;
}

const Expectation& ExpectedFields() {
  static const auto* const kExpected =
      new Expectation{"as many fields as there are column heads", "見出しと同じ数の欄", "name,fiscal_year"};
  return *kExpected;
}

// The part that is the same for every table. `Column` is the index of its heads, of which the first is the name's.
template <typename Resource, typename Column, size_t kSize>
class TableReader {
 public:
  using Heads = std::array<CatalogueColumnHead, kSize>;
  using FindFunction = std::optional<Column> (*)(std::string_view);
  using FillFunction = void (*)(TableRow& row, Resource& resource, google::protobuf::FieldMask& mask);
  using PlaceFunction = Resource* (v1::CatalogEntry::*)();

  TableReader(std::string_view content, const Heads& heads, FindFunction find)
      : heads_(heads), find_(find), reader_(content, &problems_) {}

  FileContent Read(PlaceFunction place, FillFunction fill) {
    CsvRecord record;
    if (ReadHeads(record)) {
      while (reader_.Read(&record)) ReadRecord(record, place, fill);
      if (entries_.empty() && problems_.empty()) problems_.Add(reader_.line(), 1, "", "", ExpectedRows());
    }
    FileContent content;
    content.problems = problems_.Take();
    if (content.problems.empty()) content.entries = std::move(entries_);
    return content;
  }

 private:
  Expectation ExpectedRows() const {
    return {"at least one row", "１行以上のデータ", ExampleName(CollectionOf<Resource>())};
  }

  Expectation ExpectedKnownHead() const {
    std::string en, ja;
    for (const CatalogueColumnHead& head : heads_) {
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
                    {"a column besides the name, such as display_name_ja", "名前以外の列も１つ以上",
                     std::string(heads_[1].name)});
    }
    return cells_[0] && count >= 2;
  }

  void ReadHead(const CsvCell& head, size_t index) {
    if (IsBlankText(head.text)) return;
    const auto column = find_(head.text);
    if (!column) {
      problems_.Add(head.line, static_cast<int32_t>(index) + 1, "", head.text, ExpectedKnownHead());
      return;
    }
    auto& cell = cells_[static_cast<size_t>(*column)];
    if (cell) {
      problems_.Add(head.line, static_cast<int32_t>(index) + 1, head.text, head.text, ExpectedColumnOnce());
      return;
    }
    cell = TableColumn{index, head.text};
  }

  void ReadRecord(const CsvRecord& record, PlaceFunction place, FillFunction fill) {
    const auto is_empty = [](const CsvCell& field) { return IsBlankText(field.text); };
    if (record.is_damaged || std::all_of(record.fields.begin(), record.fields.end(), is_empty)) return;
    const size_t known = std::min(columns_, record.fields.size());
    if (known < columns_ || !std::all_of(record.fields.begin() + known, record.fields.end(), is_empty)) {
      const CsvCell& field = record.fields[std::min(record.fields.size() - 1, columns_)];
      problems_.Add(field.line, static_cast<int32_t>(std::min(record.fields.size(), columns_ + 1)), "", field.text,
                    ExpectedFields());
      return;
    }
    if (entries_.size() == kMaxFileEntries) {
      if (!std::exchange(too_many_, true)) problems_.Add(record.first_line, 1, "", "", ExpectedFewer());
      return;
    }
    TableRow row(record, {cells_.data(), cells_.size()}, &problems_);
    FileEntry& read = entries_.emplace_back();
    read.line = record.first_line;
    Resource& resource = *(read.entry.*place)();
    resource.set_name(row.Name(0, CollectionOf<Resource>()));
    if (!resource.name().empty() && !names_.insert(resource.name()).second) {
      row.AddProblem(0, {"each name once in a file", "同じ名前は１ファイルに１回だけ", resource.name()});
    }
    fill(row, resource, read.mask);
  }

  Expectation ExpectedFewer() const {
    return {absl::StrCat("at most ", kMaxFileEntries, " rows in one file"),
            absl::StrCat("１ファイル", kMaxFileEntries, "行以下"), ExampleName(CollectionOf<Resource>())};
  }

  const Heads& heads_;
  const FindFunction find_;
  ProblemList problems_;
  CsvReader reader_;
  std::array<std::optional<TableColumn>, kSize> cells_;  // For each column, where the file has it.
  size_t columns_ = 0;
  std::vector<FileEntry> entries_;
  std::set<std::string> names_;
  bool too_many_ = false;
};

// Whether the file has the column; if so, its facts are those of the mask's path.
template <typename Column>
bool States(const TableRow& row, Column column, const char* path, google::protobuf::FieldMask& mask) {
  if (!row.Has(column)) return false;
  if (std::find(mask.paths().begin(), mask.paths().end(), path) == mask.paths().end()) mask.add_paths(path);
  return true;
}

void FillProgram(TableRow& row, v1::Program& program, google::protobuf::FieldMask& mask) {
  using enum ProgramColumn;
  const auto states = [&](ProgramColumn column, const char* path) { return States(row, column, path, mask); };
  const auto text = [&](ProgramColumn column, const char* path, auto field, void (*set)(decltype(field), std::string)) {
    if (!states(column, path)) return;
    if (std::string read = row.Text(column); !read.empty()) set(field, std::move(read));
  };
  const auto set_ja = [](v1::Program* p, std::string ja) { p->mutable_display_name()->set_ja(std::move(ja)); };
  const auto set_en = [](v1::Program* p, std::string en) { p->mutable_display_name()->set_en(std::move(en)); };
  const auto set_purpose_ja = [](v1::Program* p, std::string ja) { p->mutable_purpose()->set_ja(std::move(ja)); };
  const auto set_purpose_en = [](v1::Program* p, std::string en) { p->mutable_purpose()->set_en(std::move(en)); };
  text(kDisplayNameJa, "display_name.ja", &program, set_ja);
  text(kDisplayNameEn, "display_name.en", &program, set_en);
  text(kPurposeJa, "purpose.ja", &program, set_purpose_ja);
  text(kPurposeEn, "purpose.en", &program, set_purpose_en);
  if (states(kKind, "kind")) program.set_kind(row.Required<v1::Program::Kind>(kKind));
  if (states(kBureau, "bureau")) program.set_bureau(row.Term<v1::Bureau>(kBureau));
  if (states(kLevels, "levels")) row.Terms<v1::GovernmentLevel>(kLevels, *program.mutable_levels());
  if (states(kFields, "fields")) row.Terms<v1::CareField>(kFields, *program.mutable_fields());
  if (states(kConductedBy, "conducted_by")) program.set_conducted_by(row.Term<v1::GovernmentLevel>(kConductedBy));
  if (states(kFundingSources, "funding_sources"))
    row.Names(kFundingSources, catalog::kFundingSources, *program.mutable_funding_sources());
  if (states(kEligible, "eligible")) row.Terms<v1::GovernmentKind>(kEligible, *program.mutable_eligible());
  if (states(kFirstFiscalYear, "first_fiscal_year")) {
    if (const auto year = row.Year(kFirstFiscalYear)) program.set_first_fiscal_year(*year);
  }
  if (states(kLastFiscalYear, "last_fiscal_year")) {
    if (const auto year = row.Year(kLastFiscalYear)) program.set_last_fiscal_year(*year);
  }
  if (states(kParent, "parent")) program.set_parent(row.Reference(kParent, kPrograms));
}

// The printed amount gives yen and unit; what the row says of them besides must agree.
void FillAmount(TableRow& row, v1::BudgetLine& line, google::protobuf::FieldMask& mask) {
  using enum BudgetColumn;
  const auto states = [&](BudgetColumn column, const char* path) { return States(row, column, path, mask); };
  std::optional<UnitAmount> printed;
  if (states(kAmount, "amount.text")) {
    states(kAmount, "amount.yen");
    states(kAmount, "amount.unit");
    printed = row.Amount(kAmount);
    if (printed) line.mutable_amount()->set_text(row.Text(kAmount));
  }
  std::optional<int64_t> yen;
  if (states(kYen, "amount.yen")) yen = row.Yen(kYen);
  const bool says_amount = row.Has(kAmount) || row.Has(kYen);
  const bool is_empty = (!row.Has(kAmount) || row.IsEmpty(kAmount)) && (!row.Has(kYen) || row.IsEmpty(kYen));
  if (says_amount && is_empty) {
    row.AddProblem(row.Has(kAmount) ? kAmount : kYen,
                   {"an amount as printed, or in yen", "印刷された金額、または円での金額", "7百万円"});
  }
  if (printed && yen && printed->yen != *yen) {
    row.AddProblem(kYen, {absl::StrCat("what the printed amount is worth, ", printed->yen),
                          absl::StrCat("金額の欄と同じ額（", printed->yen, "）"), absl::StrCat(printed->yen)});
  }
  auto unit = v1::MONEY_UNIT_UNSPECIFIED;
  if (states(kUnit, "amount.unit")) unit = row.Term<v1::MoneyUnit>(kUnit);
  if (printed && unit != v1::MONEY_UNIT_UNSPECIFIED && unit != printed->unit) {
    const auto* term = FindTerm(printed->unit);
    row.AddProblem(kUnit, {absl::StrCat("the printed amount's unit, ", std::string(term->slug)),
                           absl::StrCat("金額の欄と同じ単位（", std::string(term->ja), "）"), std::string(term->slug)});
  }
  if (printed) unit = printed->unit;
  if (printed || yen) line.mutable_amount()->set_yen(printed ? printed->yen : *yen);
  if (unit != v1::MONEY_UNIT_UNSPECIFIED) line.mutable_amount()->set_unit(unit);
  if (!states(kRounding, "amount.rounding")) return;
  if (const auto rounding = row.Term<v1::Rounding>(kRounding)) line.mutable_amount()->set_rounding(rounding);
}

void FillLine(TableRow& row, v1::BudgetLine& line, google::protobuf::FieldMask& mask) {
  using enum BudgetColumn;
  const auto states = [&](BudgetColumn column, const char* path) { return States(row, column, path, mask); };
  if (states(kProgram, "program")) line.set_program(row.Reference(kProgram, kPrograms));
  if (states(kFundingSource, "funding_source"))
    line.set_funding_source(row.Reference(kFundingSource, catalog::kFundingSources));
  if (states(kFiscalYear, "fiscal_year")) line.set_fiscal_year(row.RequiredYear(kFiscalYear));
  if (states(kStage, "stage")) line.set_stage(row.Required<v1::BudgetStage>(kStage));
  FillAmount(row, line, mask);
  if (states(kBureau, "bureau")) line.set_bureau(row.Term<v1::Bureau>(kBureau));
  if (states(kField, "field")) line.set_field(row.Term<v1::CareField>(kField));
  if (states(kSumOf, "sum_of")) row.Names(kSumOf, kBudgetLines, *line.mutable_sum_of());
}

}  // namespace

FileContent ReadProgramsCsv(std::string_view content) {
  return TableReader<v1::Program, ProgramColumn, kProgramColumnHeads.size()>(content, kProgramColumnHeads,
                                                                             &FindProgramColumn)
      .Read(&v1::CatalogEntry::mutable_program, &FillProgram);
}

FileContent ReadBudgetLinesCsv(std::string_view content) {
  return TableReader<v1::BudgetLine, BudgetColumn, kBudgetColumnHeads.size()>(content, kBudgetColumnHeads,
                                                                              &FindBudgetColumn)
      .Read(&v1::CatalogEntry::mutable_budget_line, &FillLine);
}

}  // namespace zaitaku::catalog
