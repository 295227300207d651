#include "platform/auth/caller.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxNameCharacters = 63;
constexpr size_t kMaxIdCharacters = 128;
constexpr int kPrefectures = 47;

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxNameCharacters && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

bool IsPrefecture(std::string_view text) {
  if (text.size() != 2 || !absl::ascii_isdigit(text[0]) || !absl::ascii_isdigit(text[1])) return false;
  const int code = (text[0] - '0') * 10 + (text[1] - '0');
  return code >= 1 && code <= kPrefectures;
}

// Of an IPv6 address the first 64 bits, however it is written: what one subscriber has.
std::string Network(const std::string& address) {
  constexpr size_t kNetworkBytes = 8;
  in6_addr number = {};
  if (inet_pton(AF_INET6, address.substr(0, address.find('%')).c_str(), &number) != 1) return address;
  char text[INET6_ADDRSTRLEN];
  if (IN6_IS_ADDR_V4MAPPED(&number)) return inet_ntop(AF_INET, number.s6_addr + 12, text, sizeof(text));
  std::fill(number.s6_addr + kNetworkBytes, std::end(number.s6_addr), uint8_t{0});
  return inet_ntop(AF_INET6, &number, text, sizeof(text));
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kReader:
      return "reader";
    case Role::kPrefecture:
      return "prefecture";
    case Role::kMinistry:
      return "ministry";
    case Role::kOperator:
      return "operator";
    default:
      return "anonymous";
  }
}

absl::StatusOr<Grant> ParseGrant(std::string_view path) {
  if (path == "ministry") return Grant{Role::kMinistry};
  if (path == "operator") return Grant{Role::kOperator};
  const size_t slash = path.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view kind = path.substr(0, slash), rest = path.substr(slash + 1);
    if (kind == "prefecture" && IsPrefecture(rest)) return Grant{Role::kPrefecture, std::string(rest)};
    if (kind == "agency" && IsName(rest)) return Grant{Role::kReader, "", std::string(rest)};
    if (kind == "service" && IsName(rest)) return Grant{Role::kAnonymous, "", std::string(rest)};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("read ", Quoted(path),
                   ", expected ministry, operator, prefecture/01 to prefecture/47, agency/NAME or service/NAME"));
}

std::string GrantPath(const Grant& grant) {
  switch (grant.role) {
    case Role::kReader:
      return absl::StrCat("agency/", grant.name);
    case Role::kPrefecture:
      return absl::StrCat("prefecture/", grant.prefecture);
    case Role::kAnonymous:
      return grant.name.empty() ? "anonymous" : absl::StrCat("service/", grant.name);
    default:
      return std::string(RoleName(grant.role));
  }
}

bool IsPlainId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdCharacters && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == ':' || c == '/' || c == '-';
  });
}

bool IsImpersonalId(std::string_view text) {
  return IsPlainId(text) && std::any_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string Caller::Identity() const {
  if (proof == Proof::kNone) return "anonymous";
  return issuer.empty() ? subject : absl::StrCat(issuer, " ", subject);
}

std::string Caller::LimitKey() const {
  if (proof != Proof::kNone && grant.role != Role::kAnonymous) return Identity();
  return absl::StrCat("from ", Network(peer), " ", grant.name);
}

std::string Caller::Describe() const {
  std::string text = "anonymous";
  if (proof != Proof::kNone) {
    text = absl::StrCat(GrantPath(grant), " ", subject);
  } else if (grant.role != Role::kAnonymous) {
    absl::StrAppend(&text, " as=", GrantPath(grant));  // For development.
  }
  if (!issuer.empty()) absl::StrAppend(&text, " issuer=", issuer);
  if (!credential.empty()) absl::StrAppend(&text, proof == Proof::kToken ? " token=" : " certificate=", credential);
  if (!peer.empty()) absl::StrAppend(&text, " from=", peer);
  return text;
}

std::string Caller::DescribeBriefly() const {
  switch (proof) {
    case Proof::kCertificate:
      return absl::StrCat(GrantPath(grant), " (by certificate)");
    case Proof::kToken:
      return absl::StrCat(GrantPath(grant), " (by token)");
    default:
      return grant.role == Role::kAnonymous ? "anonymous" : absl::StrCat("anonymous, taken for ", GrantPath(grant));
  }
}

}  // namespace zaitaku
