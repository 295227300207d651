#include "platform/service/ledger_calls.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/auth/call_context.h"
#include "platform/digest/digest.h"
#include "platform/status/characters.h"

namespace zaitaku {
namespace {

constexpr size_t kMaxContains = 32;
constexpr size_t kMaxRequestIdCharacters = 64;
constexpr size_t kMaxReasonCharacters = 500;

bool IsRequestIdCharacter(char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-'; }

// The request's value of a field that some requests have.
std::string StringField(const google::protobuf::Message& request, const char* name) {
  const auto* field = request.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

absl::Status CheckRequestId(const std::string& request_id) {
  if (request_id.size() <= kMaxRequestIdCharacters &&
      std::all_of(request_id.begin(), request_id.end(), IsRequestIdCharacter)) {
    return absl::OkStatus();
  }
  return InvalidField("request_id",
                      "expected 1 to 64 characters of [A-Za-z0-9._-], such as '5b1e6c1e-7d6a-4a0f-9d9e-0c2f4f1f7a11'");
}

}  // namespace

absl::Status CheckReason(const MutationOrigin& origin) {
  if (CountCharacters(origin.reason) <= kMaxReasonCharacters && origin.reason.find('\0') == std::string::npos) {
    return absl::OkStatus();
  }
  return InvalidField("reason", absl::StrCat("expected at most ", kMaxReasonCharacters,
                                             " characters, such as '県からの訂正報告による'"));
}

absl::StatusOr<Mutation> DescribeMutation(const grpc::CallbackServerContext& context,
                                          const google::protobuf::Message& request) {
  Mutation mutation;
  const Caller& caller = CallerOf(context);
  mutation.origin.caller = caller.Identity();
  mutation.origin.described = caller.Describe();
  // The RPC's name: every request message is named after its method.
  mutation.origin.method = std::string(absl::StripSuffix(request.GetDescriptor()->full_name(), "Request"));
  mutation.origin.request_id = StringField(request, "request_id");
  mutation.origin.reason = StringField(request, "reason");
  RETURN_IF_ERROR(CheckRequestId(mutation.origin.request_id));
  mutation.request_digest = Sha256Hex(request.SerializeAsString());
  if (const auto* field = request.GetDescriptor()->FindFieldByName("validate_only")) {
    mutation.validate_only = request.GetReflection()->GetBool(request, field);
  }
  mutation.deadline = absl::FromChrono(context.deadline());
  return mutation;
}

absl::Status LedgerCalls::CheckContains(const std::vector<std::string>& tokens) {
  if (tokens.size() > kMaxContains) {
    return InvalidField("contains", absl::StrCat("read ", tokens.size(), " tokens, expected at most ", kMaxContains));
  }
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::string field = absl::StrCat("contains[", i, "]");
    if (tokens[i].empty()) return InvalidField(field, "expected a revision token, such as '12-061a5b47202682cb'");
    RETURN_IF_ERROR(ledger_.ReadAt(tokens[i], field).status());
  }
  return absl::OkStatus();
}

}  // namespace zaitaku
