#include "services/catalog/bind.h"

#include "services/catalog/catalog_service.h"
#include "services/catalog/catalog_store.h"
#include "zaitaku/catalog/v1/catalog_service.methods.h"

namespace zaitaku::catalog {

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const LedgerServiceOptions& options) {
  return BindLedgerService<CatalogService>(options, v1::CatalogService::service_full_name(), &RecomputeTotals);
}

ProcessSpec Process() {
  return LedgerProcess(
      {"program-catalog", "Zaitaku's programme catalogue: programmes, what pays for them, budgets and guidelines",
       "127.0.0.1:7052"},
      "catalog.db", &Bind);
}

}  // namespace zaitaku::catalog
