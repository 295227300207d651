#include "platform/auth/policy.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/auth/policy_table.h"
#include "platform/auth/unauthenticated.h"
#include "platform/status/status.h"
#include "zaitaku/rpcs.h"

namespace zaitaku {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr bool HasRow(std::string_view method) {
  return std::count_if(std::begin(kPolicy), std::end(kPolicy),
                       [&](const PolicyRow& row) { return row.method == method; }) == 1;
}
constexpr bool IsRpc(std::string_view method) {
  return std::find(std::begin(kRpcs), std::end(kRpcs), method) != std::end(kRpcs);
}

static_assert(std::all_of(std::begin(kRpcs), std::end(kRpcs), HasRow),
              "an RPC of the contract has no row, or several, in policy_table.h");
static_assert(std::all_of(std::begin(kPolicy), std::end(kPolicy),
                          [](const PolicyRow& row) { return IsRpc(row.method); }),
              "policy_table.h has a row for what is no RPC of the contract");

constexpr Role kRolesInOrder[] = {Role::kAnonymous, Role::kReader, Role::kPrefecture, Role::kMinistry, Role::kOperator};

// Calls `use` with each value of the text field at `path`, in every element of what is repeated.
void ForEachValue(const Message& message, const std::string& path, const std::function<void(const std::string&)>& use) {
  const std::vector<std::string> parts = absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(parts[0]);
  const auto* reflection = message.GetReflection();
  if (field == nullptr) return;
  if (parts.size() == 1) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated())
      use(reflection->GetString(message, field));
  } else if (field->is_repeated()) {
    for (int i = 0; i < reflection->FieldSize(message, field); ++i)
      ForEachValue(reflection->GetRepeatedMessage(message, field, i), parts[1], use);
  } else {
    ForEachValue(reflection->GetMessage(message, field), parts[1], use);
  }
}

// Whether the request keeps to the rows of the prefecture.
bool KeepsTo(const PolicyRow& row, const std::string& prefecture, const Message& request) {
  int own = 0, others = 0;
  const std::vector<std::string> fields = absl::StrSplit(std::string(row.fields), ',');
  for (const std::string& field : fields) {
    ForEachValue(request, field, [&](const std::string& value) {
      // The name of a report ends with its prefecture's code; that of a government begins with it.
      const std::string code = row.rows == Rows::kGovernment ? value.substr(0, 2)
                               : value.size() < 3            ? ""
                                                             : value.substr(value.size() - 3);
      ++(code == (row.rows == Rows::kGovernment ? prefecture : "-" + prefecture) ? own : others);
    });
  }
  // Filters must all hold, so that one of them suffices; of named rows, each must be right.
  return own > 0 && (others == 0 || row.rows == Rows::kGovernment);
}

absl::Status Denied(const PolicyRow& row, const Caller& caller, const std::string& needs) {
  const std::string identity = caller.DescribeBriefly(), method(row.method);
  if (caller.proof == Proof::kNone) {
    return Unauthenticated(absl::StrCat(method, " needs ", needs,
                                        "; the call came without a token, and without a client certificate that names "
                                        "the caller"));
  }
  return Error(type::v1::ERROR_REASON_PERMISSION_DENIED,
               {absl::StrCat("the caller is ", identity, "; ", method, " needs ", needs),
                absl::StrCat(identity, " には ", method, " の権限がありません。必要なもの：", needs)},
               {{"method", method}, {"identity", identity}, {"needs", needs}});
}

}  // namespace

const PolicyRow* FindPolicyRow(std::string_view method) {
  static const auto* const kRows = [] {
    auto* rows = new std::map<std::string_view, const PolicyRow*>;
    for (const PolicyRow& row : kPolicy) (*rows)[row.method] = &row;
    return rows;
  }();
  const auto found = kRows->find(method);
  return found == kRows->end() ? nullptr : found->second;
}

std::string RoleNames(Roles roles) {
  std::vector<std::string> names;
  for (const Role role : kRolesInOrder) {
    if (roles & Only(role)) names.emplace_back(RoleName(role));
  }
  if (names.size() < 2) return absl::StrJoin(names, "");
  const std::string last = names.back();
  names.pop_back();
  return absl::StrCat(absl::StrJoin(names, ", "), " or ", last);
}

absl::Status Authorise(const PolicyRow& row, const Caller& caller, const Message* request) {
  if (!(row.roles & Only(caller.grant.role))) return Denied(row, caller, "the role " + RoleNames(row.roles));
  if (caller.grant.role != Role::kPrefecture) return absl::OkStatus();
  if (row.rows != Rows::kReports && row.rows != Rows::kGovernment) return absl::OkStatus();
  if (request != nullptr && KeepsTo(row, caller.grant.prefecture, *request)) return absl::OkStatus();
  return Denied(row, caller,
                absl::StrCat("every row to be prefecture ", caller.grant.prefecture, "'s, as named by ",
                             absl::StrJoin(absl::StrSplit(std::string(row.fields), ','), " or ")));
}

}  // namespace zaitaku
