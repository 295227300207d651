// What budget lines add up to. The totals of a fiscal year and stage are one scope of the ledger's totals: nothing can
// add across.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "zaitaku/catalog/v1/budget.pb.h"

namespace zaitaku::catalog {

// A fiscal year and stage.
using YearStage = std::pair<int, v1::BudgetStage>;

// Their scope, such as `budget/2015/budget`, and back; nullopt for other scopes.
std::string ScopeOf(const YearStage& year_stage);
std::optional<YearStage> ParseScope(const std::string& scope);

// The cells that a line adds to, and how much: yen and count of all lines, of its bureau, its field and its funding
// source. Nothing for a printed sum.
std::map<std::string, int64_t> CellsOf(const v1::BudgetLine& line);

// The totals from their cells; amounts as text in `unit`. Without printed sums and lines.
v1::BudgetTotal TotalFromCells(const YearStage& year_stage, const std::map<std::string, int64_t>& cells,
                               v1::MoneyUnit unit);

// An amount with its text.
v1::Money ToMoney(int64_t yen, v1::MoneyUnit unit);

}  // namespace zaitaku::catalog
