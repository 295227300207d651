#include "services/catalog/catalog_totals.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/catalogue.h"
#include "domain/money.h"
#include "services/entries/total_cells.h"

namespace zaitaku::catalog {
namespace {

constexpr char kYen[] = "yen";
constexpr char kLines[] = "lines";
constexpr char kNone[] = "none";  // In place of a key for lines that name none.

template <typename Enum>
std::string SlugOr(Enum value) {
  const auto* term = FindTerm(value);
  return term == nullptr ? kNone : std::string(term->slug);
}

// The shares of one split by their keys, from cells such as `bureau/elderly/yen`. A funding source's key has a slash of
// its own.
std::map<std::string, int64_t> Shares(const std::map<std::string, int64_t>& cells, const std::string& split) {
  const std::string prefix = split + "/", suffix = std::string("/") + kLines;
  std::map<std::string, int64_t> shares;
  for (auto it = cells.lower_bound(prefix); it != cells.end() && it->first.starts_with(prefix); ++it) {
    if (!it->first.ends_with(suffix) || it->second == 0) continue;
    const std::string key = it->first.substr(prefix.size(), it->first.size() - prefix.size() - suffix.size());
    shares[key] = CellOr0(cells, absl::StrCat(prefix, key, "/", kYen));
  }
  return shares;
}

// Calls `add` for each value of the enum that has a share, in order, UNSPECIFIED last.
template <typename Enum, typename Add>
void ForEachShare(const std::map<std::string, int64_t>& shares, Add add) {
  for (const auto& term : Terms<Enum>()) {
    if (const auto found = shares.find(std::string(term.slug)); found != shares.end()) add(term.value, found->second);
  }
  if (const auto none = shares.find(kNone); none != shares.end()) add(Enum{}, none->second);
}

}  // namespace

std::string ScopeOf(const YearStage& year_stage) {
  return absl::StrCat("budget/", year_stage.first, "/", SlugOr(year_stage.second));
}

std::optional<YearStage> ParseScope(const std::string& scope) {
  const std::vector<std::string> pieces = absl::StrSplit(scope, '/');
  int year = 0;
  if (pieces.size() != 3 || pieces[0] != "budget" || !absl::SimpleAtoi(pieces[1], &year)) return std::nullopt;
  const auto* stage = FindTermBySlug<v1::BudgetStage>(pieces[2]);
  if (stage == nullptr) return std::nullopt;
  return YearStage{year, stage->value};
}

std::map<std::string, int64_t> CellsOf(const v1::BudgetLine& line) {
  std::map<std::string, int64_t> cells;
  if (line.sum_of_size() > 0) return cells;
  const std::string source = line.funding_source().empty() ? kNone : line.funding_source();
  for (const std::string& prefix :
       {std::string(), absl::StrCat("bureau/", SlugOr(line.bureau()), "/"),
        absl::StrCat("field/", SlugOr(line.field()), "/"), absl::StrCat("source/", source, "/")}) {
    cells[prefix + kYen] = line.amount().yen();
    cells[prefix + kLines] = 1;
  }
  return cells;
}

v1::BudgetTotal TotalFromCells(const YearStage& year_stage, const std::map<std::string, int64_t>& cells,
                               v1::MoneyUnit unit) {
  v1::BudgetTotal total;
  total.set_fiscal_year(year_stage.first);
  total.set_stage(year_stage.second);
  *total.mutable_total() = ToMoney(CellOr0(cells, kYen), unit);
  total.set_line_count(static_cast<int32_t>(CellOr0(cells, kLines)));
  ForEachShare<v1::Bureau>(Shares(cells, "bureau"), [&](v1::Bureau bureau, int64_t yen) {
    total.add_bureaus()->set_bureau(bureau);
    *total.mutable_bureaus()->rbegin()->mutable_amount() = ToMoney(yen, unit);
  });
  ForEachShare<v1::CareField>(Shares(cells, "field"), [&](v1::CareField field, int64_t yen) {
    total.add_fields()->set_field(field);
    *total.mutable_fields()->rbegin()->mutable_amount() = ToMoney(yen, unit);
  });
  for (const auto& [source, yen] : Shares(cells, "source")) {
    v1::FundingAmount& share = *total.add_funding_sources();
    share.set_funding_source(source == kNone ? "" : source);
    *share.mutable_amount() = ToMoney(yen, unit);
  }
  return total;
}

v1::Money ToMoney(int64_t yen, v1::MoneyUnit unit) {
  v1::Money money;
  money.set_yen(yen);
  money.set_text(FormatAmount(yen, unit));
  return money;
}

}  // namespace zaitaku::catalog
