// What several benchmarks measured, put together: a table of the bars, a file for programs, a plot.
#pragma once

#include <google/protobuf/struct.pb.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/ratios.h"

namespace zaitaku::bench {

// A report of one benchmark, as Report::WriteJson writes it.
struct MeasuredRatio {
  std::string name;
  Spread spread;
  size_t pairs = 0;
  std::string bar;           // `>= 0.90`; empty for none.
  std::optional<double> at;  // The bar's ratio.
  std::string verdict;       // `met`, `MISSED`, or why it is not judged.
};

struct MeasuredReport {
  std::string title;
  std::vector<MeasuredRatio> ratios;
  std::vector<std::string> unmeasured;
  google::protobuf::Struct whole;
};

// INVALID_ARGUMENT if it is no report.
absl::StatusOr<MeasuredReport> ParseReport(const std::string& json);

// How the ratios that have a bar came out.
struct Verdicts {
  int met = 0;
  int missed = 0;
  int not_judged = 0;
  int not_measured = 0;
};

Verdicts Count(const std::vector<MeasuredReport>& reports);

// A line for each ratio that has a bar; of a report with many of them only those that are missed, and how many are met.
std::string TableOf(const std::vector<MeasuredReport>& reports);

// All reports in one document, under these remarks.
absl::StatusOr<std::string> JsonOf(const std::vector<MeasuredReport>& reports, const std::vector<std::string>& remarks);

// All ratios, on a logarithmic scale: range, quartiles, median and bar.
std::string SvgOf(const std::vector<MeasuredReport>& reports, const std::vector<std::string>& remarks);

}  // namespace zaitaku::bench
