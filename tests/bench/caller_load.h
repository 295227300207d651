// Callers who ask a server for more than it can do, each from an address of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/bench/http2_connection.h"

namespace zaitaku::bench {

// What came of some calls.
struct Tally {
  int64_t due = 0;       // Should have been made.
  int64_t held = 0;      // Of these, not made: the server lets the connections have no more calls at a time.
  int64_t answered = 0;  // As they should be.
  int64_t refused = 0;   // RESOURCE_EXHAUSTED.
  int64_t failed = 0;    // Anything else.
  std::vector<float> answered_ms, refused_ms;  // How long each took, from when it was made.

  void Add(const Tally& other);
};

// What is called, and how an answer must look.
struct CalledMethod {
  std::string path;
  std::function<std::string()> next_request;
  std::function<absl::Status(std::string_view answer)> check;
};

// One who calls: all connections come from `source`, so that a server that knows nobody by a proof knows them by it.
struct CallerSpec {
  std::string source;
  int connections = 1;
};

// All callers are served by one thread, which takes far less of a processor than the server. Not thread-safe.
class CallerLoad {
 public:
  // `method` must outlive this.
  static absl::StatusOr<std::unique_ptr<CallerLoad>> Connect(const std::string& address, const CalledMethod& method,
                                                             const std::vector<CallerSpec>& callers);

  // Closed loop: so many calls outstanding on each connection. One tally for all.
  absl::StatusOr<Tally> RunClosed(absl::Duration length, int outstanding);

  // Open loop: each caller makes so many calls a second, whatever comes of them. A call that finds no place on its
  // caller's connections is not made, and counted. So long as `slice`, `slices` times without a pause; `each_slice` is
  // told each caller's tally of it.
  absl::Status RunOpen(absl::Duration slice, int slices, const std::vector<double>& rates,
                       const std::function<void(const std::vector<Tally>&)>& each_slice);

 private:
  struct Caller;
  struct Connection {
    Caller* caller = nullptr;
    std::unique_ptr<Http2Connection> http2;
    bool closed_loop = false;
  };
  struct Caller {
    std::vector<std::unique_ptr<Connection>> connections;
    size_t next = 0;  // The connection of the next call.
    double rate = 0;
    int64_t due = 0;
    Tally tally;
  };

  explicit CallerLoad(const CalledMethod& method) : method_(method) {}
  void Take(Connection& connection, const Http2Connection::Answer& answer);
  absl::Status Submit(Connection& connection);
  absl::Status MakeDue(Caller& caller, absl::Duration passed);
  // Sends, waits a little, receives.
  absl::Status Turn(absl::Duration patience);
  // Until nothing is outstanding.
  absl::Status Finish();

  const CalledMethod& method_;
  std::vector<std::unique_ptr<Caller>> callers_;
  std::vector<Connection*> connections_;
  std::vector<uint8_t> buffer_ = std::vector<uint8_t>(256 << 10);
  absl::Time closed_until_ = absl::InfinitePast();
  absl::Status error_;
};

}  // namespace zaitaku::bench
