// All answers that were ever given, and whether each is what the resources add up to at the revisions that it states.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "gateway/revision_vector.h"
#include "tests/system/summary_pieces.h"

namespace zaitaku {

// Thread-safe.
class AnswerHistory {
 public:
  // Notes an answer. An error if it differs from another one of the same revisions.
  absl::Status Record(const summary::v1::NationwideSummary& summary);

  // Counts every figure of the service again from its resources, at every revision that an answer stated.
  // `Service` as in each_service.h.
  template <typename Service>
  absl::Status Recount(gateway::ServiceId id, const std::string& address) const;

  // At how many revisions of the service answers were given.
  int revisions(gateway::ServiceId id) const;

 private:
  using Pieces = std::map<PieceKind, std::string>;  // Serialised.

  mutable std::mutex mutex_;
  // By the revision's token.
  gateway::PerService<std::map<std::string, Pieces>> answered_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace zaitaku
