#include "gateway/cached_summary_source.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "platform/cache/envelope.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::CallInfo;
using summary::v1::ConsultedPlace;

std::vector<std::string> TokensOf(const FixedQuestion& question) {
  std::vector<std::string> tokens;
  for (const ServiceEntry& service : Services()) {
    if (!question.revisions[service.id].empty()) tokens.push_back(question.revisions[service.id]);
  }
  return tokens;
}

void Note(CachedSummarySource::Places* places, ConsultedPlace::Place place, ConsultedPlace::Outcome outcome) {
  if (places == nullptr) return;
  ConsultedPlace& noted = places->emplace_back();
  noted.set_place(place);
  noted.set_outcome(outcome);
}

}  // namespace

CachedSummarySource::CachedSummarySource(SummarySource& origin, Cache* shared, WorkerPool& pool,
                                         const CachedSummaryOptions& options)
    : origin_(origin), shared_(shared), pool_(pool), options_(options), memory_(options.memory_bytes) {}

SummaryBody CachedSummarySource::FromMemory(const std::string& key) {
  SummaryBody body = memory_.GetShared(key);
  if (body != nullptr) ++stats_.memory_hits;
  return body;
}

absl::StatusOr<SummaryAnswer> CachedSummarySource::Get(const FixedQuestion& question, absl::Time deadline,
                                                       Places* places) {
  return Fetch(question, KeyOf(question), deadline, places);
}

SummaryAnswer CachedSummarySource::GetOrMake(const FixedQuestion& question, absl::FunctionRef<SummaryBody()> make) {
  const std::string key = KeyOf(question);
  if (SummaryBody body = FromMemory(key)) return {std::move(body), CallInfo::LEVEL_MEMORY};
  const std::lock_guard lock(making_);
  if (SummaryBody body = FromMemory(key)) return {std::move(body), CallInfo::LEVEL_MEMORY};
  SummaryBody body = make();
  ++stats_.computed;
  memory_.SetIfAbsent(key, *body, options_.lifetime).IgnoreError();  // Too large for memory is no reason to fail.
  return {std::move(body), CallInfo::LEVEL_COMPUTED};
}

void CachedSummarySource::GetSoon(const FixedQuestion& question, absl::Time deadline, Done done) {
  const std::string key = KeyOf(question);
  if (SummaryBody body = FromMemory(key)) {
    done(SummaryAnswer{std::move(body), CallInfo::LEVEL_MEMORY});
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ < options_.waiting_limit_calls) {
      auto [flight, first] = flights_.try_emplace(key);
      // If the pool takes the work, it cannot begin before this lock is released.
      if (!first || pool_.Post([this, question, key] { Fly(question, key); })) {
        flight->second.push_back({deadline, std::move(done)});
        ++waiting_;
        return;
      }
      flights_.erase(flight);
    }
  }
  done(ServerBusy());
}

absl::Time CachedSummarySource::Patience(const std::string& key) {
  const std::lock_guard lock(mutex_);
  absl::Time latest = absl::InfinitePast();
  for (const Waiting& waiting : flights_[key]) latest = std::max(latest, waiting.deadline);
  return latest;
}

void CachedSummarySource::Fly(const FixedQuestion& question, const std::string& key) {
  absl::Time deadline = Patience(key);
  absl::StatusOr<SummaryAnswer> answer = Fetch(question, key, deadline, nullptr);
  // Who came later and has more time is worked for once more.
  for (absl::Time later = Patience(key); !answer.ok() && absl::Now() >= deadline && later > absl::Now();
       later = Patience(key)) {
    deadline = later;
    answer = Fetch(question, key, deadline, nullptr);
  }
  Flight flight;
  {
    const std::lock_guard lock(mutex_);
    flight = std::move(flights_[key]);
    flights_.erase(key);
    waiting_ -= static_cast<int>(flight.size());
  }
  for (Waiting& waiting : flight) waiting.done(answer);
}

absl::StatusOr<SummaryAnswer> CachedSummarySource::Fetch(const FixedQuestion& question, const std::string& key,
                                                         absl::Time deadline, Places* places) {
  // A flight that ended between the look into memory and this one's start has left the answer there.
  if (SummaryBody body = FromMemory(key)) {
    Note(places, ConsultedPlace::PLACE_MEMORY, ConsultedPlace::OUTCOME_FOUND);
    return SummaryAnswer{std::move(body), CallInfo::LEVEL_MEMORY};
  }
  Note(places, ConsultedPlace::PLACE_MEMORY, ConsultedPlace::OUTCOME_ABSENT);
  bool rejected = false;
  SummaryAnswer answer{FromShared(question, key, rejected, places), CallInfo::LEVEL_REDIS};
  if (answer.body != nullptr) {
    ++stats_.shared_hits;
  } else {
    auto computed = origin_.Get(question, deadline);
    Note(places, ConsultedPlace::PLACE_SERVICES,
         computed.ok() ? ConsultedPlace::OUTCOME_FOUND : ConsultedPlace::OUTCOME_FAILED);
    ASSIGN_OR_RETURN(answer, std::move(computed));
    ++stats_.computed;
    ToShared(question, key, *answer.body, rejected);
  }
  memory_.SetIfAbsent(key, *answer.body, options_.lifetime)
      .IgnoreError();  // Too large for memory is no reason to fail.
  return answer;
}

SummaryBody CachedSummarySource::FromShared(const FixedQuestion& question, const std::string& key, bool& rejected,
                                            Places* places) {
  if (shared_ == nullptr) return nullptr;
  auto sealed = shared_->Get(key);
  if (!sealed.ok() || !sealed->has_value()) {
    Note(places, ConsultedPlace::PLACE_REDIS,
         sealed.ok() ? ConsultedPlace::OUTCOME_ABSENT : ConsultedPlace::OUTCOME_FAILED);
    return nullptr;
  }
  OpenedEnvelope opened = Open(**sealed, key, TokensOf(question), options_.secret);
  if (opened.body) {
    Note(places, ConsultedPlace::PLACE_REDIS, ConsultedPlace::OUTCOME_FOUND);
    return std::make_shared<const std::string>(*std::move(opened.body));
  }
  rejected = true;
  ++stats_.rejected_envelopes;
  Note(places, ConsultedPlace::PLACE_REDIS, ConsultedPlace::OUTCOME_REJECTED);
  spdlog::warn("an entry in the shared cache was not an answer of ours ({}); computing it",
               EnvelopeProblemName(opened.problem));
  return nullptr;
}

void CachedSummarySource::Share(const FixedQuestion& question, const std::string& body) {
  ToShared(question, KeyOf(question), body, false);
}

void CachedSummarySource::ToShared(const FixedQuestion& question, const std::string& key, const std::string& body,
                                   bool replace) {
  if (shared_ == nullptr) return;
  const auto sealed = Seal(key, TokensOf(question), body, options_.secret);
  if (!sealed.ok()) return;  // Too large to share.
  // What is there may be kept unless it is no answer of ours; a key has one right body only, so replacing loses
  // nothing.
  const absl::Status stored =
      replace ? shared_->Set(key, *sealed, options_.lifetime) : shared_->SetIfAbsent(key, *sealed, options_.lifetime);
  stored.IgnoreError();  // Counted by the cache.
}

}  // namespace zaitaku::gateway
