// Prometheus's own tool judges metrics and alert rules.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace zaitaku {

// Whether `promtool check metrics` has nothing to say about a page.
absl::Status CheckMetrics(const std::string& page);

// The pages of one process, scraped before and after something happened.
struct ScrapedProcess {
  std::string instance;
  std::string before;
  std::string after;     // Empty: it did not answer any more.
  bool goes_on = false;  // What happened between them goes on: counters grow by as much from scrape to scrape.
  std::vector<std::string> between;  // Scraped one after the other between the two.
};

// Whether exactly the named alerts of a rules file fire once the second pages have been scraped for ten minutes after
// the first ones; one that is tolerated may fire too. Prometheus's tool begins in 1970, so times since then
// (…_timestamp_seconds) are told to it as if `now` were that.
absl::Status CheckAlerts(const std::string& rules_file, const std::vector<ScrapedProcess>& processes,
                         const std::vector<std::string>& firing, const std::string& tolerated = "",
                         absl::Time now = absl::Now());

}  // namespace zaitaku
