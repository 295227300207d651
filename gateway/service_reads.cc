#include "gateway/service_reads.h"

#include "absl/strings/str_cat.h"
#include "platform/telemetry/trace.h"

namespace zaitaku::gateway {
namespace {

constexpr int kPageSize = 1000;
// Beyond so many the list is not what a figure or a profile can be explained by.
constexpr size_t kMostResources = 20000;

}  // namespace

ServiceReads::ServiceReads(Backends& backends)
    : backends_(backends),
      council_(council::v1::CouncilService::NewStub(backends.channel(ServiceId::kCouncil))),
      catalog_(catalog::v1::CatalogService::NewStub(backends.channel(ServiceId::kCatalog))),
      training_(training::v1::TrainingService::NewStub(backends.channel(ServiceId::kTraining))) {}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> ServiceReads::Call(ServiceId service, Stub& stub,
                                            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                                         Response*),
                                            const Request& request, absl::Time deadline) {
  RETURN_IF_ERROR(backends_[service].CheckReachable());
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  CarryTrace(context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return backends_[service].Translate(status);
  return response;
}

template <typename Resource, typename Stub, typename Request, typename Response, typename Of>
absl::StatusOr<std::vector<Resource>> ServiceReads::List(ServiceId service, Stub& stub,
                                                         grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                                      const Request&, Response*),
                                                         Request request, Of of, absl::Time deadline) {
  std::vector<Resource> resources;
  request.set_page_size(kPageSize);
  do {
    ASSIGN_OR_RETURN(Response response, Call(service, stub, method, request, deadline));
    for (Resource& resource : *of(response)) resources.push_back(std::move(resource));
    request.set_page_token(response.next_page_token());
    if (resources.size() > kMostResources) {
      return Overloaded(
          {absl::StrCat("the ", std::string(ServiceOf(service).name), " has too many resources to be read"),
           absl::StrCat(std::string(ServiceOf(service).name), " の件数が多すぎるため読み取れません")},
          absl::Seconds(60));
    }
  } while (!request.page_token().empty());
  return resources;
}

absl::StatusOr<KeptReads<ServiceReads::Reports>::Ptr> ServiceReads::ReportsOf(const std::string& survey,
                                                                              const std::string& revision,
                                                                              absl::Time deadline) {
  return reports_.Get(absl::StrCat(survey, "|", revision), deadline, [&]() -> absl::StatusOr<Reports> {
    council::v1::ListCouncilReportsRequest request;
    request.set_parent(survey);
    request.set_revision(revision);
    return List<council::v1::CouncilReport>(
        ServiceId::kCouncil, *council_, &council::v1::CouncilService::Stub::ListCouncilReports, request,
        [](auto& page) { return page.mutable_council_reports(); }, deadline);
  });
}

absl::StatusOr<KeptReads<ServiceReads::Eligible>::Ptr> ServiceReads::EligibleIn(int fiscal_year,
                                                                                const std::string& revision,
                                                                                absl::Time deadline) {
  return eligible_.Get(absl::StrCat(fiscal_year, "|", revision), deadline, [&]() -> absl::StatusOr<Eligible> {
    catalog::v1::FindEligibleProgramsRequest request;
    request.set_kind(catalog::v1::GOVERNMENT_KIND_PREFECTURE);
    request.set_fiscal_year(fiscal_year);
    request.set_revision(revision);
    return Call(ServiceId::kCatalog, *catalog_, &catalog::v1::CatalogService::Stub::FindEligiblePrograms, request,
                deadline);
  });
}

absl::StatusOr<KeptReads<CatalogResources>::Ptr> ServiceReads::Catalog(const std::string& revision,
                                                                       absl::Time deadline) {
  using Stub = catalog::v1::CatalogService::Stub;
  return catalogs_.Get(revision, deadline, [&]() -> absl::StatusOr<CatalogResources> {
    CatalogResources resources;
    catalog::v1::ListProgramsRequest programs;
    programs.set_revision(revision);
    ASSIGN_OR_RETURN(resources.programs, List<catalog::v1::Program>(
                                             ServiceId::kCatalog, *catalog_, &Stub::ListPrograms, programs,
                                             [](auto& page) { return page.mutable_programs(); }, deadline));
    catalog::v1::ListBudgetLinesRequest lines;
    lines.set_revision(revision);
    ASSIGN_OR_RETURN(resources.budget_lines, List<catalog::v1::BudgetLine>(
                                                 ServiceId::kCatalog, *catalog_, &Stub::ListBudgetLines, lines,
                                                 [](auto& page) { return page.mutable_budget_lines(); }, deadline));
    return resources;
  });
}

absl::StatusOr<KeptReads<ServiceReads::Events>::Ptr> ServiceReads::AllEvents(const std::string& revision,
                                                                             absl::Time deadline) {
  return events_.Get(revision, deadline, [&]() -> absl::StatusOr<Events> {
    training::v1::ListEventsRequest request;
    request.set_revision(revision);
    return List<training::v1::Event>(
        ServiceId::kTraining, *training_, &training::v1::TrainingService::Stub::ListEvents, request,
        [](auto& page) { return page.mutable_events(); }, deadline);
  });
}

absl::StatusOr<KeptReads<ServiceReads::Participation>::Ptr> ServiceReads::ParticipationIn(const std::string& event,
                                                                                          const std::string& revision,
                                                                                          absl::Time deadline) {
  return participation_.Get(absl::StrCat(event, "|", revision), deadline, [&]() -> absl::StatusOr<Participation> {
    training::v1::GetParticipationRequest request;
    request.set_event(event);
    request.set_revision(revision);
    ASSIGN_OR_RETURN(Participation participation,
                     Call(ServiceId::kTraining, *training_, &training::v1::TrainingService::Stub::GetParticipation,
                          request, deadline));
    participation.clear_governments();
    return participation;
  });
}

}  // namespace zaitaku::gateway
