#include "gateway/profile_desk.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/councils.h"
#include "gateway/call_info.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"
#include "platform/storage/page_token.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::CallInfo;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetPrefectureProfileRequest;
using summary::v1::GetPrefectureProfileResponse;
using summary::v1::ListPrefectureProfilesRequest;
using summary::v1::ListPrefectureProfilesResponse;
using summary::v1::NationwideSummary;
using summary::v1::PrefectureProfile;
using summary::v1::PrefectureSummary;

constexpr int kMaxPageSize = 47;
// A page is cut short where it would be larger: clients take at most 4 MiB in a message.
constexpr size_t kMaxPageBytes = 1 << 20;
// Who takes part is asked for each event; of so many, the newest.
constexpr size_t kMostEvents = 500;

absl::Status CheckFilters(const ListPrefectureProfilesRequest& request) {
  std::vector<FieldProblem> problems;
  if (request.region() != type::v1::REGION_UNSPECIFIED && FindRegion(request.region()) == nullptr)
    problems.push_back({"region", "expected a region that this release knows, such as REGION_TOHOKU"});
  for (const auto& [field, kind] :
       {std::pair("has_council", request.has_council()), std::pair("lacks_council", request.lacks_council())}) {
    if (kind != council::v1::COUNCIL_KIND_UNSPECIFIED && FindCouncilKind(kind) == nullptr)
      problems.push_back({field, "expected a kind that this release knows, such as COUNCIL_KIND_HOME_MEDICAL_CARE"});
  }
  if (request.plan_fiscal_year() < 0 || request.plan_fiscal_year() > 9999) {
    problems.push_back({"plan_fiscal_year", absl::StrCat("read ", request.plan_fiscal_year(),
                                                         ", expected a fiscal year, such as 2016, or 0")});
  }
  if (request.page_size() < 0 || request.page_size() > kMaxPageSize) {
    problems.push_back(
        {"page_size", absl::StrCat("read ", request.page_size(), ", expected 0 to ", kMaxPageSize, ", such as 10")});
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

// What the filters need beyond what the profiles show.
void AddFilters(const ListPrefectureProfilesRequest& request, SummaryQuestion& question) {
  if (request.has_takes_part()) question.parts |= BitOf(Part::kApplications);
}

// Filters must not pass or hold back prefectures of which nothing is known.
absl::Status CheckKnown(const ListPrefectureProfilesRequest& request, const CallInfo& info) {
  const bool councils = request.has_council() != 0 || request.lacks_council() != 0 || request.plan_fiscal_year() != 0;
  for (const auto& missing : info.missing()) {
    const ServiceId service = FindService(missing.service())->id;
    const bool needed =
        service == ServiceId::kCouncil ? councils : service == ServiceId::kTraining && request.has_takes_part();
    if (needed) return WhyNot(service, missing.condition());
  }
  return absl::OkStatus();
}

}  // namespace

void ProfileDesk::Ask(const GetNationwideSummaryRequest& asked, absl::Time deadline, Done done, Fill fill) {
  desk_.Answer(asked, deadline,
               [this, deadline, done = std::move(done), fill = std::move(fill)](absl::StatusOr<CallAnswer> answer) {
                 if (!answer.ok()) return done(answer.status());
                 const bool posted = pool_.Post([done, fill, answer, deadline] {
                   if (absl::Now() < deadline) return done(fill(*answer));
                   done(absl::DeadlineExceededError("the call's time was up before its turn came"));
                 });
                 if (!posted) done(ServerBusy());
               });
}

void ProfileDesk::Get(const GetPrefectureProfileRequest& request, absl::Time deadline,
                      GetPrefectureProfileResponse& response, Done done) {
  const auto prefecture = ReadProfileName(request.name());
  if (!prefecture.ok()) return done(prefecture.status());
  const auto question = ReadProfileQuestion(request.read_mask(), request.fiscal_year(), false);
  if (!question.ok()) return done(question.status());
  SummaryQuestion of_summary = question->OfSummary();
  of_summary.prefectures = uint64_t{1} << ((*prefecture)->number() - 1);
  const auto asked = AskFor(std::move(of_summary), request);
  if (!asked.ok()) return done(asked.status());
  Ask(*asked, deadline, std::move(done),
      [this, &request, &response, question = *question, deadline](const CallAnswer& answer) -> absl::Status {
        ASSIGN_OR_RETURN(const NationwideSummary summary, ReadBody(answer.body));
        CallInfo& info = *response.mutable_call_info();
        info = answer.info;
        KeepConditionsOf(question, info);
        ASSIGN_OR_RETURN(const ProfileDetails details, Read(question, summary, request.strict(), deadline, info));
        if (summary.prefectures().empty()) return WhyNot(answer.info);
        *response.mutable_profile() = MakeProfile(question, summary.prefectures(0), summary, details);
        return absl::OkStatus();
      });
}

void ProfileDesk::List(const ListPrefectureProfilesRequest& request, absl::Time deadline,
                       ListPrefectureProfilesResponse& response, Done done) {
  if (const absl::Status filters = CheckFilters(request); !filters.ok()) return done(filters);
  const auto question = ReadProfileQuestion(request.read_mask(), request.fiscal_year(), true);
  if (!question.ok()) return done(question.status());
  SummaryQuestion of_summary = question->OfSummary();
  AddFilters(request, of_summary);
  std::string after;
  absl::StatusOr<GetNationwideSummaryRequest> asked;
  if (request.page_token().empty()) {
    asked = AskFor(std::move(of_summary), request);
  } else {
    const auto position = ParsePageToken(request.page_token(), QuestionDigest(request));
    if (!position.ok()) return done(position.status());
    after = position->after;
    asked.emplace().mutable_freshness()->set_citation(position->revision);
  }
  if (!asked.ok()) return done(asked.status());
  Ask(*asked, deadline, std::move(done),
      [this, &request, &response, question = *question, after, deadline](const CallAnswer& answer) {
        return FillList(request, question, after, deadline, answer, response);
      });
}

absl::Status ProfileDesk::FillList(const ListPrefectureProfilesRequest& request, const ProfileQuestion& question,
                                   const std::string& after, absl::Time deadline, const CallAnswer& answer,
                                   ListPrefectureProfilesResponse& response) {
  ASSIGN_OR_RETURN(const NationwideSummary summary, ReadBody(answer.body));
  RETURN_IF_ERROR(CheckKnown(request, answer.info));
  CallInfo& info = *response.mutable_call_info();
  info = answer.info;
  KeepConditionsOf(question, info);
  ASSIGN_OR_RETURN(const ProfileDetails details, Read(question, summary, request.strict(), deadline, info));
  if (summary.prefectures().empty()) return WhyNot(answer.info);
  const int size = request.page_size() == 0 ? kMaxPageSize : request.page_size();
  size_t bytes = 0;
  for (const PrefectureSummary& prefecture : summary.prefectures()) {
    if (!Passes(request, prefecture)) continue;
    response.set_total_size(response.total_size() + 1);
    if (prefecture.prefecture_code() <= after || !response.next_page_token().empty()) continue;
    PrefectureProfile profile = MakeProfile(question, prefecture, summary, details);
    bytes += profile.ByteSizeLong();
    if (response.profiles_size() < size && (bytes <= kMaxPageBytes || response.profiles().empty())) {
      *response.add_profiles() = std::move(profile);
      continue;
    }
    // Without a citation later pages could be of other revisions.
    if (summary.citation().empty()) return WhyNot(answer.info);
    const std::string& last = response.profiles().rbegin()->prefecture().code();
    response.set_next_page_token(MakePageToken({summary.citation(), last}, QuestionDigest(request)));
  }
  return absl::OkStatus();
}

absl::StatusOr<ProfileDetails> ProfileDesk::Read(const ProfileQuestion& question, const NationwideSummary& summary,
                                                 bool strict, absl::Time deadline, CallInfo& info) {
  const RevisionVector revisions = RevisionsOf(summary);
  deadline = desk_.BackendDeadline(deadline);
  ProfileDetails details;
  const auto known = [&](ProfilePart part, ServiceId service) {
    return question.Has(part) && !revisions[service].empty();
  };
  // What a service that is away has is missing; any other error is one.
  const auto note = [&](const absl::Status& status, ServiceId service, const char* part) {
    if (status.ok()) return absl::OkStatus();
    if (strict || !IsNoAnswer(status)) return status;
    AddMissing(service, backends_[service].Look(), part, info);
    return absl::OkStatus();
  };
  if (known(ProfilePart::kReports, ServiceId::kCouncil)) {
    auto reports = reads_.ReportsOf(summary.survey(), revisions[ServiceId::kCouncil], deadline);
    RETURN_IF_ERROR(note(reports.status(), ServiceId::kCouncil, "reports"));
    if (reports.ok()) details.reports = *std::move(reports);
  }
  const int year = question.fiscal_year != 0 ? question.fiscal_year : NewestOverview(summary);
  if (known(ProfilePart::kPrograms, ServiceId::kCatalog) && year != 0) {
    auto eligible = reads_.EligibleIn(year, revisions[ServiceId::kCatalog], deadline);
    RETURN_IF_ERROR(note(eligible.status(), ServiceId::kCatalog, "programs"));
    if (eligible.ok()) details.eligible = *std::move(eligible);
    details.eligible_fiscal_year = year;
  }
  const std::string& training = revisions[ServiceId::kTraining];
  const bool participation = known(ProfilePart::kParticipation, ServiceId::kTraining);
  if (!participation && !known(ProfilePart::kEvents, ServiceId::kTraining)) return details;
  auto events = reads_.AllEvents(training, deadline);
  if (events.ok()) details.events = *events;
  if (question.Has(ProfilePart::kEvents)) RETURN_IF_ERROR(note(events.status(), ServiceId::kTraining, "events"));
  if (!participation) return details;
  const absl::Status read = events.ok() ? ReadParticipation(**events, training, deadline, details) : events.status();
  RETURN_IF_ERROR(note(read, ServiceId::kTraining, "participation"));
  return details;
}

absl::Status ProfileDesk::ReadParticipation(const ServiceReads::Events& events, const std::string& revision,
                                            absl::Time deadline, ProfileDetails& details) {
  std::vector<const training::v1::Event*> newest;
  for (const auto& event : events) newest.push_back(&event);
  std::stable_sort(newest.begin(), newest.end(),
                   [](const auto* a, const auto* b) { return a->schedule().date() < b->schedule().date(); });
  if (newest.size() > kMostEvents) newest.erase(newest.begin(), newest.end() - kMostEvents);
  std::vector<ProfileDetails::Participation> participation;
  for (const auto* event : newest) {
    ASSIGN_OR_RETURN(auto who, reads_.ParticipationIn(event->name(), revision, deadline));
    participation.emplace_back(event, std::move(who));
  }
  // All of them or none: who is not in it does not take part.
  details.participation = std::move(participation);
  return absl::OkStatus();
}

}  // namespace zaitaku::gateway
