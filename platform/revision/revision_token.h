// Revisions and the tokens that name them outside.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace zaitaku {

// How many hexadecimal digits of the chain's digest a token carries: 64 bits tell a fork from its sibling.
inline constexpr size_t kTokenDigestDigits = 16;

// A point in a store's history. Number 0, with a digest of zeros, is the empty store.
struct Revision {
  int64_t number = 0;
  std::string digest = std::string(64, '0');  // Of the audit chain up to here, 64 hexadecimal digits.
  int64_t commit_micros = 0;                  // Unix time of the commit in microseconds.

  // `12-9f0c…`: the number and the digest's first digits. A restored copy that went on differently has another digest.
  std::string Token() const;
  google::protobuf::Timestamp CommitTime() const;
};

// A token as read, not yet compared with a store.
struct RevisionToken {
  int64_t number;
  std::string digest_prefix;
};

// INVALID_ARGUMENT (INVALID_FIELD) naming `field` if it is not of the form.
absl::StatusOr<RevisionToken> ParseRevisionToken(std::string_view text, std::string_view field);

}  // namespace zaitaku
