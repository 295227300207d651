// Prometheus's own tool judges metrics and alert rules.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace zaitaku {

// Whether `promtool check metrics` has nothing to say about a page.
absl::Status CheckMetrics(const std::string& page);

// The pages of one process, scraped before and after something happened.
struct ScrapedProcess {
  std::string instance;
  std::string before;
  std::string after;  // Empty: it did not answer any more.
};

// Whether exactly the named alerts of a rules file fire once the second pages have been scraped for ten minutes after
// the first ones.
absl::Status CheckAlerts(const std::string& rules_file, const std::vector<ScrapedProcess>& processes,
                         const std::vector<std::string>& firing);

}  // namespace zaitaku
