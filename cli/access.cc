#include "cli/access.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/table.h"
#include "platform/status/status.h"
#include "platform/tls/tls_source.h"

namespace zaitaku::cli {
namespace {

// Servers take no more than 16 KiB of metadata with a call.
constexpr size_t kMaxTokenBytes = 8 << 10;

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  ASSIGN_OR_RETURN(std::string token, ReadSecretFile({"--token-file", path}, kMaxTokenBytes));
  absl::StripAsciiWhitespace(&token);
  if (token.empty() || !std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--token-file: ", path, " holds no token; expected one word, such as eyJhbGciOi…"));
  }
  return token;
}

// Whom the token names, unproved: for messages only. Empty if it is no JWT.
std::string SubjectOf(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::string json;
  google::protobuf::Struct claims;
  if (parts.size() != 3 || !absl::WebSafeBase64Unescape(parts[1], &json) ||
      !google::protobuf::util::JsonStringToMessage(json, &claims).ok()) {
    return "";
  }
  const auto subject = claims.fields().find("sub");
  return subject == claims.fields().end() ? "" : Printable(subject->second.string_value());
}

Text Described(const std::string& name, const Text& credential) {
  if (name.empty()) return credential;
  return {absl::StrCat(name, "（", credential.ja, "）"), absl::StrCat(name, ", ", credential.en)};
}

// TLS for the server's sake, and the caller's certificate if there is one.
absl::Status OpenTls(const Access& access, OpenedAccess& opened) {
  const TlsFiles files = {TlsSide::kClient, {"--cert", access.cert}, {"--key", access.key}, {"--ca", access.ca}};
  ASSIGN_OR_RETURN(const TlsMaterial material, ReadTlsMaterial(files, absl::Now()));
  opened.channel = FixedChannelCredentials(material);
  if (!material.certificate.empty()) {
    opened.identity = Described(Printable(material.uri), {absl::StrCat(access.cert, " の証明書"),
                                                          absl::StrCat("the certificate in ", access.cert)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Access> MergeAccess(const std::vector<Access>& sources) {
  for (const Access& source : sources) {
    if (source.insecure && (!source.ca.empty() || !source.cert.empty() || !source.key.empty())) {
      return absl::InvalidArgumentError("--insecure: does not go with --ca, --cert and --key");
    }
  }
  Access merged;
  const auto how = std::find_if(sources.begin(), sources.end(), [](const Access& source) { return source.says_how(); });
  const auto who = std::find_if(sources.begin(), sources.end(), [](const Access& source) { return source.says_who(); });
  if (who != sources.end()) merged = *who;
  merged.insecure = how != sources.end() && how->insecure;
  merged.ca = how == sources.end() ? "" : how->ca;
  // Plaintext shows no certificate; one that a context or the environment names is for other occasions.
  if (merged.insecure) merged.cert = merged.key = "";
  return merged;
}

absl::StatusOr<OpenedAccess> OpenAccess(const Access& access) {
  OpenedAccess opened;
  opened.channel = grpc::InsecureChannelCredentials();
  opened.identity = {"名乗らない利用者（証明書もトークンもなし）",
                     "nobody in particular, without a certificate or token"};
  if (!access.insecure) RETURN_IF_ERROR(OpenTls(access, opened));
  if (!access.token_file.empty()) {
    ASSIGN_OR_RETURN(opened.token, ReadToken(access.token_file));
    opened.identity = Described(SubjectOf(opened.token), {absl::StrCat(access.token_file, " のトークン"),
                                                          absl::StrCat("the token in ", access.token_file)});
  }
  return opened;
}

}  // namespace zaitaku::cli
