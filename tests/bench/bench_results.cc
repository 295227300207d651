// Puts together what the benchmarks wrote: prints the table of the bars and a line that counts them; writes a JSON file
// and a plot. The exit code is 0 if every bar that was judged is met, 1 if one is missed, 2 if something is not
// measured.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "platform/status/status.h"
#include "tests/bench/results.h"

namespace zaitaku::bench {
namespace {

constexpr int kNotMeasured = 2;

absl::Status WriteFile(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError("cannot write " + path);
}

absl::StatusOr<int> PutTogether(const std::vector<std::string>& files, const std::vector<std::string>& remarks,
                                const std::string& out) {
  std::vector<MeasuredReport> reports;
  for (const std::string& name : files) {
    std::ifstream file(name, std::ios::binary);
    ASSIGN_OR_RETURN(reports.emplace_back(), ParseReport(std::string(std::istreambuf_iterator<char>(file), {})));
  }
  ASSIGN_OR_RETURN(const std::string json, JsonOf(reports, remarks));
  RETURN_IF_ERROR(WriteFile(out + ".json", json));
  RETURN_IF_ERROR(WriteFile(out + ".svg", SvgOf(reports, remarks)));
  const Verdicts verdicts = Count(reports);
  std::printf("%s%d bars met, %d missed, %d not judged, %d not measured\n", TableOf(reports).c_str(), verdicts.met,
              verdicts.missed, verdicts.not_judged, verdicts.not_measured);
  if (verdicts.not_measured > 0) return kNotMeasured;
  return verdicts.missed > 0;
}

int Run(int argc, char** argv) {
  std::vector<std::string> files, remarks;
  std::string out;
  CLI::App app("Puts together what the benchmarks wrote");
  app.add_option("--out", out, "The files to write, less .json and .svg")->required();
  app.add_option("--remark", remarks, "A line for both files");
  app.add_option("files", files, "JSON files of the benchmarks")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kNotMeasured;
  }
  const auto code = PutTogether(files, remarks, out);
  if (code.ok()) return *code;
  std::fprintf(stderr, "%s\n", code.status().ToString().c_str());
  return kNotMeasured;
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) { return zaitaku::bench::Run(argc, argv); }
