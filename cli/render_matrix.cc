#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/catalog_terms.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/render_program.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::CareField;
using catalog::v1::GetProgramMatrixResponse;
using catalog::v1::GovernmentLevel;
using catalog::v1::MatrixCell;
using catalog::v1::MatrixEntry;
using type::v1::Provenance;

constexpr char kLevelMark[] = "†";
constexpr char kFieldMark[] = "‡";

bool IsInferred(Provenance::Basis basis) { return basis == Provenance::BASIS_INFERRED; }

// The programme's name, its bureau, and what of its place is inferred.
std::string EntryText(const MatrixEntry& entry, Language language) {
  std::string text = TextIn(entry.display_name(), language);
  if (entry.bureau() != catalog::v1::BUREAU_UNSPECIFIED) {
    const std::string bureau = TermWord(entry.bureau(), language);
    absl::StrAppend(&text, Text{absl::StrCat("＜", bureau, "＞"), absl::StrCat(" <", bureau, ">")}.In(language));
  }
  if (IsInferred(entry.level_basis())) text += kLevelMark;
  if (IsInferred(entry.field_basis())) text += kFieldMark;
  return text;
}

// The cells by field, then level; the levels and fields that have programmes, in order of their enums.
using Entries = google::protobuf::RepeatedPtrField<MatrixEntry>;
struct Grid {
  std::vector<GovernmentLevel> levels;
  std::map<CareField, std::map<GovernmentLevel, const Entries*>> rows;
};

Grid GridOf(const GetProgramMatrixResponse& matrix) {
  Grid grid;
  for (const MatrixCell& cell : matrix.cells()) {
    grid.rows[cell.field()][cell.level()] = &cell.entries();
    if (std::find(grid.levels.begin(), grid.levels.end(), cell.level()) == grid.levels.end()) {
      grid.levels.push_back(cell.level());
    }
  }
  std::sort(grid.levels.begin(), grid.levels.end());
  return grid;
}

// One field's block: as many lines as its fullest cell has programmes.
void AddField(CareField field, const std::map<GovernmentLevel, const Entries*>& cells,
              const std::vector<GovernmentLevel>& levels, Language language, Table& table) {
  int lines = 0;
  for (const auto& [level, entries] : cells) lines = std::max(lines, entries->size());
  for (int line = 0; line < lines; ++line) {
    std::vector<Cell> row = {line == 0 ? TermWord(field, language) : std::string()};
    for (const GovernmentLevel level : levels) {
      const auto found = cells.find(level);
      const bool has_entry = found != cells.end() && line < found->second->size();
      row.emplace_back(has_entry ? EntryText(found->second->Get(line), language) : std::string());
    }
    table.AddRow(std::move(row));
  }
}

void RenderLegend(const GetProgramMatrixResponse& matrix, Language language, const Style& style, std::ostream& out) {
  bool level = false, field = false;
  for (const MatrixCell& cell : matrix.cells()) {
    for (const MatrixEntry& entry : cell.entries()) {
      level |= IsInferred(entry.level_basis());
      field |= IsInferred(entry.field_basis());
    }
  }
  if (!level && !field) return;
  std::string legend;
  if (level) absl::StrAppend(&legend, kLevelMark, Text{" 実施主体は推定", " level inferred"}.In(language));
  if (level && field) legend += "  ";
  if (field) absl::StrAppend(&legend, kFieldMark, Text{" 分野は推定", " field inferred"}.In(language));
  out << '\n' << style.Paint(Tone::kFaint, legend) << '\n';
}

}  // namespace

void RenderMatrix(const GetProgramMatrixResponse& matrix, Language language, const Style& style, std::ostream& out) {
  const Grid grid = GridOf(matrix);
  std::vector<Column> columns = {{FiscalYearName(matrix.fiscal_year(), language)}};
  for (const GovernmentLevel level : grid.levels) columns.push_back({TermWord(level, language)});
  Table table(std::move(columns));
  for (const auto& [field, cells] : grid.rows) AddField(field, cells, grid.levels, language, table);
  table.Print(out, style);
  RenderLegend(matrix, language, style, out);
  if (matrix.unplaced().empty()) return;
  RenderHeading({"実施主体または分野が不明の事業", "Level or field not known"}, language, style, out);
  for (const auto& program : matrix.unplaced()) {
    out << "  " << Printable(TextIn(program.display_name(), language)) << "  " << Printable(program.name()) << '\n';
  }
}

void RenderMatrixCsv(const GetProgramMatrixResponse& matrix, std::ostream& out) {
  WriteCsvRow(out, {"fiscal_year", "level", "field", "program", "display_name_ja", "display_name_en", "bureau",
                    "level_basis", "field_basis"});
  const std::string year = absl::StrCat(matrix.fiscal_year());
  constexpr Language kWords = Language::kEnglish;
  for (const MatrixCell& cell : matrix.cells()) {
    for (const MatrixEntry& entry : cell.entries()) {
      WriteCsvRow(out, {year, TermWord(cell.level(), kWords), TermWord(cell.field(), kWords), entry.program(),
                        entry.display_name().ja(), entry.display_name().en(), TermWord(entry.bureau(), kWords),
                        BasisName(entry.level_basis(), kWords), BasisName(entry.field_basis(), kWords)});
    }
  }
  for (const auto& program : matrix.unplaced()) {
    WriteCsvRow(out,
                {year, JoinTerms<GovernmentLevel>(program.levels(), TermWord, kWords),
                 JoinTerms<CareField>(program.fields(), TermWord, kWords), program.name(), program.display_name().ja(),
                 program.display_name().en(), TermWord(program.bureau(), kWords), "", ""});
  }
}

}  // namespace zaitaku::cli
