#include "tests/bench/http2_connection.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

constexpr int kWindowBytes = 16 << 20;   // Flow control must not be what is measured.
constexpr uint32_t kMostStreams = 1000;  // Where the server sets no limit.
constexpr size_t kPrefixBytes = 5;       // Before each message: not compressed, and its size.

std::string WithPrefix(std::string_view message) {
  std::string framed(kPrefixBytes, '\0');
  for (size_t i = 0; i < 4; ++i) framed[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
  return framed.append(message);
}

nghttp2_nv Header(std::string_view name, std::string_view value) {
  return {reinterpret_cast<uint8_t*>(const_cast<char*>(name.data())),
          reinterpret_cast<uint8_t*>(const_cast<char*>(value.data())), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

absl::StatusOr<sockaddr_in> ParseAddress(const std::string& host, int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1) return address;
  return absl::InvalidArgumentError(absl::StrCat("no address: ", host));
}

}  // namespace

struct Http2Connection::Callbacks {
  static Http2Connection& Self(void* user_data) { return *static_cast<Http2Connection*>(user_data); }

  static ssize_t ReadRequest(nghttp2_session*, int32_t id, uint8_t* out, size_t room, uint32_t* flags,
                             nghttp2_data_source*, void* user_data) {
    Stream& stream = Self(user_data).streams_[id];
    const size_t size = std::min(room, stream.request.size() - stream.sent);
    std::memcpy(out, stream.request.data() + stream.sent, size);
    stream.sent += size;
    if (stream.sent == stream.request.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(size);
  }

  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                      const uint8_t* value, size_t value_size, uint8_t, void* user_data) {
    if (std::string_view(reinterpret_cast<const char*>(name), name_size) != "grpc-status") return 0;
    int& status = Self(user_data).streams_[frame->hd.stream_id].status;
    if (!absl::SimpleAtoi(std::string(reinterpret_cast<const char*>(value), value_size), &status)) status = -1;
    return 0;
  }

  static int OnData(nghttp2_session*, uint8_t, int32_t id, const uint8_t* data, size_t size, void* user_data) {
    Self(user_data).streams_[id].answer.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }

  static int OnClose(nghttp2_session*, int32_t id, uint32_t, void* user_data) {
    Http2Connection& self = Self(user_data);
    auto ended = self.streams_.extract(id);
    if (ended.empty()) return 0;
    const Stream& stream = ended.mapped();
    std::string_view message = stream.answer;
    const bool plain = message.size() >= kPrefixBytes && message[0] == '\0';
    self.on_answer_({stream.call, stream.status, plain ? message.substr(kPrefixBytes) : std::string_view()});
    return 0;
  }
};

absl::StatusOr<std::unique_ptr<Http2Connection>> Http2Connection::Connect(const std::string& address,
                                                                          const std::string& path,
                                                                          const std::string& source,
                                                                          OnAnswer on_answer) {
  std::unique_ptr<Http2Connection> connection(new Http2Connection(address, path, std::move(on_answer)));
  RETURN_IF_ERROR(connection->Open(source));
  return connection;
}

Http2Connection::~Http2Connection() {
  nghttp2_session_del(session_);
  if (fd_ >= 0) close(fd_);
}

absl::Status Http2Connection::Open(const std::string& source) {
  const size_t colon = authority_.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(authority_.substr(colon + 1), &port))
    return absl::InvalidArgumentError(absl::StrCat("no address: ", authority_));
  ASSIGN_OR_RETURN(const sockaddr_in address, ParseAddress(authority_.substr(0, colon), port));
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (!source.empty()) {
    ASSIGN_OR_RETURN(const sockaddr_in from, ParseAddress(source, 0));
    if (bind(fd_, reinterpret_cast<const sockaddr*>(&from), sizeof(from)) != 0)
      return absl::UnavailableError(absl::StrCat("cannot call from ", source));
  }
  if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    return absl::UnavailableError(absl::StrCat("cannot connect to ", authority_));
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
  return OpenSession();
}

absl::Status Http2Connection::OpenSession() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, &Callbacks::OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Callbacks::OnData);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &Callbacks::OnClose);
  nghttp2_session_client_new(&session_, callbacks, this);
  nghttp2_session_callbacks_del(callbacks);
  const nghttp2_settings_entry window = {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kWindowBytes};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, &window, 1);
  nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0, kWindowBytes);
  return Flush();
}

int Http2Connection::most_outstanding() const {
  return static_cast<int>(std::min<uint32_t>(
      kMostStreams, nghttp2_session_get_remote_settings(session_, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)));
}

absl::Status Http2Connection::Submit(int64_t call, std::string_view request) {
  const std::array<nghttp2_nv, 6> headers = {Header(":method", "POST"), Header(":scheme", "http"),
                                             Header(":path", path_),    Header(":authority", authority_),
                                             Header("te", "trailers"),  Header("content-type", "application/grpc")};
  nghttp2_data_provider body = {};
  body.read_callback = &Callbacks::ReadRequest;
  const int32_t id = nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(), &body, nullptr);
  if (id < 0) return absl::InternalError(nghttp2_strerror(id));
  Stream& stream = streams_[id];
  stream.call = call;
  stream.request = WithPrefix(request);
  return absl::OkStatus();
}

absl::Status Http2Connection::Flush() {
  // What was not taken yet goes first; as long as there is much of it, nothing is added.
  if (sent_ == pending_.size()) {
    pending_.clear();
    sent_ = 0;
    const uint8_t* data = nullptr;
    for (ssize_t size = nghttp2_session_mem_send(session_, &data); size > 0;
         size = nghttp2_session_mem_send(session_, &data)) {
      pending_.append(reinterpret_cast<const char*>(data), static_cast<size_t>(size));
    }
  }
  while (sent_ < pending_.size()) {
    const ssize_t size = send(fd_, pending_.data() + sent_, pending_.size() - sent_, MSG_NOSIGNAL);
    if (size < 0 && errno == EAGAIN) return absl::OkStatus();
    if (size <= 0) return absl::UnavailableError("the server closed the connection");
    sent_ += static_cast<size_t>(size);
  }
  return absl::OkStatus();
}

absl::Status Http2Connection::Receive(std::vector<uint8_t>& buffer) {
  const ssize_t size = recv(fd_, buffer.data(), buffer.size(), 0);
  if (size < 0 && errno == EAGAIN) return absl::OkStatus();
  if (size <= 0) return absl::UnavailableError("the server closed the connection");
  const ssize_t taken = nghttp2_session_mem_recv(session_, buffer.data(), static_cast<size_t>(size));
  return taken < 0 ? absl::InternalError(nghttp2_strerror(static_cast<int>(taken))) : absl::OkStatus();
}

}  // namespace zaitaku::bench
