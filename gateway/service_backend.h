// A backend for any service that has GetNationalTotals and WatchTotals.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_callback.h>

#include <future>
#include <memory>
#include <string>
#include <utility>

#include "gateway/backend.h"
#include "platform/revision/revision_token.h"
#include "platform/server/arena_message.h"
#include "platform/status/status.h"
#include "platform/telemetry/trace.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku::gateway {

// What was received, if it holds together; else an error, and it is as if it had not come.
template <typename Service>
absl::StatusOr<TotalsPtr> ReceiveTotals(std::shared_ptr<const typename Service::Totals> received) {
  ASSIGN_OR_RETURN(const RevisionToken token, ParseRevisionToken(received->revision(), "revision"));
  RETURN_IF_ERROR(Service::Check(*received));
  auto totals = std::make_shared<ServiceTotals>();
  totals->revision = received->revision();
  totals->number = token.number;
  totals->message = std::move(received);
  return TotalsPtr(std::move(totals));
}

// As above, of an answer or a message of the watch, which is kept with its totals.
template <typename Service, typename Message>
absl::StatusOr<TotalsPtr> ReceiveTotalsOf(const std::shared_ptr<Message>& message) {
  return ReceiveTotals<Service>(std::shared_ptr<const typename Service::Totals>(message, &message->totals()));
}

// `Service` names the generated types: Rpc, Request, Response, WatchResponse and Totals; says how a query's survey goes
// into a request (Fill); and looks at what was received (Check).
template <typename Service>
class ServiceBackend final : public Backend {
 public:
  ServiceBackend(std::shared_ptr<grpc::Channel> channel, const BackendOptions& options)
      : Backend(Service::kId, options), stub_(Service::Rpc::NewStub(std::move(channel))) {}
  ~ServiceBackend() override { Stop(); }

 private:
  using Request = typename Service::Request;
  using Response = typename Service::Response;

  class Call final : public TotalsCall {
   public:
    Call(ServiceBackend& backend, const TotalsQuery& query, absl::Time deadline, grpc::CompletionQueue& queue,
         void* tag)
        : backend_(backend) {
      context_.set_deadline(absl::ToChronoTime(deadline));
      CarryTrace(context_);
      Request request;
      request.set_revision(query.revision);
      request.set_known(query.known);
      for (const std::string& token : query.contains) request.add_contains(token);
      Service::Fill(query, request);
      reader_ = backend.stub_->AsyncGetNationalTotals(&context_, request, &queue);
      reader_->Finish(response_.get(), &status_, tag);
    }

    absl::StatusOr<TotalsPtr> End() override {
      if (!status_.ok()) return backend_.Translate(status_);
      if (!response_->has_totals()) return TotalsPtr();
      return ReceiveTotalsOf<Service>(response_);
    }

   private:
    ServiceBackend& backend_;
    grpc::ClientContext context_;
    const std::shared_ptr<Response> response_ = MakeArenaMessage<Response>();
    grpc::Status status_;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> reader_;
  };

  // A watch under way, taken on gRPC's own threads: one that waited for its messages would poll for the whole process
  // meanwhile, and hand each call that it reads for the server over to another.
  class WatchStream final : public grpc::ClientReadReactor<typename Service::WatchResponse> {
   public:
    using Ended = std::shared_ptr<std::promise<absl::Status>>;

    // Deletes itself once it has ended.
    static void Begin(ServiceBackend& backend, grpc::ClientContext& context, const std::string& known, Ended ended) {
      auto* stream = new WatchStream(backend, context, std::move(ended));
      stream->request_.set_known(known);
      backend.stub_->async()->WatchTotals(&context, &stream->request_, stream);
      stream->StartRead(stream->message_.get());
      stream->StartCall();
    }

    void OnReadDone(bool ok) override {
      if (!ok) return;
      if (error_.ok()) error_ = Take();
      if (!error_.ok()) context_.TryCancel();
      message_ = MakeArenaMessage<typename Service::WatchResponse>();
      this->StartRead(message_.get());
    }

    void OnDone(const grpc::Status& status) override {
      const Ended ended = std::move(ended_);
      const absl::Status error = error_.ok() ? backend_.Translate(status) : error_;
      delete this;
      ended->set_value(error);
    }

   private:
    WatchStream(ServiceBackend& backend, grpc::ClientContext& context, Ended ended)
        : backend_(backend), context_(context), ended_(std::move(ended)) {}

    absl::Status Take() {
      TotalsPtr totals;
      if (message_->has_totals()) {
        ASSIGN_OR_RETURN(totals, ReceiveTotalsOf<Service>(message_));
      }
      backend_.Heard(message_->head(), std::move(totals));
      return absl::OkStatus();
    }

    ServiceBackend& backend_;
    grpc::ClientContext& context_;
    type::v1::WatchTotalsRequest request_;
    std::shared_ptr<typename Service::WatchResponse> message_ = MakeArenaMessage<typename Service::WatchResponse>();
    absl::Status error_;  // Of what was received.
    Ended ended_;
  };

  absl::Status Watch(grpc::ClientContext& context, const std::string& known) override {
    const auto ended = std::make_shared<std::promise<absl::Status>>();
    WatchStream::Begin(*this, context, known, ended);
    return ended->get_future().get();
  }

  std::unique_ptr<TotalsCall> MakeCall(const TotalsQuery& query, absl::Time deadline, grpc::CompletionQueue& queue,
                                       void* tag) override {
    return std::make_unique<Call>(*this, query, deadline, queue, tag);
  }

  const std::unique_ptr<typename Service::Rpc::Stub> stub_;
};

}  // namespace zaitaku::gateway
