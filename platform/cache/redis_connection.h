// One connection to a Redis server. hiredis connects, formats and parses; the bytes are moved here, for hiredis's own
// blocking calls bound each read but not the whole call, read a reply of any size, and may raise SIGPIPE.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;

namespace zaitaku {

struct RedisTarget {
  std::string host;
  int port = 0;
  std::string user;      // Empty for the default user.
  std::string password;  // Empty for none.
  int database = 0;
};

struct RedisReply {
  enum class Kind { kNil, kStatus, kText, kInteger, kError };
  Kind kind = Kind::kNil;
  std::string text;  // Of a status, a text or an error.
};

enum class RedisOutcome {
  kReplied,   // With anything, an error reply included.
  kTimedOut,  // Not by the deadline.
  kBroken,    // Not connected, closed, or not what a Redis server says.
};

// Used by one thread at a time. Once a call did not end with kReplied the connection is closed and every further call
// is kBroken: a reply that comes late must not be taken for another call's.
class RedisConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  RedisConnection();
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  // Connects, and authenticates and selects the database where the target says so. An error reply to these is kBroken.
  // The deadline bounds everything but the look-up of a host that is a name and not an address.
  RedisOutcome Connect(const RedisTarget& target, Deadline deadline);

  // Whether a call can be made: connected, not closed by the server, and without bytes nobody asked for. Closes the
  // connection otherwise.
  bool Usable();

  // Sends a command and waits for its reply, of which at most `max_reply_bytes` are read; a longer one and an array are
  // kBroken.
  RedisOutcome Call(const std::vector<std::string_view>& command, size_t max_reply_bytes, Deadline deadline,
                    RedisReply& reply);

  void Close();

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };

  RedisOutcome AwaitConnected(Deadline deadline);
  RedisOutcome Greet(const std::vector<std::string_view>& command, Deadline deadline);
  RedisOutcome Exchange(const std::vector<std::string_view>& command, size_t max_reply_bytes, Deadline deadline,
                        RedisReply& reply);
  RedisOutcome Send(std::string_view bytes, Deadline deadline);
  RedisOutcome Receive(size_t max_reply_bytes, Deadline deadline, RedisReply& reply);
  // Waits until the socket is ready for `events`.
  RedisOutcome Await(short events, Deadline deadline) const;

  std::unique_ptr<redisContext, Free> context_;
  std::vector<char> buffer_;
};

}  // namespace zaitaku
