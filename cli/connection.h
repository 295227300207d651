// The one place that opens channels and sends calls.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/access.h"
#include "cli/interruption.h"
#include "cli/settings.h"
#include "platform/status/status.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku::cli {

// The servers that are called.
enum class Server { kGateway, kCouncilRegistry, kProgramCatalog, kTrainingEvents };

// All of them, in this order.
inline constexpr Server kServers[] = {Server::kGateway, Server::kCouncilRegistry, Server::kProgramCatalog,
                                      Server::kTrainingEvents};

// What people call a server, and the address that the settings give for it.
std::string ServerName(Server server);
std::string AddressOf(Server server, const Settings& settings);

using CatalogStub = catalog::v1::CatalogService::StubInterface;
using CouncilStub = council::v1::CouncilService::StubInterface;
using SummaryStub = summary::v1::SummaryService::StubInterface;
using TrainingStub = training::v1::TrainingService::StubInterface;

template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

template <typename Stub, typename Request, typename Message>
using StreamMethod = std::unique_ptr<grpc::ClientReaderInterface<Message>> (Stub::*)(grpc::ClientContext*,
                                                                                     const Request&);

// What a server says about itself, as grpc.health.v1 has it.
enum class Health { kUnknown = 0, kServing = 1, kNotServing = 2, kServiceUnknown = 3 };

// A random UUID (version 4), which makes a repeated call harmless.
std::string NewRequestId();

// Calls to the servers that the settings name. Channels are opened when first needed; each call has the settings'
// deadline.
class Connection {
 public:
  // Reads no file yet. `note_retry` is told when a call is sent a second time. `retry_pause` is waited before.
  Connection(const Settings& settings, std::function<void()> note_retry,
             absl::Duration retry_pause = absl::Milliseconds(500))
      : settings_(settings), note_retry_(std::move(note_retry)), retry_pause_(retry_pause) {}

  // Sends a call that changes nothing. Errors are the server's, with their details.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Read(Method<Stub, Request, Response> method, const Request& request) {
    RETURN_IF_ERROR(Open());
    Response response;
    grpc::ClientContext context;
    SetDeadline(context);
    RETURN_IF_ERROR(Identify(context, AddressFor(static_cast<Stub*>(nullptr))));
    RETURN_IF_ERROR(FromGrpc((StubFor(static_cast<Stub*>(nullptr)).*method)(&context, request, &response)));
    return response;
  }

  // Sends a call that changes something, under a new request id if it has none. If the server cannot be reached, the
  // call may have arrived all the same: it is sent once more under the same id, so that it happens once.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Change(Method<Stub, Request, Response> method, Request request) {
    if (request.request_id().empty()) request.set_request_id(NewRequestId());
    auto response = Read(method, request);
    if (!absl::IsUnavailable(response.status())) return response;
    note_retry_();
    absl::SleepFor(retry_pause_);
    return Read(method, request);
  }

  // Has `receive` called with each message of a watch until the server ends it, `interruption` asks for the end or
  // `receive` returns false. There is no deadline. OK if `receive` ended it; otherwise how the stream ended.
  template <typename Stub, typename Request, typename Message>
  absl::Status Watch(StreamMethod<Stub, Request, Message> method, const Request& request, Interruption& interruption,
                     const std::function<bool(const std::type_identity_t<Message>&)>& receive) {
    RETURN_IF_ERROR(Open());
    grpc::ClientContext context;
    RETURN_IF_ERROR(Identify(context, AddressFor(static_cast<Stub*>(nullptr))));
    const auto reader = (StubFor(static_cast<Stub*>(nullptr)).*method)(&context, request);
    interruption.OnRequest([&context] { context.TryCancel(); });
    Message message;
    bool wanted = true;
    while (wanted && reader->Read(&message)) wanted = receive(message);
    if (!wanted) context.TryCancel();
    const grpc::Status status = reader->Finish();
    interruption.OnRequest(nullptr);
    return wanted ? FromGrpc(status) : absl::OkStatus();
  }

  // Asks the server at an address whether it serves.
  absl::StatusOr<Health> CheckHealth(const std::string& address);

  // What is wrong with the files that say how to call and as whom; OK before the first call.
  const absl::Status& access_problem() const { return access_problem_; }
  // Who calls; empty before the first call.
  const Text& identity() const { return access_.identity; }

 private:
  // Makes ready what calls need. Otherwise the problem.
  absl::Status Open();
  // Has the call say who calls. INVALID_ARGUMENT if that cannot be said safely to the server at this address.
  absl::Status Identify(grpc::ClientContext& context, const std::string& address);
  std::shared_ptr<grpc::Channel> OpenChannel(const std::string& address) const;
  const std::string& AddressFor(const CatalogStub*) const { return settings_.catalog; }
  const std::string& AddressFor(const CouncilStub*) const { return settings_.council; }
  const std::string& AddressFor(const SummaryStub*) const { return settings_.gateway; }
  const std::string& AddressFor(const TrainingStub*) const { return settings_.training; }
  void SetDeadline(grpc::ClientContext& context) const;
  CatalogStub& StubFor(const CatalogStub*);
  CouncilStub& StubFor(const CouncilStub*);
  SummaryStub& StubFor(const SummaryStub*);
  TrainingStub& StubFor(const TrainingStub*);

  const Settings settings_;
  const std::function<void()> note_retry_;
  const absl::Duration retry_pause_;
  OpenedAccess access_;
  absl::Status access_problem_;
  std::unique_ptr<CatalogStub> catalog_;
  std::unique_ptr<CouncilStub> council_;
  std::unique_ptr<SummaryStub> summary_;
  std::unique_ptr<TrainingStub> training_;
};

}  // namespace zaitaku::cli
