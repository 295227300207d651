// The methods of a running server, as it tells by reflection.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace zaitaku::bench {

struct ServedMethod {
  std::string service;  // Such as `zaitaku.council.v1.CouncilService`.
  std::string name;     // Such as `GetHead`.
  bool unary = true;

  std::string path() const { return "/" + service + "/" + name; }
};

// Every method of every service, in order of service and declaration.
absl::StatusOr<std::vector<ServedMethod>> ListMethods(const std::shared_ptr<grpc::Channel>& channel);

// The services of the contract that this program was built with.
std::vector<std::string> ContractServices();

// A unary call of bytes by the synchronous client, as a generated stub makes it.
absl::StatusOr<std::string> CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                                    const std::string& request);

}  // namespace zaitaku::bench
