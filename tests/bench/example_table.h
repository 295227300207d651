// Examples of calls by the path of their method.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/bench/example_calls.h"

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

// Those of the programme catalogue, for one that holds data/catalog.
void AddCatalogCalls(Table& table);

}  // namespace zaitaku::bench
