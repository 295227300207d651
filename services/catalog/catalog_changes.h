// Changes of single resources, for every kind of them.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <string>

#include "absl/status/statusor.h"
#include "services/catalog/catalog_facts.h"
#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_rules.h"
#include "services/catalog/catalog_store.h"

namespace zaitaku::catalog {

// What becomes of a resource.
enum class ChangeOutcome { kUnchanged, kCreated, kChanged };

// Where in the request the parts of a change are, for errors.
struct ChangePaths {
  std::string resource;  // Such as `program` or `changes[3].entry.program`.
  std::string mask;      // Such as `update_mask`.
};

// Changes the masked fields of a resource, or files it. `result` is what it is then.
template <typename Resource>
absl::StatusOr<ChangeOutcome> ChangeResource(const Resource& change, const google::protobuf::FieldMask& mask,
                                             bool allow_missing, const ChangePaths& paths, CatalogWriter& writer,
                                             Resource& result) {
  ASSIGN_OR_RETURN(const auto fields, MaskedFields(Changeable<Resource>(), mask, paths.mask));
  ASSIGN_OR_RETURN(const auto current, writer.transaction().template Find<Resource>(change.name()));
  if (!current && !allow_missing) return ResourceNotFound(change.name());
  Resource before;
  before.set_name(change.name());
  if (current) before = *current;
  RETURN_IF_ERROR(Transaction::CheckEtag(change.etag(), before));
  result = before;
  CopyFields(change, fields, result);
  const std::vector<Field> changed = DifferingFields(before, result, fields);
  if (current && changed.empty()) return ChangeOutcome::kUnchanged;
  DropStaleFacts(changed, fields, result);
  if (const auto problems = Check(result, paths.resource); !problems.empty()) return InvalidFields(problems);
  RETURN_IF_ERROR(writer.Put(result, paths.resource));
  return current ? ChangeOutcome::kChanged : ChangeOutcome::kCreated;
}

// Calls `change(resource, field)` with the one resource that the entry holds and the name of its field, such as
// `program`. INVALID_ARGUMENT naming `path` if it holds none.
template <typename Entry, typename Change>
auto WithResource(Entry& entry, const std::string& path, Change change)
    -> decltype(change(entry.program(), std::string())) {
  switch (entry.entry_case()) {
    case v1::CatalogEntry::kProgram:
      return change(entry.program(), "program");
    case v1::CatalogEntry::kFundingSource:
      return change(entry.funding_source(), "funding_source");
    case v1::CatalogEntry::kBudgetLine:
      return change(entry.budget_line(), "budget_line");
    case v1::CatalogEntry::kGuideline:
      return change(entry.guideline(), "guideline");
    case v1::CatalogEntry::ENTRY_NOT_SET:
      break;
  }
  return InvalidField(path, "expected one of program, funding_source, budget_line and guideline");
}

// The place for a resource of this type in an entry.
inline v1::Program* MutableIn(v1::CatalogEntry& entry, const v1::Program&) { return entry.mutable_program(); }
inline v1::FundingSource* MutableIn(v1::CatalogEntry& entry, const v1::FundingSource&) {
  return entry.mutable_funding_source();
}
inline v1::BudgetLine* MutableIn(v1::CatalogEntry& entry, const v1::BudgetLine&) { return entry.mutable_budget_line(); }
inline v1::Guideline* MutableIn(v1::CatalogEntry& entry, const v1::Guideline&) { return entry.mutable_guideline(); }

// Makes the changes of a batch, in order. INVALID_ARGUMENT if one resource is changed twice, or there are none or more
// than 100.
absl::Status CheckBatch(const v1::BatchUpdateEntriesRequest& request);
absl::Status UpdateBatch(const v1::BatchUpdateEntriesRequest& request, Transaction& transaction,
                         v1::BatchUpdateEntriesResponse& response);

// Notes what an officer says of an inferred fact.
absl::Status CheckReview(const v1::ReviewFactRequest& request);
absl::Status Review(const v1::ReviewFactRequest& request, Transaction& transaction, v1::ReviewFactResponse& response);

}  // namespace zaitaku::catalog
