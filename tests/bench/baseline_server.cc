// What the gateway's summaries are compared with: the same bytes, answered in other ways by a bare gRPC server.
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <hiredis/hiredis.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gateway/backends.h"
#include "gateway/summary_question.h"
#include "gateway/summary_totals.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku::bench {
namespace {

using gateway::ServiceEntry;
using gateway::ServiceId;
using gateway::Services;
using gateway::TotalsVector;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;
using summary::v1::SummaryService;

using RawService = SummaryService::WithRawCallbackMethod_GetNationwideSummary<SummaryService::Service>;
using TypedService = SummaryService::WithCallbackMethod_GetNationwideSummary<SummaryService::Service>;

struct Options {
  bool insecure = false;
  std::string kind = "echo";
  std::string listen;
  std::string answer;  // The file that holds it.
  int redis_port = 0;
  std::string redis_key;
  std::string council, catalog, training;
};

// The floor: the bytes, and nothing else.
class Echo final : public RawService {
 public:
  explicit Echo(const std::string& answer) {
    const grpc::Slice slice(answer);
    answer_ = grpc::ByteBuffer(&slice, 1);
  }
  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                                 grpc::ByteBuffer* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  grpc::ByteBuffer answer_;
};

// The bytes lie in Redis, which is asked by each call; one thread asks for all that came meanwhile.
class RedisCheck final : public RawService {
 public:
  RedisCheck(int port, std::string key) : key_(std::move(key)), redis_(redisConnect("127.0.0.1", port)) {
    thread_ = std::thread([this] { Run(); });
    thread_.detach();  // The process ends with it.
  }
  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context, const grpc::ByteBuffer*,
                                                 grpc::ByteBuffer* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const std::lock_guard lock(mutex_);
    waiting_.push_back({reactor, response});
    come_.notify_one();
    return reactor;
  }

 private:
  struct Waiting {
    grpc::ServerUnaryReactor* reactor;
    grpc::ByteBuffer* response;
  };

  void Run() {
    while (true) {
      std::vector<Waiting> round;
      {
        std::unique_lock lock(mutex_);
        come_.wait(lock, [this] { return !waiting_.empty(); });
        round.swap(waiting_);
      }
      for (size_t i = 0; i < round.size(); ++i) redisAppendCommand(redis_, "GET %b", key_.data(), key_.size());
      for (const Waiting& each : round) Answer(each);
    }
  }

  void Answer(const Waiting& each) {
    redisReply* reply = nullptr;
    if (redisGetReply(redis_, reinterpret_cast<void**>(&reply)) != REDIS_OK || reply->type != REDIS_REPLY_STRING) {
      each.reactor->Finish(grpc::Status(grpc::StatusCode::INTERNAL, "Redis did not answer"));
      return;
    }
    const grpc::Slice slice(reply->str, reply->len);
    *each.response = grpc::ByteBuffer(&slice, 1);
    freeReplyObject(reply);
    each.reactor->Finish(grpc::Status::OK);
  }

  const std::string key_;
  redisContext* const redis_;
  std::mutex mutex_;
  std::condition_variable come_;
  std::vector<Waiting> waiting_;
  std::thread thread_;
};

// The services' totals, as the gateway gets them.
class Watched {
 public:
  explicit Watched(const Options& options) : backends_(Addresses(options), {}) {
    backends_.Start([] {});
    for (const ServiceEntry& service : Services()) {
      while (!backends_[service.id].Look().current()) absl::SleepFor(absl::Milliseconds(10));
    }
  }
  gateway::Backends& backends() { return backends_; }
  TotalsVector Newest() const {
    TotalsVector totals;
    for (const ServiceEntry& service : Services()) totals[service.id] = backends_[service.id].Look().newest;
    return totals;
  }

 private:
  static gateway::PerService<std::string> Addresses(const Options& options) {
    gateway::PerService<std::string> addresses;
    addresses[ServiceId::kCouncil] = options.council;
    addresses[ServiceId::kCatalog] = options.catalog;
    addresses[ServiceId::kTraining] = options.training;
    return addresses;
  }
  gateway::Backends backends_;
};

// The answer to a request, as the gateway words it.
grpc::Status Make(const GetNationwideSummaryRequest& request, const TotalsVector& totals,
                  GetNationwideSummaryResponse& response) {
  const auto question = gateway::ReadQuestion(request);
  if (!question.ok()) return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "no question");
  gateway::SumUp(gateway::FixAt(*question, totals).question, totals, *response.mutable_summary());
  response.mutable_call_info()->set_level(summary::v1::CallInfo::LEVEL_MEMORY);
  return grpc::Status::OK;
}

// Totals in memory; the message is built and serialised by each call.
class Build final : public TypedService {
 public:
  explicit Build(const Options& options) : totals_(Watched(options).Newest()) {}
  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context,
                                                 const GetNationwideSummaryRequest* request,
                                                 GetNationwideSummaryResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(Make(*request, totals_, *response));
    return reactor;
  }

 private:
  const TotalsVector totals_;
};

// Nothing is known: each call asks the three services at a time, and adds up.
class Miss final : public TypedService {
 public:
  explicit Miss(const Options& options) : watched_(options) {
    std::thread([this] { Run(); }).detach();  // The process ends with it.
  }
  grpc::ServerUnaryReactor* GetNationwideSummary(grpc::CallbackServerContext* context,
                                                 const GetNationwideSummaryRequest* request,
                                                 GetNationwideSummaryResponse* response) override {
    auto* pending = new Pending{request, response, context->DefaultReactor(), {}, gateway::kServiceCount};
    grpc::ServerUnaryReactor* reactor = pending->reactor;
    // Until all have begun, none may end.
    const std::lock_guard lock(pending->mutex);
    for (const ServiceEntry& service : Services()) {
      auto call = watched_.backends()[service.id].BeginCall({}, absl::Now() + absl::Seconds(10), queue_, pending);
      if (!call.ok()) std::abort();  // It would measure something else.
      pending->calls[service.id] = *std::move(call);
    }
    return reactor;
  }

 private:
  struct Pending {
    const GetNationwideSummaryRequest* request;
    GetNationwideSummaryResponse* response;
    grpc::ServerUnaryReactor* reactor;
    gateway::PerService<std::unique_ptr<gateway::TotalsCall>> calls;
    size_t left;
    std::mutex mutex = {};
  };

  void Run() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
      auto* pending = static_cast<Pending*>(tag);
      if (--pending->left > 0) continue;
      const std::unique_ptr<Pending> ended(pending);
      pending->reactor->Finish(End(*pending));
    }
  }

  static grpc::Status End(Pending& pending) {
    TotalsVector totals;
    const std::lock_guard lock(pending.mutex);
    for (const ServiceEntry& service : Services()) {
      auto received = pending.calls[service.id]->End();
      if (!received.ok()) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "a service did not answer");
      totals[service.id] = *std::move(received);
    }
    return Make(*pending.request, totals, *pending.response);
  }

  Watched watched_;
  grpc::CompletionQueue queue_;
};

std::unique_ptr<grpc::Service> MakeService(const Options& options) {
  if (options.kind == "redis") return std::make_unique<RedisCheck>(options.redis_port, options.redis_key);
  if (options.kind == "build") return std::make_unique<Build>(options);
  if (options.kind == "miss") return std::make_unique<Miss>(options);
  std::ifstream file(options.answer, std::ios::binary);
  return std::make_unique<Echo>(std::string(std::istreambuf_iterator<char>(file), {}));
}

int Serve(int argc, char** argv) {
  Options options;
  CLI::App app("A server that answers summaries in one of the ways that are measured");
  app.add_flag("--insecure", options.insecure, "As all servers have it; there is no other way here");
  app.add_option("--listen", options.listen)->required();
  app.add_option("--kind", options.kind)->check(CLI::IsMember({"echo", "redis", "build", "miss"}));
  app.add_option("--answer", options.answer);
  app.add_option("--redis-port", options.redis_port);
  app.add_option("--redis-key", options.redis_key);
  app.add_option("--council", options.council);
  app.add_option("--catalog", options.catalog);
  app.add_option("--training", options.training);
  // It knows no callers, and so nothing of what is said of them.
  app.allow_extras();
  CLI11_PARSE(app, argc, argv);
  grpc::EnableDefaultHealthCheckService(true);
  const auto service = MakeService(options);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials());
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.RegisterService(service.get());
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) { return zaitaku::bench::Serve(argc, argv); }
