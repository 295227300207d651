// Matchers for outcomes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/status/status.h"

namespace zaitaku {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// An OK status or a StatusOr with a value.
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return arg.ok();
}

// A status, or a StatusOr without a value, of that code.
MATCHER_P(HasCode, code, "has the code " + absl::StatusCodeToString(code)) {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code;
}

// A status, or a StatusOr without a value, of that reason, such as type::v1::ERROR_REASON_ETAG_MISMATCH.
MATCHER_P(HasReason, reason, "has the reason " + type::v1::ErrorReason_Name(reason)) {
  *result_listener << StatusOf(arg).ToString();
  return ReasonOf(StatusOf(arg)) == reason;
}

}  // namespace zaitaku

#define ASSERT_OK(expression) ASSERT_THAT(expression, ::zaitaku::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::zaitaku::IsOk())

#define ASSERT_OK_AND_ASSIGN(target, expression) \
  ASSERT_OK_AND_ASSIGN_INNER(ZAITAKU_CONCAT(ok_or_, __LINE__), target, expression)
#define ASSERT_OK_AND_ASSIGN_INNER(variable, target, expression) \
  auto variable = (expression);                                  \
  ASSERT_OK(variable);                                           \
  target = *std::move(variable)
