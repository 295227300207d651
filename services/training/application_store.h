// Applications in the ledger: numbered, counted, and those who wait in order.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "services/training/training_cells.h"
#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

using ApplicationList = google::protobuf::RepeatedPtrField<v1::Application>;

// As many of those who got a place are shown; see UpdateEventResponse.
inline constexpr int kMaxPromotedShown = 100;

// The person's application, if it was not cancelled.
absl::StatusOr<std::optional<v1::Application>> FindApplicationOf(const std::string& person,
                                                                 const ResourceReader& reader);

// The applications for one event, within a transaction. After each call nobody waits for whom there is a place, and the
// heads are right: the first who waits of each government that has room carries the head's label. Every operation costs
// the same however many applications there are.
class ApplicationBook {
 public:
  // The event as it is. Both must outlive this.
  ApplicationBook(const v1::Event& event, Transaction& transaction) : event_(event), transaction_(transaction) {}

  absl::StatusOr<v1::Places> Places() const;
  absl::StatusOr<v1::Places> PlacesOf(const std::string& local_government_code) const;

  // Adds an application at the end of the line: with a place if there is one, else waiting. Fills in the rest of
  // `application`, which has its government, role and person.
  absl::Status Register(v1::Application& application);

  // Takes it back; the place goes on. `promoted` gets those who have one by it, at most kMaxPromotedShown.
  absl::Status Cancel(v1::Application& application, ApplicationList& promoted);

  // Notes whether the person came.
  absl::Status Record(v1::Application& application, v1::Application::Attendance attendance);

  // Makes heads and promotions right after the event's rule or state changed. Costs as much as there are governments
  // with people who wait, and people who get a place.
  absl::Status FollowRule(ApplicationList& promoted);

 private:
  // Writes the application with what follows from it; `before` is null for a new one.
  absl::Status Write(const v1::Application* before, v1::Application& application);
  absl::Status MarkHead(const std::string& local_government_code);
  absl::Status Promote(ApplicationList& promoted);

  const v1::Event& event_;
  Transaction& transaction_;
};

// Whether anybody has ever applied for the event.
absl::StatusOr<bool> HasApplications(const Transaction& transaction, const std::string& event);

// Follows a change of an event, once its totals were moved (MoveEvent): those who wait get places where there are some
// now. FAILED_PRECONDITION (RULE_BELOW_ADMITTED) if the rule allows fewer than have a place.
absl::Status OnEventChanged(const v1::Event& before, const v1::Event& after, Transaction& transaction,
                            ApplicationList& promoted);

// Every total that the event's applications add to, from their rows alone.
absl::StatusOr<Cells> RecomputeApplicationTotals(const ResourceReader& reader, const v1::Event& event);

}  // namespace zaitaku::training
