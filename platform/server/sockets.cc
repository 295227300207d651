#include "platform/server/sockets.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"

namespace zaitaku {
namespace {

// -1 for what is no socket of TCP.
int LocalPort(int file) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  if (getsockname(file, reinterpret_cast<sockaddr*>(&address), &size) != 0) return -1;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return -1;
}

bool Listens(int file) {
  int listens = 0;
  socklen_t size = sizeof(listens);
  return getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

}  // namespace

// A file may be closed by its owner, and its number given to another, while it is looked at; `visit` must be harmless
// then.
template <typename Visit>
void ServerSockets::ForEach(bool listening, const Visit& visit) const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    int file = -1;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &file)) continue;
    if (LocalPort(file) == port_ && Listens(file) == listening && !no_longer_listening_.contains(file)) visit(file);
  }
}

std::set<int> ServerSockets::Behind() const {
  std::set<int> behind;
  ForEach(/*listening=*/false, [&behind](int file) {
    int bytes = 0;
    if (ioctl(file, SIOCOUTQ, &bytes) == 0 && bytes > 0) behind.insert(file);
  });
  return behind;
}

void ServerSockets::EndListening() {
  std::set<int> ended;
  ForEach(/*listening=*/true, [&ended](int file) {
    shutdown(file, SHUT_RDWR);
    ended.insert(file);
  });
  no_longer_listening_ = std::move(ended);
}

// Another socket of a process that stops would end at worst, and nothing that is no socket.
int ServerSockets::EndConnections() const {
  int open = 0;
  ForEach(/*listening=*/false, [&open](int file) {
    shutdown(file, SHUT_RDWR);
    ++open;
  });
  return open;
}

}  // namespace zaitaku
