// The council registry, as the tests of each service see it; see each_service.h.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/system/council_recount.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/sent_change.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {

inline constexpr char kSurvey[] = "surveys/2015-12";

struct Council {
  using Stub = council::v1::CouncilService::Stub;
  using Client = RegistryClient<Council>;

  static constexpr char kDatabase[] = "council.db";
  static constexpr bool kDeletes = false;
  static std::string Binary();

  // Imports the source document; the survey stays open.
  static absl::Status Seed(Client& client);
  static absl::StatusOr<std::vector<std::vector<std::string>>> Deal(Client& client, int writers);

  struct Change {
    council::v1::UpdateCouncilReportRequest request;

    const std::string& request_id() const { return request.request_id(); }
    std::string ToText() const { return request.ShortDebugString(); }
  };
  class Changes;

  static absl::StatusOr<Answer> Send(Client& client, const Change& change, absl::Duration patience);
  static absl::StatusOr<bool> IsHeld(Client& client, const Change& change, const std::string& revision);
  static bool IsShown(const type::v1::RevisionRecord& record, const Change& change);

  static absl::StatusOr<FlatTotals> TotalsAt(Client& client, const std::string& revision);
  static absl::StatusOr<FlatTotals> RecountAt(Client& client, const std::string& revision);

  static absl::StatusOr<std::vector<std::string>> Contended(Client& client);
  static absl::StatusOr<std::string> EtagOf(Client& client, const std::string& name);
  // What it writes was never written before, so it is a new version. `number` tells the caller from others, `sequence`
  // its change. False if nothing changed.
  static absl::StatusOr<bool> UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                          int sequence);

  // All reports of the source survey at a revision, in order of name.
  static absl::StatusOr<std::vector<council::v1::CouncilReport>> Reports(Client& client, const std::string& revision);
};

// Changes of reports. Not thread-safe.
class Council::Changes {
 public:
  // `number` tells the writer from others.
  Changes(int number, std::vector<std::string> reports, unsigned int seed)
      : number_(number), reports_(std::move(reports)), random_(seed) {}

  Change Next();

 private:
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

  const int number_;
  const std::vector<std::string> reports_;
  std::mt19937 random_;
  int sequence_ = 0;
  std::map<std::string, council::v1::Presence> establishment_;  // Of the reports written so far.
};

}  // namespace zaitaku
