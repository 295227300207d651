#include "platform/cache/redis_connection.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>

namespace zaitaku {
namespace {

constexpr size_t kReadBytes = 64 * 1024;
// Of a reply to AUTH or SELECT.
constexpr size_t kMaxGreetingBytes = 1024;

void* RefuseArray(const redisReadTask*, int) { return nullptr; }

// No command used here is answered with an array, and hiredis reserves as many elements as an array claims to have.
redisReplyObjectFunctions WithoutArrays(const redisReplyObjectFunctions& functions) {
  redisReplyObjectFunctions changed = functions;
  changed.createArray = RefuseArray;
  return changed;
}

std::string Format(const std::vector<std::string_view>& command) {
  std::vector<const char*> words;
  std::vector<size_t> sizes;
  for (const std::string_view word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* formatted = nullptr;
  const int size = redisFormatCommandArgv(&formatted, static_cast<int>(command.size()), words.data(), sizes.data());
  if (size < 0) return "";
  std::string bytes(formatted, static_cast<size_t>(size));
  redisFreeCommand(formatted);
  return bytes;
}

std::optional<RedisReply> Convert(const redisReply& from) {
  RedisReply reply;
  switch (from.type) {
    case REDIS_REPLY_NIL:
      return reply;
    case REDIS_REPLY_INTEGER:
      reply.kind = RedisReply::Kind::kInteger;
      return reply;
    case REDIS_REPLY_STATUS:
      reply.kind = RedisReply::Kind::kStatus;
      break;
    case REDIS_REPLY_STRING:
      reply.kind = RedisReply::Kind::kText;
      break;
    case REDIS_REPLY_ERROR:
      reply.kind = RedisReply::Kind::kError;
      break;
    default:
      return std::nullopt;
  }
  reply.text.assign(from.str, from.len);
  return reply;
}

}  // namespace

void RedisConnection::Free::operator()(redisContext* context) const { redisFree(context); }

RedisConnection::RedisConnection() : buffer_(kReadBytes) {}
RedisConnection::~RedisConnection() = default;

void RedisConnection::Close() { context_.reset(); }

RedisOutcome RedisConnection::Connect(const RedisTarget& target, Deadline deadline) {
  Close();
  context_.reset(redisConnectNonBlock(target.host.c_str(), target.port));
  if (context_ == nullptr || context_->err != 0) {
    Close();
    return RedisOutcome::kBroken;
  }
  static redisReplyObjectFunctions functions = WithoutArrays(*context_->reader->fn);
  context_->reader->fn = &functions;

  RedisOutcome outcome = AwaitConnected(deadline);
  if (outcome == RedisOutcome::kReplied && !target.password.empty()) {
    std::vector<std::string_view> command = {"AUTH"};
    if (!target.user.empty()) command.push_back(target.user);
    command.push_back(target.password);
    outcome = Greet(command, deadline);
  }
  if (outcome == RedisOutcome::kReplied && target.database != 0) {
    outcome = Greet({"SELECT", std::to_string(target.database)}, deadline);
  }
  if (outcome != RedisOutcome::kReplied) Close();
  return outcome;
}

RedisOutcome RedisConnection::AwaitConnected(Deadline deadline) {
  const RedisOutcome outcome = Await(POLLOUT, deadline);
  if (outcome != RedisOutcome::kReplied) return outcome;
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(context_->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return RedisOutcome::kBroken;
  return RedisOutcome::kReplied;
}

RedisOutcome RedisConnection::Greet(const std::vector<std::string_view>& command, Deadline deadline) {
  RedisReply reply;
  const RedisOutcome outcome = Exchange(command, kMaxGreetingBytes, deadline, reply);
  if (outcome != RedisOutcome::kReplied) return outcome;
  return reply.kind == RedisReply::Kind::kStatus ? RedisOutcome::kReplied : RedisOutcome::kBroken;
}

bool RedisConnection::Usable() {
  if (context_ == nullptr) return false;
  pollfd waiting = {context_->fd, POLLIN, 0};
  const bool quiet = poll(&waiting, 1, 0) == 0;
  const bool all_parsed = context_->reader->pos == context_->reader->len;
  if (!quiet || !all_parsed) Close();
  return context_ != nullptr;
}

RedisOutcome RedisConnection::Call(const std::vector<std::string_view>& command, size_t max_reply_bytes,
                                   Deadline deadline, RedisReply& reply) {
  if (context_ == nullptr) return RedisOutcome::kBroken;
  const RedisOutcome outcome = Exchange(command, max_reply_bytes, deadline, reply);
  if (outcome != RedisOutcome::kReplied) Close();
  return outcome;
}

RedisOutcome RedisConnection::Exchange(const std::vector<std::string_view>& command, size_t max_reply_bytes,
                                       Deadline deadline, RedisReply& reply) {
  const std::string bytes = Format(command);
  if (bytes.empty()) return RedisOutcome::kBroken;
  const RedisOutcome sent = Send(bytes, deadline);
  return sent == RedisOutcome::kReplied ? Receive(max_reply_bytes, deadline, reply) : sent;
}

RedisOutcome RedisConnection::Send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(context_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      const RedisOutcome outcome = Await(POLLOUT, deadline);
      if (outcome != RedisOutcome::kReplied) return outcome;
    } else if (errno != EINTR) {
      return RedisOutcome::kBroken;
    }
  }
  return RedisOutcome::kReplied;
}

RedisOutcome RedisConnection::Receive(size_t max_reply_bytes, Deadline deadline, RedisReply& reply) {
  size_t total = 0;
  while (true) {
    const RedisOutcome outcome = Await(POLLIN, deadline);
    if (outcome != RedisOutcome::kReplied) return outcome;
    const ssize_t received = recv(context_->fd, buffer_.data(), buffer_.size(), 0);
    if (received < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (received <= 0) return RedisOutcome::kBroken;
    total += static_cast<size_t>(received);
    if (total > max_reply_bytes) return RedisOutcome::kBroken;
    void* parsed = nullptr;
    if (redisReaderFeed(context_->reader, buffer_.data(), static_cast<size_t>(received)) != REDIS_OK ||
        redisReaderGetReply(context_->reader, &parsed) != REDIS_OK) {
      return RedisOutcome::kBroken;
    }
    if (parsed == nullptr) continue;
    const std::optional<RedisReply> converted = Convert(*static_cast<redisReply*>(parsed));
    freeReplyObject(parsed);
    if (!converted.has_value()) return RedisOutcome::kBroken;
    reply = *converted;
    return RedisOutcome::kReplied;
  }
}

RedisOutcome RedisConnection::Await(short events, Deadline deadline) const {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return RedisOutcome::kTimedOut;
    pollfd waiting = {context_->fd, events, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::min<int64_t>(left.count(), INT_MAX)));
    if (ready > 0) return RedisOutcome::kReplied;
    if (ready < 0 && errno != EINTR) return RedisOutcome::kBroken;
  }
}

}  // namespace zaitaku
