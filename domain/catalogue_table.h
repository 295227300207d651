#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/entry_table.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"

// Programmes and budget lines as comma-separated values, one in a row.
//
// Cells are written as entry_table.h says; resources are full resource names, fiscal years are numbers such as 2015.
// Parts, conditions, other names, sources and reviews are not in these tables: JSON lines have them.
namespace zaitaku {

enum class ProgramColumn {
  kName,
  kDisplayNameJa,
  kDisplayNameEn,
  kKind,
  kBureau,
  kLevels,
  kFields,
  kConductedBy,
  kFundingSources,
  kPurposeJa,
  kPurposeEn,
  kEligible,
  kFirstFiscalYear,
  kLastFiscalYear,
  kParent,
};

// The heads in the order in which they are written; ProgramColumn is the index.
inline constexpr std::array<ColumnHead, 15> kProgramColumnHeads = {{
    {"name", "名前"},
    {"display_name_ja", "事業名"},
    {"display_name_en", "事業名（英語）"},
    {"kind", "種類"},
    {"bureau", "所管"},
    {"levels", "実施主体"},  // Lists: prefecture;municipality
    {"fields", "分野"},
    {"conducted_by", "実施者"},
    {"funding_sources", "財源"},
    {"purpose_ja", "目的"},
    {"purpose_en", "目的（英語）"},
    {"eligible", "対象"},
    {"first_fiscal_year", "開始年度"},
    {"last_fiscal_year", "終了年度"},
    {"parent", "親事業"},
}};

enum class BudgetColumn {
  kName,
  kProgram,
  kFundingSource,
  kFiscalYear,
  kStage,
  kAmount,
  kYen,
  kUnit,
  kRounding,
  kBureau,
  kField,
  kSumOf,
};

// The same for budget lines. `amount` is the printed amount, 7百万円, and empty if none is printed; `yen` is whole yen
// in digits, without commas, after a minus sign if negative; `unit` is the amount's.
inline constexpr std::array<ColumnHead, 12> kBudgetColumnHeads = {{
    {"name", "名前"},
    {"program", "事業"},
    {"funding_source", "財源"},
    {"fiscal_year", "年度"},
    {"stage", "区分"},
    {"amount", "金額"},
    {"yen", "円"},
    {"unit", "単位"},
    {"rounding", "端数処理"},
    {"bureau", "所管"},
    {"field", "分野"},
    {"sum_of", "内訳"},
}};

// The column with this head, in either language, of any width and with blanks anywhere; nullopt if there is none.
std::optional<ProgramColumn> FindProgramColumn(std::string_view head);
std::optional<BudgetColumn> FindBudgetColumn(std::string_view head);

// The cells of a row, in column order.
std::array<std::string, kProgramColumnHeads.size()> ProgramRowCells(const catalog::v1::Program& program);
std::array<std::string, kBudgetColumnHeads.size()> BudgetRowCells(const catalog::v1::BudgetLine& line);

// The whole table: heads, then the resources in the order given. UTF-8 without byte order mark, lines ended by CR LF.
std::string WriteProgramsCsv(std::span<const catalog::v1::Program> programs);
std::string WriteBudgetLinesCsv(std::span<const catalog::v1::BudgetLine> lines);

}  // namespace zaitaku
