#include "platform/cache/envelope.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

constexpr std::string_view kMagic = "ZTKE";
constexpr char kVersion = 1;
constexpr size_t kSizeBytes = 4;

size_t SealedSize(std::string_view key, absl::Span<const std::string> tokens, std::string_view body) {
  size_t size = kMagic.size() + sizeof(kVersion) + 3 * kSizeBytes + key.size() + body.size() + kSha256Bytes;
  for (const std::string& token : tokens) size += kSizeBytes + token.size();
  return size;
}

void AppendNumber(std::string& out, size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(number >> shift & 0xff));
}

void AppendSized(std::string& out, std::string_view bytes) {
  AppendNumber(out, bytes.size());
  out.append(bytes);
}

// Takes parts off the front; once one is missing, so are all that follow.
class Parts {
 public:
  explicit Parts(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  size_t left() const { return bytes_.size(); }

  std::string_view Take(size_t size) {
    if (size > bytes_.size()) ok_ = false;
    if (!ok_) return {};
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return part;
  }

  size_t TakeNumber() {
    size_t number = 0;
    for (const char c : Take(kSizeBytes)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }

  std::string_view TakeSized() { return Take(TakeNumber()); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

// The parts of an envelope; they point into it.
struct Contents {
  std::string_view key;
  std::vector<std::string_view> tokens;
  std::string_view body;
  std::string_view authenticated;
  std::string_view hmac;
};

EnvelopeProblem Parse(std::string_view sealed, Contents& contents) {
  if (sealed.size() > kMaxEnvelopeBytes) return EnvelopeProblem::kTooLong;
  Parts parts(sealed);
  const std::string_view magic = parts.Take(kMagic.size());
  const std::string_view version = parts.Take(sizeof(kVersion));
  if (!parts.ok()) return EnvelopeProblem::kTruncated;
  if (magic != kMagic) return EnvelopeProblem::kForeign;
  if (version[0] != kVersion) return EnvelopeProblem::kOtherVersion;
  contents.key = parts.TakeSized();
  const size_t tokens = parts.TakeNumber();
  if (tokens > kMaxEnvelopeTokens) return EnvelopeProblem::kMalformed;
  for (size_t i = 0; i < tokens; ++i) contents.tokens.push_back(parts.TakeSized());
  contents.body = parts.TakeSized();
  contents.authenticated = sealed.substr(0, sealed.size() - parts.left());
  contents.hmac = parts.Take(kSha256Bytes);
  if (!parts.ok()) return EnvelopeProblem::kTruncated;
  if (parts.left() != 0) return EnvelopeProblem::kTrailingBytes;
  return EnvelopeProblem::kNone;
}

EnvelopeProblem Verify(const Contents& contents, std::string_view key, absl::Span<const std::string> tokens,
                       std::string_view secret) {
  if (secret.size() != kEnvelopeSecretBytes) return EnvelopeProblem::kForged;
  if (!EqualInConstantTime(HmacSha256(secret, contents.authenticated), contents.hmac)) return EnvelopeProblem::kForged;
  if (contents.key != key) return EnvelopeProblem::kOtherKey;
  if (contents.tokens.size() != tokens.size()) return EnvelopeProblem::kOtherTokens;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (contents.tokens[i] != tokens[i]) return EnvelopeProblem::kOtherTokens;
  }
  return EnvelopeProblem::kNone;
}

class File {
 public:
  // Non-blocking, lest a named pipe keeps start-up waiting for a writer.
  explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

  // The first `max_bytes` at most.
  std::string Read(size_t max_bytes) const {
    std::string content(max_bytes, '\0');
    size_t size = 0;
    while (size < max_bytes) {
      const ssize_t got = read(fd_, content.data() + size, max_bytes - size);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      size += static_cast<size_t>(got);
    }
    content.resize(size);
    return content;
  }

 private:
  const int fd_;
};

}  // namespace

std::string_view EnvelopeProblemName(EnvelopeProblem problem) {
  constexpr std::array<std::string_view, 10> kNames = {"none",          "too_long",    "truncated",      "foreign",
                                                       "other_version", "malformed",   "trailing_bytes", "forged",
                                                       "other_key",     "other_tokens"};
  return kNames[static_cast<size_t>(problem)];
}

absl::StatusOr<std::string> Seal(std::string_view key, absl::Span<const std::string> tokens, std::string_view body,
                                 std::string_view secret) {
  if (secret.size() != kEnvelopeSecretBytes) {
    return absl::InvalidArgumentError(absl::StrCat("An envelope's secret has ", kEnvelopeSecretBytes, " bytes."));
  }
  if (tokens.size() > kMaxEnvelopeTokens) {
    return absl::InvalidArgumentError(
        absl::StrCat("An envelope has at most ", kMaxEnvelopeTokens, " tokens, not ", tokens.size(), "."));
  }
  const size_t size = SealedSize(key, tokens, body);
  if (size > kMaxEnvelopeBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("An envelope has at most ", kMaxEnvelopeBytes, " bytes, not ", size, "."));
  }
  std::string sealed;
  sealed.reserve(size);
  sealed.append(kMagic);
  sealed.push_back(kVersion);
  AppendSized(sealed, key);
  AppendNumber(sealed, tokens.size());
  for (const std::string& token : tokens) AppendSized(sealed, token);
  AppendSized(sealed, body);
  sealed.append(HmacSha256(secret, sealed));
  return sealed;
}

OpenedEnvelope Open(std::string_view sealed, std::string_view key, absl::Span<const std::string> tokens,
                    std::string_view secret) {
  Contents contents;
  EnvelopeProblem problem = Parse(sealed, contents);
  if (problem == EnvelopeProblem::kNone) problem = Verify(contents, key, tokens, secret);
  if (problem != EnvelopeProblem::kNone) return {std::nullopt, problem};
  return {std::string(contents.body), EnvelopeProblem::kNone};
}

absl::StatusOr<std::string> LoadKey(const std::string& path) {
  const File file(path);
  if (file.fd() < 0) {
    return absl::NotFoundError(absl::StrCat("The key file ", path, " cannot be opened: ", strerror(errno), "."));
  }
  struct stat status = {};
  if (fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat("The key file ", path, " is not a regular file."));
  }
  // Its group may read it, as the keys of TLS: that is how Kubernetes gives a secret to a process without rights.
  if ((status.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("The key file %s is open to others (mode %04o); it needs mode 0600, 0400, 0640 or 0440.", path,
                        status.st_mode & 07777));
  }
  constexpr size_t kDigits = 2 * kEnvelopeSecretBytes;
  std::string digits = file.Read(kDigits + 2);
  if (digits.size() == kDigits + 1 && digits.back() == '\n') digits.pop_back();
  const std::optional<std::string> secret = digits.size() == kDigits ? HexDecode(digits) : std::nullopt;
  if (!secret.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The key file ", path, " must hold ", kDigits, " hexadecimal digits and nothing else."));
  }
  return *secret;
}

}  // namespace zaitaku
