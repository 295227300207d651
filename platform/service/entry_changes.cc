#include "platform/service/entry_changes.h"

namespace zaitaku {

absl::Status FactNotInferred(const std::string& name, const std::string& fact) {
  return Error(
      type::v1::ERROR_REASON_FACT_NOT_INFERRED,
      {absl::StrCat("'", name, "' has no inferred fact ", Quoted(fact), "; its sources say which facts are inferred"),
       absl::StrCat("「", name, "」に推定の事実 ", Quoted(fact), " はありません")},
      {{"resource", name}, {"fact", std::string(Quoted(fact))}});
}

}  // namespace zaitaku
