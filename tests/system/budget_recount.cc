#include "tests/system/budget_recount.h"

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using catalog::v1::BudgetLine;
using catalog::v1::BudgetTotal;

template <typename Message>
std::string Prefix(const Message& message) {
  return absl::StrCat(message.fiscal_year(), "/", static_cast<int>(message.stage()), "/");
}

void CountSum(const BudgetLine& sum, const std::vector<BudgetLine>& lines, FlatTotals& flat) {
  int64_t computed = 0;
  for (const std::string& name : sum.sum_of()) {
    for (const BudgetLine& line : lines) {
      if (line.name() == name) computed += line.amount().yen();
    }
  }
  const std::string prefix = absl::StrCat(Prefix(sum), sum.name(), " ");
  flat[prefix + "printed"] = sum.amount().yen();
  flat[prefix + "computed"] = computed;
  flat[prefix + "terms"] = sum.sum_of_size();
  flat[prefix + "matches"] = computed == sum.amount().yen();
}

}  // namespace

FlatTotals Flatten(const std::vector<BudgetTotal>& totals) {
  FlatTotals flat;
  for (const BudgetTotal& total : totals) {
    const std::string prefix = Prefix(total);
    flat[prefix + "lines"] = total.line_count();
    flat[prefix + "yen"] = total.total().yen();
    for (const auto& share : total.bureaus()) {
      flat[absl::StrCat(prefix, "bureau ", static_cast<int>(share.bureau()))] = share.amount().yen();
    }
    for (const auto& share : total.fields()) {
      flat[absl::StrCat(prefix, "field ", static_cast<int>(share.field()))] = share.amount().yen();
    }
    for (const auto& share : total.funding_sources()) {
      flat[absl::StrCat(prefix, "source ", share.funding_source())] = share.amount().yen();
    }
    for (const auto& sum : total.printed_sums()) {
      const std::string name = absl::StrCat(prefix, sum.budget_line(), " ");
      flat[name + "printed"] = sum.printed().yen();
      flat[name + "computed"] = sum.computed().yen();
      flat[name + "terms"] = sum.terms_size();
      flat[name + "matches"] = sum.matches();
    }
  }
  return flat;
}

FlatTotals Recount(const std::vector<BudgetLine>& lines) {
  FlatTotals flat;
  for (const BudgetLine& line : lines) {
    if (!line.sum_of().empty()) {
      CountSum(line, lines, flat);
      continue;
    }
    const std::string prefix = Prefix(line);
    const int64_t yen = line.amount().yen();
    ++flat[prefix + "lines"];
    flat[prefix + "yen"] += yen;
    flat[absl::StrCat(prefix, "bureau ", static_cast<int>(line.bureau()))] += yen;
    flat[absl::StrCat(prefix, "field ", static_cast<int>(line.field()))] += yen;
    flat[absl::StrCat(prefix, "source ", line.funding_source())] += yen;
  }
  return flat;
}

}  // namespace zaitaku
