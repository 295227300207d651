#include "gateway/summary_watches.h"

#include <utility>
#include <vector>

#include "gateway/call_info.h"
#include "gateway/summary_question.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::CallInfo;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::WatchNationwideSummaryRequest;
using summary::v1::WatchNationwideSummaryResponse;

// How often conditions are looked at that change by time alone.
constexpr absl::Duration kTick = absl::Milliseconds(200);
// For one answer; it needs services only for surveys that are not the latest.
constexpr absl::Duration kPatience = absl::Seconds(5);

absl::Status Stopping() {
  return Error(type::v1::ERROR_REASON_STOPPING, {"the gateway is stopping; watch again",
                                                 "集計サーバーが停止します。しばらくしてから監視をやり直してください"});
}

// Who had the answer is of no interest to who waits for it.
std::string InfoOf(const CallInfo& info) {
  CallInfo shown = info;
  shown.clear_level();
  return shown.SerializeAsString();
}

grpc::ByteBuffer WithoutFigures(const CallInfo& info) {
  WatchNationwideSummaryResponse response;
  *response.mutable_call_info() = info;
  const grpc::Slice slice(response.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

absl::StatusOr<GetNationwideSummaryRequest> ReadRequest(const grpc::ByteBuffer& bytes) {
  WatchNationwideSummaryRequest watched;
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok() || !watched.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
    return InvalidField("request", "expected a zaitaku.summary.v1.WatchNationwideSummaryRequest");
  }
  GetNationwideSummaryRequest request;
  request.set_survey(watched.survey());
  *request.mutable_read_mask() = watched.read_mask();
  *request.mutable_regions() = watched.regions();
  *request.mutable_prefecture_codes() = watched.prefecture_codes();
  RETURN_IF_ERROR(ReadQuestion(request).status());
  return request;
}

class RefusedWatch final : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit RefusedWatch(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

void SummaryWatch::Wake(bool heartbeat) {
  {
    const std::lock_guard lock(mutex_);
    heartbeat_due_ |= heartbeat;
    if (end_ || finished_) return;
    if (std::exchange(asking_, true)) {
      ask_again_ = true;
      return;
    }
  }
  watches_.desk().Answer(request_, absl::Now() + kPatience,
                         [self = shared_from_this()](absl::StatusOr<CallAnswer> answer) { self->Take(answer); });
}

void SummaryWatch::Take(absl::StatusOr<CallAnswer>& answer) {
  {
    const std::lock_guard lock(mutex_);
    asking_ = false;
    if (answer.ok()) {
      newest_ = *std::move(answer);
    } else if (!end_) {
      end_ = answer.status();
    }
    Pump();
    // What became known while the desk was asked may not be in its answer.
    if (!std::exchange(ask_again_, false)) return;
  }
  watches_.Signal();
}

void SummaryWatch::End(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  if (!end_) end_ = status;
  Pump();
}

void SummaryWatch::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  writing_ = false;
  if (!ok && !end_) end_ = absl::CancelledError("the client has gone");
  Pump();
}

void SummaryWatch::OnDone() { watches_.Remove(shared_from_this()); }

void SummaryWatch::Pump() {
  if (finished_ || writing_) return;
  standing_.EndIfOver(end_);
  if (end_) {
    finished_ = true;
    Finish(ToGrpc(*end_));
    return;
  }
  if (!newest_) return;
  const bool same_figures = sent_ != nullptr && (sent_ == newest_->body || *sent_ == *newest_->body);
  std::string info = InfoOf(newest_->info);
  if (same_figures && info == sent_info_ && !heartbeat_due_) return;
  writing_message_ = same_figures ? WithoutFigures(newest_->info) : Encode(newest_->body, newest_->info);
  sent_ = newest_->body;
  sent_info_ = std::move(info);
  heartbeat_due_ = false;
  writing_ = true;
  StartWrite(&writing_message_);
}

SummaryWatches::SummaryWatches(SummaryDesk& desk, const SummaryWatchOptions& options)
    : desk_(desk), options_(options), places_(options.limits), thread_([this] { Run(); }) {}

SummaryWatches::~SummaryWatches() {
  Close();
  thread_.join();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return watches_.empty(); });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* SummaryWatches::Serve(const Caller& caller, const grpc::ByteBuffer& request,
                                                                  Standing standing) {
  auto asked = ReadRequest(request);
  if (!asked.ok()) return new RefusedWatch(asked.status());
  auto watch = std::make_shared<SummaryWatch>(*this, *std::move(asked), std::move(standing));
  if (const absl::Status added = Add(caller, watch); !added.ok()) return new RefusedWatch(added);
  watch->Wake(false);
  return watch.get();
}

absl::Status SummaryWatches::Add(const Caller& caller, const std::shared_ptr<SummaryWatch>& watch) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Stopping();
  ASSIGN_OR_RETURN(WatchPlaces::Place place, places_.Take(caller));
  watches_.emplace(watch, Open{absl::Now() + options_.heartbeat, std::move(place)});
  return absl::OkStatus();
}

void SummaryWatches::Signal() {
  const std::lock_guard lock(mutex_);
  signalled_ = true;
  changed_.notify_all();
}

void SummaryWatches::Close() {
  std::vector<std::shared_ptr<SummaryWatch>> watches;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
    for (const auto& [watch, open] : watches_) watches.push_back(watch);
  }
  for (const auto& watch : watches) watch->End(Stopping());
}

void SummaryWatches::Remove(const std::shared_ptr<SummaryWatch>& watch) {
  const std::lock_guard lock(mutex_);
  watches_.erase(watch);
  changed_.notify_all();
}

void SummaryWatches::Run() {
  absl::Time next = absl::InfinitePast();
  while (true) {
    std::vector<std::pair<std::shared_ptr<SummaryWatch>, bool>> woken;
    {
      std::unique_lock lock(mutex_);
      const auto closed = [this] { return closed_; };
      // At most one look in each pace.
      changed_.wait_until(lock, absl::ToChronoTime(next), closed);
      changed_.wait_for(lock, absl::ToChronoMilliseconds(kTick), [this] { return signalled_ || closed_; });
      if (closed_) return;
      signalled_ = false;
      const absl::Time now = absl::Now();
      next = now + options_.pace;
      for (auto& [watch, open] : watches_) {
        const bool beat = now >= open.beat_at;
        if (beat) open.beat_at = now + options_.heartbeat;
        woken.emplace_back(watch, beat);
      }
    }
    for (const auto& [watch, beat] : woken) watch->Wake(beat);
  }
}

}  // namespace zaitaku::gateway
