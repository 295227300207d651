// Calls of any method, in bytes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"

namespace zaitaku {

// Somebody who calls: a connection, and what goes along with each call.
struct RawClient {
  std::shared_ptr<grpc::Channel> channel;
  std::multimap<std::string, std::string> metadata;

  // `method` is `package.Service/Method`. Of a stream, the first message; then the call is cancelled.
  absl::Status Call(const std::string& method, const std::string& request, bool stream,
                    std::string* response = nullptr) const;

  // A stream until its end, which is to come within a minute: how it ended. `begun` is called once the first message is
  // there, and may do what ends it.
  absl::Status Watch(const std::string& method, const std::string& request, const std::function<void()>& begun) const;
};

}  // namespace zaitaku
