// What the servers of a test program speak, and what its clients call them with.
#pragma once

#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <vector>

namespace zaitaku {

// From now on TLS, with certificates of this program's own. Without it, plaintext. To be called before the first server
// starts.
void SpeakTls();

// What follows a server's name for it to speak so.
std::vector<std::string> TransportArguments();

// What makes a gateway call its services so.
std::vector<std::string> ServicesTransportArguments();

// What a client calls them with: under TLS it is the ministry.
std::shared_ptr<grpc::ChannelCredentials> TestCredentials();

}  // namespace zaitaku
