// One connection for unary gRPC calls, by a client that costs far less than gRPC's own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct nghttp2_session;

namespace zaitaku::bench {

// HTTP/2 by nghttp2 on a plain socket: gRPC's client would take as much of the processors as the server that is
// measured, and h2load looks neither at an answer's bytes nor at its grpc-status. Never blocks. Not thread-safe.
class Http2Connection {
 public:
  // How a call ended.
  struct Answer {
    int64_t call;              // What Submit was given.
    int status;                // grpc-status; -1 if there was none.
    std::string_view message;  // Without gRPC's prefix; empty if there was none.
  };
  using OnAnswer = std::function<void(const Answer&)>;

  // For calls of one method at `host:port`. `source`: the local address to call from, such as 127.0.1.1; empty for any.
  // UNAVAILABLE if it cannot connect. `on_answer` runs in Receive.
  static absl::StatusOr<std::unique_ptr<Http2Connection>> Connect(const std::string& address, const std::string& path,
                                                                  const std::string& source, OnAnswer on_answer);
  ~Http2Connection();
  Http2Connection(const Http2Connection&) = delete;

  // Begins a call, to be sent by the next Flush.
  absl::Status Submit(int64_t call, std::string_view request);
  // Sends what the server takes now.
  absl::Status Flush();
  // Reads what has come, at most a buffer of it.
  absl::Status Receive(std::vector<uint8_t>& buffer);

  int fd() const { return fd_; }
  int outstanding() const { return static_cast<int>(streams_.size()); }
  // So many calls at a time the server lets this connection have.
  int most_outstanding() const;
  bool wants_to_send() const { return sent_ < pending_.size(); }

 private:
  struct Stream {
    int64_t call = 0;
    std::string request;
    size_t sent = 0;
    std::string answer;
    int status = -1;
  };
  struct Callbacks;

  Http2Connection(std::string authority, std::string path, OnAnswer on_answer)
      : authority_(std::move(authority)), path_(std::move(path)), on_answer_(std::move(on_answer)) {}
  absl::Status Open(const std::string& source);
  absl::Status OpenSession();

  const std::string authority_;
  const std::string path_;
  const OnAnswer on_answer_;
  int fd_ = -1;
  nghttp2_session* session_ = nullptr;
  std::unordered_map<int32_t, Stream> streams_;
  std::string pending_;
  size_t sent_ = 0;  // Of `pending_`.
};

}  // namespace zaitaku::bench
