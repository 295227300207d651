#include "tests/system/change_writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/system/each_service.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);     // For one attempt.
constexpr absl::Duration kEndurance = absl::Seconds(120);  // For all attempts at one change.
constexpr absl::Duration kRetryAfter = absl::Milliseconds(5);

}  // namespace

template <typename Service>
ChangeWriter<Service>::ChangeWriter(const std::string& address, int number, std::vector<std::string> resources,
                                    unsigned int seed)
    : client_(address), random_(seed), changes_(number, std::move(resources), seed) {}

template <typename Service>
absl::StatusOr<Answer> ChangeWriter<Service>::Send(const typename Service::Change& change) {
  const absl::Time end = absl::Now() + kEndurance;
  while (true) {
    auto answer = Service::Send(client_, change, kPatience);
    if (answer.ok() || !OutcomeUnknown(answer.status()) || absl::Now() > end) return answer;
    ++unknown_outcomes_;
    if (ReasonOf(answer.status()) == type::v1::ERROR_REASON_STORE_UNAVAILABLE) ++store_failures_;
    absl::SleepFor(kRetryAfter);
  }
}

template <typename Service>
absl::StatusOr<Acknowledged<Service>> ChangeWriter<Service>::WriteOne() {
  const typename Service::Change change = changes_.Next();
  ASSIGN_OR_RETURN(const Answer answer, Send(change));
  if (!answer.as_asked) {
    return absl::InternalError(absl::StrCat(
        "a new change was answered as unchanged, or with other facts: ", change.ToText(), " ", answer.text));
  }
  acknowledged_.push_back({change, answer.revision});
  return acknowledged_.back();
}

template <typename Service>
absl::Status ChangeWriter<Service>::SendLateDuplicate() {
  const Acknowledged<Service>& old = acknowledged_[Below(static_cast<int>(acknowledged_.size()))];
  ASSIGN_OR_RETURN(const Answer answer, Send(old.change));
  if (answer.revision == old.revision && answer.as_asked) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("a late duplicate of revision ", old.revision, " got another answer: ", answer.text));
}

template <typename Service>
absl::Status ChangeWriter<Service>::Write(int count, std::atomic<int>& progress) {
  for (int i = 0; i < count; ++i) {
    RETURN_IF_ERROR(WriteOne().status());
    ++progress;
    if (Below(10) == 0) RETURN_IF_ERROR(SendLateDuplicate());
  }
  return absl::OkStatus();
}

template class ChangeWriter<Council>;
template class ChangeWriter<Catalog>;
template class ChangeWriter<Training>;

}  // namespace zaitaku
