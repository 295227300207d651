// Errors: absl::Status inside, google.rpc details on the wire, one conversion between them.
#pragma once

#include <grpcpp/support/status.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "zaitaku/type/v1/errors.pb.h"

namespace zaitaku {

using ErrorReason = type::v1::ErrorReason;

// What went wrong, in both languages.
struct ErrorText {
  std::string en;
  std::string ja;
};

// What was read, for an error's text: in quotes, at most 64 characters, cut between characters and marked with … if
// cut.
std::string Quoted(std::string_view text);

// One field of a request, or one cell of a file, and what is wrong with it.
struct FieldProblem {
  std::string field;        // Path in the request, such as `parent` or `items[0].count`.
  std::string description;  // What was read, what was expected and a right example.
};

// Details are kept below this many bytes: beyond 8 KB of metadata, gRPC clients see RESOURCE_EXHAUSTED instead of the
// error.
inline constexpr size_t kMaxDetailsBytes = 4096;
inline constexpr size_t kMaxMessageBytes = 1024;

// An error with its reason (ErrorInfo) and its Japanese text (LocalizedMessage). `metadata` belongs to the reason. The
// code is the one that the reason's comment in errors.proto names.
absl::Status Error(ErrorReason reason, const ErrorText& text, const std::map<std::string, std::string>& metadata = {});

// The same with a BadRequest that says which field it is about.
absl::Status FieldError(ErrorReason reason, const ErrorText& text, const FieldProblem& problem);

// INVALID_ARGUMENT, INVALID_FIELD with a BadRequest that lists as many of the problems as fit. Needs at least one
// problem.
absl::Status InvalidFields(const std::vector<FieldProblem>& problems);
absl::Status InvalidField(std::string field, std::string description);

// INVALID_ARGUMENT, INVALID_FILE: as above, for the cells of an imported file; metadata `problems` counts them all.
absl::Status InvalidFile(const ErrorText& text, const std::vector<FieldProblem>& problems);

// RESOURCE_EXHAUSTED, OVERLOADED with RetryInfo.
absl::Status Overloaded(const ErrorText& text, absl::Duration retry_after);

// An error with RetryInfo.
absl::Status RetryError(ErrorReason reason, const ErrorText& text, absl::Duration retry_after);

// DATA_LOSS, STORE_DAMAGED. `where` names the resource or figure.
absl::Status StoreDamaged(const ErrorText& text, const std::string& where);

// NOT_FOUND, RESOURCE_NOT_FOUND.
absl::Status ResourceNotFound(std::string_view name);

// The reason of an error made here or received from a Zaitaku server; UNSPECIFIED if it has none.
ErrorReason ReasonOf(const absl::Status& status);

// The details of an error. False if it has none of that type.
bool GetDetail(const absl::Status& status, google::protobuf::Message& detail);

// To the wire and back; details survive both ways.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace zaitaku

#define ZAITAKU_CONCAT_INNER(a, b) a##b
#define ZAITAKU_CONCAT(a, b) ZAITAKU_CONCAT_INNER(a, b)

// Returns the status from the enclosing function unless it is OK.
#define RETURN_IF_ERROR(expression)                                                        \
  do {                                                                                     \
    if (absl::Status status_or_ok = (expression); !status_or_ok.ok()) return status_or_ok; \
  } while (false)

// Assigns the value of a StatusOr, or returns its error: ASSIGN_OR_RETURN(auto x, Get());
#define ASSIGN_OR_RETURN(target, expression) \
  ASSIGN_OR_RETURN_INNER(ZAITAKU_CONCAT(status_or_, __LINE__), target, expression)
#define ASSIGN_OR_RETURN_INNER(variable, target, expression) \
  auto variable = (expression);                              \
  if (!variable.ok()) return std::move(variable).status();   \
  target = *std::move(variable)
