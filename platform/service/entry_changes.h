// Changes of entries: one resource, a batch, a review. `Entries` as entries.h says.
#pragma once

#include <google/protobuf/field_mask.pb.h>

#include <algorithm>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "platform/service/entries.h"
#include "platform/service/facts.h"
#include "platform/status/field_checker.h"
#include "platform/storage/transaction.h"

namespace zaitaku {

// What becomes of a resource.
enum class ChangeOutcome { kUnchanged, kCreated, kChanged };

// Where in the request the parts of a change are, for errors.
struct ChangePaths {
  std::string resource;  // Such as `program` or `changes[3].entry.program`.
  std::string mask;      // Such as `update_mask`.
};

// FAILED_PRECONDITION (FACT_NOT_INFERRED).
absl::Status FactNotInferred(const std::string& name, const std::string& fact);

// Changes the masked fields of a resource, or files it. `result` is what it is then.
template <typename Entries, typename Resource>
absl::StatusOr<ChangeOutcome> ChangeResource(const Resource& change, const google::protobuf::FieldMask& mask,
                                             bool allow_missing, const ChangePaths& paths,
                                             typename Entries::Writer& writer, Resource& result) {
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
  if (const auto problems = Entries::Check(result, paths.resource); !problems.empty()) return InvalidFields(problems);
  RETURN_IF_ERROR(writer.Put(result, paths.resource));
  return current ? ChangeOutcome::kChanged : ChangeOutcome::kCreated;
}

inline constexpr int kMaxBatch = 100;
inline constexpr int kMaxReviews = 200;

// INVALID_ARGUMENT if one resource is changed twice, or there are no changes or more than 100.
template <typename Entries, typename Request>
absl::Status CheckBatch(const Request& request) {
  if (request.changes().empty() || request.changes_size() > kMaxBatch) {
    return InvalidField("changes", absl::StrCat("read ", request.changes_size(), ", expected 1 to ", kMaxBatch));
  }
  std::set<std::string> names;
  for (int i = 0; i < request.changes_size(); ++i) {
    const std::string path = absl::StrCat("changes[", i, "].entry");
    RETURN_IF_ERROR(Entries::With(
        request.changes(i).entry(), path, [&](const auto& resource, const std::string& field) -> absl::Status {
          using Resource = std::decay_t<decltype(resource)>;
          const std::string at = absl::StrCat(path, ".", field, ".name");
          RETURN_IF_ERROR(CheckName(kCollectionOf<Resource>, resource.name(), at));
          if (names.insert(resource.name()).second) return absl::OkStatus();
          return InvalidField(at, absl::StrCat("read '", resource.name(), "' twice, expected each resource once"));
        }));
  }
  return absl::OkStatus();
}

// Makes the changes of a batch, in order.
template <typename Entries, typename Request, typename Response>
absl::Status UpdateBatch(const Request& request, Transaction& transaction, Response& response) {
  typename Entries::Writer writer(transaction);
  response.set_unchanged(true);
  for (int i = 0; i < request.changes_size(); ++i) {
    const auto& change = request.changes(i);
    const std::string path = absl::StrCat("changes[", i, "]");
    RETURN_IF_ERROR(
        Entries::With(change.entry(), path, [&](const auto& resource, const std::string& field) -> absl::Status {
          using Resource = std::decay_t<decltype(resource)>;
          const ChangePaths paths{absl::StrCat(path, ".entry.", field), path + ".update_mask"};
          Resource& result = Entries::template MutableIn<Resource>(*response.add_entries());
          ASSIGN_OR_RETURN(
              const ChangeOutcome outcome,
              ChangeResource<Entries>(resource, change.update_mask(), change.allow_missing(), paths, writer, result));
          if (outcome != ChangeOutcome::kUnchanged) response.set_unchanged(false);
          return absl::OkStatus();
        }));
  }
  return writer.CheckReferences();
}

// What is wrong with a request to note what an officer says of an inferred fact.
template <typename Entries, typename Request>
absl::Status CheckReview(const Request& request) {
  using type::v1::FactReview;
  FieldChecker check("");
  if (const absl::Status name = Entries::CheckNameOfAny(request.name()); !name.ok()) return name;
  check.Require(!request.fact().empty(), "fact", "expected the path of an inferred fact, as in the sources");
  check.Require(request.verdict() != 0 && FactReview::Verdict_IsValid(request.verdict()), "verdict",
                "expected VERDICT_CONFIRMED or VERDICT_DISPUTED");
  check.Require(!request.reason().empty(), "reason", "expected why, such as '所管課に確認済み'");
  const auto problems = check.Take();
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

// Notes it. Returns whether the same was noted before.
template <typename Request, typename Resource>
absl::StatusOr<bool> NoteReview(const Request& request, const google::protobuf::Timestamp& time, Resource& resource) {
  auto* reviews = resource.mutable_reviews();
  auto review = std::find_if(reviews->begin(), reviews->end(), [&](auto& r) { return r.fact() == request.fact(); });
  if (review != reviews->end() && review->verdict() == request.verdict() && review->reason() == request.reason())
    return true;
  if (review == reviews->end()) {
    if (reviews->size() >= kMaxReviews)
      return InvalidField("fact", absl::StrCat("there are ", kMaxReviews, " reviews already"));
    resource.add_reviews();
    review = reviews->end() - 1;
  }
  review->set_fact(request.fact());
  review->set_verdict(request.verdict());
  review->set_reason(request.reason());
  *review->mutable_review_time() = time;
  return false;
}

template <typename Entries, typename Request, typename Response>
absl::Status Review(const Request& request, Transaction& transaction, Response& response) {
  return Entries::ForName(request.name(), *response.mutable_entry(), [&](auto& resource) -> absl::Status {
    using Resource = std::decay_t<decltype(resource)>;
    ASSIGN_OR_RETURN(resource, transaction.Get<Resource>(request.name()));
    RETURN_IF_ERROR(Transaction::CheckEtag(request.etag(), resource));
    if (!HasInferredFact(resource, request.fact())) return FactNotInferred(request.name(), request.fact());
    ASSIGN_OR_RETURN(const bool unchanged, NoteReview(request, transaction.time(), resource));
    response.set_unchanged(unchanged);
    if (unchanged) return absl::OkStatus();
    return typename Entries::Writer(transaction).Put(resource, "");
  });
}

}  // namespace zaitaku
