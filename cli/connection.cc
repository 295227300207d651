#include "cli/connection.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/tls/loopback.h"

namespace zaitaku::cli {
namespace {

// The largest answer is a page of 500 reports, or of 100 programmes or events, with the lines that they were read from.
constexpr int kMaxAnswerBytes = 16 * 1024 * 1024;

}  // namespace

absl::Status Connection::Open() {
  if (access_.channel != nullptr || !access_problem_.ok()) return access_problem_;
  auto opened = OpenAccess(settings_.access);
  access_problem_ = opened.status();
  if (opened.ok()) access_ = *std::move(opened);
  return access_problem_;
}

absl::Status Connection::Identify(grpc::ClientContext& context, const std::string& address) {
  if (access_.token.empty()) return absl::OkStatus();
  if (settings_.access.insecure && !IsLoopback(address)) {
    access_problem_ = absl::InvalidArgumentError(absl::StrCat("--token-file: a token does not go to ", address,
                                                              " in plaintext (--insecure), where others read it"));
    return access_problem_;
  }
  context.AddMetadata("authorization", absl::StrCat("Bearer ", access_.token));
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> Connection::OpenChannel(const std::string& address) const {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix("zaitaku/" ZAITAKU_VERSION);
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  // The servers are on this machine or a private network; a proxy that is set for browsing must not see the calls.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A watch waits for a server that restarts; gRPC's own pauses between attempts would grow to two minutes.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 10'000);
  return grpc::CreateCustomChannel(address, access_.channel, arguments);
}

std::string NewRequestId() {
  std::random_device random;
  const auto bits = [&random] { return (static_cast<uint64_t>(random()) << 32) | random(); };
  const uint64_t high = (bits() & ~0xF000ull) | 0x4000ull;
  const uint64_t low = (bits() & ~(0xC0ull << 56)) | (0x80ull << 56);
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFFF, low >> 48,
                         low & 0xFFFFFFFFFFFFull);
}

std::string ServerName(Server server) {
  switch (server) {
    case Server::kGateway:
      return "gateway";
    case Server::kCouncilRegistry:
      return "council-registry";
    case Server::kProgramCatalog:
      return "program-catalog";
    case Server::kTrainingEvents:
      break;
  }
  return "training-events";
}

std::string AddressOf(Server server, const Settings& settings) {
  switch (server) {
    case Server::kGateway:
      return settings.gateway;
    case Server::kCouncilRegistry:
      return settings.council;
    case Server::kProgramCatalog:
      return settings.catalog;
    case Server::kTrainingEvents:
      break;
  }
  return settings.training;
}

void Connection::SetDeadline(grpc::ClientContext& context) const {
  context.set_deadline(absl::ToChronoTime(absl::Now() + settings_.timeout));
}

CatalogStub& Connection::StubFor(const CatalogStub*) {
  if (!catalog_) catalog_ = catalog::v1::CatalogService::NewStub(OpenChannel(settings_.catalog));
  return *catalog_;
}

CouncilStub& Connection::StubFor(const CouncilStub*) {
  if (!council_) council_ = council::v1::CouncilService::NewStub(OpenChannel(settings_.council));
  return *council_;
}

SummaryStub& Connection::StubFor(const SummaryStub*) {
  if (!summary_) summary_ = summary::v1::SummaryService::NewStub(OpenChannel(settings_.gateway));
  return *summary_;
}

TrainingStub& Connection::StubFor(const TrainingStub*) {
  if (!training_) training_ = training::v1::TrainingService::NewStub(OpenChannel(settings_.training));
  return *training_;
}

absl::StatusOr<Health> Connection::CheckHealth(const std::string& address) {
  // HealthCheckRequest is a string in field 1, HealthCheckResponse an enum in field 1: on the wire the same as these.
  using Stub = grpc::TemplatedGenericStub<google::protobuf::StringValue, google::protobuf::Int32Value>;
  RETURN_IF_ERROR(Open());
  Stub stub(OpenChannel(address));
  grpc::ClientContext context;
  SetDeadline(context);
  google::protobuf::Int32Value answer;
  grpc::Status status;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &queue);
  call->StartCall();
  call->Finish(&answer, &status, nullptr);
  void* tag;
  bool ok;
  queue.Next(&tag, &ok);  // Comes at the deadline at the latest.
  RETURN_IF_ERROR(FromGrpc(status));
  const bool known = answer.value() >= 0 && answer.value() <= static_cast<int>(Health::kServiceUnknown);
  return known ? static_cast<Health>(answer.value()) : Health::kUnknown;
}

}  // namespace zaitaku::cli
