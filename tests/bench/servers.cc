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

namespace zaitaku::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

absl::Status LoadSource(const std::string& address, SurveyState state) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // The connection ends with this function.
  const auto stub = council::v1::CouncilService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    council::v1::ImportSurveyRequest request;
    request.set_content(generators::ReadSourceDocument());
    council::v1::ImportSurveyResponse response;
    RETURN_IF_ERROR(FromGrpc(stub->ImportSurvey(&context, request, &response)));
  }
  if (state == SurveyState::kOpen) return absl::OkStatus();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  council::v1::PublishSurveyRequest request;
  request.set_name("surveys/2015-12");
  council::v1::PublishSurveyResponse response;
  return FromGrpc(stub->PublishSurvey(&context, request, &response));
}

absl::Status LoadCatalog(const std::string& address) {
  catalog::v1::ImportEntriesRequest request;
  for (const char* name : {"funding_sources", "programs", "budget_lines", "guidelines"}) {
    std::ifstream file(absl::StrCat(ZAITAKU_SOURCE_DIR "/data/catalog/", name, ".jsonl"));
    request.mutable_content()->append(std::istreambuf_iterator<char>(file), {});
  }
  request.mutable_content()->append(
      R"({"fundingSource": {"name": "fundingSources/unused", "kind": "KIND_FUND", "displayName": {"ja": "未使用"}}})");
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // The connection ends with this function.
  const auto stub = catalog::v1::CatalogService::NewStub(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  catalog::v1::ImportEntriesResponse response;
  return FromGrpc(stub->ImportEntries(&context, request, &response));
}

absl::StatusOr<Servers> StartRegistryBinary(const std::string& binary, SurveyState state,
                                            const std::vector<std::string>& arguments) {
  Servers servers;
  ServerProcess& registry = *servers.processes.emplace_back(std::make_unique<ServerProcess>(binary));
  registry.AddArguments({"--database", registry.File("council.db")});
  registry.AddArguments(arguments);
  RETURN_IF_ERROR(registry.Start());
  RETURN_IF_ERROR(LoadSource(servers.address(), state));
  return servers;
}

absl::StatusOr<Servers> AddGateway(absl::StatusOr<Servers> servers, const std::string& binary) {
  if (!servers.ok()) return servers;
  const std::string registry = servers->address();
  ASSIGN_OR_RETURN(Servers catalog, StartCatalog());
  const std::string catalog_address = catalog.address();
  servers->processes.push_back(std::move(catalog.processes.back()));
  ServerProcess& training = *servers->processes.emplace_back(std::make_unique<ServerProcess>(ZAITAKU_TRAINING_BINARY));
  training.AddArguments({"--database", training.File("training.db")});
  RETURN_IF_ERROR(training.Start());
  ServerProcess& gateway = *servers->processes.emplace_back(std::make_unique<ServerProcess>(binary));
  gateway.AddArguments({"--council", registry, "--catalog", catalog_address, "--training", training.address()});
  RETURN_IF_ERROR(gateway.Start());
  return servers;
}

}  // namespace

absl::StatusOr<Servers> StartRegistry(SurveyState state) {
  return StartRegistryBinary(ZAITAKU_REGISTRY_BINARY, state, {});
}

absl::StatusOr<Servers> StartGateway() {
  return AddGateway(StartRegistry(SurveyState::kPublished), ZAITAKU_GATEWAY_BINARY);
}

absl::StatusOr<Servers> StartCatalog() {
  Servers servers;
  ServerProcess& catalog = *servers.processes.emplace_back(std::make_unique<ServerProcess>(ZAITAKU_CATALOG_BINARY));
  catalog.AddArguments({"--database", catalog.File("catalog.db")});
  RETURN_IF_ERROR(catalog.Start());
  RETURN_IF_ERROR(LoadCatalog(servers.address()));
  return servers;
}

absl::StatusOr<Servers> StartRegistryVariant(SurveyState state, const std::vector<std::string>& arguments) {
  return StartRegistryBinary(ZAITAKU_REGISTRY_VARIANT_BINARY, state, arguments);
}

absl::StatusOr<Servers> StartGatewayWithoutHeartbeat() {
  return AddGateway(StartRegistryVariant(SurveyState::kPublished, {"--no-heartbeat"}), ZAITAKU_GATEWAY_VARIANT_BINARY);
}

}  // namespace zaitaku::bench
