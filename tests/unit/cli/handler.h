// How the fake servers answer.
#pragma once

#include <grpcpp/support/status.h>

#include <functional>

namespace zaitaku::cli {

// Answers one method; empty means that a test does not expect the call.
template <typename Request, typename Response>
using Handler = std::function<grpc::Status(const Request&, Response*)>;

template <typename Request, typename Response>
grpc::Status Answer(const Handler<Request, Response>& handler, const Request& request, Response* response) {
  if (!handler) return {grpc::StatusCode::UNIMPLEMENTED, "the test does not expect this call"};
  return handler(request, response);
}

}  // namespace zaitaku::cli
