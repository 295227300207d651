#include "tests/bench/http2_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

constexpr int kConnections = 4;
constexpr int kStreams = 16;            // Of each connection.
constexpr int kWindowBytes = 16 << 20;  // Flow control must not be what is measured.
constexpr size_t kReadBytes = 256 << 10;
constexpr absl::Duration kPatience = absl::Seconds(20);
constexpr size_t kPrefixBytes = 5;  // Before each message: not compressed, and its size.

std::string WithPrefix(const std::string& message) {
  std::string framed(kPrefixBytes, '\0');
  for (size_t i = 0; i < 4; ++i) framed[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
  return framed + message;
}

nghttp2_nv Header(std::string_view name, std::string_view value) {
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

}  // namespace

class Http2Load::Connection {
 public:
  Connection(std::string authority, std::string path, const std::string& request)
      : authority_(std::move(authority)), path_(std::move(path)), framed_(WithPrefix(request)) {}
  ~Connection() {
    nghttp2_session_del(session_);
    if (fd_ >= 0) close(fd_);
  }

  absl::Status Open() {
    const size_t colon = authority_.rfind(':');
    int port = 0;
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    if (colon == std::string::npos || !absl::SimpleAtoi(authority_.substr(colon + 1), &port) ||
        inet_pton(AF_INET, authority_.substr(0, colon).c_str(), &address.sin_addr) != 1)
      return absl::InvalidArgumentError(absl::StrCat("no address: ", authority_));
    address.sin_port = htons(static_cast<uint16_t>(port));
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
      return absl::UnavailableError(absl::StrCat("cannot connect to ", authority_));
    return OpenSession();
  }

  int fd() const { return fd_; }
  int outstanding() const { return static_cast<int>(streams_.size()); }
  int64_t answered() const { return answered_; }
  const absl::Status& error() const { return error_; }

  // Begins calls until so many are outstanding, as long as `until` is to come.
  void Begin(const Check& check, absl::Time until) {
    check_ = &check;
    until_ = until;
    for (int i = outstanding(); i < kStreams; ++i) Submit();
  }

  absl::Status Send() {
    pending_.clear();
    const uint8_t* data = nullptr;
    for (ssize_t size = nghttp2_session_mem_send(session_, &data); size > 0;
         size = nghttp2_session_mem_send(session_, &data)) {
      pending_.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
    for (size_t sent = 0; sent < pending_.size();) {
      const ssize_t size = send(fd_, pending_.data() + sent, pending_.size() - sent, MSG_NOSIGNAL);
      if (size <= 0) return absl::UnavailableError("the server closed the connection");
      sent += static_cast<size_t>(size);
    }
    return absl::OkStatus();
  }

  absl::Status Receive(std::vector<uint8_t>& buffer) {
    const ssize_t size = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return absl::OkStatus();
    if (size <= 0) return absl::UnavailableError("the server closed the connection");
    const ssize_t taken = nghttp2_session_mem_recv(session_, buffer.data(), static_cast<size_t>(size));
    if (taken < 0) return absl::InternalError(nghttp2_strerror(static_cast<int>(taken)));
    return error_;
  }

 private:
  struct Stream {
    size_t sent = 0;
    std::string answer;
    std::string grpc_status;
  };

  absl::Status OpenSession() {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &OnData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &OnClose);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    const nghttp2_settings_entry window = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindowBytes};
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &window, 1);
    nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kWindowBytes);
    return Send();
  }

  void Submit() {
    const std::array<nghttp2_nv, 6> headers = {Header(":method", "POST"), Header(":scheme", "http"),
                                               Header(":path", path_),    Header(":authority", authority_),
                                               Header("te", "trailers"),  Header("content-type", "application/grpc")};
    nghttp2_data_provider body = {};
    body.read_callback = &ReadRequest;
    const int32_t id = nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(), &body, nullptr);
    if (id < 0) {
      Fail(absl::InternalError(nghttp2_strerror(id)));
    } else {
      streams_[id] = {};
    }
  }

  void Fail(absl::Status status) { error_.Update(std::move(status)); }

  void Close(int32_t id, uint32_t error_code) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    Fail(Judge(found->second, error_code));
    streams_.erase(found);
    ++answered_;
    if (error_.ok() && absl::Now() < until_) Submit();
  }

  absl::Status Judge(const Stream& stream, uint32_t error_code) const {
    if (stream.grpc_status != "0")
      return absl::InternalError(
          absl::StrCat("a call ended with grpc-status '", stream.grpc_status, "', HTTP/2 code ", error_code));
    const std::string_view answer = stream.answer;
    if (answer.size() < kPrefixBytes || answer[0] != '\0') return absl::InternalError("a call got no plain message");
    return (*check_)(answer.substr(kPrefixBytes));
  }

  static Connection& Self(void* user_data) { return *static_cast<Connection*>(user_data); }

  static ssize_t ReadRequest(nghttp2_session*, int32_t id, uint8_t* out, size_t room, uint32_t* flags,
                             nghttp2_data_source*, void* user_data) {
    Connection& self = Self(user_data);
    Stream& stream = self.streams_[id];
    const size_t size = std::min(room, self.framed_.size() - stream.sent);
    std::memcpy(out, self.framed_.data() + stream.sent, size);
    stream.sent += size;
    if (stream.sent == self.framed_.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                      const uint8_t* value, size_t value_size, uint8_t, void* user_data) {
    if (std::string_view(reinterpret_cast<const char*>(name), name_size) == "grpc-status") {
      Self(user_data).streams_[frame->hd.stream_id].grpc_status.assign(reinterpret_cast<const char*>(value),
                                                                       value_size);
    }
    return 0;
  }

  static int OnData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user_data) {
    Self(user_data).streams_[id].answer.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t id, uint32_t error_code, void* user_data) {
    Self(user_data).Close(id, error_code);
    return 0;
  }

  const std::string authority_;
  const std::string path_;
  const std::string framed_;
  int fd_ = -1;
  nghttp2_session* session_ = nullptr;
  std::map<int32_t, Stream> streams_;
  std::string pending_;
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
    Connection& connection = *load->connections_.emplace_back(std::make_unique<Connection>(address, path, request));
    RETURN_IF_ERROR(connection.Open());
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
  const auto outstanding = [](const Connection& connection) { return int64_t{connection.outstanding()}; };
  std::vector<uint8_t> buffer(kReadBytes);
  std::vector<pollfd> waiting;
  for (const auto& connection : connections_) waiting.push_back({connection->fd(), POLLIN, 0});
  const int64_t before = sum(answered);
  const absl::Time begin = absl::Now();
  for (const auto& connection : connections_) connection->Begin(check, begin + length);
  while (sum(outstanding) > 0) {
    for (const auto& connection : connections_) RETURN_IF_ERROR(connection->Send());
    const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(kPatience / absl::Milliseconds(1)));
    if (ready <= 0) return absl::DeadlineExceededError("calls are not answered");
    for (size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) RETURN_IF_ERROR(connections_[i]->Receive(buffer));
    }
  }
  for (const auto& connection : connections_) RETURN_IF_ERROR(connection->error());
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
