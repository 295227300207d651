#include "tests/bench/report.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace zaitaku::bench {
namespace {

constexpr int kCouldNotMeasure = 2;

std::string BarText(const std::optional<Bar>& bar) {
  if (!bar) return "";
  return absl::StrFormat("%s %.2f", bar->bound == Bound::kAtLeast ? ">=" : "<=", bar->ratio);
}

std::string VerdictText(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kMissed:
      return "MISSED";
    case Verdict::kTooFewPairs:
      return absl::StrCat("not judged: fewer than ", kPairsForAVerdict, " pairs");
    case Verdict::kNoBar:
      return "";
  }
  return "";
}

google::protobuf::Value Number(double number) {
  google::protobuf::Value value;
  value.set_number_value(number);
  return value;
}

google::protobuf::Value Text(const std::string& text) {
  google::protobuf::Value value;
  value.set_string_value(text);
  return value;
}

google::protobuf::Value ToValue(const Ratio& ratio) {
  google::protobuf::Value value;
  auto& fields = *value.mutable_struct_value()->mutable_fields();
  const Spread spread = SpreadOf(ratio.pairs);
  fields["name"] = Text(ratio.name);
  fields["median"] = Number(spread.median);
  fields["lower_quartile"] = Number(spread.lower_quartile);
  fields["upper_quartile"] = Number(spread.upper_quartile);
  fields["bar"] = Text(BarText(ratio.bar));
  fields["verdict"] = Text(VerdictText(Judge(ratio)));
  fields["note"] = Text(ratio.note);
  for (const double pair : ratio.pairs) *fields["pairs"].mutable_list_value()->add_values() = Number(pair);
  return value;
}

}  // namespace

void Report::Print(std::FILE* out) const {
  size_t width = 4;
  for (const Ratio& ratio : ratios_) width = std::max(width, ratio.name.size());
  const int name_width = static_cast<int>(width);
  std::fprintf(out, "%s\n", title_.c_str());
  std::fprintf(out, "%-*s  %7s  %-15s  %-15s  %5s  %-8s  %s\n", name_width, "what", "median", "quartiles", "range",
               "pairs", "bar", "verdict");
  for (const Ratio& ratio : ratios_) {
    const Spread spread = SpreadOf(ratio.pairs);
    const std::string quartiles = absl::StrFormat("%.2f to %.2f", spread.lower_quartile, spread.upper_quartile);
    const std::string range = absl::StrFormat("%.2f to %.2f", spread.least, spread.most);
    std::fprintf(out, "%-*s  %7.2f  %-15s  %-15s  %5zu  %-8s  %s%s%s\n", name_width, ratio.name.c_str(), spread.median,
                 quartiles.c_str(), range.c_str(), ratio.pairs.size(), BarText(ratio.bar).c_str(),
                 VerdictText(Judge(ratio)).c_str(), ratio.note.empty() ? "" : "; ", ratio.note.c_str());
  }
  for (const auto& [name, why] : unmeasured_) std::fprintf(out, "NOT MEASURED: %s: %s\n", name.c_str(), why.c_str());
  for (const std::string& remark : remarks_) std::fprintf(out, "%s\n", remark.c_str());
}

absl::Status Report::WriteJson(const std::string& path) const {
  google::protobuf::Struct report;
  auto& fields = *report.mutable_fields();
  fields["title"] = Text(title_);
  for (const Ratio& ratio : ratios_) *fields["ratios"].mutable_list_value()->add_values() = ToValue(ratio);
  for (const auto& [name, why] : unmeasured_) {
    *fields["not_measured"].mutable_list_value()->add_values() = Text(absl::StrCat(name, ": ", why));
  }
  for (const std::string& remark : remarks_) *fields["remarks"].mutable_list_value()->add_values() = Text(remark);
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  if (!google::protobuf::util::MessageToJsonString(report, &json, options).ok()) {
    return absl::InternalError("the report cannot be written as JSON");
  }
  std::ofstream file(path, std::ios::binary);
  file << json << "\n";
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

int Report::ExitCode() const {
  if (!unmeasured_.empty()) return kCouldNotMeasure;
  return std::any_of(ratios_.begin(), ratios_.end(), [](const Ratio& r) { return Judge(r) == Verdict::kMissed; });
}

int RunBench(int argc, char** argv, const std::string& title,
             const std::function<absl::Status(const BenchOptions&, Report&)>& measure) {
  BenchOptions options;
  CLI::App app(title);
  app.add_option("--pairs", options.pairs, "Pairs for each ratio")->check(CLI::Range(1, 10000))->capture_default_str();
  app.add_option("--json", options.json, "File to write the results into as well");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kCouldNotMeasure;
  }
  Report report(title);
  absl::Status measured = measure(options, report);
  report.Print(stdout);
  if (measured.ok() && !options.json.empty()) measured = report.WriteJson(options.json);
  if (measured.ok()) return report.ExitCode();
  std::fprintf(stderr, "%s\n", measured.ToString().c_str());
  return kCouldNotMeasure;
}

}  // namespace zaitaku::bench
