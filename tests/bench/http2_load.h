// Unary gRPC calls as fast as a server answers them, by a client that costs far less than gRPC's own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku::bench {

// A closed loop over some connections. Not thread-safe.
class Http2Load {
 public:
  // Judges the message of one answer.
  using Check = std::function<absl::Status(std::string_view answer)>;

  // Calls one method at `host:port` with one request. Connects; UNAVAILABLE if that fails.
  static absl::StatusOr<std::unique_ptr<Http2Load>> Connect(const std::string& address, const std::string& path,
                                                            const std::string& request);
  ~Http2Load();
  Http2Load(const Http2Load&) = delete;

  // Keeps 64 calls outstanding for so long, and returns the answers per second. An error if a call fails or if `check`
  // does not like its answer; every answer is checked.
  absl::StatusOr<double> Run(absl::Duration length, const Check& check);

 private:
  class Connection;

  Http2Load() = default;

  std::vector<std::unique_ptr<Connection>> connections_;
};

// A check that takes these bytes only.
Http2Load::Check Exactly(std::string expected);

}  // namespace zaitaku::bench
