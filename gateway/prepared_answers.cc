#include "gateway/prepared_answers.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/call_info.h"
#include "gateway/live_summary_source.h"
#include "gateway/summary_totals.h"

namespace zaitaku::gateway {
namespace {

// How often conditions are looked at that change by time alone.
constexpr absl::Duration kTick = absl::Milliseconds(100);
// How often uses are halved: what was asked often an hour ago is not kept ready for ever.
constexpr absl::Duration kAge = absl::Seconds(10);
constexpr size_t kMaxCandidates = 1024;

}  // namespace

PreparedAnswers::PreparedAnswers(Backends& backends, CachedSummarySource& source, int limit)
    : backends_(backends),
      source_(source),
      limit_(static_cast<size_t>(limit)),
      age_at_(absl::Now() + kAge),
      thread_([this] { Run(); }) {}

PreparedAnswers::~PreparedAnswers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_all();
  }
  thread_.join();
}

bool PreparedAnswers::Find(std::string_view request, grpc::ByteBuffer& answer) const {
  Shard& shard = shards_[ThreadShard()];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.table->find(absl::string_view(request.data(), request.size()));
  if (found == shard.table->end()) return false;
  found->second.uses->Add(1);
  found_.Add(1);
  answer = found->second.answer;
  return true;
}

std::shared_ptr<const PreparedAnswers::Table> PreparedAnswers::Current() const {
  const std::lock_guard lock(shards_[0].mutex);
  return shards_[0].table;
}

void PreparedAnswers::Publish(std::shared_ptr<const Table> table) {
  std::array<std::unique_lock<std::mutex>, kThreadShards> locks;
  for (size_t i = 0; i < kThreadShards; ++i) locks[i] = std::unique_lock(shards_[i].mutex);
  for (Shard& shard : shards_) shard.table = table;
}

void PreparedAnswers::Note(const SummaryQuestion& question) {
  const std::string request = ToRequest(question).SerializeAsString();
  const std::lock_guard lock(mutex_);
  const auto found = candidates_.find(request);
  if (found != candidates_.end()) {
    found->second.uses->Add(1);
    return;
  }
  if (candidates_.size() >= kMaxCandidates) Age();
  if (candidates_.size() >= kMaxCandidates) return;
  Candidate& candidate = candidates_[request] = {question, std::make_shared<ShardedCount>()};
  candidate.uses->Add(1);
  asked_ = true;
}

void PreparedAnswers::Signal() {
  const std::lock_guard lock(mutex_);
  signalled_ = true;
  woken_.notify_all();
}

void PreparedAnswers::Age() {
  for (auto candidate = candidates_.begin(); candidate != candidates_.end();) {
    const int64_t uses = candidate->second.uses->Sum(), half = uses / 2;
    candidate->second.uses->Add(half - uses);
    const auto aged = candidate++;
    if (half == 0) candidates_.erase(aged);
  }
}

std::vector<std::pair<FixedQuestion, SummaryBody>> PreparedAnswers::Bodies() const {
  std::vector<std::pair<FixedQuestion, SummaryBody>> bodies;
  for (const auto& [request, ready] : *Current()) bodies.emplace_back(ready.question, ready.body);
  return bodies;
}

void PreparedAnswers::Run() {
  BackendViews known;
  while (true) {
    bool asked = false;
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, absl::ToChronoMicroseconds(kTick), [this] { return signalled_ || stopping_; });
      if (stopping_) return;
      signalled_ = false;
      asked = std::exchange(asked_, false);
      if (absl::Now() >= age_at_) {
        Age();
        age_at_ = absl::Now() + kAge;
      }
    }
    for (const ServiceEntry& service : Services()) backends_[service.id].Tick(absl::Now());
    // While all is well, that it is still well changes nothing.
    BackendViews views = backends_.Look();
    for (const ServiceEntry& service : Services()) {
      if (views[service.id].current()) views[service.id].well_until = absl::InfinitePast();
    }
    if (!asked && views == known) continue;
    known = views;
    Rebuild();
  }
}

std::vector<PreparedAnswers::Candidate> PreparedAnswers::Chosen() {
  std::vector<Candidate> chosen;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [request, candidate] : candidates_) chosen.push_back(candidate);
  }
  if (chosen.size() <= limit_) return chosen;
  // By numbers that nobody counts on meanwhile.
  std::vector<std::pair<int64_t, size_t>> by_use;
  for (size_t i = 0; i < chosen.size(); ++i) by_use.emplace_back(chosen[i].uses->Sum(), i);
  std::nth_element(by_use.begin(), by_use.begin() + static_cast<ptrdiff_t>(limit_), by_use.end(), std::greater<>());
  std::vector<Candidate> most_used;
  for (size_t i = 0; i < limit_; ++i) most_used.push_back(std::move(chosen[by_use[i].second]));
  return most_used;
}

std::optional<PreparedAnswers::Ready> PreparedAnswers::Prepare(const SummaryQuestion& question,
                                                               const BackendViews& views, const Ready* before) {
  summary::v1::CallInfo info = Judge(question, views);
  if (info.missing_size() > 0) return std::nullopt;
  for (const auto& stale : info.stale()) {
    // It will be heard of any moment; the desk waits for that.
    if (stale.condition() == summary::v1::ServiceCondition::CONDITION_STARTING) return std::nullopt;
  }
  TotalsVector totals;
  for (const ServiceEntry& service : Services()) totals[service.id] = views[service.id].newest;
  const FixedQuestion fixed = FixAt(question, totals);
  if (question.NeedsSurvey()) {
    if (fixed.question.survey.empty()) return std::nullopt;
    if (!question.survey.empty() && question.survey != fixed.question.survey) return std::nullopt;
  }
  info.set_level(summary::v1::CallInfo::LEVEL_MEMORY);
  Ready ready{{}, fixed, nullptr, info.SerializeAsString(), nullptr};
  if (before != nullptr && before->question == fixed) {
    if (before->info == ready.info) return *before;
    ready.body = before->body;
  } else {
    ready.body = source_.GetOrMake(fixed, [&] { return MakeBody(fixed.question, totals); }).body;
  }
  // In one piece, for what is sent most.
  const grpc::Slice whole(absl::StrCat(*ready.body, EncodeInfo(info)));
  ready.answer = grpc::ByteBuffer(&whole, 1);
  return ready;
}

void PreparedAnswers::Rebuild() {
  const BackendViews views = backends_.Look();
  const std::shared_ptr<const Table> before = Current();
  auto table = std::make_shared<Table>();
  for (const auto& [question, uses] : Chosen()) {
    std::string request = ToRequest(question).SerializeAsString();
    const auto found = before->find(request);
    auto ready = Prepare(question, views, found == before->end() ? nullptr : &found->second);
    if (!ready) continue;
    ready->uses = uses;
    table->emplace(std::move(request), *std::move(ready));
  }
  Publish(std::move(table));
}

}  // namespace zaitaku::gateway
