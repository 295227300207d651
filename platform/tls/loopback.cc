#include "platform/tls/loopback.h"

#include <arpa/inet.h>

#include "absl/strings/strip.h"

namespace zaitaku {

bool IsLoopback(const std::string& address) {
  const std::string target(absl::StripPrefix(absl::StripPrefix(address, "ipv4:"), "ipv6:"));
  const std::string host = target.substr(0, target.rfind(':'));
  // Numbers alone: 127.0.0.1.example.com is a name.
  in_addr number = {};
  if (inet_pton(AF_INET, host.c_str(), &number) == 1) return ntohl(number.s_addr) >> 24 == IN_LOOPBACKNET;
  return host == "localhost" || host == "[::1]";
}

}  // namespace zaitaku
