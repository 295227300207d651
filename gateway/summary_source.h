// Where summaries come from.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/summary_question.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// A GetNationwideSummaryResponse in its wire form, with `summary` and without `call_info`: protobuf fields concatenate,
// so that what belongs to one call can be appended to bytes that are shared by all.
using SummaryBody = std::shared_ptr<const std::string>;

struct SummaryAnswer {
  SummaryBody body;
  summary::v1::CallInfo::Level level = summary::v1::CallInfo::LEVEL_UNSPECIFIED;  // Who had it.
};

// Answers questions whose answers never change. Thread-safe; may block, until the deadline at most. Errors: NOT_FOUND
// for a survey that does not exist at that revision, and those of the services; never those of a cache.
class SummarySource {
 public:
  virtual ~SummarySource() = default;
  virtual absl::StatusOr<SummaryAnswer> Get(const FixedQuestion& question, absl::Time deadline) = 0;
};

}  // namespace zaitaku::gateway
