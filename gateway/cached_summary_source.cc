#include "gateway/cached_summary_source.h"

#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/cache/envelope.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

// Raised whenever the same question at the same revisions would get other bytes than from an earlier release.
constexpr char kSchema[] = "summary-1";

std::vector<std::string> TokensOf(const SummaryQuestion& question) { return {question.council.revision()}; }

// Names hold no `|`, so that no two questions have one key.
std::string KeyOf(const SummaryQuestion& question) {
  return absl::StrCat(kSchema, "|", question.survey, "|", question.council.service(), "=", question.council.revision());
}

}  // namespace

CachedSummarySource::CachedSummarySource(SummarySource& origin, Cache* shared, const CachedSummaryOptions& options)
    : origin_(origin), shared_(shared), options_(options), memory_(options.memory_bytes) {}

absl::StatusOr<SummaryAnswer> CachedSummarySource::Get(const SummaryQuestion& question) {
  const std::string key = KeyOf(question);
  if (SummaryBody body = memory_.GetShared(key)) {
    ++stats_.memory_hits;
    return SummaryAnswer{std::move(body), summary::v1::CallInfo::LEVEL_MEMORY};
  }
  return GetOnce(question, key);
}

absl::StatusOr<SummaryAnswer> CachedSummarySource::GetOnce(const SummaryQuestion& question, const std::string& key) {
  std::shared_ptr<Flight> flight;
  {
    std::unique_lock lock(mutex_);
    auto [entry, first] = flights_.try_emplace(key);
    if (!first) {
      flight = entry->second;
      landed_.wait(lock, [&flight] { return flight->done; });
      return flight->answer;
    }
    flight = entry->second = std::make_shared<Flight>();
  }
  absl::StatusOr<SummaryAnswer> answer = Fetch(question, key);
  const std::lock_guard lock(mutex_);
  flight->answer = answer;
  flight->done = true;
  flights_.erase(key);
  landed_.notify_all();
  return answer;
}

absl::StatusOr<SummaryAnswer> CachedSummarySource::Fetch(const SummaryQuestion& question, const std::string& key) {
  // A flight that ended between the look into memory and this one's start has left the answer there.
  if (SummaryBody body = memory_.GetShared(key)) {
    ++stats_.memory_hits;
    return SummaryAnswer{std::move(body), summary::v1::CallInfo::LEVEL_MEMORY};
  }
  bool rejected = false;
  SummaryAnswer answer{FromShared(question, key, rejected), summary::v1::CallInfo::LEVEL_REDIS};
  if (answer.body != nullptr) {
    ++stats_.shared_hits;
  } else {
    ASSIGN_OR_RETURN(answer, origin_.Get(question));
    ++stats_.computed;
    ToShared(question, key, *answer.body, rejected);
  }
  memory_.SetIfAbsent(key, *answer.body, options_.lifetime)
      .IgnoreError();  // Too large for memory is no reason to fail.
  return answer;
}

SummaryBody CachedSummarySource::FromShared(const SummaryQuestion& question, const std::string& key, bool& rejected) {
  if (shared_ == nullptr) return nullptr;
  auto sealed = shared_->Get(key);
  if (!sealed.ok() || !sealed->has_value()) return nullptr;
  OpenedEnvelope opened = Open(**sealed, key, TokensOf(question), options_.secret);
  if (opened.body) return std::make_shared<const std::string>(*std::move(opened.body));
  rejected = true;
  ++stats_.rejected_envelopes;
  spdlog::warn("an entry in the shared cache was not an answer of ours ({}); computing it",
               EnvelopeProblemName(opened.problem));
  return nullptr;
}

void CachedSummarySource::ToShared(const SummaryQuestion& question, const std::string& key, const std::string& body,
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
