// The training events' resources in the ledger, with their index and totals.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/service/references.h"
#include "platform/storage/transaction.h"
#include "services/training/application_store.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

// The changes of one mutation: each is written as it comes, and what they refer to is checked once all are, so that
// they may refer to each other in any order.
class TrainingWriter {
 public:
  explicit TrainingWriter(Transaction& transaction) : transaction_(transaction) {}

  // Writes a resource, its index and the totals that it moves, those of an event's applications among them; those who
  // wait get the places that there are now, as many as one revision allows. `path` is that of the resource in the
  // request, for errors. FAILED_PRECONDITION (RULE_BELOW_ADMITTED) if an event's rule allows fewer people than have a
  // place.
  absl::Status Put(v1::Event& event, const std::string& path);
  absl::Status Put(v1::TrainingProgram& program, const std::string& path);

  // FAILED_PRECONDITION (RESOURCE_IN_USE) if events refer to it, or there are applications for it. NOT_FOUND.
  absl::Status Delete(const v1::Event& event);
  absl::Status Delete(const v1::TrainingProgram& program);

  // The fields of what was written since the last call that refer to what does not exist, and events with applications
  // that are announced again.
  absl::StatusOr<std::vector<WrongReference>> FindWrongReferences();

  // INVALID_ARGUMENT naming those fields.
  absl::Status CheckReferences();

  // Who got a place by what was written; see kMaxPromotedShown. And whether more follow.
  const ApplicationList& promoted() const { return promotions_.shown; }
  bool is_promotion_due() const { return is_promotion_due_; }

  Transaction& transaction() { return transaction_; }

 private:
  Transaction& transaction_;
  std::vector<std::pair<std::string, std::string>> written_events_;  // Name and path.
  std::vector<WrongReference> wrong_;
  Promotions promotions_;
  bool is_promotion_due_ = false;
};

}  // namespace zaitaku::training
