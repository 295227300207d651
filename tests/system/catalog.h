// The programme catalogue, as the tests of each service see it; see each_service.h.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/system/budget_recount.h"
#include "tests/system/registry_client.h"
#include "tests/system/registry_process.h"
#include "tests/system/sent_change.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku {

struct Catalog {
  using Stub = catalog::v1::CatalogService::Stub;
  using Client = RegistryClient<Catalog>;

  static constexpr char kDatabase[] = "catalog.db";
  static constexpr bool kDeletes = true;
  static std::string Binary();

  // Imports the catalogue's data.
  static absl::Status Seed(Client& client);
  // Budget lines, which need not exist, and programmes, which do.
  static absl::StatusOr<std::vector<std::vector<std::string>>> Deal(Client& client, int writers);

  struct Change {
    std::variant<catalog::v1::UpdateBudgetLineRequest, catalog::v1::DeleteBudgetLineRequest,
                 catalog::v1::UpdateProgramRequest>
        request;
    // Of a budget line: what it should be before and after, without a name where there is none.
    catalog::v1::BudgetLine before, after;

    const std::string& request_id() const;
    std::string ToText() const;
  };
  class Changes;

  static absl::StatusOr<Answer> Send(Client& client, const Change& change, absl::Duration patience);
  static absl::StatusOr<bool> IsHeld(Client& client, const Change& change, const std::string& revision);
  static bool IsShown(const type::v1::RevisionRecord& record, const Change& change);

  // Of each year and stage, how many lines a filtered list finds is a figure too.
  static absl::StatusOr<FlatTotals> TotalsAt(Client& client, const std::string& revision);
  static absl::StatusOr<FlatTotals> RecountAt(Client& client, const std::string& revision);

  // Budget lines, made by one revision.
  static absl::StatusOr<std::vector<std::string>> Contended(Client& client);
  static absl::StatusOr<std::string> EtagOf(Client& client, const std::string& name);
  static absl::StatusOr<bool> UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                          int sequence);
};

// Files, changes and deletes budget lines all over the totals, and now and then changes a programme. Not thread-safe.
class Catalog::Changes {
 public:
  // `number` tells the writer from others.
  Changes(int number, const std::vector<std::string>& resources, unsigned int seed);

  Change Next();

 private:
  void ChangeProgram(const std::string& request_id, Change& change);
  void ChangeLine(const std::string& request_id, Change& change);
  catalog::v1::BudgetLine AnyLine(const std::string& name);
  int Below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  template <typename Enum>
  Enum OneOf(int first, int last) {
    return static_cast<Enum>(first + Below(last - first + 1));
  }

  const int number_;
  std::vector<std::string> programs_;
  std::mt19937 random_;
  int sequence_ = 0;
  std::map<std::string, catalog::v1::BudgetLine> lines_;  // By name, as they are; without a name where there is none.
};

}  // namespace zaitaku
