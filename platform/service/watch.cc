#include "platform/service/watch.h"

#include <utility>

#include "platform/service/shown_history.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

// A page ends at either limit. One revision may be larger than the second.
constexpr int kPageRevisions = 32;
constexpr size_t kPageBytes = 1 << 20;

}  // namespace

Watch::Watch(WatchHub& hub, const ResourceTypes& types, std::string after, Standing standing, bool shows_addresses)
    : WatchStream(hub.options().heartbeat),
      hub_(hub),
      types_(types),
      after_(std::move(after)),
      shows_addresses_(shows_addresses),
      standing_(std::move(standing)) {
  // Settled here and not by the first read, which may come late: what is committed until then belongs to the stream.
  if (after_.empty()) position_ = hub_.ledger().Head().number;
}

void Watch::Wake(bool heartbeat) {
  const std::lock_guard lock(mutex_);
  heartbeat_due_ |= heartbeat;
  Pump();
}

void Watch::End(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  if (!end_) end_ = status;
  Pump();
}

void Watch::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  writing_ = false;
  if (!ok && !end_) end_ = absl::CancelledError("the client has gone");
  Pump();
}

void Watch::OnCancel() { End(absl::CancelledError("the client has gone")); }

void Watch::OnDone() { hub_.Remove(shared_from_this()); }

bool Watch::TryFinish() {
  if (!end_) return false;
  if (!finished_ && !reading_ && !writing_) {
    finished_ = true;
    Finish(ToGrpc(*end_));
  }
  return true;
}

void Watch::Pump() {
  if (!finished_) standing_.EndIfOver(end_);
  if (finished_ || TryFinish()) return;
  if (!writing_ && !page_.empty()) {
    type::v1::WatchRevisionsResponse next = std::move(page_.front());
    page_.pop_front();
    Write(std::move(next));
  }
  const Revision head = hub_.ledger().Head();
  // The next page is read only when this one is gone: that is what bounds a slow reader.
  if (!reading_ && page_.empty() && (!position_ || *position_ < head.number)) StartRead();
  if (!writing_ && !reading_ && heartbeat_due_ && position_) {
    type::v1::WatchRevisionsResponse beat;
    beat.set_head(head.Token());
    Write(std::move(beat));
  }
}

void Watch::Write(type::v1::WatchRevisionsResponse response) {
  writing_message_ = std::move(response);
  writing_ = true;
  heartbeat_due_ = false;
  StartWrite(&writing_message_);
}

void Watch::StartRead() {
  // If the pool is full, the hub's next beat tries again.
  reading_ = hub_.Read(*this, [self = std::static_pointer_cast<Watch>(shared_from_this())] { self->Read(); });
}

void Watch::Read() {
  std::deque<type::v1::WatchRevisionsResponse> page;
  int64_t position = -1;
  {
    const std::lock_guard lock(mutex_);
    if (position_) position = *position_;
  }
  const absl::Status status = ReadPage(page, position);
  const std::lock_guard lock(mutex_);
  reading_ = false;
  position_ = position;
  page_ = std::move(page);
  // What was read before the failure is sent first; the next read then begins with what failed.
  if (!status.ok() && page_.empty() && !end_) end_ = status;
  Pump();
}

absl::Status Watch::ReadPage(std::deque<type::v1::WatchRevisionsResponse>& page, int64_t& position) {
  if (position < 0) {
    // The first read settles where the stream begins.
    ASSIGN_OR_RETURN(const auto start, hub_.ledger().ReadAt(after_, "after"));
    position = start->revision.number;
  }
  ASSIGN_OR_RETURN(auto view, hub_.ledger().ReadAt(""));
  ASSIGN_OR_RETURN(const auto revisions,
                   RevisionsAfter(*view->session, position, view->revision.number, kPageRevisions));
  size_t bytes = 0;
  for (const RecordedRevision& recorded : revisions) {
    type::v1::WatchRevisionsResponse response;
    ASSIGN_OR_RETURN(*response.mutable_record(), ToProto(*view->session, recorded, &types_));
    if (!shows_addresses_) HideAddresses(*response.mutable_record());
    response.set_head(view->revision.Token());
    position = recorded.revision.number;
    bytes += response.ByteSizeLong();
    page.push_back(std::move(response));
    if (bytes >= kPageBytes) break;
  }
  return absl::OkStatus();
}

}  // namespace zaitaku
