#include "gateway/shared_filler.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/cache/envelope.h"

namespace zaitaku::gateway {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(1);
constexpr absl::Duration kRenewal = absl::Seconds(10);
constexpr absl::Duration kLifetime = absl::Hours(24 * 30);

// With the form of what is below it: a release that changes it finds nothing of the one before.
std::string KeyOf(ServiceId id) { return absl::StrCat("last-known-1|", std::string(ServiceOf(id).name)); }

// The time in microseconds, a space, and the message's bytes.
std::string Pack(const TotalsPtr& totals, absl::Time time) {
  return absl::StrCat(absl::ToUnixMicros(time), " ", totals->message->SerializeAsString());
}

}  // namespace

SharedFiller::SharedFiller(Backends& backends, CachedSummarySource& source, const PreparedAnswers& prepared,
                           Cache* shared, std::string secret)
    : backends_(backends), source_(source), prepared_(prepared), shared_(shared), secret_(std::move(secret)) {
  if (shared_ != nullptr) thread_ = std::thread([this] { Run(); });
}

SharedFiller::~SharedFiller() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    stopped_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void SharedFiller::Recall(Backends& backends, Cache& shared, const std::string& secret) {
  for (const ServiceEntry& service : Services()) {
    const std::string key = KeyOf(service.id);
    const auto sealed = shared.Get(key);
    if (!sealed.ok() || !sealed->has_value()) continue;
    const OpenedEnvelope opened = Open(**sealed, key, {}, secret);
    const size_t space = opened.body ? opened.body->find(' ') : std::string::npos;
    int64_t micros = 0;
    TotalsPtr totals;
    if (space != std::string::npos && absl::SimpleAtoi(opened.body->substr(0, space), &micros)) {
      totals = ParseTotals(service.id, opened.body->substr(space + 1));
    }
    if (totals == nullptr) {
      spdlog::warn("the shared cache's last totals of {} are none of ours ({})", std::string(service.name),
                   EnvelopeProblemName(opened.problem));
      continue;
    }
    backends[service.id].Recall(std::move(totals), absl::FromUnixMicros(micros));
  }
}

void SharedFiller::Run() {
  while (true) {
    WriteTotals();
    WriteAnswers();
    std::unique_lock lock(mutex_);
    if (stopped_.wait_for(lock, absl::ToChronoMicroseconds(kInterval), [this] { return stopping_; })) return;
  }
}

void SharedFiller::WriteTotals() {
  for (const ServiceEntry& service : Services()) {
    const BackendView view = backends_[service.id].Look();
    Written& last = written_[service.id];
    if (!view.current()) continue;
    if (view.newest->revision == last.revision && absl::Now() < last.time + kRenewal) continue;
    const std::string key = KeyOf(service.id);
    const auto sealed = Seal(key, {}, Pack(view.newest, view.well_until), secret_);
    if (!sealed.ok()) continue;  // Too large to share.
    if (shared_->Set(key, *sealed, kLifetime).ok()) last = {view.newest->revision, absl::Now()};
  }
}

void SharedFiller::WriteAnswers() {
  const absl::Time now = absl::Now();
  // Again after a while, for Redis may have been away or emptied.
  std::erase_if(shared_at_, [&](const auto& shared) { return shared.second + kRenewal <= now; });
  for (const auto& [question, body] : prepared_.Bodies()) {
    if (shared_at_.try_emplace(gateway::KeyOf(question), now).second) source_.Share(question, *body);
  }
}

}  // namespace zaitaku::gateway
