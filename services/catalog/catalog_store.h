// The catalogue's resources in the ledger, with their index and totals.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/service/references.h"
#include "platform/storage/resource_reader.h"
#include "platform/storage/transaction.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

// The changes of one mutation: each is written as it comes, and what they refer to is checked once all are, so that
// they may refer to each other in any order.
class CatalogWriter {
 public:
  explicit CatalogWriter(Transaction& transaction) : transaction_(transaction) {}

  // Writes a resource, its index and the totals that it moves. `path` is that of the resource in the request, for
  // errors.
  template <typename Resource>
  absl::Status Put(Resource& resource, const std::string& path);

  // FAILED_PRECONDITION (RESOURCE_IN_USE) if others refer to it. NOT_FOUND.
  template <typename Resource>
  absl::Status Delete(const Resource& resource);

  // The fields of what was written since the last call that refer to what does not exist, that make a programme part of
  // itself, or a printed sum of lines of other years and stages.
  absl::StatusOr<std::vector<WrongReference>> FindWrongReferences();

  // INVALID_ARGUMENT naming those fields.
  absl::Status CheckReferences();

  Transaction& transaction() { return transaction_; }

 private:
  // Something to look at at the end: a resource and where the request has it.
  struct Written {
    std::string name;
    std::string path;
  };

  absl::Status CheckProgram(const Written& written, std::vector<WrongReference>& wrong);
  absl::Status CheckLine(const Written& written, std::vector<WrongReference>& wrong);
  absl::Status CheckSum(const v1::BudgetLine& sum, const std::string& path, std::vector<WrongReference>& wrong);
  // The sums that the line is in, but those that were written too: they are looked at themselves.
  absl::Status CheckUsers(const v1::BudgetLine& line, const std::string& path, std::vector<WrongReference>& wrong);
  template <typename Resource>
  absl::Status CheckExist(const Written& written, std::vector<WrongReference>& wrong);

  Transaction& transaction_;
  std::vector<Written> written_;
  std::set<std::string> written_names_;
};

// Every total there is, from the budget lines alone.
absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader);

// The totals that the request asks for, with their printed sums and, if asked for, their lines.
absl::Status ReadBudgetTotals(const ResourceReader& reader, const v1::GetBudgetTotalsRequest& request,
                              v1::GetBudgetTotalsResponse& response);

}  // namespace zaitaku::catalog
