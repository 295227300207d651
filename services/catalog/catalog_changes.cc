#include "services/catalog/catalog_changes.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/catalog/catalog_checks.h"

namespace zaitaku::catalog {
namespace {

constexpr int kMaxBatch = 100;
constexpr int kMaxReviews = 200;

absl::Status NotInferred(const std::string& name, const std::string& fact) {
  return Error(
      type::v1::ERROR_REASON_FACT_NOT_INFERRED,
      {absl::StrCat("'", name, "' has no inferred fact ", Quoted(fact), "; its sources say which facts are inferred"),
       absl::StrCat("「", name, "」に推定の事実 ", Quoted(fact), " はありません")},
      {{"resource", name}, {"fact", std::string(Quoted(fact))}});
}

template <typename Resource>
absl::Status ReviewResource(const v1::ReviewFactRequest& request, Transaction& transaction, Resource& resource,
                            bool& unchanged) {
  ASSIGN_OR_RETURN(resource, transaction.Get<Resource>(request.name()));
  RETURN_IF_ERROR(Transaction::CheckEtag(request.etag(), resource));
  if (!HasInferredFact(resource, request.fact())) return NotInferred(request.name(), request.fact());
  auto* reviews = resource.mutable_reviews();
  auto review = std::find_if(reviews->begin(), reviews->end(), [&](auto& r) { return r.fact() == request.fact(); });
  unchanged =
      review != reviews->end() && review->verdict() == request.verdict() && review->reason() == request.reason();
  if (unchanged) return absl::OkStatus();
  if (review == reviews->end()) {
    if (reviews->size() >= kMaxReviews)
      return InvalidField("fact", absl::StrCat("there are ", kMaxReviews, " reviews already"));
    resource.add_reviews();
    review = reviews->end() - 1;
  }
  review->set_fact(request.fact());
  review->set_verdict(request.verdict());
  review->set_reason(request.reason());
  *review->mutable_review_time() = transaction.time();
  return CatalogWriter(transaction).Put(resource, "");
}

}  // namespace

absl::Status CheckBatch(const v1::BatchUpdateEntriesRequest& request) {
  if (request.changes().empty() || request.changes_size() > kMaxBatch) {
    return InvalidField("changes", absl::StrCat("read ", request.changes_size(), ", expected 1 to ", kMaxBatch));
  }
  std::set<std::string> names;
  for (int i = 0; i < request.changes_size(); ++i) {
    const std::string path = absl::StrCat("changes[", i, "].entry");
    RETURN_IF_ERROR(WithResource(
        request.changes(i).entry(), path, [&](const auto& resource, const std::string& field) -> absl::Status {
          using Resource = std::decay_t<decltype(resource)>;
          const std::string at = absl::StrCat(path, ".", field, ".name");
          RETURN_IF_ERROR(CheckName(CollectionOf<Resource>(), resource.name(), at));
          if (names.insert(resource.name()).second) return absl::OkStatus();
          return InvalidField(at, absl::StrCat("read '", resource.name(), "' twice, expected each resource once"));
        }));
  }
  return absl::OkStatus();
}

absl::Status UpdateBatch(const v1::BatchUpdateEntriesRequest& request, Transaction& transaction,
                         v1::BatchUpdateEntriesResponse& response) {
  CatalogWriter writer(transaction);
  response.set_unchanged(true);
  for (int i = 0; i < request.changes_size(); ++i) {
    const v1::EntryChange& change = request.changes(i);
    const std::string path = absl::StrCat("changes[", i, "]");
    RETURN_IF_ERROR(
        WithResource(change.entry(), path, [&](const auto& resource, const std::string& field) -> absl::Status {
          const ChangePaths paths{absl::StrCat(path, ".entry.", field), path + ".update_mask"};
          ASSIGN_OR_RETURN(const ChangeOutcome outcome,
                           ChangeResource(resource, change.update_mask(), change.allow_missing(), paths, writer,
                                          *MutableIn(*response.add_entries(), resource)));
          if (outcome != ChangeOutcome::kUnchanged) response.set_unchanged(false);
          return absl::OkStatus();
        }));
  }
  return writer.CheckReferences();
}

absl::Status CheckReview(const v1::ReviewFactRequest& request) {
  FieldChecker check("");
  const bool known = IsNameIn(kPrograms, request.name()) || IsNameIn(kFundingSources, request.name()) ||
                     IsNameIn(kBudgetLines, request.name()) || IsNameIn(kGuidelines, request.name());
  check.Require(known, "name", ExpectedName(kPrograms, request.name()));
  check.Require(!request.fact().empty(), "fact", "expected the path of an inferred fact, such as 'levels'");
  check.Require(request.verdict() != 0 && type::v1::FactReview::Verdict_IsValid(request.verdict()), "verdict",
                "expected VERDICT_CONFIRMED or VERDICT_DISPUTED");
  check.Require(!request.reason().empty(), "reason", "expected why, such as '所管課に確認済み'");
  const auto problems = check.Take();
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

absl::Status Review(const v1::ReviewFactRequest& request, Transaction& transaction, v1::ReviewFactResponse& response) {
  bool unchanged = false;
  v1::CatalogEntry& entry = *response.mutable_entry();
  const std::string& name = request.name();
  absl::Status reviewed;
  if (IsNameIn(kPrograms, name)) {
    reviewed = ReviewResource(request, transaction, *entry.mutable_program(), unchanged);
  } else if (IsNameIn(kFundingSources, name)) {
    reviewed = ReviewResource(request, transaction, *entry.mutable_funding_source(), unchanged);
  } else if (IsNameIn(kBudgetLines, name)) {
    reviewed = ReviewResource(request, transaction, *entry.mutable_budget_line(), unchanged);
  } else {
    reviewed = ReviewResource(request, transaction, *entry.mutable_guideline(), unchanged);
  }
  response.set_unchanged(unchanged);
  return reviewed;
}

}  // namespace zaitaku::catalog
