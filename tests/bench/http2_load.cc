#include "tests/bench/http2_load.h"

#include <poll.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/http2_connection.h"

namespace zaitaku::bench {
namespace {

constexpr int kConnections = 4;
constexpr int kStreams = 16;  // Of each connection.
constexpr size_t kReadBytes = 256 << 10;
constexpr absl::Duration kPatience = absl::Seconds(20);

}  // namespace

class Http2Load::Connection {
 public:
  explicit Connection(std::string request) : request_(std::move(request)) {}

  absl::Status Open(const std::string& address, const std::string& path) {
    ASSIGN_OR_RETURN(http2_, Http2Connection::Connect(address, path, "", [this](const auto& answer) { Take(answer); }));
    return absl::OkStatus();
  }

  Http2Connection& http2() { return *http2_; }
  int64_t answered() const { return answered_; }
  const absl::Status& error() const { return error_; }

  // Begins calls until so many are outstanding, as long as `until` is to come.
  void Begin(const Check& check, absl::Time until) {
    check_ = &check;
    until_ = until;
    while (http2_->outstanding() < kStreams && error_.ok()) error_.Update(http2_->Submit(0, request_));
  }

 private:
  void Take(const Http2Connection::Answer& answer) {
    error_.Update(answer.status == 0
                      ? (*check_)(answer.message)
                      : absl::InternalError(absl::StrCat("a call ended with grpc-status ", answer.status)));
    ++answered_;
    if (error_.ok() && absl::Now() < until_) error_.Update(http2_->Submit(0, request_));
  }

  const std::string request_;
  std::unique_ptr<Http2Connection> http2_;
  const Check* check_ = nullptr;
  absl::Time until_;
  absl::Status error_;
  int64_t answered_ = 0;
};

Http2Load::~Http2Load() = default;

absl::StatusOr<std::unique_ptr<Http2Load>> Http2Load::Connect(const std::string& address, const std::string& path,
                                                              const std::string& request) {
  std::unique_ptr<Http2Load> load(new Http2Load);
  for (int i = 0; i < kConnections; ++i) {
    Connection& connection = *load->connections_.emplace_back(std::make_unique<Connection>(request));
    RETURN_IF_ERROR(connection.Open(address, path));
  }
  return load;
}

absl::StatusOr<double> Http2Load::Run(absl::Duration length, const Check& check) {
  const auto sum = [this](auto of) {
    int64_t total = 0;
    for (const auto& connection : connections_) total += of(*connection);
    return total;
  };
  const auto answered = [](const Connection& connection) { return connection.answered(); };
  const auto outstanding = [](Connection& connection) { return int64_t{connection.http2().outstanding()}; };
  std::vector<uint8_t> buffer(kReadBytes);
  std::vector<pollfd> waiting;
  for (const auto& connection : connections_) waiting.push_back({connection->http2().fd(), POLLIN, 0});
  const int64_t before = sum(answered);
  const absl::Time begin = absl::Now();
  for (const auto& connection : connections_) connection->Begin(check, begin + length);
  while (sum(outstanding) > 0) {
    for (size_t i = 0; i < waiting.size(); ++i) {
      RETURN_IF_ERROR(connections_[i]->http2().Flush());
      waiting[i].events = static_cast<int16_t>(POLLIN | (connections_[i]->http2().wants_to_send() ? POLLOUT : 0));
    }
    const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(kPatience / absl::Milliseconds(1)));
    if (ready <= 0) return absl::DeadlineExceededError("calls are not answered");
    for (size_t i = 0; i < waiting.size(); ++i) {
      if ((waiting[i].revents & ~POLLOUT) != 0) RETURN_IF_ERROR(connections_[i]->http2().Receive(buffer));
      RETURN_IF_ERROR(connections_[i]->error());
    }
  }
  return static_cast<double>(sum(answered) - before) / absl::ToDoubleSeconds(absl::Now() - begin);
}

Http2Load::Check Exactly(std::string expected) {
  return [expected = std::move(expected)](std::string_view answer) {
    if (answer == expected) return absl::OkStatus();
    return absl::InternalError(
        absl::StrCat("an answer of ", answer.size(), " bytes differs from the right one of ", expected.size()));
  };
}

}  // namespace zaitaku::bench
