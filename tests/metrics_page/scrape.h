// The metrics of a running process, as Prometheus gets them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace zaitaku {

// GET http://ADDRESS/metrics. UNAVAILABLE if nobody answers within seconds.
absl::StatusOr<std::string> Scrape(const std::string& address);

// The samples of a page.
class Samples {
 public:
  explicit Samples(const std::string& page);

  // Of the series, written as on the page, such as `zaitaku_redis_breaker{state="open"}`; -1 if there is none.
  double operator[](const std::string& series) const;
  // The sum over all series whose text contains all of `parts`.
  double Sum(const std::vector<std::string>& parts) const;

  const std::map<std::string, double>& all() const { return samples_; }
  // The metrics by their names, without the endings of histograms' samples.
  const std::map<std::string, std::string>& types() const { return types_; }

 private:
  std::map<std::string, double> samples_;
  std::map<std::string, std::string> types_;
};

}  // namespace zaitaku
