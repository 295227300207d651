// Who calls, as far as that was proved, and what they may be.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku {

// What a caller may be. Which role may do what is said in policy_table.h.
enum class Role {
  kAnonymous,   // Anybody, and services that lend nobody their name.
  kReader,      // A backend of another agency.
  kPrefecture,  // An officer of one prefecture.
  kMinistry,
  kOperator,
};

// `anonymous`, `reader`, `prefecture`, `ministry` or `operator`.
std::string_view RoleName(Role role);

// A role, and whose it is.
struct Grant {
  Role role = Role::kAnonymous;
  std::string prefecture;  // `01` to `47` for an officer of one; else empty.
  std::string name;        // Of an agency or a service; else empty.
};

// Reads `prefecture/13`, `ministry`, `operator`, `agency/NAME` or `service/NAME`, where a name is 1 to 63 characters of
// [a-z0-9-]. A service has the rights of anybody. INVALID_ARGUMENT that says what was expected.
absl::StatusOr<Grant> ParseGrant(std::string_view path);

// The same as text.
std::string GrantPath(const Grant& grant);

// 1 to 128 characters of [A-Za-z0-9._:/-]: good for ids of keys, issuers and audiences, which the operator chooses.
bool IsPlainId(std::string_view text);

// The same with a digit among them, for what comes with a caller and stays in the audit for ever: `officer-7` and a
// UUID are ids, `Taro.Yamada` is somebody's name, and only numbers tell the two apart.
bool IsImpersonalId(std::string_view text);

enum class Proof { kNone, kCertificate, kToken };

struct Caller {
  Grant grant;
  Proof proof = Proof::kNone;
  std::string subject;     // Of the certificate or token; empty without proof.
  std::string issuer;      // Of the token; empty for others.
  std::string credential;  // Which certificate or token it was: a digest, or the token's own id. Never a secret.
  std::string peer;        // Where the call came from: an address without its port.
  absl::Time valid_until = absl::InfiniteFuture();  // When the certificate or token ends.

  // Whose request ids are whose, and whose limits count: the same over renewed certificates and tokens. Anonymous
  // callers all have one.
  std::string Identity() const;

  // Whose calls count together for limits, and wait in one line: who is proved, by identity; everybody else, and
  // services that lend nobody their name, by the address that the call came from, of IPv6 by the network that one
  // subscriber has.
  std::string LimitKey() const;

  // Who, by what proof, from where, for the audit, such as
  // `prefecture/13 spiffe://zaitaku.example/prefecture/13 certificate=5f0c… from=192.0.2.7`.
  std::string Describe() const;

  // Who as an error says it to the caller themself, such as `prefecture/13 (certificate)`.
  std::string DescribeBriefly() const;
};

}  // namespace zaitaku
