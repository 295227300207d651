#include "services/training/bind.h"

#include "services/training/training_service.h"
#include "services/training/training_totals.h"
#include "zaitaku/training/v1/training_service.methods.h"

namespace zaitaku::training {

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options) {
  return BindLedgerService<TrainingService>(options, v1::TrainingService::service_full_name(), &RecomputeTotals);
}

ProcessSpec Process() {
  return LedgerProcess(
      {"training-events", "Zaitaku's training events: what is taught when, for whom, and who takes part",
       "127.0.0.1:7053"},
      "training.db", &Bind);
}

}  // namespace zaitaku::training
