#include "tests/bench/servers.h"

#include <grpcpp/grpcpp.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/generators/source_document.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

// A stub of a generated service whose connection ends with it.
template <typename Service>
std::unique_ptr<typename Service::Stub> StubOf(const Servers& servers) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return Service::NewStub(grpc::CreateCustomChannel(servers.address(), grpc::InsecureChannelCredentials(), arguments));
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  Response response;
  RETURN_IF_ERROR(FromGrpc((stub.*method)(&context, request, &response)));
  return response;
}

absl::Status LoadSource(const Servers& servers, SurveyState state) {
  using Stub = council::v1::CouncilService::Stub;
  const auto stub = StubOf<council::v1::CouncilService>(servers);
  council::v1::ImportSurveyRequest import;
  import.set_content(generators::ReadSourceDocument());
  RETURN_IF_ERROR(Call(*stub, &Stub::ImportSurvey, import).status());
  if (state == SurveyState::kOpen) return absl::OkStatus();
  council::v1::PublishSurveyRequest publish;
  publish.set_name("surveys/2015-12");
  return Call(*stub, &Stub::PublishSurvey, publish).status();
}

// The files of a folder of `data`, one after another.
std::string ReadData(const std::string& folder, const std::vector<std::string>& names) {
  std::string content;
  for (const std::string& name : names) {
    std::ifstream file(absl::StrCat(ZAITAKU_SOURCE_DIR "/data/", folder, "/", name, ".jsonl"));
    content.append(std::istreambuf_iterator<char>(file), {});
  }
  return content;
}

absl::Status LoadCatalog(const Servers& servers) {
  catalog::v1::ImportEntriesRequest request;
  request.set_content(ReadData("catalog", {"funding_sources", "programs", "budget_lines", "guidelines"}));
  request.mutable_content()->append(
      R"({"fundingSource": {"name": "fundingSources/unused", "kind": "KIND_FUND", "displayName": {"ja": "未使用"}}})");
  const auto stub = StubOf<catalog::v1::CatalogService>(servers);
  return Call(*stub, &catalog::v1::CatalogService::Stub::ImportEntries, request).status();
}

using TrainingStub = training::v1::TrainingService::Stub;

// Registers somebody for an event; sets `person` to the name that they got.
absl::Status Apply(const std::string& event, TrainingStub& stub, std::string& person) {
  training::v1::ApplyForEventRequest request;
  request.set_event(event);
  request.set_local_government_code("130001");
  request.add_applicants()->mutable_person()->set_full_name("Officer");
  request.mutable_applicants(0)->mutable_person()->set_email("officer@example.jp");
  ASSIGN_OR_RETURN(const auto response, Call(stub, &TrainingStub::ApplyForEvent, request));
  person = response.applications(0).person();
  return absl::OkStatus();
}

absl::Status LoadTraining(Servers& servers) {
  const auto stub = StubOf<training::v1::TrainingService>(servers);
  training::v1::ImportEntriesRequest request;
  request.set_content(ReadData("training", {"training_programs", "events"}));
  for (const char* name : {kOpenEvent, kHeldEvent}) {
    absl::StrAppend(request.mutable_content(), R"({"event": {"name": ")", name, R"(", "title": {"ja": "研修"}, )",
                    R"("kind": "KIND_TRAINING", "state": "STATE_OPEN", "schedule": {"date": "2016-03-16"}, )",
                    R"("applicationRule": {"capacity": 100000}}})", "\n");
  }
  RETURN_IF_ERROR(Call(*stub, &TrainingStub::ImportEntries, request).status());
  for (const char* name : {kOpenEvent, kHeldEvent}) RETURN_IF_ERROR(Apply(name, *stub, servers.known.person));
  training::v1::UpdateEventRequest held;
  held.mutable_event()->set_name(kHeldEvent);
  held.mutable_event()->set_state(training::v1::Event::STATE_HELD);
  held.mutable_update_mask()->add_paths("state");
  return Call(*stub, &TrainingStub::UpdateEvent, held).status();
}

// One process with a database of its own, started.
absl::StatusOr<Servers> StartLedger(const std::string& binary, const std::string& database,
                                    const std::vector<std::string>& arguments) {
  Servers servers;
  ServerProcess& server = *servers.processes.emplace_back(std::make_unique<ServerProcess>(binary));
  server.AddArguments({"--database", server.File(database)});
  server.AddArguments(arguments);
  RETURN_IF_ERROR(server.Start());
  return servers;
}

absl::StatusOr<Servers> StartRegistryBinary(const std::string& binary, SurveyState state,
                                            const std::vector<std::string>& arguments) {
  ASSIGN_OR_RETURN(Servers servers, StartLedger(binary, "council.db", arguments));
  RETURN_IF_ERROR(LoadSource(servers, state));
  return servers;
}

// The catalogue, the training events and the gateway, added to what stands before them.
absl::StatusOr<Servers> AddGateway(Servers servers, const std::string& registry) {
  ASSIGN_OR_RETURN(Servers catalog, StartCatalog());
  const std::string catalog_address = catalog.address();
  servers.processes.push_back(std::move(catalog.processes.back()));
  ServerProcess& training = *servers.processes.emplace_back(std::make_unique<ServerProcess>(ZAITAKU_TRAINING_BINARY));
  training.AddArguments({"--database", training.File("training.db")});
  RETURN_IF_ERROR(training.Start());
  ServerProcess& gateway = *servers.processes.emplace_back(std::make_unique<ServerProcess>(ZAITAKU_GATEWAY_BINARY));
  gateway.AddArguments({"--council", registry, "--catalog", catalog_address, "--training", training.address()});
  RETURN_IF_ERROR(gateway.Start());
  using summary::v1::SummaryService;
  const auto stub = StubOf<SummaryService>(servers);
  ASSIGN_OR_RETURN(const auto answer, Call(*stub, &SummaryService::Stub::GetNationwideSummary,
                                           summary::v1::GetNationwideSummaryRequest()));
  servers.known.citation = answer.summary().citation();
  return servers;
}

}  // namespace

absl::StatusOr<Servers> StartRegistry(SurveyState state) {
  return StartRegistryBinary(ZAITAKU_REGISTRY_BINARY, state, {});
}

absl::StatusOr<Servers> StartGateway() {
  ASSIGN_OR_RETURN(Servers registry, StartRegistry(SurveyState::kPublished));
  const std::string address = registry.address();
  return AddGateway(std::move(registry), address);
}

absl::StatusOr<Servers> StartGatewayOver(const std::string& registry) { return AddGateway(Servers(), registry); }

absl::StatusOr<Servers> StartCatalog() {
  ASSIGN_OR_RETURN(Servers servers, StartLedger(ZAITAKU_CATALOG_BINARY, "catalog.db", {}));
  RETURN_IF_ERROR(LoadCatalog(servers));
  return servers;
}

absl::StatusOr<Servers> StartTraining() {
  ASSIGN_OR_RETURN(Servers servers, StartLedger(ZAITAKU_TRAINING_BINARY, "training.db", {}));
  RETURN_IF_ERROR(LoadTraining(servers));
  return servers;
}

absl::StatusOr<Servers> StartRegistryVariant(SurveyState state, const std::vector<std::string>& arguments) {
  return StartRegistryBinary(ZAITAKU_REGISTRY_VARIANT_BINARY, state, arguments);
}

}  // namespace zaitaku::bench
