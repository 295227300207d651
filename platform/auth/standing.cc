#include "platform/auth/standing.h"

#include "platform/auth/gate.h"
#include "platform/auth/unauthenticated.h"

namespace zaitaku {

void Standing::EndIfOver(std::optional<absl::Status>& end) {
  if (gate_ == nullptr || end) return;
  const absl::Time now = gate_->Now();
  if (now < caller_.valid_until && now >= looked_at_ && now - looked_at_ < absl::Seconds(1)) return;
  looked_at_ = now;
  const absl::Status standing = Check();
  if (!standing.ok()) end = standing;
}

absl::Status Standing::Check() const {
  const Caller nobody = {.peer = caller_.peer};
  absl::StatusOr<Caller> caller = authorization_.empty()
                                      ? gate_->IdentifyByCertificate({{uris_.begin(), uris_.end()}, pem_, chain_})
                                      : gate_->IdentifyByToken(authorization_, nobody);
  return caller.status();
}

}  // namespace zaitaku
