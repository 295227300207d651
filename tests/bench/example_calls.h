// A call of each method that succeeds on the servers of servers.h, again and again.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace zaitaku::bench {

struct ExampleCall {
  // The request's bytes. `sequence` counts the calls to one server, so that a write can write something new.
  std::function<std::string(int sequence)> request;
  // An error if the answer is not the right one.
  std::function<absl::Status(const std::string& response)> check;
};

// The example of the method at a path such as `/zaitaku.council.v1.CouncilService/GetHead`. A method that has none is
// called with an empty request, whose answer must be OK. `person` is the servers', if they know one.
ExampleCall ExampleOf(const std::string& path, const std::string& person);

}  // namespace zaitaku::bench
