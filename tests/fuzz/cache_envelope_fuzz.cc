// Opening an envelope of any bytes neither crashes nor believes them, and what was sealed opens to itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "platform/cache/envelope.h"
#include "platform/digest/digest.h"

namespace {

using zaitaku::EnvelopeProblem;
using zaitaku::Open;
using zaitaku::OpenedEnvelope;

const std::string kSecret(zaitaku::kEnvelopeSecretBytes, 's');

void Require(bool condition) {
  if (!condition) std::abort();
}

// Takes up to as many bytes as the first one says off the front.
std::string Take(std::string_view& bytes) {
  if (bytes.empty()) return "";
  const size_t size = static_cast<unsigned char>(bytes[0]);
  const std::string taken(bytes.substr(1, size));
  bytes.remove_prefix(1 + taken.size());
  return taken;
}

// Bytes that nobody with the secret wrote never open.
void OpenAsTheyAre(std::string_view bytes) {
  const OpenedEnvelope opened = Open(bytes, "key", {"token"}, kSecret);
  Require(!opened.body.has_value() && opened.problem != EnvelopeProblem::kNone);
  Require(!zaitaku::EnvelopeProblemName(opened.problem).empty());
}

// With a right HMAC the parser behind it is reached; what opens is what Seal writes.
void OpenAuthenticated(std::string_view bytes) {
  const std::string sealed = std::string(bytes) + zaitaku::HmacSha256(kSecret, bytes);
  const OpenedEnvelope opened = Open(sealed, "key", {"token"}, kSecret);
  Require(opened.body.has_value() == (opened.problem == EnvelopeProblem::kNone));
  if (opened.body.has_value()) Require(*zaitaku::Seal("key", {"token"}, *opened.body, kSecret) == sealed);
}

void SealAndOpen(std::string_view bytes) {
  const std::string key = Take(bytes);
  std::vector<std::string> tokens;
  while (!bytes.empty() && tokens.size() < 3) tokens.push_back(Take(bytes));
  const std::string body(bytes);
  std::string sealed = *zaitaku::Seal(key, tokens, body, kSecret);
  Require(Open(sealed, key, tokens, kSecret).body == body);
  Require(Open(sealed, key + "x", tokens, kSecret).problem == EnvelopeProblem::kOtherKey);
  sealed[sealed.size() / 2] ^= 1;
  Require(!Open(sealed, key, tokens, kSecret).body.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  OpenAsTheyAre(bytes);
  OpenAuthenticated(bytes);
  SealAndOpen(bytes);
  return 0;
}
