// What a process tells Prometheus, put together when it is asked.
#pragma once

#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace zaitaku {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// Whoever counts something adds it here at each scrape, so that nothing is counted twice. A name keeps its kind and its
// help. Values of labels come from a list that we know, never from a caller: each is a series that is kept for ever.
class MetricPage {
 public:
  // Grows until the process ends.
  void Counter(const std::string& name, const std::string& help, double value, const MetricLabels& labels = {});
  // How it is now.
  void Gauge(const std::string& name, const std::string& help, double value, const MetricLabels& labels = {});
  void Histogram(const std::string& name, const std::string& help, const prometheus::Histogram& histogram,
                 const MetricLabels& labels = {}) {
    Histogram(name, help, std::vector<const prometheus::Histogram*>{&histogram}, labels);
  }
  // The sum of several with the same buckets.
  void Histogram(const std::string& name, const std::string& help,
                 const std::vector<const prometheus::Histogram*>& parts, const MetricLabels& labels = {});

  // In Prometheus's text format.
  std::string Text() const;

 private:
  void Add(const std::string& name, const std::string& help, prometheus::MetricType type,
           prometheus::ClientMetric metric, const MetricLabels& labels);

  std::map<std::string, prometheus::MetricFamily> families_;
};

// 1 for the state that it is in and 0 for the others, so that an alert can name one.
template <typename States, typename State>
void GaugeOfStates(MetricPage& page, const std::string& name, const std::string& help, const States& states, State now,
                   const std::string& label, const MetricLabels& labels = {}) {
  for (const auto& [state, text] : states) {
    MetricLabels with_state = labels;
    with_state.emplace_back(label, text);
    page.Gauge(name, help, state == now ? 1 : 0, with_state);
  }
}

}  // namespace zaitaku
