#include "services/training/national_totals.h"

#include <utility>

#include "services/training/training_totals.h"

namespace zaitaku::training {

absl::Status ReadNationalTotals(const Ledger::View& view, v1::NationalTotals& result) {
  result.set_revision(view.revision.Token());
  if (view.revision.number > 0) *result.mutable_revision_create_time() = view.revision.CommitTime();
  v1::GetEventTotalsResponse totals;
  RETURN_IF_ERROR(ReadEventTotals(view.reader, {}, totals));
  *result.mutable_fields() = std::move(*totals.mutable_fields());
  *result.mutable_fiscal_years() = std::move(*totals.mutable_fiscal_years());
  *result.mutable_prefectures() = std::move(*totals.mutable_prefectures());
  return absl::OkStatus();
}

}  // namespace zaitaku::training
