#include "gateway/summary_desk.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/call_info.h"
#include "gateway/citation.h"
#include "gateway/live_summary_source.h"
#include "gateway/summary_totals.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::CallInfo;
using summary::v1::Freshness;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::ServiceCondition;

constexpr int kMaxTokens = 16;

absl::Status TimeUp() {
  return absl::DeadlineExceededError("the call's time was up before the services' totals were new enough");
}

// The revisions that are asked for, of the services that matter.
absl::StatusOr<std::vector<ServiceToken>> ReadAtLeast(const summary::v1::AtLeast& at_least,
                                                      const SummaryQuestion& question) {
  constexpr char kField[] = "freshness.at_least";
  std::vector<ServiceToken> tokens;
  const int count = at_least.tokens_size() + at_least.revisions_size();
  if (count == 0 || count > kMaxTokens) {
    return InvalidField(kField, absl::StrCat("read ", count, " tokens, expected 1 to ", kMaxTokens,
                                             ", such as 'council=12-061a5b47202682cb'"));
  }
  for (int i = 0; i < at_least.tokens_size(); ++i) {
    ASSIGN_OR_RETURN(ServiceToken token,
                     ParseServiceToken(at_least.tokens(i), absl::StrCat(kField, ".tokens[", i, "]")));
    tokens.push_back(std::move(token));
  }
  for (int i = 0; i < at_least.revisions_size(); ++i) {
    const std::string path = absl::StrCat(kField, ".revisions[", i, "]");
    const auto& revision = at_least.revisions(i);
    ASSIGN_OR_RETURN(ServiceToken token,
                     ReadServiceToken(revision.service(), revision.revision(), path + ".service", path + ".revision"));
    tokens.push_back(std::move(token));
  }
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(),
                              [&](const ServiceToken& token) { return !question.Uses(token.service); }),
               tokens.end());
  return tokens;
}

absl::Status CheckCitationAlone(const GetNationwideSummaryRequest& request) {
  const bool alone = request.survey().empty() && request.read_mask().paths().empty() && request.regions().empty() &&
                     request.prefecture_codes().empty();
  return alone ? absl::OkStatus()
               : InvalidField("freshness.citation",
                              "a citation has its own survey, parts and filters; expected `survey`, `read_mask`, "
                              "`regions` and `prefecture_codes` to be empty");
}

TotalsVector TotalsOf(const BackendViews& views) {
  TotalsVector totals;
  for (const ServiceEntry& service : Services()) totals[service.id] = views[service.id].newest;
  return totals;
}

bool IsOfWatchedSurvey(const SummaryQuestion& question, const TotalsVector& totals) {
  return !question.NeedsSurvey() || question.survey.empty() || question.survey == SurveyOf(totals[ServiceId::kCouncil]);
}

// Whether it is known that waiting for the service's totals is in vain.
bool IsAway(Condition condition) {
  return condition == ServiceCondition::CONDITION_UNREACHABLE || condition == ServiceCondition::CONDITION_SILENT ||
         condition == ServiceCondition::CONDITION_DAMAGED;
}

// Of a service that does not have our newest totals in its history.
absl::Status IfPutBack(const absl::Status& status, ServiceId service, const TotalsPtr& newest) {
  const auto reason = ReasonOf(status);
  google::rpc::ErrorInfo info;
  const bool of_history =
      reason == type::v1::ERROR_REASON_REVISION_FORKED || reason == type::v1::ERROR_REASON_REVISION_NOT_REACHED;
  if (!of_history || newest == nullptr || !GetDetail(status, info)) return status;
  const auto revision = info.metadata().find("revision");
  const bool ours = revision != info.metadata().end() && revision->second == newest->revision;
  return ours ? PutBack(service, newest->revision) : status;
}

}  // namespace

absl::Status NoPublishedSurvey() {
  return Error(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY,
               {"no survey has been published yet, so there is no latest one; publish one, or name one such as "
                "'surveys/2015-12'",
                "公表済みの調査がまだありません。公表するか、surveys/2015-12 のように指定してください"});
}

SummaryDesk::SummaryDesk(Backends& backends, CachedSummarySource& source, PreparedAnswers& prepared,
                         ParkedCalls& parked, WorkerPool& pool, WorkerPool& asking, const SummaryDeskOptions& options)
    : backends_(backends),
      source_(source),
      prepared_(prepared),
      parked_(parked),
      pool_(pool),
      asking_pool_(asking),
      options_(options) {}

absl::Time SummaryDesk::BackendDeadline(absl::Time deadline) const {
  // A tenth of what is left, at most 50 ms, is for what comes after.
  const absl::Time now = absl::Now();
  const absl::Duration reserve = std::min((deadline - now) / 10, absl::Milliseconds(50));
  return std::min(deadline - reserve, now + options_.backend_timeout);
}

void SummaryDesk::Answer(const GetNationwideSummaryRequest& request, absl::Time deadline, Done done) {
  deadline = std::min(deadline, absl::Now() + std::max(options_.no_deadline, options_.backend_timeout));
  auto asked = std::make_shared<Asked>(Asked{{}, request.strict(), deadline, {}, std::move(done)});
  if (request.freshness().requirement_case() == Freshness::kCitation) {
    const absl::Status alone = CheckCitationAlone(request);
    return alone.ok() ? AnswerCitation(request.freshness().citation(), asked) : asked->done(alone);
  }
  auto question = ReadQuestion(request);
  if (!question.ok()) return asked->done(question.status());
  asked->question = *std::move(question);
  switch (request.freshness().requirement_case()) {
    case Freshness::kAtLeast: {
      auto tokens = ReadAtLeast(request.freshness().at_least(), asked->question);
      if (!tokens.ok()) return asked->done(tokens.status());
      asked->at_least = *std::move(tokens);
      return AnswerAtLeast(asked);
    }
    case Freshness::kFullyConsistent:
      return request.freshness().fully_consistent() ? AnswerNewest(asked) : AnswerNow(asked);
    default:
      return AnswerNow(asked);
  }
}

void SummaryDesk::Park(const AskedPtr& asked, std::function<bool()> ready, absl::Duration patience,
                       std::function<void(bool time_up)> go_on) {
  const absl::Time until = std::min(asked->deadline, absl::Now() + patience);
  const bool parked = parked_.Park(std::move(ready), until, [asked, go_on = std::move(go_on)](ParkedCalls::End end) {
    if (end != ParkedCalls::End::kClosed) return go_on(end == ParkedCalls::End::kTimeUp);
    asked->done(Error(type::v1::ERROR_REASON_STOPPING, {"the server is stopping; try again",
                                                        "サーバーが停止します。しばらくしてからやり直してください"}));
  });
  if (!parked) asked->done(ServerBusy());
}

void SummaryDesk::PostAsking(const AskedPtr& asked) {
  if (!asking_pool_.Post([this, asked] { AskForRevisions(asked); })) asked->done(ServerBusy());
}

void SummaryDesk::AnswerNow(const AskedPtr& asked) {
  const auto heard_of = [this, asked] {
    const BackendViews views = backends_.Look();
    return std::all_of(Services().begin(), Services().end(), [&](const ServiceEntry& service) {
      return !asked->question.Uses(service.id) || views[service.id].condition != ServiceCondition::CONDITION_STARTING;
    });
  };
  if (heard_of()) return AnswerFrom(asked, backends_.Look());
  Park(asked, heard_of, options_.start, [this, asked](bool) { AnswerFrom(asked, backends_.Look()); });
}

void SummaryDesk::AnswerFrom(const AskedPtr& asked, const BackendViews& views) {
  CallInfo info = Judge(asked->question, views);
  if (asked->strict && info.stale_size() + info.missing_size() > 0) return asked->done(WhyNot(info));
  if (info.missing_size() > 0) return AnswerIncomplete(asked, views);
  const TotalsVector totals = TotalsOf(views);
  if (!IsOfWatchedSurvey(asked->question, totals)) return AnswerOtherSurvey(asked, views);
  const FixedQuestion fixed = FixAt(asked->question, totals);
  if (fixed.question.NeedsSurvey() && fixed.question.survey.empty()) return asked->done(NoPublishedSurvey());
  prepared_.Note(asked->question);
  const SummaryAnswer answer = source_.GetOrMake(fixed, [&] { return MakeBody(fixed.question, totals); });
  info.set_level(answer.level);
  asked->done(CallAnswer{answer.body, std::move(info)});
}

void SummaryDesk::AnswerOtherSurvey(const AskedPtr& asked, const BackendViews& views) {
  FixedQuestion fixed = FixAt(asked->question, TotalsOf(views));
  fixed.question.survey = asked->question.survey;
  source_.GetSoon(fixed, BackendDeadline(asked->deadline),
                  [this, asked, views](const absl::StatusOr<SummaryAnswer>& answer) {
                    if (answer.ok()) {
                      CallInfo info = Judge(asked->question, views);
                      info.set_level(answer->level);
                      return asked->done(CallAnswer{answer->body, std::move(info)});
                    }
                    if (ReasonOf(answer.status()) != type::v1::ERROR_REASON_BACKEND_UNAVAILABLE || asked->strict)
                      return asked->done(answer.status());
                    // Its newest totals are known, but they are of another survey.
                    BackendViews without = views;
                    without[ServiceId::kCouncil].newest = nullptr;
                    if (without[ServiceId::kCouncil].current())
                      without[ServiceId::kCouncil].condition = ServiceCondition::CONDITION_UNANSWERED;
                    AnswerIncomplete(asked, without);
                  });
}

void SummaryDesk::AnswerIncomplete(const AskedPtr& asked, const BackendViews& views) {
  CallInfo info = Judge(asked->question, views);
  const TotalsVector totals = TotalsOf(views);
  const bool anything = std::any_of(Services().begin(), Services().end(), [&](const ServiceEntry& service) {
    return asked->question.Uses(service.id) && totals[service.id] != nullptr;
  });
  if (!anything) return asked->done(WhyNot(info));
  const bool council = totals[ServiceId::kCouncil] != nullptr;
  if (asked->question.NeedsSurvey() && council && asked->question.survey.empty() &&
      SurveyOf(totals[ServiceId::kCouncil]).empty()) {
    return asked->done(NoPublishedSurvey());
  }
  // Another survey would have to be asked for, for an answer that is incomplete all the same.
  if (council && !IsOfWatchedSurvey(asked->question, totals)) return asked->done(WhyNot(info));
  info.set_level(CallInfo::LEVEL_COMPUTED);
  asked->done(CallAnswer{MakeBody(asked->question, totals), std::move(info)});
}

void SummaryDesk::AnswerCitation(const std::string& citation, const AskedPtr& asked) {
  const auto fixed = ParseCitation(citation, "freshness.citation");
  if (!fixed.ok()) return asked->done(fixed.status());
  source_.GetSoon(*fixed, BackendDeadline(asked->deadline), [asked](const absl::StatusOr<SummaryAnswer>& answer) {
    if (!answer.ok()) return asked->done(answer.status());
    CallInfo info;
    info.set_level(answer->level);
    asked->done(CallAnswer{answer->body, std::move(info)});
  });
}

void SummaryDesk::AnswerAtLeast(const AskedPtr& asked) {
  bool later = false;
  for (const ServiceToken& token : asked->at_least) {
    const Backend& backend = backends_[token.service];
    const Backend::Reach reach = backend.Reaches(token.number, token.token);
    if (reach == Backend::Reach::kYes) continue;
    const Condition condition = backend.Look().condition;
    if (IsAway(condition)) return asked->done(WhyNot(token.service, condition));
    if (condition == ServiceCondition::CONDITION_PUT_BACK) return asked->done(PutBack(token.service, token.token));
    if (reach == Backend::Reach::kUnknown) return PostAsking(asked);
    later = true;
  }
  if (!later) return AnswerNow(asked);
  const auto come = [this, asked] {
    return std::all_of(asked->at_least.begin(), asked->at_least.end(), [this](const ServiceToken& token) {
      return backends_[token.service].Reaches(token.number, token.token) != Backend::Reach::kNotYet;
    });
  };
  Park(asked, come, options_.park, [this, asked](bool time_up) { time_up ? PostAsking(asked) : AnswerAtLeast(asked); });
}

void SummaryDesk::AskForRevisions(const AskedPtr& asked) {
  if (absl::Now() >= asked->deadline) return asked->done(TimeUp());
  const BackendViews known = backends_.Look();
  PerService<std::optional<TotalsQuery>> queries;
  for (const ServiceToken& token : asked->at_least) {
    if (!queries[token.service]) queries[token.service] = NewerThan(known[token.service].newest);
    queries[token.service]->contains.push_back(token.token);
  }
  const auto answers = backends_.Ask(queries, BackendDeadline(asked->deadline));
  for (const ServiceEntry& service : Services()) {
    if (!answers[service.id]) continue;
    if (const auto& totals = *answers[service.id]; !totals.ok())
      return asked->done(IfPutBack(totals.status(), service.id, known[service.id].newest));
    for (const std::string& token : queries[service.id]->contains) backends_[service.id].NoteContained(token);
    if (**answers[service.id] != nullptr) backends_[service.id].Offer(**answers[service.id]);
  }
  for (const ServiceToken& token : asked->at_least) {
    if (backends_[token.service].Reaches(token.number, token.token) != Backend::Reach::kYes)
      return asked->done(WhyNot(token.service, backends_[token.service].Look().condition));
  }
  AnswerFrom(asked, backends_.Look());
}

void SummaryDesk::AnswerNewest(const AskedPtr& asked) {
  size_t services = 0;
  for (const ServiceEntry& service : Services()) {
    if (asked->question.Uses(service.id)) services |= size_t{1} << static_cast<size_t>(service.id);
  }
  NewestLine& line = newest_[services];
  {
    const std::lock_guard lock(mutex_);
    line.waiting.push_back(asked);
    if (std::exchange(line.asking, true)) return;
  }
  if (pool_.Post([this, &line] { AskForNewest(line); })) return;
  std::vector<AskedPtr> refused;
  {
    const std::lock_guard lock(mutex_);
    refused.swap(line.waiting);
    line.asking = false;
  }
  for (const AskedPtr& each : refused) each->done(ServerBusy());
}

void SummaryDesk::AskForNewest(NewestLine& line) {
  while (true) {
    std::vector<AskedPtr> round;
    {
      const std::lock_guard lock(mutex_);
      round.swap(line.waiting);
      if (round.empty()) {
        line.asking = false;
        return;
      }
    }
    AnswerRound(round);
  }
}

void SummaryDesk::AnswerRound(const std::vector<AskedPtr>& round) {
  const BackendViews known = backends_.Look();
  absl::Time deadline = absl::InfinitePast();
  PerService<std::optional<TotalsQuery>> queries;
  for (const AskedPtr& asked : round) {
    deadline = std::max(deadline, BackendDeadline(asked->deadline));
    for (const ServiceEntry& service : Services()) {
      if (asked->question.Uses(service.id)) queries[service.id] = NewerThan(known[service.id].newest);
    }
  }
  const auto answers = backends_.Ask(queries, deadline);
  for (const ServiceEntry& service : Services()) {
    if (answers[service.id] && answers[service.id]->ok() && **answers[service.id] != nullptr)
      backends_[service.id].Offer(**answers[service.id]);
  }
  BackendViews views = backends_.Look();
  PerService<absl::Status> failures;
  for (const ServiceEntry& service : Services()) {
    if (!answers[service.id]) continue;
    failures[service.id] = IfPutBack(answers[service.id]->status(), service.id, known[service.id].newest);
    if (!failures[service.id].ok()) continue;
    // Just asked, so it is the newest whatever the watch says.
    const TotalsPtr& totals = **answers[service.id];
    BackendView& view = views[service.id];
    if (totals != nullptr && (view.newest == nullptr || view.newest->number < totals->number)) view.newest = totals;
    view.condition = ServiceCondition::CONDITION_CURRENT;
  }
  for (const AskedPtr& asked : round) {
    const auto failed = std::find_if(Services().begin(), Services().end(), [&](const ServiceEntry& service) {
      return asked->question.Uses(service.id) && !failures[service.id].ok();
    });
    failed != Services().end() ? asked->done(failures[failed->id]) : AnswerFrom(asked, views);
  }
}

absl::StatusOr<summary::v1::NationwideSummary> ReadBody(const SummaryBody& body) {
  summary::v1::GetNationwideSummaryResponse response;
  if (!response.ParseFromString(*body)) return absl::InternalError("a body that is none");
  return std::move(*response.mutable_summary());
}

RevisionVector RevisionsOf(const summary::v1::NationwideSummary& summary) {
  RevisionVector revisions;
  for (const auto& revision : summary.revisions()) revisions[FindService(revision.service())->id] = revision.revision();
  return revisions;
}

}  // namespace zaitaku::gateway
