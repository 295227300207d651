#include "services/council/bind.h"

#include "services/council/council_service.h"
#include "services/council/council_store.h"
#include "zaitaku/council/v1/council_service.methods.h"

namespace zaitaku::council {

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options) {
  return BindLedgerService<CouncilService>(options, v1::CouncilService::service_full_name(), &RecomputeTotals);
}

ProcessSpec Process() {
  return LedgerProcess(
      {"council-registry", "Zaitaku's council registry: surveys of the promotion councils and the prefectures' reports",
       "127.0.0.1:7051"},
      "council.db", &Bind);
}

}  // namespace zaitaku::council
