#include "services/council/bind.h"

#include <utility>
#include <vector>

#include "platform/server/worker_pool.h"
#include "platform/service/totals_checker.h"
#include "platform/status/status.h"
#include "services/council/council_service.h"
#include "services/council/council_store.h"

namespace zaitaku::council {
namespace {

class Registry final : public BoundServices {
 public:
  Registry(const RegistryOptions& options, std::unique_ptr<Ledger> ledger)
      : ledger_(std::move(ledger)),
        pool_(options.worker_threads, options.queue_limit_calls),
        service_(*ledger_, pool_, options.watch),
        checker_(*ledger_, &RecomputeTotals, options.check_totals_every) {}

  std::vector<ServedService> services() override { return {{&service_, v1::CouncilService::service_full_name()}}; }
  void Drain() override { service_.Drain(); }
  // Figures that contradict the rows are not served as if nothing were wrong.
  bool Ready() override { return checker_.correct(); }

 private:
  std::unique_ptr<Ledger> ledger_;
  WorkerPool pool_;
  CouncilService service_;
  TotalsChecker checker_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const RegistryOptions& options) {
  LedgerOptions ledger_options = options.ledger;
  ledger_options.readers = options.worker_threads;
  ASSIGN_OR_RETURN(auto ledger, Ledger::Open(options.database, ledger_options));
  return std::make_unique<Registry>(options, std::move(ledger));
}

ProcessSpec Process() {
  auto options = std::make_shared<RegistryOptions>();
  options->database = "council.db";
  ProcessSpec spec{"council-registry",
                   "Zaitaku's council registry: surveys of the promotion councils and the prefectures' reports",
                   "127.0.0.1:7051"};
  spec.add_options = [options](CLI::App& app) {
    AddOption(app, "database", options->database, "Path of the SQLite file");
  };
  spec.bind = [options] { return Bind(*options); };
  return spec;
}

}  // namespace zaitaku::council
