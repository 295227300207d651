#include "platform/server/watch_places.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr absl::Duration kRetryAfter = absl::Seconds(1);

absl::Status TooManyOfCaller(int open, int limit, bool anonymous) {
  return RetryError(
      type::v1::ERROR_REASON_CALLER_LIMIT_EXCEEDED,
      {absl::StrCat("this caller has ", open, " watches open here, and may have ", limit, " (",
                    anonymous ? "--anonymous-watches: of one address that proves no identity" : "--caller-watches",
                    "); close one, or try again later"),
       absl::StrCat("この利用者の監視の接続は ", open, " 件で、上限（", limit,
                    " 件）に達しています。不要な接続を閉じるか、しばらくしてからやり直してください")},
      kRetryAfter);
}

absl::Status TooManyInAll(int open, int limit, const char* of_en, const char* of_ja) {
  return Overloaded({absl::StrCat(open, " watches", of_en, " are open here, and ", limit, " may be; try again later"),
                     absl::StrCat("監視の接続", of_ja, "は ", open, " 件で、上限（", limit,
                                  " 件）に達しています。しばらくしてからやり直してください")},
                    kRetryAfter);
}

}  // namespace

absl::StatusOr<WatchPlaces::Place> WatchPlaces::Take(const Caller& caller) {
  const bool anonymous = caller.proof == Proof::kNone && caller.grant.role == Role::kAnonymous;
  // Nobody acts in a service's name, so its certificate is its own.
  const bool service = caller.proof != Proof::kNone && caller.grant.role == Role::kAnonymous;
  const int of_caller = anonymous ? limits_.per_anonymous : limits_.per_caller;
  const int in_all = limits_.watches - (service ? 0 : limits_.kept_for_services);
  std::string key = caller.LimitKey();
  const std::lock_guard lock(mutex_);
  const auto found = open_of_.find(key);
  const int open = found == open_of_.end() ? 0 : found->second;
  if (of_caller > 0 && open >= of_caller) return TooManyOfCaller(open, of_caller, anonymous);
  if (anonymous && open_of_anonymous_ >= limits_.of_anonymous)
    return TooManyInAll(open_of_anonymous_, limits_.of_anonymous, " of callers without proof", "（身元の証明なし）");
  if (open_ >= in_all) return TooManyInAll(open_, in_all, "", "");
  ++open_;
  open_of_anonymous_ += anonymous;
  ++open_of_[key];
  return Place(this, anonymous, std::move(key));
}

void WatchPlaces::Place::GiveBack() {
  if (places_ == nullptr) return;
  const std::lock_guard lock(places_->mutex_);
  --places_->open_;
  places_->open_of_anonymous_ -= anonymous_;
  const auto found = places_->open_of_.find(caller_);
  if (--found->second == 0) places_->open_of_.erase(found);
  places_ = nullptr;
}

int WatchPlaces::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace zaitaku
