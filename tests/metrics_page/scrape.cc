#include "tests/metrics_page/scrape.h"

#include <httplib.h>

#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace zaitaku {

absl::StatusOr<std::string> Scrape(const std::string& address) {
  httplib::Client client("http://" + address);
  client.set_connection_timeout(10);
  client.set_read_timeout(10);
  const auto answer = client.Get("/metrics");
  if (!answer) return absl::UnavailableError(absl::StrCat("no answer from ", address));
  if (answer->status != 200) return absl::InternalError(absl::StrCat("status ", answer->status, " from ", address));
  return answer->body;
}

Samples::Samples(const std::string& page) {
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) {
      const size_t space = line.find(' ', 7);
      types_[line.substr(7, space - 7)] = line.substr(space + 1);
    }
    if (line.empty() || line.front() == '#') continue;
    const size_t space = line.rfind(' ');
    double value = 0;
    if (space != std::string::npos && absl::SimpleAtod(line.substr(space + 1), &value)) {
      samples_[line.substr(0, space)] = value;
    }
  }
}

double Samples::operator[](const std::string& series) const {
  const auto found = samples_.find(series);
  return found == samples_.end() ? -1 : found->second;
}

double Samples::Sum(const std::vector<std::string>& parts) const {
  double sum = 0;
  for (const auto& [series, value] : samples_) {
    bool matches = true;
    for (const std::string& part : parts) matches = matches && series.find(part) != std::string::npos;
    if (matches) sum += value;
  }
  return sum;
}

}  // namespace zaitaku
