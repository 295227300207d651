// A call of each method that succeeds on the servers of servers.h, again and again.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace zaitaku::bench {

// What is known of the servers that a call goes to, where it has such things.
struct Known {
  std::string person;    // The name of somebody who applied for an event.
  std::string citation;  // Of a summary that the gateway gave.
};

struct ExampleCall {
  // The request's bytes. `sequence` counts the calls to one server, so that a write can write something new.
  std::function<std::string(int sequence)> request;
  // An error if the answer is not the right one.
  std::function<absl::Status(const std::string& response)> check;
};

// The example of the method at a path such as `/zaitaku.council.v1.CouncilService/GetHead`. A method that has none is
// called with an empty request, whose answer must be OK.
ExampleCall ExampleOf(const std::string& path, const Known& known);

}  // namespace zaitaku::bench
