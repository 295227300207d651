#include "tests/system/answer_history.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"
#include "tests/system/each_service.h"

namespace zaitaku {
namespace {

using gateway::ServiceId;

// The first figure that is in one and not the same in the other.
std::string FirstDifference(const FlatTotals& answered, const FlatTotals& counted) {
  for (const auto* side : {&answered, &counted}) {
    for (const auto& [name, value] : *side) {
      const auto a = answered.find(name), c = counted.find(name);
      const int64_t of_answer = a == answered.end() ? 0 : a->second;
      const int64_t of_count = c == counted.end() ? 0 : c->second;
      if (of_answer != of_count || a == answered.end() || c == counted.end())
        return absl::StrCat(name, " was answered as ", of_answer, ", counted as ", of_count);
    }
  }
  return "nothing differs";
}

absl::Status Compare(const SummaryPiece& piece, const FlatTotals& recount) {
  ASSIGN_OR_RETURN(const FlatTotals answered, Flatten(piece));
  const FlatTotals counted = FiguresOf(piece.kind, recount);
  if (answered == counted) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(std::string(gateway::ServiceOf(piece.service).name), " at ", piece.revision,
                                          ": ", FirstDifference(answered, counted)));
}

}  // namespace

absl::Status AnswerHistory::Record(const summary::v1::NationwideSummary& summary) {
  ASSIGN_OR_RETURN(const auto pieces, TakeApart(summary));
  const std::lock_guard lock(mutex_);
  for (const SummaryPiece& piece : pieces) {
    std::string bytes = piece.figures.SerializeAsString();
    const auto [known, first] = answered_[piece.service][piece.revision].try_emplace(piece.kind, bytes);
    if (first || known->second == bytes) continue;
    summary::v1::NationwideSummary before;
    before.ParseFromString(known->second);
    return absl::InternalError(absl::StrCat("two answers at ", piece.revision, " differ: ", before.ShortDebugString(),
                                            " and ", piece.figures.ShortDebugString()));
  }
  return absl::OkStatus();
}

template <typename Service>
absl::Status AnswerHistory::Recount(ServiceId id, const std::string& address) const {
  RegistryClient<Service> client(address);
  std::map<std::string, Pieces> answered;
  {
    const std::lock_guard lock(mutex_);
    answered = answered_[id];
  }
  for (const auto& [revision, pieces] : answered) {
    ASSIGN_OR_RETURN(const FlatTotals recount, Service::RecountAt(client, revision));
    for (const auto& [kind, bytes] : pieces) {
      SummaryPiece piece{kind, id, revision, {}};
      piece.figures.ParseFromString(bytes);
      RETURN_IF_ERROR(Compare(piece, recount));
    }
  }
  return absl::OkStatus();
}

int AnswerHistory::revisions(ServiceId id) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(answered_[id].size());
}

template absl::Status AnswerHistory::Recount<Council>(ServiceId, const std::string&) const;
template absl::Status AnswerHistory::Recount<Catalog>(ServiceId, const std::string&) const;
template absl::Status AnswerHistory::Recount<Training>(ServiceId, const std::string&) const;

}  // namespace zaitaku
