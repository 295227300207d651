// Reads resources and totals as they were at one revision.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/util/time_util.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "platform/status/status.h"
#include "platform/storage/batch_memory.h"
#include "platform/storage/private_records.h"
#include "platform/storage/resource_index.h"
#include "platform/storage/sql.h"

namespace zaitaku {

// One version of a resource as stored.
struct StoredVersion {
  std::string name;
  std::string payload;          // The proto's bytes, in base64: both engines keep text unharmed.
  int64_t revision_number = 0;  // The revision that made it.
  int64_t commit_micros = 0;    // When that was committed.
};

// The etag of a version: changes with each, and differs between forks.
std::string EtagOf(const StoredVersion& version);

// Which way a list runs.
enum class Order { kByName, kByNameDescending };

// The query of a list, for who wants to see its plan.
std::string_view ListQuery(Order order, Age age);

// The collection that a resource belongs to: its name up to the last slash.
std::string_view CollectionOf(std::string_view name);

// No transaction is needed: what was true at a revision is never overwritten, so reads at one revision agree with each
// other whatever is committed meanwhile. Blocking; not thread-safe.
//
// Resources are protos with the fields `name`, `revision_id`, `revision_create_time` and `etag`, of which the last
// three are filled in here. What is stored but no such resource of that name is DATA_LOSS (STORE_DAMAGED).
class ResourceReader {
 public:
  ResourceReader(SqlSession& session, int64_t revision, Age age = Age::kAny)
      : session_(session), revision_(revision), age_(age) {}

  int64_t revision() const { return revision_; }

  // From now on `may_go_on` is asked before each read.
  void AskBeforeReading(MayGoOn may_go_on) { may_go_on_ = std::move(may_go_on); }

  // The resource of that name, or nothing.
  template <typename Resource>
  absl::StatusOr<std::optional<Resource>> Find(std::string_view name) const {
    if (memory_ != nullptr) {
      ASSIGN_OR_RETURN(const auto shared, FindShared<Resource>(name));
      return shared == nullptr ? std::nullopt : std::optional<Resource>(*shared);
    }
    ASSIGN_OR_RETURN(const auto version, FindVersion(name));
    if (!version) return std::nullopt;
    return Decode<Resource>(*version);
  }

  // The same without a copy of what the batch knows already; null if there is none.
  template <typename Resource>
  absl::StatusOr<std::shared_ptr<const Resource>> FindShared(std::string_view name) const {
    if (memory_ != nullptr) {
      if (auto known = memory_->Find<Resource>(name)) return known;
    }
    ASSIGN_OR_RETURN(const auto version, FindVersion(name));
    if (!version) return nullptr;
    ASSIGN_OR_RETURN(Resource resource, Decode<Resource>(*version));
    auto shared = std::make_shared<const Resource>(std::move(resource));
    if (memory_ != nullptr) memory_->Keep(shared);
    return shared;
  }

  // Whether there is a resource of that name, whatever its type.
  absl::StatusOr<bool> Exists(std::string_view name) const {
    ASSIGN_OR_RETURN(const auto version, FindVersion(name));
    return version.has_value();
  }

  // NOT_FOUND (RESOURCE_NOT_FOUND) if there is none.
  template <typename Resource>
  absl::StatusOr<Resource> Get(std::string_view name) const {
    ASSIGN_OR_RETURN(auto found, Find<Resource>(name));
    if (!found) return ResourceNotFound(name);
    return *std::move(found);
  }

  // At most `limit` resources of a collection whose name comes after `after` (empty: from the start) in the given
  // order.
  template <typename Resource>
  absl::StatusOr<std::vector<Resource>> List(std::string_view collection, std::string_view after, int limit,
                                             Order order = Order::kByName) const {
    ASSIGN_OR_RETURN(const auto versions, ListVersions(collection, after, limit, order));
    std::vector<Resource> resources;
    resources.reserve(versions.size());
    for (const StoredVersion& version : versions) {
      ASSIGN_OR_RETURN(resources.emplace_back(), Decode<Resource>(version));
    }
    return resources;
  }

  // All of a collection, in order of name.
  template <typename Resource>
  absl::StatusOr<std::vector<Resource>> ListAll(std::string_view collection) const {
    return List<Resource>(collection, "", kAll);
  }

  // At most `limit` of the resources filed under a label whose name comes after `after`, in order of name. They must
  // all be of that type.
  template <typename Resource>
  absl::StatusOr<std::vector<Resource>> ListByLabel(const std::string& label, std::string_view after, int limit) const {
    ASSIGN_OR_RETURN(const auto names, LabelledNames(label, after, limit));
    std::vector<Resource> resources;
    resources.reserve(names.size());
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(resources.emplace_back(), Get<Resource>(name));
    }
    return resources;
  }

  // The names filed under a label; see NamesByLabel.
  absl::StatusOr<std::vector<std::string>> LabelledNames(const std::string& label, std::string_view after,
                                                         int limit) const {
    return NamesByLabel(session_, {revision_, age_}, label, after, limit);
  }

  // The resources whose texts hold all of the folded words; see SearchTexts.
  absl::StatusOr<std::vector<TextMatch>> Search(const std::vector<std::string>& words) const {
    return SearchTexts(session_, revision_, words);
  }

  // The private record of that name as it is now, whatever the revision: it has no history. Nothing if there is none,
  // or it was erased. DATA_LOSS (STORE_DAMAGED).
  template <typename Data>
  absl::StatusOr<std::optional<Data>> FindPrivate(const std::string& name) const {
    ASSIGN_OR_RETURN(const auto payload, FindPrivatePayload(session_, name));
    if (!payload) return std::nullopt;
    Data data;
    RETURN_IF_ERROR(ParsePayload({name, *payload}, data));
    return data;
  }

  // One cell of the totals; 0 if there is none of that name. The cost does not depend on how many there are.
  absl::StatusOr<int64_t> Total(std::string_view scope, std::string_view cell) const;

  // The totals of every scope, by scope and cell.
  absl::StatusOr<std::map<CellName, int64_t>> AllTotals() const;

  // The totals of a scope: each cell's value. The cost depends on the number of cells only.
  absl::StatusOr<std::map<std::string, int64_t>> Totals(std::string_view scope) const;

 protected:
  static constexpr int kAll = 1 << 30;

  template <typename Resource>
  static absl::StatusOr<Resource> Decode(const StoredVersion& version) {
    Resource resource;
    RETURN_IF_ERROR(ParsePayload(version, resource));
    // Bytes that are no such resource often parse all the same; its name they do not hold then.
    if (resource.name() != version.name) return Damaged(version);
    FillIn(version, resource);
    return resource;
  }

  // The fields that are not stored.
  template <typename Resource>
  static void FillIn(const StoredVersion& version, Resource& resource) {
    resource.set_revision_id(std::to_string(version.revision_number));
    *resource.mutable_revision_create_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(version.commit_micros);
    resource.set_etag(EtagOf(version));
  }

  absl::StatusOr<std::optional<StoredVersion>> FindVersion(std::string_view name) const;

  SqlSession& session_;
  int64_t revision_;
  Age age_;
  int64_t uncommitted_micros_ = 0;  // The time of versions whose revision is not written yet.
  BatchMemory* memory_ = nullptr;   // Of the batch that it reads in, if any.

 private:
  absl::Status AskWhether() const { return may_go_on_ ? may_go_on_() : absl::OkStatus(); }
  // DATA_LOSS (STORE_DAMAGED).
  static absl::Status Damaged(const StoredVersion& version);
  static absl::Status ParsePayload(const StoredVersion& version, google::protobuf::Message& resource);
  absl::StatusOr<std::vector<StoredVersion>> ListVersions(std::string_view collection, std::string_view after,
                                                          int limit, Order order) const;

  MayGoOn may_go_on_;
};

}  // namespace zaitaku
