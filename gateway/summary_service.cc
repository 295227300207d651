#include "gateway/summary_service.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/call_info.h"
#include "gateway/citation.h"
#include "gateway/citation_standing.h"
#include "gateway/live_summary_source.h"
#include "gateway/summary_totals.h"
#include "platform/auth/call_context.h"
#include "platform/revision/revision_token.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::ConsultedPlace;
using summary::v1::GetNationwideSummaryRequest;

// The request's bytes in one piece: where they lie, if gRPC has them so, else in `copy`.
std::string_view BytesOf(const grpc::ByteBuffer& request, grpc::Slice& slice, std::string& copy) {
  if (request.TrySingleSlice(&slice).ok()) {
    return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
  }
  std::vector<grpc::Slice> slices;
  if (!request.Dump(&slices).ok()) return {};
  for (const grpc::Slice& part : slices) copy.append(reinterpret_cast<const char*>(part.begin()), part.size());
  return copy;
}

void Note(ConsultedPlace::Place place, bool found, summary::v1::ExplainSummaryResponse& response) {
  ConsultedPlace& noted = *response.add_places();
  noted.set_place(place);
  noted.set_outcome(found ? ConsultedPlace::OUTCOME_FOUND : ConsultedPlace::OUTCOME_ABSENT);
}

// The body of a unary method whose answer comes later: `begin` gets the call's deadline and what ends it.
template <typename Begin>
grpc::ServerUnaryReactor* FinishLater(grpc::CallbackServerContext* context, Begin begin) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const TraceScope trace(TraceOf(*context));
  begin(absl::FromChrono(context->deadline()),
        [reactor](const absl::Status& status) { reactor->Finish(ToGrpc(status)); });
  return reactor;
}

std::string DescribeMemory(const CachedSummarySource& source) {
  const MemoryCacheStats memory = source.memory_stats();
  const CachedSummaryStats& stats = source.stats();
  return absl::StrCat("answers ", memory.entries, ", bytes ", memory.bytes, ", evicted ", memory.evicted, ", found ",
                      stats.memory_hits.load(), ", found in Redis ", stats.shared_hits.load(), ", rejected from Redis ",
                      stats.rejected_envelopes.load(), ", computed ", stats.computed.load());
}

}  // namespace

SummaryService::SummaryService(Backends& backends, CachedSummarySource& source, PreparedAnswers& prepared,
                               SummaryDesk& desk, const DetailDesks& details, SummaryWatches& watches, WorkerPool& pool,
                               std::function<std::string()> describe_redis)
    : backends_(backends),
      source_(source),
      prepared_(prepared),
      desk_(desk),
      details_(details),
      watches_(watches),
      pool_(pool),
      describe_redis_(std::move(describe_redis)) {}

grpc::ServerUnaryReactor* SummaryService::GetNationwideSummary(grpc::CallbackServerContext* context,
                                                               const grpc::ByteBuffer* request,
                                                               grpc::ByteBuffer* response) {
  grpc::Slice slice;
  std::string copy;
  const std::string_view bytes = BytesOf(*request, slice, copy);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (prepared_.Find(bytes, *response)) return FinishInBytes(*context, reactor, absl::OkStatus());
  const TraceScope trace(TraceOf(*context));  // What follows may log, and ask the services.
  GetNationwideSummaryRequest parsed;
  if (!parsed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return FinishInBytes(*context, reactor,
                         InvalidField("request", "expected a zaitaku.summary.v1.GetNationwideSummaryRequest"));
  }
  desk_.Answer(parsed, absl::FromChrono(context->deadline()),
               [context, reactor, response](const absl::StatusOr<CallAnswer>& answer) {
                 if (answer.ok()) *response = Encode(answer->body, answer->info);
                 FinishInBytes(*context, reactor, answer.status());
               });
  return reactor;
}

grpc::ServerUnaryReactor* SummaryService::ResolveCitation(grpc::CallbackServerContext* context,
                                                          const summary::v1::ResolveCitationRequest* request,
                                                          summary::v1::ResolveCitationResponse* response) {
  return RunOnPool(pool_, context, [this, context, request, response] {
    return Resolve(*request, absl::FromChrono(context->deadline()), *response);
  });
}

absl::Status SummaryService::Resolve(const summary::v1::ResolveCitationRequest& request, absl::Time deadline,
                                     summary::v1::ResolveCitationResponse& response) {
  ASSIGN_OR_RETURN(const FixedQuestion cited, ParseCitation(request.citation(), "citation"));
  ASSIGN_OR_RETURN(const SummaryAnswer answer, source_.Get(cited, desk_.BackendDeadline(deadline)));
  ASSIGN_OR_RETURN(*response.mutable_summary(), ReadBody(answer.body));
  const bool caught_up = CatchUp(cited, desk_.BackendDeadline(deadline));
  const BackendViews views = backends_.Look();
  *response.mutable_call_info() = Judge(cited.question, views);
  response.mutable_call_info()->set_level(answer.level);
  // The newest figures of the same survey, which need not be the one that is watched.
  TotalsVector totals;
  for (const ServiceEntry& service : Services()) totals[service.id] = views[service.id].newest;
  FixedQuestion newest = FixAt(cited.question, totals);
  newest.question.survey = cited.question.survey;
  summary::v1::GetNationwideSummaryResponse newest_body;
  const bool known = caught_up && response.call_info().missing().empty() && response.call_info().stale().empty();
  if (known) {
    const auto today = source_.Get(newest, desk_.BackendDeadline(deadline));
    if (today.ok() && newest_body.ParseFromString(*today->body)) {
      CompareWithNewest(cited, newest_body.summary(), response);
      return absl::OkStatus();
    }
  }
  response.set_standing(summary::v1::ResolveCitationResponse::STANDING_UNKNOWN);
  return absl::OkStatus();
}

bool SummaryService::CatchUp(const FixedQuestion& cited, absl::Time deadline) {
  PerService<std::optional<TotalsQuery>> queries;
  bool behind = false;
  for (const ServiceEntry& service : Services()) {
    const auto token = ParseRevisionToken(cited.revisions[service.id], "citation");
    if (!token.ok() ||
        backends_[service.id].Reaches(token->number, cited.revisions[service.id]) != Backend::Reach::kNotYet)
      continue;
    queries[service.id] = NewerThan(backends_[service.id].Look().newest);
    behind = true;
  }
  if (!behind) return true;
  const auto answers = backends_.Ask(queries, deadline);
  bool caught_up = true;
  for (const ServiceEntry& service : Services()) {
    if (!answers[service.id]) continue;
    const auto& totals = *answers[service.id];
    caught_up &= totals.ok() && *totals != nullptr;
    if (totals.ok() && *totals != nullptr) backends_[service.id].Offer(*totals);
  }
  return caught_up;
}

grpc::ServerUnaryReactor* SummaryService::ExplainSummary(grpc::CallbackServerContext* context,
                                                         const summary::v1::ExplainSummaryRequest* request,
                                                         summary::v1::ExplainSummaryResponse* response) {
  const GetNationwideSummaryRequest& asked = request->request();
  const bool plain = !asked.strict() && !asked.freshness().has_at_least() && !asked.freshness().fully_consistent();
  const auto explain = [this, context, request, response] {
    return Explain(*request, absl::FromChrono(context->deadline()), *response);
  };
  if (plain) return RunOnPool(pool_, context, explain);
  // Whether there is an answer that is new enough, or whole, is for the desk to say; afterwards it is at hand.
  return FinishLater(context, [&](absl::Time deadline, std::function<void(absl::Status)> done) {
    desk_.Answer(asked, deadline, [this, explain, done](const absl::StatusOr<CallAnswer>& answer) {
      if (!answer.ok()) return done(answer.status());
      if (!pool_.Post([explain, done] { done(explain()); })) done(ServerBusy());
    });
  });
}

absl::Status SummaryService::Explain(const summary::v1::ExplainSummaryRequest& request, absl::Time deadline,
                                     summary::v1::ExplainSummaryResponse& response) {
  const BackendViews views = backends_.Look();
  TotalsVector totals;
  for (const ServiceEntry& service : Services()) {
    totals[service.id] = views[service.id].newest;
    SummaryQuestion all;
    for (const PartEntry& part : Parts()) all.parts |= uint32_t{1} << static_cast<uint32_t>(part.part);
    *response.add_services() = DescribeService(service.id, views[service.id], all);
  }
  response.set_redis(describe_redis_());
  response.set_memory(DescribeMemory(source_));
  FixedQuestion fixed;
  const bool cited = request.request().freshness().has_citation();
  if (cited) {
    ASSIGN_OR_RETURN(fixed, ParseCitation(request.request().freshness().citation(), "request.freshness.citation"));
  } else {
    ASSIGN_OR_RETURN(const SummaryQuestion question, ReadQuestion(request.request()));
    fixed = FixAt(question, totals);
    if (!question.survey.empty()) fixed.question.survey = question.survey;
    if (totals[ServiceId::kCouncil] != nullptr && question.NeedsSurvey() && fixed.question.survey.empty())
      return NoPublishedSurvey();
    *response.mutable_call_info() = Judge(question, views);
  }
  response.set_question(ToText(fixed.question));
  response.set_key(KeyOf(fixed));
  for (const ServiceEntry& service : Services()) {
    if (fixed.revisions[service.id].empty()) continue;
    summary::v1::ServiceRevision& revision = *response.add_revisions();
    revision.set_service(std::string(service.name));
    revision.set_revision(fixed.revisions[service.id]);
  }
  // An incomplete answer is computed anew for each call and kept nowhere.
  if (response.call_info().missing_size() > 0) return absl::OkStatus();
  return ExplainPlaces(request.request(), fixed, totals, desk_.BackendDeadline(deadline), response);
}

absl::Status SummaryService::ExplainPlaces(const GetNationwideSummaryRequest& request, const FixedQuestion& fixed,
                                           const TotalsVector& totals, absl::Time deadline,
                                           summary::v1::ExplainSummaryResponse& response) {
  grpc::ByteBuffer ready;
  const bool prepared = prepared_.Find(request.SerializeAsString(), ready);
  Note(ConsultedPlace::PLACE_PREPARED, prepared, response);
  if (prepared) {
    response.mutable_call_info()->set_level(summary::v1::CallInfo::LEVEL_MEMORY);
    return absl::OkStatus();
  }
  if (fixed == FixAt(fixed.question, totals)) {
    const SummaryAnswer answer = source_.GetOrMake(fixed, [&] { return MakeBody(fixed.question, totals); });
    const bool remembered = answer.level == summary::v1::CallInfo::LEVEL_MEMORY;
    Note(ConsultedPlace::PLACE_MEMORY, remembered, response);
    if (!remembered) Note(ConsultedPlace::PLACE_TOTALS_AT_HAND, true, response);
    response.mutable_call_info()->set_level(answer.level);
    return absl::OkStatus();
  }
  CachedSummarySource::Places places;
  const auto answer = source_.Get(fixed, deadline, &places);
  for (ConsultedPlace& place : places) *response.add_places() = std::move(place);
  RETURN_IF_ERROR(answer.status());
  response.mutable_call_info()->set_level(answer->level);
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SummaryService::GetFigure(grpc::CallbackServerContext* context,
                                                    const summary::v1::GetFigureRequest* request,
                                                    summary::v1::GetFigureResponse* response) {
  return FinishLater(context, [&](absl::Time deadline, FigureDesk::Done done) {
    details_.figures.Get(*request, deadline, *response, std::move(done));
  });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* SummaryService::WatchNationwideSummary(grpc::CallbackServerContext* context,
                                                                                   const grpc::ByteBuffer* request) {
  return watches_.Serve(CallerOf(*context), *request, StandingOf(*context));
}

grpc::ServerUnaryReactor* SummaryService::CompareSummaries(grpc::CallbackServerContext* context,
                                                           const summary::v1::CompareSummariesRequest* request,
                                                           summary::v1::CompareSummariesResponse* response) {
  return FinishLater(context, [&](absl::Time deadline, CompareDesk::Done done) {
    details_.comparisons.Compare(*request, deadline, *response, std::move(done));
  });
}

grpc::ServerUnaryReactor* SummaryService::GetPrefectureProfile(grpc::CallbackServerContext* context,
                                                               const summary::v1::GetPrefectureProfileRequest* request,
                                                               summary::v1::GetPrefectureProfileResponse* response) {
  return FinishLater(context, [&](absl::Time deadline, ProfileDesk::Done done) {
    details_.profiles.Get(*request, deadline, *response, std::move(done));
  });
}

grpc::ServerUnaryReactor* SummaryService::ListPrefectureProfiles(
    grpc::CallbackServerContext* context, const summary::v1::ListPrefectureProfilesRequest* request,
    summary::v1::ListPrefectureProfilesResponse* response) {
  return FinishLater(context, [&](absl::Time deadline, ProfileDesk::Done done) {
    details_.profiles.List(*request, deadline, *response, std::move(done));
  });
}

}  // namespace zaitaku::gateway
