// The training events, as the tests of each service see them; see each_service.h.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "tests/system/flat_totals.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/sent_change.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku {

// A local government's code: of the prefectures, and then of the designated cities.
std::string GovernmentOf(int number);

struct Training {
  using Stub = training::v1::TrainingService::Stub;
  using Client = RegistryClient<Training>;

  static constexpr char kDatabase[] = "training.db";
  static constexpr bool kDeletes = true;
  static std::string Binary();

  // Imports the training events' data.
  static absl::Status Seed(Client& client);
  // Events, which need not exist.
  static absl::StatusOr<std::vector<std::vector<std::string>>> Deal(Client& client, int writers);

  // What should become of a resource; without a name where there is none.
  template <typename Resource>
  struct Step {
    Resource before, after;
  };
  struct Change {
    std::variant<training::v1::UpdateEventRequest, training::v1::DeleteEventRequest, training::v1::ApplyForEventRequest,
                 training::v1::CancelApplicationRequest, training::v1::RecordAttendanceRequest,
                 training::v1::ErasePersonRequest>
        request;
    // An event, some applications, or an event and who gets a place by its change; in the order of the answer. An
    // erasure does not say whom: it is the person of the first application.
    std::vector<Step<training::v1::Event>> events;
    std::vector<Step<training::v1::Application>> applications;

    const std::string& request_id() const;
    std::string ToText() const;
  };
  class Changes;

  static absl::StatusOr<Answer> Send(Client& client, const Change& change, absl::Duration patience);
  static absl::StatusOr<bool> IsHeld(Client& client, const Change& change, const std::string& revision);
  static bool IsShown(const type::v1::RevisionRecord& record, const Change& change);

  // Those of the years, and who takes part in each event.
  static absl::StatusOr<FlatTotals> TotalsAt(Client& client, const std::string& revision);
  static absl::StatusOr<FlatTotals> RecountAt(Client& client, const std::string& revision);

  // Events, made by one revision.
  static absl::StatusOr<std::vector<std::string>> Contended(Client& client);
  static absl::StatusOr<std::string> EtagOf(Client& client, const std::string& name);
  static absl::StatusOr<bool> UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                          int sequence);
};

}  // namespace zaitaku
