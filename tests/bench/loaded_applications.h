// Training events with so many applications, and the questions whose cost is measured.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "platform/storage/ledger.h"
#include "platform/storage/sql.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::bench {

// The service's own functions on a ledger in a file, without gRPC between: what is measured is what grows. Events are
// for 1,833 governments, each with 4 people who have places and 1 who waits; of a fiscal year all. Each 5 applications
// are a revision of their own, as they would be. Beside them stands the same as a plain table, to be counted by SQL.
// Not thread-safe.
class LoadedApplications {
 public:
  static absl::StatusOr<std::unique_ptr<LoadedApplications>> Start(int applications);

  // One call each. An error if the answer is wrong.
  absl::Status Totals();            // Of the fiscal year, by field and prefecture.
  absl::Status TotalsByCounting();  // The same numbers by GROUP BY over the plain table.
  absl::Status Participation();     // Of an event.
  absl::Status List();              // A page of 100 of an event.
  absl::Status ListWaiting();       // A page of 100 of those who wait.
  // One person leaves, the first of the waiting list gets the place, and somebody new waits: two durable commits.
  absl::Status CancelAndApply();

  int applications() const { return applications_; }
  absl::Duration load_time() const { return load_time_; }

 private:
  explicit LoadedApplications(int applications);

  absl::Status Load();
  absl::Status LoadEvents();
  absl::Status LoadTable();
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(absl::Status (*body)(const Request&, Transaction&, Response&), const Request& request);
  std::string AnyEvent();
  training::v1::ApplyForEventRequest NextRequest(const std::string& event, const std::string& government, int people);

  const int applications_;
  const TemporaryFolder folder_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<SqlSession> table_;
  std::mt19937 random_{1};
  int people_ = 0;  // Named so far.
  absl::Duration load_time_;
};

}  // namespace zaitaku::bench
