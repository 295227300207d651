#include "platform/service/shown_history.h"

#include <algorithm>
#include <string>

#include "platform/service/refusal_log.h"

namespace zaitaku {
namespace {

// As Caller::Describe writes them: to the end, or to that of an entry of the refusals. No id has a blank in it.
void TakeOut(std::string& text) {
  constexpr char kFrom[] = " from=";
  for (size_t at; (at = text.find(kFrom)) != std::string::npos;)
    text.erase(at, std::min(text.find(';', at), text.size()) - at);
}

}  // namespace

bool SeesAddresses(const Caller& caller) {
  return caller.grant.role == Role::kMinistry || caller.grant.role == Role::kOperator;
}

void HideAddresses(type::v1::RevisionRecord& record) {
  TakeOut(*record.mutable_caller());
  // What people write as a reason is theirs.
  if (record.method() == kRefusedWrites) TakeOut(*record.mutable_reason());
}

}  // namespace zaitaku
