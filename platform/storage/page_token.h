// Page tokens: where a list goes on, and at which revision.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace zaitaku {

// A position in a list: the revision token that every page is read at, and the last name that was returned.
struct PagePosition {
  std::string revision;
  std::string after;
};

// What a request asks for, less its paging (`page_size`, `page_token`, `revision`): tokens of one question do not fit
// another.
std::string QuestionDigest(const google::protobuf::Message& request);

std::string MakePageToken(const PagePosition& position, const std::string& question_digest);

// INVALID_ARGUMENT (INVALID_PAGE_TOKEN).
absl::Status InvalidPageToken();

// Longer tokens are not looked at. Ours are much shorter: a name and a few digits.
inline constexpr size_t kMaxPageTokenBytes = 2048;

// INVALID_ARGUMENT (INVALID_PAGE_TOKEN) unless the token is what MakePageToken makes for this question.
absl::StatusOr<PagePosition> ParsePageToken(const std::string& token, const std::string& question_digest);

}  // namespace zaitaku
