#include "platform/revision/revision_token.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

bool IsLowerHex(char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); }

// Plain decimal digits without sign or leading zero, so that one revision has one token.
bool ParseNumber(const std::string& text, int64_t& number) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) return false;
  if (text.size() > 1 && text[0] == '0') return false;
  return absl::SimpleAtoi(text, &number);
}

}  // namespace

std::string Revision::Token() const { return absl::StrCat(number, "-", digest.substr(0, kTokenDigestDigits)); }

google::protobuf::Timestamp Revision::CommitTime() const {
  return google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(commit_micros);
}

absl::StatusOr<RevisionToken> ParseRevisionToken(std::string_view text, std::string_view field) {
  const size_t dash = text.find('-');
  RevisionToken token;
  if (dash != std::string_view::npos && ParseNumber(std::string(text.substr(0, dash)), token.number)) {
    token.digest_prefix = std::string(text.substr(dash + 1));
    if (token.digest_prefix.size() == kTokenDigestDigits &&
        std::all_of(token.digest_prefix.begin(), token.digest_prefix.end(), IsLowerHex)) {
      return token;
    }
  }
  return InvalidField(std::string(field), absl::StrCat("read ", Quoted(text),
                                                       ", expected a revision token from an earlier answer, such as "
                                                       "'12-9f0c4b7d21e6a835'"));
}

}  // namespace zaitaku
