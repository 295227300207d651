#include "tests/metrics_page/promtool.h"

#include <stdio.h>
#include <sys/wait.h>

#include <array>
#include <fstream>
#include <map>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tests/metrics_page/scrape.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

// Two minutes as before, then ten as after.
constexpr int kBeforeSamples = 8, kAfterSamples = 40;
constexpr char kInterval[] = "15s", kEnd[] = "12m";

absl::Status Run(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return absl::InternalError("no shell");
  std::string output;
  std::array<char, 4096> chunk;
  for (size_t size; (size = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;) output.append(chunk.data(), size);
  const int status = pclose(pipe);
  if (status == 0 && output.find("FAILED") == std::string::npos) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(command, " ended with ", status, ":\n", output));
}

std::string Quoted(const std::string& text) { return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'"); }

// The series with the label that Prometheus adds.
std::string WithInstance(const std::string& series, const std::string& instance) {
  const std::string label = absl::StrCat("instance=\"", instance, "\"");
  const size_t brace = series.find('{');
  if (brace == std::string::npos) return absl::StrCat(series, "{", label, "}");
  return absl::StrCat(series.substr(0, brace + 1), label, ",", series.substr(brace + 1));
}

// The values of a series: `before` for a while, what was between, then `after`, and with `growth` so much more each
// time.
std::string Values(const std::optional<double>& before, const std::vector<std::optional<double>>& between,
                   const std::optional<double>& after, double growth) {
  std::vector<std::string> values;
  const auto text = [](const std::optional<double>& value, double more) {
    return value.has_value() ? absl::StrFormat("%.15g", *value + more) : "_";
  };
  for (int i = 0; i < kBeforeSamples; ++i) values.push_back(text(before, 0));
  for (const std::optional<double>& value : between) values.push_back(text(value, 0));
  for (int i = 0; i < kAfterSamples; ++i) values.push_back(text(after, i * growth));
  return absl::StrJoin(values, " ");
}

void AddSeries(const std::string& series, const std::string& values, std::string& yaml) {
  absl::StrAppend(&yaml, "      - series: ", Quoted(series), "\n        values: ", Quoted(values), "\n");
}

std::optional<double> Find(const Samples& samples, const std::string& series) {
  const auto found = samples.all().find(series);
  return found == samples.all().end() ? std::nullopt : std::optional<double>(found->second);
}

// Whether a series belongs to a metric that only grows.
bool Grows(const Samples& samples, const std::string& series) {
  std::string name = series.substr(0, series.find('{'));
  for (const char* ending : {"_bucket", "_sum", "_count"}) {
    if (absl::EndsWith(name, ending)) name.resize(name.size() - std::string(ending).size());
  }
  const auto found = samples.types().find(name);
  return found != samples.types().end() && found->second != "gauge";
}

void AddProcess(const ScrapedProcess& process, absl::Time now, std::string& yaml) {
  const Samples before(process.before), after(process.after);
  const std::vector<Samples> pages(process.between.begin(), process.between.end());
  std::map<std::string, double> all = before.all();
  all.insert(after.all().begin(), after.all().end());
  for (const auto& [series, unused] : all) {
    std::optional<double> first = Find(before, series), last = Find(after, series);
    const double growth = process.goes_on && Grows(after, series) ? last.value_or(0) - first.value_or(0) : 0;
    if (absl::StrContains(series, "_timestamp_seconds")) {
      for (auto* time : {&first, &last}) {
        if (time->has_value()) **time -= static_cast<double>(absl::ToUnixSeconds(now));
      }
    }
    std::vector<std::optional<double>> between;
    for (const Samples& page : pages) between.push_back(Find(page, series));
    AddSeries(WithInstance(series, process.instance), Values(first, between, last, growth), yaml);
  }
  AddSeries(WithInstance("up{job=\"zaitaku\"}", process.instance),
            Values(1, std::vector<std::optional<double>>(pages.size(), 1), process.after.empty() ? 0 : 1, 0), yaml);
}

}  // namespace

absl::Status CheckMetrics(const std::string& page) {
  const TemporaryFolder folder;
  std::ofstream(folder.File("page")) << page;
  return Run("promtool check metrics < " + folder.File("page"));
}

absl::Status CheckAlerts(const std::string& rules_file, const std::vector<ScrapedProcess>& processes,
                         const std::vector<std::string>& firing, const std::string& tolerated, absl::Time now) {
  std::string yaml = absl::StrCat("rule_files: [", Quoted(rules_file), "]\nevaluation_interval: ", kInterval,
                                  "\ntests:\n  - interval: ", kInterval, "\n    input_series:\n");
  for (const ScrapedProcess& process : processes) AddProcess(process, now, yaml);
  absl::StrAppend(&yaml, "    promql_expr_test:\n      - expr: 'group by (alertname) (max_over_time(ALERTS{alertstate=",
                  "\"firing\",alertname!=\"", tolerated, "\"}[12m]))'\n        eval_time: ", kEnd,
                  "\n        exp_samples:", firing.empty() ? " []\n" : "\n");
  for (const std::string& alert : firing) {
    absl::StrAppend(&yaml, "          - labels: '{alertname=\"", alert, "\"}'\n            value: 1\n");
  }
  const TemporaryFolder folder;
  std::ofstream(folder.File("test.yml")) << yaml;
  return Run("promtool test rules " + folder.File("test.yml"));
}

}  // namespace zaitaku
