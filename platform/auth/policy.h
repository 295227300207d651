// Who may do what: how the table in policy_table.h is applied to a call.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "platform/auth/caller.h"

namespace zaitaku {

// Some of the roles.
using Roles = uint32_t;
constexpr Roles Only(Role role) { return Roles{1} << static_cast<uint32_t>(role); }

// How a prefecture's officer is kept to the own prefecture.
enum class Rows {
  kAny,         // Nationwide: what it reads is everybody's, or prefectures have no part in it.
  kReports,     // Every report that is named, at `fields`, must be the own prefecture's.
  kGovernment,  // The local government or prefecture whose code one of `fields` gives must be in the own prefecture.
  kStored,      // The service compares what is stored; another prefecture's looks absent.
};

struct PolicyRow {
  std::string_view method;  // `package.Service/Method`
  Roles roles;              // Who may call it.
  bool writes = false;      // Refusals are in the audit.
  Rows rows = Rows::kAny;
  std::string_view fields = {};  // Paths in the request, with commas between.
};

// The row of a method; null if there is none, which then nobody may call.
const PolicyRow* FindPolicyRow(std::string_view method);

// The roles as text, such as `prefecture and ministry`.
std::string RoleNames(Roles roles);

// OK if the caller may make this request. UNAUTHENTICATED for who has not proved who they are and so may not;
// PERMISSION_DENIED for others. The request is looked at for prefectures only, and may be null if the row needs none.
absl::Status Authorise(const PolicyRow& row, const Caller& caller, const google::protobuf::Message* request);

// The prefecture whose stored rows alone the caller may see; empty for callers who are kept to none.
inline const std::string& KeptTo(const Caller& caller) { return caller.grant.prefecture; }

}  // namespace zaitaku
