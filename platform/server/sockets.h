// The sockets that a server listens on and is called by, which gRPC keeps to itself.
#pragma once

#include <set>

namespace zaitaku {

// Those of this process that have a port on this side.
class ServerSockets {
 public:
  explicit ServerSockets(int port) : port_(port) {}

  // Connections with something written to them that has not arrived yet.
  std::set<int> Behind() const;

  // Ends what listens, so that nobody connects any more.
  void EndListening();
  // Ends the connections: nothing more is read from them or written to them. Returns how many are still open.
  int EndConnections() const;

 private:
  template <typename Visit>
  void ForEach(bool listening, const Visit& visit) const;

  const int port_;
  std::set<int> no_longer_listening_;
};

}  // namespace zaitaku
