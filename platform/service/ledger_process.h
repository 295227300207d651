// A process that serves one service on one ledger.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/server/access_options.h"
#include "platform/server/guarded.h"
#include "platform/server/process.h"
#include "platform/server/worker_pool.h"
#include "platform/service/store_space.h"
#include "platform/service/totals_checker.h"
#include "platform/service/watch_hub.h"
#include "platform/status/status.h"
#include "platform/storage/ledger.h"

namespace zaitaku {

struct LedgerServiceOptions {
  std::string database;    // Path of the SQLite file; made if missing.
  int worker_threads = 4;  // Calls worked on at a time.
  // Eight callers who have as many calls under way as one may: what is within the limits waits rather than being
  // refused.
  int queue_limit_calls = 4096;
  LedgerOptions ledger = {.queue_limit_mutations = 4096};
  WatchOptions watch;
  absl::Duration check_totals_every = absl::Minutes(10);
};

// The ledger, the service on it, and the checker of its totals. `Service` is a LedgerService that is made from a
// ledger, a pool and WatchOptions.
template <typename Service>
class BoundLedgerService final : public BoundServices {
 public:
  BoundLedgerService(const LedgerServiceOptions& options, std::unique_ptr<Ledger> ledger, std::string service_name,
                     RecomputeTotals recompute)
      : service_name_(std::move(service_name)),
        database_(options.database),
        ledger_(std::move(ledger)),
        pool_(options.worker_threads, options.queue_limit_calls),
        checker_(*ledger_, std::move(recompute), options.check_totals_every),
        service_(*ledger_, pool_, checker_, options.watch) {}

  std::vector<ServedService> services() override { return {{&service_, service_name_}}; }
  void Drain() override { service_.Drain(); }
  // Neither with figures that contradict the rows nor with a store that takes no change is it as if nothing were wrong.
  bool Ready() override { return checker_.correct() && ledger_->writable(); }
  void CollectMetrics(MetricPage& page) override {
    service_.CollectMetrics(page);
    pool_.CollectMetrics(page);
    CollectStoreSpace(page, database_);
  }

 private:
  const std::string service_name_;
  const std::string database_;
  std::unique_ptr<Ledger> ledger_;
  WorkerPool pool_;
  TotalsChecker checker_;
  Guarded<Service> service_;
};

// `service_name` is the service's full name in its proto. UNAVAILABLE or FAILED_PRECONDITION if the database cannot be
// opened.
template <typename Service>
absl::StatusOr<std::unique_ptr<BoundServices>> BindLedgerService(const LedgerServiceOptions& options,
                                                                 const std::string& service_name,
                                                                 RecomputeTotals recompute) {
  LedgerOptions ledger_options = options.ledger;
  ledger_options.readers = options.worker_threads;
  ASSIGN_OR_RETURN(auto ledger, Ledger::Open(options.database, ledger_options));
  return std::make_unique<BoundLedgerService<Service>>(options, std::move(ledger), service_name, std::move(recompute));
}

// Adds what every such process has: the options of its database and its watches. `spec` has name, description and
// address.
inline ProcessSpec LedgerProcess(
    ProcessSpec spec, const std::string& default_database,
    std::function<absl::StatusOr<std::unique_ptr<BoundServices>>(const LedgerServiceOptions&)> bind) {
  auto options = std::make_shared<LedgerServiceOptions>();
  options->database = default_database;
  spec.add_options = [options](CLI::App& app) {
    AddOption(app, "database", options->database, "Path of the SQLite file");
    AddWatchOptions(app, options->watch.limits);
  };
  spec.bind = [options, bind = std::move(bind)](const ServerOptions&) { return bind(*options); };
  return spec;
}

}  // namespace zaitaku
