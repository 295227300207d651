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

// As many get a place in one revision at most, so that nobody else's change waits long for the writer, and every
// client can read the revision. Who else is due gets one in the revisions that follow (application_promoter.h).
inline constexpr int kMaxPromotions = 200;

// Who gets a place in a revision, over all of its events.
struct Promotions {
  int left = kMaxPromotions;  // So many more may.
  ApplicationList shown;      // The first of them.
};

// The person's application, if it was not cancelled.
absl::StatusOr<std::optional<v1::Application>> FindApplicationOf(const std::string& person,
                                                                 const ResourceReader& reader);

// The applications for one event, within a transaction. After each call the heads are right: the first who waits of
// each government that has room, and is of the audience, carries the head's label. Nobody waits for whom there is a
// place, unless more are due than one revision promotes; then the event is filed as such (kPromotionsDueLabel), and
// newcomers wait behind them. Every operation costs the same however many applications there are.
class ApplicationBook {
 public:
  // The event as it is. Both must outlive this.
  ApplicationBook(const v1::Event& event, Transaction& transaction) : event_(event), transaction_(transaction) {}

  absl::StatusOr<v1::Places> Places() const;
  absl::StatusOr<v1::Places> PlacesOf(const std::string& local_government_code) const;

  // Adds an application at the end of the line: with a place if there is one, else waiting. Fills in the rest of
  // `application`, which has its government, role and person.
  absl::Status Register(v1::Application& application);

  // Whether others come first for a place that there is: only while promotions are due.
  absl::StatusOr<bool> OthersComeFirst(const std::string& local_government_code) const;

  // Takes it back; the place goes on to `promoted`, if there is anybody for it.
  absl::Status Cancel(v1::Application& application, ApplicationList& promoted);

  // Notes whether the person came.
  absl::Status Record(v1::Application& application, v1::Application::Attendance attendance);

  // Makes the heads right after the event's rule, audience or state changed. Costs as much as there are governments
  // with people who wait.
  absl::Status FollowRule();

  // Gives the places that there are to those who wait, in order, as far as `promotions` goes.
  absl::Status Promote(Promotions& promotions);

  // Whether somebody waits for whom there is a place.
  absl::StatusOr<bool> IsPromotionDue() const;

 private:
  // Writes the application with what follows from it; `before` is null for a new one.
  absl::Status Write(const v1::Application* before, v1::Application& application);
  absl::Status MarkHead(const std::string& local_government_code);
  // The name of who gets the next place; nothing if there is no place, or nobody for it.
  absl::StatusOr<std::optional<std::string>> NextInLine() const;

  const v1::Event& event_;
  Transaction& transaction_;
};

// Whether anybody has ever applied for the event.
absl::StatusOr<bool> HasApplications(const Transaction& transaction, const std::string& event);

// Follows a change of an event, once its totals were moved (MoveEvent): those who wait get places where there are some
// now. Returns whether more of them are due than `promotions` allowed. FAILED_PRECONDITION (RULE_BELOW_ADMITTED) if the
// rule allows fewer than have a place; `path` is the event's in the request.
absl::StatusOr<bool> OnEventChanged(const v1::Event& before, const v1::Event& after, const std::string& path,
                                    Transaction& transaction, Promotions& promotions);

// Goes on with promotions that are due. Changes nothing if none are.
absl::Status ContinuePromotions(const std::string& event, Transaction& transaction);

// Every total that the event's applications add to, from their rows alone.
absl::StatusOr<Cells> RecomputeApplicationTotals(const ResourceReader& reader, const v1::Event& event);

}  // namespace zaitaku::training
