// What a benchmark says: a table, a file for programs, an exit code.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/ratios.h"

namespace zaitaku::bench {

// How a benchmark was called.
struct BenchOptions {
  int pairs = kPairsForAVerdict;
  std::string json;  // The file to write the results into; empty for none.
};

class Report {
 public:
  explicit Report(std::string title) : title_(std::move(title)) {}

  void Add(Ratio ratio) { ratios_.push_back(std::move(ratio)); }
  // Something that should have been measured and was not: never passed over in silence.
  void AddUnmeasured(const std::string& name, const std::string& why) { unmeasured_.push_back({name, why}); }
  // A line below the table, such as the file system.
  void AddRemark(const std::string& remark) { remarks_.push_back(remark); }

  // One row for each ratio: median, spread, bar, verdict.
  void Print(std::FILE* out) const;
  // The same as JSON, with the ratio of every pair.
  absl::Status WriteJson(const std::string& path) const;
  // 0 if every bar that was judged is met; 1 if one is missed; 2 if something could not be measured.
  int ExitCode() const;

 private:
  struct Unmeasured {
    std::string name;
    std::string why;
  };

  const std::string title_;
  std::vector<Ratio> ratios_;
  std::vector<Unmeasured> unmeasured_;
  std::vector<std::string> remarks_;
};

// The whole of a benchmark's `main`: reads --pairs and --json, has `measure` fill the report, prints it. Returns the
// report's exit code, or 2 if `measure` failed or the options are wrong.
int RunBench(int argc, char** argv, const std::string& title,
             const std::function<absl::Status(const BenchOptions&, Report&)>& measure);

}  // namespace zaitaku::bench
