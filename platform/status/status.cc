#include "platform/status/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"

namespace zaitaku {
namespace {

// The absl::Status payload that carries a whole google.rpc.Status.
constexpr char kPayload[] = "type.googleapis.com/google.rpc.Status";

absl::StatusCode CodeOf(ErrorReason reason) {
  using namespace type::v1;
  switch (reason) {
    case ERROR_REASON_RESOURCE_NOT_FOUND:
    case ERROR_REASON_NO_PUBLISHED_SURVEY:
      return absl::StatusCode::kNotFound;
    case ERROR_REASON_ETAG_MISMATCH:
      return absl::StatusCode::kAborted;
    case ERROR_REASON_REASON_REQUIRED:
    case ERROR_REASON_REVISION_FORKED:
    case ERROR_REASON_SURVEY_INCOMPLETE:
    case ERROR_REASON_RESOURCE_IN_USE:
    case ERROR_REASON_FACT_NOT_INFERRED:
    case ERROR_REASON_APPLICATIONS_NOT_OPEN:
    case ERROR_REASON_GOVERNMENT_NOT_ELIGIBLE:
    case ERROR_REASON_QUOTA_EXCEEDED:
    case ERROR_REASON_CAPACITY_EXCEEDED:
    case ERROR_REASON_EVENT_OVER:
    case ERROR_REASON_EVENT_NOT_HELD:
    case ERROR_REASON_RULE_BELOW_ADMITTED:
    case ERROR_REASON_NO_TIMETABLE:
      return absl::StatusCode::kFailedPrecondition;
    case ERROR_REASON_PERSON_ALREADY_APPLIED:
      return absl::StatusCode::kAlreadyExists;
    case ERROR_REASON_REVISION_NOT_REACHED:
      return absl::StatusCode::kOutOfRange;
    case ERROR_REASON_UNAUTHENTICATED:
      return absl::StatusCode::kUnauthenticated;
    case ERROR_REASON_PERMISSION_DENIED:
      return absl::StatusCode::kPermissionDenied;
    case ERROR_REASON_OVERLOADED:
    case ERROR_REASON_CALLER_LIMIT_EXCEEDED:
      return absl::StatusCode::kResourceExhausted;
    case ERROR_REASON_STORE_DAMAGED:
      return absl::StatusCode::kDataLoss;
    case ERROR_REASON_STORE_UNAVAILABLE:
    case ERROR_REASON_STOPPING:
    case ERROR_REASON_BACKEND_UNAVAILABLE:
      return absl::StatusCode::kUnavailable;
    case ERROR_REASON_DEADLINE_BEFORE_START:
      return absl::StatusCode::kDeadlineExceeded;
    default:
      return absl::StatusCode::kInvalidArgument;
  }
}

// At most so many bytes of valid UTF-8, cut between characters.
std::string_view Cut(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// An error under construction: the status and its details.
class ErrorBuilder {
 public:
  ErrorBuilder(ErrorReason reason, const ErrorText& text, const std::map<std::string, std::string>& metadata) {
    status_.set_code(static_cast<int>(CodeOf(reason)));
    status_.set_message(std::string(Cut(text.en, kMaxMessageBytes)));
    google::rpc::ErrorInfo info;
    info.set_reason(type::v1::ErrorReason_Name(reason).substr(sizeof("ERROR_REASON_") - 1));
    info.set_domain("zaitaku");
    for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
    Add(info);
    google::rpc::LocalizedMessage localized;
    localized.set_locale("ja");
    localized.set_message(std::string(Cut(text.ja, kMaxMessageBytes)));
    Add(localized);
  }

  void Add(const google::protobuf::Message& detail) { status_.add_details()->PackFrom(detail); }

  // Adds as many of the problems as the limit on details leaves room for.
  void AddProblems(const std::vector<FieldProblem>& problems) {
    google::rpc::BadRequest bad_request;
    const size_t room = kMaxDetailsBytes - std::min(kMaxDetailsBytes, status_.ByteSizeLong() + 128);
    for (const FieldProblem& problem : problems) {
      auto* violation = bad_request.add_field_violations();
      violation->set_field(problem.field);
      violation->set_description(problem.description);
      if (bad_request.ByteSizeLong() > room) {
        bad_request.mutable_field_violations()->RemoveLast();
        break;
      }
    }
    Add(bad_request);
  }

  absl::Status Build() {
    absl::Status result(static_cast<absl::StatusCode>(status_.code()), status_.message());
    result.SetPayload(kPayload, absl::Cord(status_.SerializeAsString()));
    return result;
  }

 private:
  google::rpc::Status status_;
};

}  // namespace

absl::Status Error(ErrorReason reason, const ErrorText& text, const std::map<std::string, std::string>& metadata) {
  return ErrorBuilder(reason, text, metadata).Build();
}

absl::Status FieldError(ErrorReason reason, const ErrorText& text, const FieldProblem& problem) {
  ErrorBuilder builder(reason, text, {});
  builder.AddProblems({problem});
  return builder.Build();
}

absl::Status InvalidFields(const std::vector<FieldProblem>& problems) {
  const FieldProblem& first = problems.at(0);
  const std::string more = problems.size() > 1 ? absl::StrCat(" (and ", problems.size() - 1, " more)") : "";
  ErrorBuilder builder(type::v1::ERROR_REASON_INVALID_FIELD,
                       {absl::StrCat(first.field, ": ", first.description, more),
                        absl::StrCat("リクエストの項目に誤りがあります：", first.field)},
                       {{"problems", absl::StrCat(problems.size())}});
  builder.AddProblems(problems);
  return builder.Build();
}

absl::Status InvalidField(std::string field, std::string description) {
  return InvalidFields({{std::move(field), std::move(description)}});
}

absl::Status InvalidFile(const ErrorText& text, const std::vector<FieldProblem>& problems) {
  ErrorBuilder builder(type::v1::ERROR_REASON_INVALID_FILE, text, {{"problems", absl::StrCat(problems.size())}});
  builder.AddProblems(problems);
  return builder.Build();
}

absl::Status Overloaded(const ErrorText& text, absl::Duration retry_after) {
  return RetryError(type::v1::ERROR_REASON_OVERLOADED, text, retry_after);
}

absl::Status RetryError(ErrorReason reason, const ErrorText& text, absl::Duration retry_after) {
  ErrorBuilder builder(reason, text, {});
  google::rpc::RetryInfo retry;
  const int64_t nanos = absl::ToInt64Nanoseconds(retry_after);
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  builder.Add(retry);
  return builder.Build();
}

std::string Quoted(std::string_view text) {
  constexpr int kMaxCharacters = 64;
  size_t end = 0;
  for (int characters = 0; end < text.size(); ++end) {
    if ((text[end] & 0xc0) != 0x80 && ++characters > kMaxCharacters) break;
  }
  const bool cut = end < text.size();
  return absl::StrCat("'", std::string(text.substr(0, end)), cut ? "…'" : "'");
}

absl::Status StoreDamaged(const ErrorText& text, const std::string& where) {
  return Error(type::v1::ERROR_REASON_STORE_DAMAGED, text, {{"resource", where}});
}

absl::Status ResourceNotFound(std::string_view resource) {
  const std::string name(Cut(resource, kMaxMessageBytes / 2));
  return Error(type::v1::ERROR_REASON_RESOURCE_NOT_FOUND,
               {absl::StrCat("no resource named '", name, "'"), absl::StrCat("「", name, "」は存在しません")},
               {{"resource", name}});
}

ErrorReason ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  ErrorReason reason = type::v1::ERROR_REASON_UNSPECIFIED;
  if (GetDetail(status, info) && info.domain() == "zaitaku") {
    type::v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", info.reason()), &reason);
  }
  return reason;
}

bool GetDetail(const absl::Status& status, google::protobuf::Message& detail) {
  const auto payload = status.GetPayload(kPayload);
  google::rpc::Status full;
  if (!payload || !full.ParseFromString(std::string(*payload))) return false;
  for (const auto& any : full.details()) {
    if (any.type_url().ends_with(absl::StrCat("/", detail.GetDescriptor()->full_name()))) {
      return detail.ParseFromString(any.value());
    }
  }
  return false;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto payload = status.GetPayload(kPayload);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
                      payload ? std::string(*payload) : "");
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  if (!status.error_details().empty()) result.SetPayload(kPayload, absl::Cord(status.error_details()));
  return result;
}

}  // namespace zaitaku
