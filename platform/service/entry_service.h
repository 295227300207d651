// The bodies of the standard methods of a service that keeps entries. `Entries` as entries.h says.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "platform/service/entry_changes.h"
#include "platform/service/imports.h"
#include "platform/service/ledger_service.h"

namespace zaitaku {

template <typename CallbackService, typename Entries>
class EntryService : public LedgerService<CallbackService> {
 public:
  using Base = LedgerService<CallbackService>;
  using Context = typename Base::Context;
  using Reactor = typename Base::Reactor;
  using Writer = typename Entries::Writer;
  using View = Ledger::View;

  using Base::Base;

 protected:
  using Base::calls_;

  static constexpr int kDefaultPageSize = 100;

  template <typename Resource, typename Request>
  Reactor* Get(Context* context, const Request* request, Resource* response) {
    return calls_.Read(context, request, response,
                       [](const View& view, const Request& request, Resource* response) -> absl::Status {
                         RETURN_IF_ERROR(CheckName(kCollectionOf<Resource>, request.name(), "name"));
                         ASSIGN_OR_RETURN(*response, view.reader.Get<Resource>(request.name()));
                         return absl::OkStatus();
                       });
  }

  template <typename Resource, typename Request, typename Response>
  Reactor* List(Context* context, const Request* request, Response* response,
                google::protobuf::RepeatedPtrField<Resource>* (Response::*resources)()) {
    return calls_.List(context, request, response, kDefaultPageSize,
                       [resources](const Page& page, const Request& request, Response* response) -> absl::Status {
                         RETURN_IF_ERROR(Entries::CheckRequest(request));
                         const std::string label = Entries::LabelFor(request);
                         return FillPage<Resource>(
                             page,
                             [&](const std::string& after, int limit) {
                               return label.empty()
                                          ? page.reader().List<Resource>(kCollectionOf<Resource>, after, limit)
                                          : page.reader().ListByLabel<Resource>(label, after, limit);
                             },
                             [&](const Resource& resource) { return Entries::Passes(resource, request); },
                             *(response->*resources)(), *response->mutable_next_page_token());
                       });
  }

  // `field` is the resource's in the request, which `given` reads, and `result` its place in the response. `finish`:
  // void(const Writer&, Response&) says what else the response holds.
  template <typename Request, typename Response, typename Given, typename Result, typename Finish>
  Reactor* Update(Context* context, const Request* request, Response* response, const std::string& field, Given given,
                  Result result, Finish finish) {
    return calls_.Write(
        context, request, response,
        [field, given, result, finish](const Request& request, Response* response) -> absl::StatusOr<ApplyFunction> {
          const auto& change = (request.*given)();
          using Resource = std::decay_t<decltype(change)>;
          RETURN_IF_ERROR(CheckName(kCollectionOf<Resource>, change.name(), field + ".name"));
          return ApplyFunction(
              [&request, &change, field, response, result, finish](Transaction& transaction) -> absl::Status {
                Writer writer(transaction);
                ASSIGN_OR_RETURN(const ChangeOutcome outcome,
                                 ChangeResource<Entries>(change, request.update_mask(), request.allow_missing(),
                                                         {field, "update_mask"}, writer, *(response->*result)()));
                response->set_unchanged(outcome == ChangeOutcome::kUnchanged);
                finish(writer, *response);
                return writer.CheckReferences();
              });
        });
  }
  template <typename Request, typename Response, typename Given, typename Result>
  Reactor* Update(Context* context, const Request* request, Response* response, const std::string& field, Given given,
                  Result result) {
    return Update(context, request, response, field, given, result, [](const Writer&, Response&) {});
  }

  template <typename Resource, typename Request, typename Response>
  Reactor* Delete(Context* context, const Request* request, Response* response) {
    return calls_.Write(context, request, response,
                        [](const Request& request, Response*) -> absl::StatusOr<ApplyFunction> {
                          RETURN_IF_ERROR(CheckName(kCollectionOf<Resource>, request.name(), "name"));
                          return ApplyFunction([&request](Transaction& transaction) -> absl::Status {
                            ASSIGN_OR_RETURN(const auto current, transaction.Get<Resource>(request.name()));
                            RETURN_IF_ERROR(Transaction::CheckEtag(request.etag(), current));
                            return Writer(transaction).Delete(current);
                          });
                        });
  }

  template <typename Request, typename Response>
  Reactor* UpdateBatchOf(Context* context, const Request* request, Response* response) {
    return calls_.Write(context, request, response,
                        [](const Request& request, Response* response) -> absl::StatusOr<ApplyFunction> {
                          RETURN_IF_ERROR(CheckBatch<Entries>(request));
                          return ApplyFunction([&request, response](Transaction& transaction) {
                            return UpdateBatch<Entries>(request, transaction, *response);
                          });
                        });
  }

  template <typename Request, typename Response>
  Reactor* ReviewOf(Context* context, const Request* request, Response* response) {
    return calls_.Write(context, request, response,
                        [](const Request& request, Response* response) -> absl::StatusOr<ApplyFunction> {
                          RETURN_IF_ERROR(CheckReview<Entries>(request));
                          return ApplyFunction([&request, response](Transaction& transaction) {
                            return Review<Entries>(request, transaction, *response);
                          });
                        });
  }

  // `read`: absl::StatusOr<File>(request), where the file's `problems` are what is wrong with it. `apply`:
  // absl::Status(file, validate_only, transaction, response).
  template <typename Request, typename Response, typename Read, typename Apply>
  Reactor* Import(Context* context, const Request* request, Response* response, Read read, Apply apply) {
    return calls_.Write(context, request, response,
                        [read, apply](const Request& request, Response* response) -> absl::StatusOr<ApplyFunction> {
                          ASSIGN_OR_RETURN(auto file, read(request));
                          if (!file.problems.empty()) {
                            if (!request.validate_only()) return ProblemsError(file.problems);
                            for (auto& problem : file.problems) *response->add_problems() = std::move(problem);
                            return ApplyFunction([](Transaction&) { return absl::OkStatus(); });
                          }
                          const bool validate_only = request.validate_only();
                          const auto shared = std::make_shared<decltype(file)>(std::move(file));
                          return ApplyFunction([shared, validate_only, apply, response](Transaction& transaction) {
                            return apply(*shared, validate_only, transaction, *response);
                          });
                        });
  }
};

}  // namespace zaitaku
