#include "services/training/application_promoter.h"

#include <spdlog/spdlog.h>

#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/training/application_store.h"
#include "services/training/training_index.h"

namespace zaitaku::training {
namespace {

constexpr int kEventsAtATime = 100;
constexpr absl::Duration kRetryAfter = absl::Seconds(1);
// Who does it and what it is, for the audit: no caller asks for it, and it is no RPC.
constexpr char kCaller[] = "training-events";
constexpr char kMethod[] = "zaitaku.training.v1.PromoteFromWaitingList";

std::string ReasonOf(const v1::Event& event) {
  return absl::StrCat("リビジョン", event.revision_id(), "の", event.name(), "による繰上げの続き / places by ",
                      event.name(), " as of revision ", event.revision_id(), ", continued");
}

}  // namespace

ApplicationPromoter::ApplicationPromoter(Ledger& ledger, const TotalsChecker& totals, absl::Duration look_every)
    : ledger_(ledger), totals_(totals), look_every_(look_every), thread_([this] { Run(); }) {}

ApplicationPromoter::~ApplicationPromoter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
}

bool ApplicationPromoter::IsStoppedAfter(absl::Duration wait) {
  std::unique_lock lock(mutex_);
  return stop_.wait_until(lock, absl::ToChronoTime(absl::Now() + wait), [this] { return stopping_; });
}

void ApplicationPromoter::Run() {
  absl::Duration wait = look_every_;
  while (!IsStoppedAfter(wait)) {
    const auto promoted = PromoteSome();
    wait = promoted.value_or(false) ? absl::ZeroDuration() : look_every_;
    if (promoted.ok()) continue;
    spdlog::warn("those who wait could not get their places yet: {}", std::string(promoted.status().message()));
    wait = kRetryAfter;
  }
}

absl::StatusOr<bool> ApplicationPromoter::PromoteSome() {
  std::vector<v1::Event> events;
  {
    ASSIGN_OR_RETURN(const auto view, ledger_.ReadAt(""));
    ASSIGN_OR_RETURN(events, view->reader.ListByLabel<v1::Event>(kPromotionsDueLabel, "", kEventsAtATime));
  }
  const int64_t before = ledger_.Head().number;
  for (const v1::Event& event : events) {
    if (IsStoppedAfter(absl::ZeroDuration())) return false;
    RETURN_IF_ERROR(PromoteFor(event));
  }
  return ledger_.Head().number > before && !events.empty();
}

absl::Status ApplicationPromoter::PromoteFor(const v1::Event& event) {
  const auto done = std::make_shared<std::promise<absl::Status>>();
  Mutation mutation;
  mutation.origin = {.caller = kCaller, .method = kMethod, .reason = ReasonOf(event)};
  mutation.set_revision = [](const std::string&) {};
  mutation.apply = [this, &event](Transaction& transaction) -> absl::Status {
    // Another version has another reason; it is found when this looks again.
    ASSIGN_OR_RETURN(const auto current, transaction.Find<v1::Event>(event.name()));
    if (!current || current->revision_id() != event.revision_id()) return absl::OkStatus();
    RETURN_IF_ERROR(ContinuePromotions(event.name(), transaction));
    return transaction.moves_totals() ? totals_.Admit() : absl::OkStatus();
  };
  mutation.done = [done](const absl::Status& status) { done->set_value(status); };
  ledger_.Submit(std::move(mutation));
  return done->get_future().get();
}

}  // namespace zaitaku::training
