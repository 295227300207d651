#include "tests/system/pair_client.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using gateway::ServiceEntry;
using gateway::ServiceId;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;

constexpr absl::Duration kPatience = absl::Seconds(5);     // For one call.
constexpr absl::Duration kEndurance = absl::Seconds(120);  // For an answer at all.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);
constexpr size_t kNewCitations = 100;

// The parts that come from each service.
const std::vector<std::string>& PartsOf(ServiceId service) {
  static const gateway::PerService<std::vector<std::string>> parts = [] {
    gateway::PerService<std::vector<std::string>> all;
    all[ServiceId::kCouncil] = {"councils", "figures", "prefectures"};
    all[ServiceId::kCatalog] = {"programs", "budgets"};
    all[ServiceId::kTraining] = {"events", "participants", "applications"};
    return all;
  }();
  return parts[service];
}

bool AsksFor(const GetNationwideSummaryRequest& request, ServiceId service) {
  const auto& paths = request.read_mask().paths();
  return paths.empty() || std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
           const auto& parts = PartsOf(service);
           return path == "*" || std::find(parts.begin(), parts.end(), path) != parts.end();
         });
}

int64_t NumberOf(const std::string& token) { return std::strtoll(token.c_str(), nullptr, 10); }

std::string RevisionIn(const GetNationwideSummaryResponse& answer, ServiceId service) {
  for (const auto& revision : answer.summary().revisions()) {
    if (revision.service() == std::string(gateway::ServiceOf(service).name)) return revision.revision();
  }
  return "";
}

absl::Status Wrong(const std::string& what, const GetNationwideSummaryRequest& request,
                   const GetNationwideSummaryResponse& answer) {
  GetNationwideSummaryResponse shown;
  *shown.mutable_call_info() = answer.call_info();
  *shown.mutable_summary()->mutable_revisions() = answer.summary().revisions();
  shown.mutable_summary()->set_citation(answer.summary().citation());
  return absl::InternalError(
      absl::StrCat(what, "; asked: ", request.ShortDebugString(), "; answered: ", shown.ShortDebugString()));
}

}  // namespace

bool IsFlagged(const GetNationwideSummaryResponse& answer, ServiceId service) {
  for (const auto* conditions : {&answer.call_info().stale(), &answer.call_info().missing()}) {
    for (const auto& condition : *conditions) {
      if (condition.service() == std::string(gateway::ServiceOf(service).name)) return true;
    }
  }
  return false;
}

Scene::Death Scene::death() const {
  const std::lock_guard lock(mutex_);
  return death_;
}

void Scene::SetDeath(std::optional<ServiceId> service) {
  const std::lock_guard lock(mutex_);
  death_ = {service, death_.number + 1};
}

void Scene::Acknowledge(ServiceId service, int64_t number) {
  int64_t known = acknowledged_[service];
  while (known < number && !acknowledged_[service].compare_exchange_weak(known, number)) {
  }
}

void Scene::AddCitation(const std::string& citation) {
  const std::lock_guard lock(mutex_);
  citations_.push_back(citation);
}

std::string Scene::AnyCitation(unsigned int random) const {
  const std::lock_guard lock(mutex_);
  if (citations_.empty()) return "";
  // Those that were fed something wrong were new then.
  const size_t among = random % 2 == 0 ? citations_.size() : std::min(citations_.size(), kNewCitations);
  return citations_[citations_.size() - 1 - random / 2 % among];
}

std::vector<std::string> Scene::LastCitations(size_t count) const {
  const std::lock_guard lock(mutex_);
  const auto end = citations_.rbegin() + static_cast<ptrdiff_t>(std::min(count, citations_.size()));
  return {citations_.rbegin(), end};
}

PairClient::PairClient(const gateway::PerService<std::string>& services,
                       const std::array<std::string, kGateways>& gateways, int number, const DealtResources& dealt,
                       unsigned int seed, Scene& scene)
    : random_(seed),
      scene_(scene),
      council_(services[ServiceId::kCouncil], number, dealt.council, seed + 1),
      catalog_(services[ServiceId::kCatalog], number, dealt.catalog, seed + 2),
      training_(services[ServiceId::kTraining], number, dealt.training, seed + 3),
      gateways_{GatewayClient(gateways[0]), GatewayClient(gateways[1])} {}

absl::Status PairClient::Run(int pairs) {
  for (int i = 0; i < pairs && !scene_.failed; ++i) {
    const absl::Status status = Pair();
    if (!status.ok()) scene_.failed = true;
    RETURN_IF_ERROR(status);
    ++scene_.pairs;
  }
  return absl::OkStatus();
}

absl::Status PairClient::Pair() {
  auto service = static_cast<ServiceId>(Below(gateway::kServiceCount));
  // A few still meet the dead one.
  if (static_cast<int>(service) == scene_.avoided_service && Below(12) != 0) {
    service = static_cast<ServiceId>((static_cast<size_t>(service) + 1) % gateway::kServiceCount);
  }
  ASSIGN_OR_RETURN(const std::string token, Write(service));
  session_[service] = token;
  scene_.Acknowledge(service, NumberOf(token));
  RETURN_IF_ERROR(ReadBack(service, token));
  if (Below(2) == 0) RETURN_IF_ERROR(ReadFast());
  return Below(2) == 0 ? ReadCited() : absl::OkStatus();
}

absl::StatusOr<std::string> PairClient::Write(ServiceId service) {
  switch (service) {
    case ServiceId::kCouncil: {
      ASSIGN_OR_RETURN(const auto acknowledged, council_.WriteOne());
      return acknowledged.revision;
    }
    case ServiceId::kCatalog: {
      ASSIGN_OR_RETURN(const auto acknowledged, catalog_.WriteOne());
      return acknowledged.revision;
    }
    case ServiceId::kTraining: {
      ASSIGN_OR_RETURN(const auto acknowledged, training_.WriteOne());
      return acknowledged.revision;
    }
  }
  return absl::InternalError("no such service");
}

GetNationwideSummaryRequest PairClient::AnyQuestion(ServiceId service) {
  GetNationwideSummaryRequest request;
  const int kind = Below(4);
  if (kind == 0) request.mutable_read_mask()->add_paths("*");
  if (kind == 1) {
    for (const std::string& part : PartsOf(service)) request.mutable_read_mask()->add_paths(part);
  }
  return request;
}

absl::Status PairClient::ReadBack(ServiceId service, const std::string& token) {
  GetNationwideSummaryRequest request = AnyQuestion(service);
  Floors floors;
  // While a service is dead for long, nobody can be told the newest.
  if (Below(6) == 0 && scene_.avoided_service < 0) {
    request.mutable_freshness()->set_fully_consistent(true);
    for (const ServiceEntry& each : gateway::Services()) floors[each.id] = scene_.acknowledged(each.id);
    return Ask(request, floors);
  }
  const bool whole_session = Below(3) == 0;
  for (const ServiceEntry& each : gateway::Services()) {
    if (each.id != service && (!whole_session || session_[each.id].empty())) continue;
    const std::string& asked = each.id == service ? token : session_[each.id];
    floors[each.id] = NumberOf(asked);
    request.mutable_freshness()->mutable_at_least()->add_tokens(absl::StrCat(std::string(each.key), "=", asked));
  }
  return Ask(request, floors);
}

absl::Status PairClient::ReadFast() {
  return AskOnce(AnyQuestion(static_cast<ServiceId>(Below(gateway::kServiceCount))), {}).status();
}

absl::Status PairClient::ReadCited() {
  GetNationwideSummaryRequest request;
  request.mutable_freshness()->set_citation(scene_.AnyCitation(random_()));
  if (request.freshness().citation().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto answer, AskOnce(request, {}));
  if (!answer) return absl::OkStatus();
  ++scene_.cited;
  if (answer->call_info().level() == summary::v1::CallInfo::LEVEL_REDIS) ++scene_.from_redis;
  if (answer->summary().citation() == request.freshness().citation()) return absl::OkStatus();
  return Wrong("a citation got another answer", request, *answer);
}

absl::StatusOr<std::optional<GetNationwideSummaryResponse>> PairClient::AskOnce(
    const GetNationwideSummaryRequest& request, const Floors& floors) {
  const Scene::Death before = scene_.death();
  GatewayClient& gateway = gateways_[Below(kGateways)];
  const auto answer = gateway.Call(&Gateway::Stub::GetNationwideSummary, request, kPatience);
  if (OutcomeUnknown(answer.status())) {
    ++scene_.unanswered;
    return std::nullopt;
  }
  if (!answer.ok())
    return absl::InternalError(absl::StrCat(answer.status().ToString(), "; asked: ", request.ShortDebugString()));
  // Of a service that died or came back meanwhile, either answer is right.
  const Scene::Death death = before == scene_.death() ? before : Scene::Death();
  RETURN_IF_ERROR(Check(request, floors, death, *answer));
  return *answer;
}

absl::Status PairClient::Ask(const GetNationwideSummaryRequest& request, const Floors& floors) {
  const absl::Time end = absl::Now() + kEndurance;
  while (absl::Now() < end && !scene_.failed) {
    ASSIGN_OR_RETURN(const auto answer, AskOnce(request, floors));
    if (answer) return absl::OkStatus();
    absl::SleepFor(kRetryAfter);
  }
  return scene_.failed ? absl::OkStatus() : absl::DeadlineExceededError("never answered: " + request.DebugString());
}

absl::Status PairClient::Check(const GetNationwideSummaryRequest& request, const Floors& floors,
                               const Scene::Death& death, const GetNationwideSummaryResponse& answer) {
  const bool cited = request.freshness().has_citation();
  for (const ServiceEntry& service : gateway::Services()) {
    if (cited || !AsksFor(request, service.id)) continue;
    const std::string revision = RevisionIn(answer, service.id);
    if (NumberOf(revision) < floors[service.id])
      return Wrong(absl::StrCat("older than the acknowledged revision ", floors[service.id]), request, answer);
    const bool flagged = IsFlagged(answer, service.id);
    if (revision.empty() && !flagged) return Wrong("a part is missing without being flagged", request, answer);
    if (death.service != service.id) continue;
    if (!flagged) return Wrong("a dead service is not flagged", request, answer);
    ++scene_.flags_seen;
  }
  if (answer.summary().citation().empty() == answer.call_info().missing().empty())
    return Wrong("a complete answer has no citation, or an incomplete one has one", request, answer);
  if (!answer.summary().citation().empty()) scene_.AddCitation(answer.summary().citation());
  return scene_.history.Record(answer.summary());
}

}  // namespace zaitaku
