// Examples of calls by the path of their method.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/example_calls.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku::bench {

using Table = std::map<std::string, ExampleCall>;

// A call whose request `fill` makes from its sequence number and whose answer must be `right`.
template <typename Request, typename Response>
ExampleCall Example(std::function<void(int, Request&)> fill, std::function<bool(const Response&)> right) {
  ExampleCall call;
  call.request = [fill = std::move(fill)](int sequence) {
    Request request;
    fill(sequence, request);
    return request.SerializeAsString();
  };
  call.check = [right = std::move(right)](const std::string& bytes) {
    Response response;
    if (response.ParseFromString(bytes) && right(response)) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("wrong answer: ", response.ShortDebugString().substr(0, 500)));
  };
  return call;
}

// The standard methods of a kind of resource at `service`, such as `/zaitaku.catalog.v1.CatalogService/`. `name` is
// read; `fill` makes a trial of the kind, another with each call. `deletable` is deleted as a trial, so that there is
// something to delete each time.
template <typename Get, typename List, typename Lists, typename Update, typename Updated, typename Delete,
          typename Deleted, typename Resource>
void AddKind(Table& table, const std::string& service, const std::string& kind, const std::string& kinds,
             const std::string& name, Resource* (Update::*mutable_resource)(), void (*fill)(int, Resource&),
             const std::string& deletable) {
  table[service + "Get" + kind] = Example<Get, Resource>([name](int, auto& request) { request.set_name(name); },
                                                         [name](const auto& found) { return found.name() == name; });
  table[service + "List" + kinds] =
      Example<List, Lists>([](int, auto&) {}, [](const auto& list) { return !list.revision().empty(); });
  table[service + "Update" + kind] = Example<Update, Updated>(
      [mutable_resource, fill](int sequence, auto& request) {
        fill(sequence, *(request.*mutable_resource)());
        request.set_allow_missing(true);
      },
      [](const auto& answer) { return !answer.unchanged(); });
  table[service + "Delete" + kind] = Example<Delete, Deleted>(
      [deletable](int, auto& request) {
        request.set_name(deletable);
        request.set_validate_only(true);
      },
      [](const auto& answer) { return !answer.revision().empty(); });
}

// The change of several resources, here of one that `fill` makes.
template <typename Batch, typename Batched, typename Entry, typename Resource>
ExampleCall BatchExample(Resource* (Entry::*mutable_resource)(), void (*fill)(int, Resource&)) {
  return Example<Batch, Batched>(
      [mutable_resource, fill](int sequence, auto& request) {
        auto& change = *request.add_changes();
        fill(sequence, *(change.mutable_entry()->*mutable_resource)());
        change.set_allow_missing(true);
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

// The confirmation of an inferred fact, with another reason each time.
template <typename Review, typename Reviewed>
ExampleCall ReviewExample(const std::string& name, const std::string& fact) {
  return Example<Review, Reviewed>(
      [name, fact](int sequence, auto& request) {
        request.set_name(name);
        request.set_fact(fact);
        request.set_verdict(type::v1::FactReview::VERDICT_CONFIRMED);
        request.set_reason(absl::StrCat("確認", sequence));
      },
      [](const auto& answer) { return !answer.unchanged(); });
}

// Those of the history, the same in every service on a ledger. The reads' servers have so many revisions.
void AddHistoryCalls(Table& table, const std::string& service, int revisions);

// Those of the training events. `person` is the name of somebody whom they know.
void AddTrainingCalls(Table& table, const std::string& person);

// Those of the programme catalogue, for one that holds data/catalog.
void AddCatalogCalls(Table& table);

}  // namespace zaitaku::bench
