#include "services/catalog/national_totals.h"

#include <utility>

#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_questions.h"
#include "services/catalog/catalog_store.h"

namespace zaitaku::catalog {

absl::Status ReadNationalTotals(const Ledger::View& view, v1::NationalTotals& result) {
  result.set_revision(view.revision.Token());
  if (view.revision.number > 0) *result.mutable_revision_create_time() = view.revision.CommitTime();
  ASSIGN_OR_RETURN(const auto programs, view.reader.ListAll<v1::Program>(kPrograms));
  for (v1::ProgramTotals& totals : CountPrograms(programs)) *result.add_programs() = std::move(totals);
  v1::GetBudgetTotalsResponse budgets;
  RETURN_IF_ERROR(ReadBudgetTotals(view.reader, {}, budgets));
  *result.mutable_budgets() = std::move(*budgets.mutable_totals());
  return absl::OkStatus();
}

}  // namespace zaitaku::catalog
