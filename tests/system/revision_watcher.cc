#include "tests/system/revision_watcher.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/system/each_service.h"

namespace zaitaku {
namespace {

constexpr int kSlowMilliseconds = 6;                         // The longest wait of a slow one.
constexpr int kRestlessRevisions = 40;                       // A restless one breaks off after half as many on average.
constexpr absl::Duration kStreamLength = absl::Seconds(60);  // Many heartbeats: a silent stream is found.
constexpr absl::Duration kReconnectAfter = absl::Milliseconds(10);

// What is deleted has no value after.
bool ShowsValue(const type::v1::ResourceChange& change, bool may_be_deleted) {
  return change.has_after() || (may_be_deleted && change.has_before());
}

}  // namespace

template <typename Service>
RevisionWatcher<Service>::RevisionWatcher(const std::string& address, WatcherHabit habit, std::string after,
                                          unsigned int seed)
    : client_(address),
      habit_(habit),
      random_(seed),
      position_(std::move(after)),
      number_(std::strtoll(position_.c_str(), nullptr, 10)) {}

template <typename Service>
absl::Status RevisionWatcher<Service>::See(const type::v1::WatchRevisionsResponse& response) {
  if (response.head().empty()) return absl::InternalError("a message without a head");
  if (!response.has_record()) return absl::OkStatus();
  const type::v1::RevisionRecord& record = response.record();
  if (record.revision_id() != absl::StrCat(number_ + 1)) {
    return absl::InternalError(absl::StrCat("revision ", record.revision_id(), " came after ", number_));
  }
  // The last of its changes: the first may be the erasure of a person, who never has values.
  if (record.changes().empty() || !ShowsValue(*record.changes().rbegin(), Service::kDeletes)) {
    return absl::InternalError(absl::StrCat("revision ", record.revision_id(), " came without its values"));
  }
  ++number_;
  position_ = record.revision();
  seen_.push_back(record);
  return absl::OkStatus();
}

template <typename Service>
absl::Status RevisionWatcher<Service>::WatchOnce(const std::atomic<int64_t>& last, const std::atomic<bool>& give_up) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kStreamLength));
  type::v1::WatchRevisionsRequest request;
  request.set_after(position_);
  const auto stream = client_.stub().WatchRevisions(&context, request);
  ++streams_;
  int patience = 1 + std::uniform_int_distribution<int>(0, kRestlessRevisions)(random_);
  absl::Status seen;
  bool broken_off = false;
  bool silent = true;
  type::v1::WatchRevisionsResponse response;
  while (seen.ok() && !broken_off && stream->Read(&response)) {
    seen = See(response);
    silent = false;
    if (habit_ == WatcherHabit::kSlow) {
      absl::SleepFor(absl::Milliseconds(std::uniform_int_distribution<int>(0, kSlowMilliseconds)(random_)));
    }
    const bool tired = habit_ == WatcherHabit::kRestless && --patience == 0;
    broken_off = tired || give_up || (last >= 0 && number_ >= last);
  }
  // Not otherwise, or it would hide how the server ended the stream.
  if (broken_off || !seen.ok()) context.TryCancel();
  const absl::Status ended = FromGrpc(stream->Finish());
  if (!seen.ok()) return seen;
  if (broken_off || absl::IsUnavailable(ended) || (absl::IsDeadlineExceeded(ended) && !silent)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("a stream ended with ", ended.ToString()));
}

template <typename Service>
absl::Status RevisionWatcher<Service>::Watch(const std::atomic<int64_t>& last, const std::atomic<bool>& give_up) {
  while (last < 0 || number_ < last) {
    if (give_up) return absl::DeadlineExceededError(absl::StrCat("it has come to revision ", number_, " only"));
    RETURN_IF_ERROR(WatchOnce(last, give_up));
    absl::SleepFor(kReconnectAfter);
  }
  return absl::OkStatus();
}

template class RevisionWatcher<Council>;
template class RevisionWatcher<Catalog>;
template class RevisionWatcher<Training>;

}  // namespace zaitaku
