// A catalogue that fails as no real one can be made to.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku {

inline std::string FakeToken(int number, char digit = 'a') {
  return std::to_string(number) + "-" + std::string(16, digit);
}

// A catalogue whose watches say what the test tells them to.
class FakeCatalog final : public catalog::v1::CatalogService::Service {
 public:
  FakeCatalog() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeCatalog() override {
    over_ = true;
    server_->Shutdown(std::chrono::system_clock::now());
  }

  grpc::Status WatchTotals(grpc::ServerContext* context, const type::v1::WatchTotalsRequest* request,
                           grpc::ServerWriter<catalog::v1::WatchTotalsResponse>* writer) override {
    {
      const std::lock_guard lock(mutex_);
      known_.push_back(request->known());
    }
    int sent = 0;
    while (!over_ && !context->IsCancelled()) {
      if (forked) return ToGrpc(Error(type::v1::ERROR_REASON_REVISION_FORKED, {"forked", "別の履歴"}));
      catalog::v1::WatchTotalsResponse message;
      message.set_head(FakeToken(head));
      if (sent != totals) {
        sent = totals;
        message.mutable_totals()->set_revision(FakeToken(sent));
      }
      if (!silent) writer->Write(message);
      absl::SleepFor(absl::Milliseconds(20));
    }
    return grpc::Status::OK;
  }

  grpc::Status GetNationalTotals(grpc::ServerContext* context, const catalog::v1::GetNationalTotalsRequest* request,
                                 catalog::v1::GetNationalTotalsResponse* response) override {
    ++calls;
    seconds_left = absl::ToDoubleSeconds(absl::FromChrono(context->deadline()) - absl::Now());
    if (failures > 0) {
      --failures;
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "for a moment");
    }
    while (slow && !over_ && !context->IsCancelled()) absl::SleepFor(absl::Milliseconds(5));
    response->mutable_totals()->set_revision(FakeToken(head));
    return grpc::Status::OK;
  }

  const std::string& address() const { return address_; }

  std::atomic<int> head{1}, totals{1}, calls{0}, failures{0};
  std::atomic<bool> silent{false}, slow{false}, forked{false};
  std::atomic<double> seconds_left{0};
  // What the watches said that they know, the first and the last.
  std::pair<std::string, std::string> known() {
    const std::lock_guard lock(mutex_);
    return {known_.front(), known_.back()};
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> known_;
  std::atomic<bool> over_{false};
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace zaitaku
