#include "tests/metrics_page/promtool.h"

#include <stdio.h>
#include <sys/wait.h>

#include <array>
#include <fstream>

#include "absl/strings/str_cat.h"
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

void AddSeries(const std::string& series, const std::string& before, const std::string& after, std::string& yaml) {
  std::string values;
  for (int i = 0; i < kBeforeSamples; ++i) absl::StrAppend(&values, before, " ");
  for (int i = 0; i < kAfterSamples; ++i) absl::StrAppend(&values, after, i + 1 < kAfterSamples ? " " : "");
  absl::StrAppend(&yaml, "      - series: ", Quoted(series), "\n        values: ", Quoted(values), "\n");
}

void AddProcess(const ScrapedProcess& process, std::string& yaml) {
  const Samples before(process.before), after(process.after);
  std::map<std::string, double> all = before.all();
  all.insert(after.all().begin(), after.all().end());
  for (const auto& [series, unused] : all) {
    const auto text = [&series = series](const Samples& samples) {
      const auto found = samples.all().find(series);
      return found == samples.all().end() ? std::string("_") : absl::StrCat(found->second);
    };
    AddSeries(WithInstance(series, process.instance), text(before), text(after), yaml);
  }
  AddSeries(WithInstance("up{job=\"zaitaku\"}", process.instance), "1", process.after.empty() ? "0" : "1", yaml);
}

}  // namespace

absl::Status CheckMetrics(const std::string& page) {
  const TemporaryFolder folder;
  std::ofstream(folder.File("page")) << page;
  return Run("promtool check metrics < " + folder.File("page"));
}

absl::Status CheckAlerts(const std::string& rules_file, const std::vector<ScrapedProcess>& processes,
                         const std::vector<std::string>& firing) {
  std::string yaml = absl::StrCat("rule_files: [", Quoted(rules_file), "]\nevaluation_interval: ", kInterval,
                                  "\ntests:\n  - interval: ", kInterval, "\n    input_series:\n");
  for (const ScrapedProcess& process : processes) AddProcess(process, yaml);
  absl::StrAppend(&yaml,
                  "    promql_expr_test:\n      - expr: 'group by (alertname) "
                  "(max_over_time(ALERTS{alertstate=\"firing\"}[12m]))'\n"
                  "        eval_time: ",
                  kEnd, "\n        exp_samples:", firing.empty() ? " []\n" : "\n");
  for (const std::string& alert : firing) {
    absl::StrAppend(&yaml, "          - labels: '{alertname=\"", alert, "\"}'\n            value: 1\n");
  }
  const TemporaryFolder folder;
  std::ofstream(folder.File("test.yml")) << yaml;
  return Run("promtool test rules " + folder.File("test.yml"));
}

}  // namespace zaitaku
