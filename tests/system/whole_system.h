// The whole system as real processes: Redis, the three services with the source's data, and a gateway. They speak what
// transport.h says, plaintext unless a test says SpeakTls before.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/catalog_server/catalog_server.h"
#include "tests/generators/source_document.h"
#include "tests/redis_process/redis_process.h"
#include "tests/server_process/server_process.h"
#include "tests/server_process/transport.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/training_server/training_server.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"
#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku {

// Calls to one server, over a connection of their own.
template <typename Rpc>
class Client {
 public:
  // `wait_for_ready`: rather than be told that nobody is there.
  explicit Client(const std::string& address, bool wait_for_ready = true) : wait_for_ready_(wait_for_ready) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
    stub_ = Rpc::NewStub(grpc::CreateCustomChannel(address, TestCredentials(), arguments));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Rpc::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request, absl::Duration patience = absl::Seconds(20)) {
    grpc::ClientContext context;
    context.set_wait_for_ready(wait_for_ready_);
    context.set_deadline(absl::ToChronoTime(absl::Now() + patience));
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

 private:
  const bool wait_for_ready_;
  std::unique_ptr<typename Rpc::Stub> stub_;
};

using CouncilRpc = council::v1::CouncilService;
using CatalogRpc = catalog::v1::CatalogService;
using TrainingRpc = training::v1::TrainingService;
using SummaryRpc = summary::v1::SummaryService;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::GetNationwideSummaryResponse;

class WholeSystem : public testing::Test {
 public:
  // Adds an event that one can apply for.
  static training::v1::UpdateEventRequest NewEvent(const std::string& title) {
    training::v1::UpdateEventRequest request;
    request.set_allow_missing(true);
    training::v1::Event& event = *request.mutable_event();
    event.set_name("events/2026-12-canaries");
    event.mutable_title()->set_ja(title);
    event.mutable_title()->set_en(title);
    event.set_kind(training::v1::Event::KIND_TRAINING);
    event.set_state(training::v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.add_fields(training::v1::TRAINING_FIELD_HOME_VISIT_NURSING);
    event.mutable_application_rule()->set_per_government(2);
    return request;
  }

 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(redis_, RedisProcess::Start());
    council_.AddArguments({"--database", council_.File("council.db")});
    catalog_.AddArguments({"--database", catalog_.File("catalog.db")});
    training_.AddArguments({"--database", training_.File("training.db")});
    ASSERT_OK(council_.Start());
    ASSERT_OK(catalog_.Start());
    ASSERT_OK(training_.Start());
    Load();
    key_ = gateway_.File("key");
    std::ofstream(key_) << std::string(64, 'a') << "\n";
    ASSERT_EQ(chmod(key_.c_str(), 0600), 0);
    gateway_.AddArguments({"--council", council_.address(), "--catalog", catalog_.address(), "--training",
                           training_.address(), "--redis", absl::StrCat("127.0.0.1:", redis_->port()),
                           "--cache-key-file", key_});
    gateway_.AddArguments(ServicesTransportArguments());
    ASSERT_OK(gateway_.Start());
  }

  void Load() {
    Client<CouncilRpc> council(council_.address());
    council::v1::ImportSurveyRequest document;
    document.set_content(generators::ReadSourceDocument());
    ASSERT_OK(council.Call(&CouncilRpc::Stub::ImportSurvey, document));
    council::v1::PublishSurveyRequest publish;
    publish.set_name("surveys/2015-12");
    ASSERT_OK(council.Call(&CouncilRpc::Stub::PublishSurvey, publish));
    catalog::v1::ImportEntriesRequest entries;
    entries.set_content(CatalogServer::ReadData());
    ASSERT_OK(Client<CatalogRpc>(catalog_.address()).Call(&CatalogRpc::Stub::ImportEntries, entries));
    training::v1::ImportEntriesRequest events;
    events.set_content(TrainingServer::ReadData());
    ASSERT_OK(Client<TrainingRpc>(training_.address()).Call(&TrainingRpc::Stub::ImportEntries, events));
  }

  // All but Redis.
  std::vector<ServerProcess*> processes() { return {&council_, &catalog_, &training_, &gateway_}; }

  std::unique_ptr<RedisProcess> redis_;
  ServerProcess council_{ZAITAKU_REGISTRY_BINARY};
  ServerProcess catalog_{ZAITAKU_CATALOG_BINARY};
  ServerProcess training_{ZAITAKU_TRAINING_BINARY};
  ServerProcess gateway_{ZAITAKU_GATEWAY_BINARY};
  std::string key_;
};

}  // namespace zaitaku
