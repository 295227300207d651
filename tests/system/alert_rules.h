// Where the alert rules are.
#pragma once

#include <string>

namespace zaitaku {

inline const std::string kAlertRules = std::string(ZAITAKU_SOURCE_DIR) + "/deploy/observability/alerts.yml";

}  // namespace zaitaku
