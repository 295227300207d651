#include "platform/auth/standing.h"

#include "platform/auth/gate.h"

namespace zaitaku {

void Standing::EndIfOver(std::optional<absl::Status>& end) {
  if (gate_ == nullptr || end) return;
  const absl::Time now = gate_->Now();
  if (now < valid_until_ && now >= looked_at_ && now - looked_at_ < absl::Seconds(1)) return;
  looked_at_ = now;
  const absl::StatusOr<Caller> caller = Check();
  if (caller.ok()) {
    valid_until_ = caller->valid_until;
  } else {
    end = caller.status();
  }
}

absl::StatusOr<Caller> Standing::Check() const {
  if (shown_ != nullptr) return gate_->IdentifyByCertificate(*shown_);
  // It was let in already: wrong tokens of others where it comes from do not count against it.
  return gate_->IdentifyByToken(authorization_, "");
}

}  // namespace zaitaku
