#include "gateway/backend.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/revision/revision_token.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::ServiceCondition;

constexpr size_t kMaxContained = 8192;

constexpr std::pair<Condition, const char*> kConditions[] = {
    {ServiceCondition::CONDITION_CURRENT, "current"},         {ServiceCondition::CONDITION_STARTING, "starting"},
    {ServiceCondition::CONDITION_UNREACHABLE, "unreachable"}, {ServiceCondition::CONDITION_SILENT, "silent"},
    {ServiceCondition::CONDITION_LAGGING, "lagging"},         {ServiceCondition::CONDITION_PUT_BACK, "put-back"},
    {ServiceCondition::CONDITION_DAMAGED, "damaged"},         {ServiceCondition::CONDITION_REFUSED, "refused"}};

// What a watch that ended so says of the service.
Condition ConditionOf(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case type::v1::ERROR_REASON_REVISION_FORKED:
    case type::v1::ERROR_REASON_REVISION_NOT_REACHED:
      return ServiceCondition::CONDITION_PUT_BACK;
    case type::v1::ERROR_REASON_STORE_DAMAGED:
      return ServiceCondition::CONDITION_DAMAGED;
    case type::v1::ERROR_REASON_BACKEND_UNAVAILABLE:
    case type::v1::ERROR_REASON_STOPPING:
      return ServiceCondition::CONDITION_UNREACHABLE;
    default:
      return ServiceCondition::CONDITION_REFUSED;
  }
}

}  // namespace

TotalsQuery NewerThan(const TotalsPtr& known) {
  TotalsQuery query;
  if (known == nullptr) return query;
  query.known = known->revision;
  query.contains.push_back(known->revision);
  return query;
}

void Backend::Start(std::function<void()> changed) {
  changed_ = std::move(changed);
  thread_ = std::thread([this] { Run(); });
}

void Backend::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stopped_.notify_all();
    if (watch_ != nullptr) watch_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

void Backend::Run() {
  absl::Duration pause = options_.retry_min;
  while (true) {
    grpc::ClientContext context;
    std::string known;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      watch_ = &context;
      last_heard_ = absl::Now();
      if (newest_ != nullptr) known = newest_->revision;
    }
    const absl::Status status = Watch(context, known);
    bool heard = false;
    {
      const std::lock_guard lock(mutex_);
      watch_ = nullptr;
      heard = hearing_;
      if (!stopping_) EndWatch(status);
    }
    changed_();
    pause = heard ? options_.retry_min : std::min(pause * 2, options_.retry_max);
    std::unique_lock lock(mutex_);
    if (stopped_.wait_for(lock, absl::ToChronoMicroseconds(pause), [this] { return stopping_; })) return;
  }
}

void Backend::EndWatch(const absl::Status& status) {
  ++watches_ended_;
  const Condition before = failure_;
  // A watch that was ended for its silence says nothing new.
  failure_ = absl::IsCancelled(status) ? ServiceCondition::CONDITION_SILENT : ConditionOf(status);
  if (hearing_ || before != failure_) {
    spdlog::warn("the watch of {} ended: {} ({})", std::string(ServiceOf(id_).name), std::string(status.message()),
                 ServiceCondition::Condition_Name(failure_));
  }
  hearing_ = false;
  if (recalled_ && failure_ == ServiceCondition::CONDITION_PUT_BACK) Forget();
}

void Backend::Forget() {
  spdlog::warn("the shared cache's last totals of {} are of another history than the service's: forgotten",
               std::string(ServiceOf(id_).name));
  recalled_ = false;
  newest_ = nullptr;
  contained_.clear();
  contained_order_.clear();
  well_until_ = absl::InfinitePast();
  failure_ = ServiceCondition::CONDITION_STARTING;
}

void Backend::Heard(const std::string& head, TotalsPtr totals) {
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = absl::Now();
    last_heard_ = now;
    if (!hearing_) spdlog::info("watching {} at {}", std::string(ServiceOf(id_).name), head);
    hearing_ = true;
    head_ = head;
    recalled_ = false;
    if (totals != nullptr) Take(std::move(totals));
    if (newest_ != nullptr && newest_->revision == head_) {
      behind_since_ = absl::InfiniteFuture();
      well_until_ = now;
    } else {
      behind_since_ = std::min(behind_since_, now);
    }
  }
  changed_();
}

void Backend::Take(TotalsPtr totals) {
  Contain(totals->revision);
  if (newest_ == nullptr || totals->number > newest_->number) newest_ = std::move(totals);
}

void Backend::Contain(const std::string& token) {
  if (!contained_.insert(token).second) return;
  contained_order_.push_back(token);
  if (contained_order_.size() <= kMaxContained) return;
  contained_.erase(contained_order_.front());
  contained_order_.pop_front();
}

Condition Backend::ConditionAt(absl::Time now) const {
  // A watch that has only just begun says nothing against what the one before it ended with.
  if (!hearing_) {
    const bool silent = failure_ == ServiceCondition::CONDITION_STARTING && now - last_heard_ > options_.silence;
    return silent ? ServiceCondition::CONDITION_SILENT : failure_;
  }
  if (now - last_heard_ > options_.silence) return ServiceCondition::CONDITION_SILENT;
  if (newest_ == nullptr) return ServiceCondition::CONDITION_STARTING;
  if (now - behind_since_ > options_.lag) return ServiceCondition::CONDITION_LAGGING;
  return ServiceCondition::CONDITION_CURRENT;
}

BackendView Backend::Look(absl::Time now) const {
  const std::lock_guard lock(mutex_);
  return {newest_, ConditionAt(now), well_until_};
}

void Backend::Recall(TotalsPtr totals, absl::Time time) {
  const std::lock_guard lock(mutex_);
  if (newest_ != nullptr) return;
  well_until_ = time;
  recalled_ = true;
  Take(std::move(totals));
}

void Backend::Offer(const TotalsPtr& totals) {
  {
    const std::lock_guard lock(mutex_);
    if (!hearing_ && failure_ == ServiceCondition::CONDITION_PUT_BACK) return;
    if (newest_ != nullptr && totals->number <= newest_->number) return;
    recalled_ = false;
    Take(totals);
  }
  changed_();
}

Backend::Reach Backend::Reaches(int64_t number, const std::string& token) const {
  const std::lock_guard lock(mutex_);
  if (newest_ == nullptr || number > newest_->number) return Reach::kNotYet;
  return contained_.contains(token) ? Reach::kYes : Reach::kUnknown;
}

void Backend::NoteContained(const std::string& token) {
  const std::lock_guard lock(mutex_);
  Contain(token);
}

absl::Status Backend::CheckReachable() const {
  const Condition condition = Look().condition;
  // Who waits for a service that is known to be gone or frozen holds up others for nothing.
  const bool away =
      condition == ServiceCondition::CONDITION_UNREACHABLE || condition == ServiceCondition::CONDITION_SILENT;
  return away ? Unavailable() : absl::OkStatus();
}

void Backend::CollectMetrics(MetricPage& page, absl::Time now) const {
  const std::lock_guard lock(mutex_);
  const std::string name(ServiceOf(id_).name);
  const MetricLabels labels = {{"watched", name}};
  page.Gauge("zaitaku_watch_revision", "The newest revision whose totals are known here",
             newest_ == nullptr ? 0 : static_cast<double>(newest_->number), labels);
  const auto head = ParseRevisionToken(head_, "head");
  page.Gauge("zaitaku_watch_head_revision", "The service's newest revision, as last heard",
             head.ok() ? static_cast<double>(head->number) : 0, labels);
  const absl::Time since = well_until_ == absl::InfinitePast() ? made_ : well_until_;
  page.Gauge("zaitaku_watch_lag_seconds", "How long it has not been known that these totals are the newest",
             std::max(0.0, absl::ToDoubleSeconds(now - since)), labels);
  page.Gauge("zaitaku_watch_silence_seconds", "Since the last sign of life, or since the watch was begun anew",
             std::max(0.0, absl::ToDoubleSeconds(now - last_heard_)), labels);
  page.Counter("zaitaku_watch_ended_total", "Watches that ended and were begun anew",
               static_cast<double>(watches_ended_), labels);
  GaugeOfStates(page, "zaitaku_watch_condition", "1 for the condition that the service is in", kConditions,
                ConditionAt(now), "condition", labels);
}

absl::StatusOr<std::unique_ptr<TotalsCall>> Backend::BeginCall(const TotalsQuery& query, absl::Time deadline,
                                                               grpc::CompletionQueue& queue, void* tag) {
  RETURN_IF_ERROR(CheckReachable());
  return MakeCall(query, deadline, queue, tag);
}

void Backend::Tick(absl::Time now) {
  const std::lock_guard lock(mutex_);
  if (watch_ != nullptr && now - last_heard_ > options_.renew) watch_->TryCancel();
}

absl::Status Backend::Unavailable() const {
  const std::string name(ServiceOf(id_).name);
  return Error(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE,
               {absl::StrCat("the ", name, " cannot be reached or does not answer; try again"),
                absl::StrCat(name, " に接続できないか、応答がありません。しばらくしてからやり直してください")},
               {{"service", name}});
}

absl::Status Backend::Translate(const grpc::Status& status) const {
  absl::Status error = FromGrpc(status);
  const bool unreachable = absl::IsUnavailable(error) || absl::IsDeadlineExceeded(error);
  return unreachable && ReasonOf(error) == type::v1::ERROR_REASON_UNSPECIFIED ? Unavailable() : error;
}

}  // namespace zaitaku::gateway
