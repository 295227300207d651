#include "platform/telemetry/metric_page.h"

#include <gtest/gtest.h>

namespace zaitaku {
namespace {

TEST(MetricPageTest, SamplesOfOneNameStandTogether) {
  MetricPage page;
  page.Counter("zaitaku_b_total", "B", 3, {{"kind", "x"}});
  page.Gauge("zaitaku_a", "A", 0.5);
  page.Counter("zaitaku_b_total", "B", 4, {{"kind", "y"}});
  EXPECT_EQ(page.Text(),
            "# HELP zaitaku_a A\n# TYPE zaitaku_a gauge\nzaitaku_a 0.5\n"
            "# HELP zaitaku_b_total B\n# TYPE zaitaku_b_total counter\n"
            "zaitaku_b_total{kind=\"x\"} 3\nzaitaku_b_total{kind=\"y\"} 4\n");
}

TEST(MetricPageTest, LabelsAreEscaped) {
  MetricPage page;
  page.Gauge("zaitaku_a", "A", 1, {{"kind", "x\"\n\\"}});
  EXPECT_NE(page.Text().find("kind=\"x\\\"\\n\\\\\""), std::string::npos) << page.Text();
}

TEST(MetricPageTest, HistogramsCountUpwards) {
  prometheus::Histogram histogram({0.1, 1});
  for (const double value : {0.05, 0.5, 0.5, 5.0}) histogram.Observe(value);
  MetricPage page;
  page.Histogram("zaitaku_a_seconds", "A", histogram);
  const std::string text = page.Text();
  for (const char* line : {"zaitaku_a_seconds_bucket{le=\"0.1\"} 1\n", "zaitaku_a_seconds_bucket{le=\"1\"} 3\n",
                           "zaitaku_a_seconds_bucket{le=\"+Inf\"} 4\n", "zaitaku_a_seconds_count 4\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << text;
  }
}

TEST(MetricPageTest, PartsOfAHistogramAreOne) {
  prometheus::Histogram first({0.1, 1}), second({0.1, 1});
  for (const double value : {0.05, 0.5, 5.0}) first.Observe(value);
  second.Observe(0.25);
  MetricPage page;
  page.Histogram("zaitaku_a_seconds", "A", {&first, &second});
  const std::string text = page.Text();
  for (const char* line :
       {"zaitaku_a_seconds_bucket{le=\"0.1\"} 1\n", "zaitaku_a_seconds_bucket{le=\"1\"} 3\n",
        "zaitaku_a_seconds_bucket{le=\"+Inf\"} 4\n", "zaitaku_a_seconds_count 4\n", "zaitaku_a_seconds_sum 5.8\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << text;
  }
}

TEST(MetricPageTest, OfItsStatesOneHolds) {
  MetricPage page;
  const std::map<int, std::string> states = {{1, "closed"}, {2, "open"}};
  GaugeOfStates(page, "zaitaku_breaker", "Breaker", states, 2, "state");
  const std::string text = page.Text();
  EXPECT_NE(text.find("zaitaku_breaker{state=\"closed\"} 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("zaitaku_breaker{state=\"open\"} 1\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace zaitaku
