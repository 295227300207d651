#include "platform/telemetry/metric_page.h"

#include <prometheus/text_serializer.h>

namespace zaitaku {

using prometheus::ClientMetric;
using prometheus::MetricType;

void MetricPage::Counter(const std::string& name, const std::string& help, double value, const MetricLabels& labels) {
  ClientMetric metric;
  metric.counter.value = value;
  Add(name, help, MetricType::Counter, std::move(metric), labels);
}

void MetricPage::Gauge(const std::string& name, const std::string& help, double value, const MetricLabels& labels) {
  ClientMetric metric;
  metric.gauge.value = value;
  Add(name, help, MetricType::Gauge, std::move(metric), labels);
}

void MetricPage::Histogram(const std::string& name, const std::string& help,
                           const std::vector<const prometheus::Histogram*>& parts, const MetricLabels& labels) {
  ClientMetric sum = parts.front()->Collect();
  for (auto part = std::next(parts.begin()); part != parts.end(); ++part) {
    const ClientMetric::Histogram more = (*part)->Collect().histogram;
    sum.histogram.sample_count += more.sample_count;
    sum.histogram.sample_sum += more.sample_sum;
    for (size_t i = 0; i < more.bucket.size(); ++i)
      sum.histogram.bucket[i].cumulative_count += more.bucket[i].cumulative_count;
  }
  Add(name, help, MetricType::Histogram, std::move(sum), labels);
}

void MetricPage::Add(const std::string& name, const std::string& help, MetricType type, ClientMetric metric,
                     const MetricLabels& labels) {
  prometheus::MetricFamily& family = families_[name];
  family.name = name;
  family.help = help;
  family.type = type;
  for (const auto& [label, value] : labels) metric.label.push_back({label, value});
  family.metric.push_back(std::move(metric));
}

std::string MetricPage::Text() const {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(families_.size());
  for (const auto& [name, family] : families_) families.push_back(family);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace zaitaku
