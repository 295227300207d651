#include "platform/server/grpc_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "platform/auth/call_context.h"
#include "platform/server/guarded.h"
#include "platform/server/sockets.h"
#include "platform/status/status.h"
#include "platform/tls/tls_source.h"

namespace zaitaku {
namespace {

// Callback servers answer the first call after a second of silence up to 100 ms late: each polling thread then sleeps
// that long at a time. A call every 400 ms within the process keeps them awake.
constexpr std::chrono::milliseconds kBeat(400);

// Of the threads that reflection takes: it has one for each stream that somebody keeps open. All else needs none.
constexpr int kMaxWaitingThreads = 32;

// Calls under way have so long after the end of their connection's time.
constexpr absl::Duration kConnectionGrace = absl::Seconds(30);

// How often a server that stops looks whether calls are still under way, and how often in a row there must be none:
// clients have so long to read their answers.
constexpr absl::Duration kLook = absl::Milliseconds(25);
constexpr int kQuietLooks = 4;
// And whether connections that have ended are still open, for a second at most.
constexpr absl::Duration kLookForTheEnd = absl::Milliseconds(2);
constexpr int kLooksForTheEnd = 500;

int Milliseconds(absl::Duration duration) { return static_cast<int>(absl::ToInt64Milliseconds(duration)); }

void Limit(grpc::ServerBuilder& builder, const ServerOptions& options) {
  builder.SetMaxReceiveMessageSize(options.max_message_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_streams_per_connection);
  if (options.max_connection_age != absl::InfiniteDuration()) {
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(options.max_connection_age));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(kConnectionGrace));
  }
  grpc::ResourceQuota quota("zaitaku");
  quota.SetMaxThreads(kMaxWaitingThreads);
  builder.SetResourceQuota(quota);
  // With the default, two servers share one port silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // Buffers that do not grow with the measured bandwidth: slow readers of large answers would otherwise hold hundreds
  // of MB.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 64 << 10);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_WRITE_BUFFER_SIZE, 64 << 10);
}

// Takes reflection, which every server has by its library, from one of them.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const auto& plugin) { return plugin->name() == "proto_server_reflection"; });
  }
};

// Whether a server offers health is settled for all servers that start from then on.
std::unique_ptr<grpc::Server> Build(grpc::ServerBuilder& builder, bool health) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  grpc::EnableDefaultHealthCheckService(health);
  return builder.BuildAndStart();
}

}  // namespace

absl::StatusOr<std::unique_ptr<GrpcServer>> GrpcServer::Start(const ServerOptions& options,
                                                              const std::vector<ServedService>& services,
                                                              std::function<bool()> ready) {
  std::unique_ptr<GrpcServer> result(new GrpcServer(options, services, std::move(ready)));
  std::vector<std::string> telling;
  RETURN_IF_ERROR(result->Guard(services, telling));
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Limit(builder, options);
  builder.SetContextAllocator(std::make_unique<CallContexts>());
  if (!options.reflection) builder.SetOption(std::make_unique<WithoutReflection>());
  for (const ServedService& served : services) builder.RegisterService(served.service);
  result->observer_->Attach(builder, std::move(telling));
  const auto credentials =
      options.tls == nullptr ? grpc::InsecureServerCredentials() : options.tls->ServerCredentials();
  builder.AddListeningPort(options.listen, credentials, &result->port_);
  result->server_ = Build(builder, options.health);
  if (result->server_ == nullptr || result->port_ == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot listen on '", options.listen,
                     "': the address is taken, not this machine's, or not of the form 127.0.0.1:7051"));
  }
  const bool is_ready = result->ready_();
  result->ShowHealth(is_ready);
  result->heartbeat_ = std::thread([raw = result.get(), is_ready] { raw->Beat(is_ready); });
  return result;
}

absl::Status GrpcServer::Guard(const std::vector<ServedService>& services, std::vector<std::string>& telling) {
  gate_ = options_.gate;
  if (gate_ == nullptr) {
    ASSIGN_OR_RETURN(gate_, Gate::Create({}));
  }
  // Connections are verified by the authorities of their beginning; calls are by those of now.
  if (options_.tls != nullptr) gate_->SetAuthorities([tls = options_.tls] { return tls->authorities(); });
  for (const ServedService& served : services) {
    auto* guarded = dynamic_cast<GuardedService*>(served.service);
    if (guarded == nullptr) {
      // Only tests serve what is bare, and never with a gate.
      if (options_.gate == nullptr) continue;
      return absl::FailedPreconditionError(absl::StrCat("the service ", served.name, " is not guarded"));
    }
    guarded->SetGate(gate_.get(), &inside_);
    guarded->SetObserver(observer_.get());
    for (std::string& method : guarded->methods_in_bytes()) telling.push_back(std::move(method));
  }
  return absl::OkStatus();
}

GrpcServer::GrpcServer(const ServerOptions& options, const std::vector<ServedService>& services,
                       std::function<bool()> ready)
    : options_(options), ready_(std::move(ready)) {
  for (const ServedService& served : services) names_.push_back(served.name);
  observer_ = std::make_unique<CallObserver>(names_, options.slow_call);
}

GrpcServer::~GrpcServer() {
  if (server_ != nullptr) Stop();  // Once more does no harm.
}

void GrpcServer::ShowHealth(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  if (health == nullptr) return;
  health->SetServingStatus("", serving);
  for (const std::string& name : names_) health->SetServingStatus(name, serving);
}

void GrpcServer::Beat(bool shown) {
  grpc::GenericStub stub(server_->InProcessChannel({}));
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (stop_.wait_for(lock, kBeat, [this] { return stopping_; })) return;
    }
    if (const bool ready = ready_(); ready != shown) {
      ShowHealth(ready);
      shown = ready;
    }
    if (!options_.heartbeat) continue;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kBeat);
    const grpc::Slice empty;  // As a HealthCheckRequest: the health of everything.
    grpc::ByteBuffer request(&empty, 1), response;
    const auto done = std::make_shared<std::promise<void>>();
    stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                   [done](const grpc::Status&) { done->set_value(); });
    done->get_future().wait();
  }
}

void GrpcServer::ShowStopping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  if (heartbeat_.joinable()) heartbeat_.join();  // It would show readiness again.
  ShowHealth(false);
}

bool GrpcServer::idle() const {
  if (options_.gate != nullptr) return inside_.count() == 0;
  // What is bare, in tests, is not counted there.
  return observer_->under_way() == 0;
}

void GrpcServer::AwaitCalls(absl::Time end) const {
  for (int quiet_looks = 0; quiet_looks < kQuietLooks && absl::Now() < end;) {
    absl::SleepFor(kLook);
    quiet_looks = idle() ? quiet_looks + 1 : 0;
  }
  // Refusals go on to be written meanwhile; who has caught up once has what it was answered.
  const ServerSockets sockets(port_);
  std::set<int> behind = sockets.Behind();
  while (!behind.empty() && absl::Now() < end) {
    absl::SleepFor(kLook);
    const std::set<int> now_behind = sockets.Behind();
    std::erase_if(behind, [&now_behind](int connection) { return !now_behind.contains(connection); });
  }
}

void GrpcServer::Stop() {
  if (std::exchange(stopped_, true)) return;
  ShowStopping();
  inside_.Close();
  AwaitCalls(absl::Now() + options_.drain);
  ServerSockets sockets(port_);
  sockets.EndListening();
  // gRPC closes them when it notices; what it would not have noticed before it shuts down would be CANCELLED.
  for (int look = 0; sockets.EndConnections() > 0 && look < kLooksForTheEnd; ++look) absl::SleepFor(kLookForTheEnd);
  server_->Shutdown(absl::ToChronoTime(absl::Now()));
  server_->Wait();
}

}  // namespace zaitaku
