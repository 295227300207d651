#include "tests/bench/results.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace zaitaku::bench {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

std::string TextOf(const Struct& of, const std::string& name) {
  const auto found = of.fields().find(name);
  return found == of.fields().end() ? "" : found->second.string_value();
}

const google::protobuf::ListValue& ListOf(const Struct& of, const std::string& name) {
  const auto found = of.fields().find(name);
  return found == of.fields().end() ? google::protobuf::ListValue::default_instance() : found->second.list_value();
}

MeasuredRatio RatioOf(const Struct& of) {
  MeasuredRatio ratio;
  ratio.name = TextOf(of, "name");
  ratio.bar = TextOf(of, "bar");
  ratio.verdict = TextOf(of, "verdict");
  if (ratio.bar.size() > 3) ratio.at = std::strtod(ratio.bar.c_str() + 3, nullptr);
  std::vector<double> pairs;
  for (const Value& pair : ListOf(of, "pairs").values()) pairs.push_back(pair.number_value());
  ratio.pairs = pairs.size();
  ratio.spread = SpreadOf(std::move(pairs));
  return ratio;
}

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

// More bars than these are not shown one by one.
constexpr int kShown = 12;

std::string Number(double value) { return absl::StrFormat(value < 10 ? "%.2f" : "%.1f", value); }

// Draws ratios below each other. Sizes are pixels.
class Plot {
 public:
  Plot(double least, double most) : least_(std::floor(std::log10(least))), most_(std::ceil(std::log10(most))) {}

  void AddTitle(const std::string& title) {
    height_ += kRow;
    Text(kMargin, height_, title, "font-weight=\"bold\"");
    height_ += kRow / 2;
  }

  void AddRatio(const MeasuredRatio& ratio) {
    const double y = height_ + kRow / 2;
    const Spread& spread = ratio.spread;
    const char* colour = ratio.verdict == "met" ? "#2060a0" : ratio.verdict == "MISSED" ? "#c02020" : "#707070";
    Text(kMargin, y + 4, ratio.name, "");
    Line(X(spread.least), X(spread.most), y, y, colour, 1);
    const double width = std::max(1.0, X(spread.upper_quartile) - X(spread.lower_quartile));
    absl::StrAppendFormat(&body_, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"8\" fill=\"%s\"/>\n",
                          X(spread.lower_quartile), y - 4, width, colour);
    absl::StrAppendFormat(&body_, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"white\" stroke=\"%s\"/>\n",
                          X(spread.median), y, colour);
    if (ratio.at) Line(X(*ratio.at), X(*ratio.at), y - 7, y + 7, "black", 2);
    Text(kLeft + kScale + 8, y + 4,
         absl::StrCat(Number(spread.median), ratio.bar.empty() ? "" : absl::StrCat("  ", ratio.bar)), "");
    height_ += kRow;
  }

  void AddRemark(const std::string& remark) {
    height_ += kRow;
    Text(kMargin, height_, remark, "fill=\"#505050\"");
  }

  std::string ToSvg() const {
    std::string grid;
    for (double decade = least_; decade <= most_; ++decade) {
      const double x = X(std::pow(10, decade));
      absl::StrAppendFormat(&grid, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"20\" y2=\"%d\" stroke=\"%s\"/>\n", x, x, height_,
                            decade == 0 ? "#a0a0a0" : "#e0e0e0");
      absl::StrAppendFormat(&grid, "<text x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%g</text>\n", x,
                            std::pow(10, decade));
    }
    return absl::StrFormat(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
        "font-size=\"11\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n%s%s</svg>\n",
        kLeft + kScale + kRight, height_ + kRow, grid, body_);
  }

 private:
  static constexpr int kMargin = 8;
  static constexpr int kRow = 18;
  static constexpr int kLeft = 420;
  static constexpr int kScale = 480;
  static constexpr int kRight = 140;

  double X(double ratio) const {
    return kLeft + kScale * (std::log10(std::max(ratio, 1e-9)) - least_) / std::max(1.0, most_ - least_);
  }
  void Text(double x, double y, const std::string& text, const std::string& attributes) {
    absl::StrAppendFormat(&body_, "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y, attributes, Escaped(text));
  }
  void Line(double x1, double x2, double y1, double y2, const char* colour, int width) {
    absl::StrAppendFormat(&body_,
                          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>\n",
                          x1, x2, y1, y2, colour, width);
  }

  const double least_, most_;  // Powers of ten.
  std::string body_;
  int height_ = 2 * kRow;
};

}  // namespace

absl::StatusOr<MeasuredReport> ParseReport(const std::string& json) {
  MeasuredReport report;
  if (!google::protobuf::util::JsonStringToMessage(json, &report.whole).ok() || TextOf(report.whole, "title").empty())
    return absl::InvalidArgumentError("read no report of a benchmark");
  report.title = TextOf(report.whole, "title");
  for (const Value& ratio : ListOf(report.whole, "ratios").values())
    report.ratios.push_back(RatioOf(ratio.struct_value()));
  for (const Value& why : ListOf(report.whole, "not_measured").values())
    report.unmeasured.push_back(why.string_value());
  return report;
}

Verdicts Count(const std::vector<MeasuredReport>& reports) {
  Verdicts verdicts;
  for (const MeasuredReport& report : reports) {
    verdicts.not_measured += static_cast<int>(report.unmeasured.size());
    for (const MeasuredRatio& ratio : report.ratios) {
      if (ratio.bar.empty()) continue;
      verdicts.met += ratio.verdict == "met";
      verdicts.missed += ratio.verdict == "MISSED";
      verdicts.not_judged += ratio.verdict != "met" && ratio.verdict != "MISSED";
    }
  }
  return verdicts;
}

std::string TableOf(const std::vector<MeasuredReport>& reports) {
  size_t width = 4;
  for (const MeasuredReport& report : reports) {
    for (const MeasuredRatio& ratio : report.ratios) width = std::max(width, ratio.name.size());
  }
  const int name_width = static_cast<int>(width);
  std::string table = absl::StrFormat("%-*s  %8s  %-18s  %5s  %-9s  %s\n", name_width, "bar", "median", "quartiles",
                                      "pairs", "bar", "verdict");
  for (const MeasuredReport& report : reports) {
    const Verdicts verdicts = Count({report});
    const int bars = verdicts.met + verdicts.missed + verdicts.not_judged;
    if (bars > kShown) absl::StrAppendFormat(&table, "%s: %d of %d met\n", report.title, verdicts.met, bars);
    for (const MeasuredRatio& ratio : report.ratios) {
      if (ratio.bar.empty() || (bars > kShown && ratio.verdict != "MISSED")) continue;
      const std::string quartiles =
          absl::StrCat(Number(ratio.spread.lower_quartile), " to ", Number(ratio.spread.upper_quartile));
      absl::StrAppendFormat(&table, "%-*s  %8s  %-18s  %5d  %-9s  %s\n", name_width, ratio.name,
                            Number(ratio.spread.median), quartiles, ratio.pairs, ratio.bar, ratio.verdict);
    }
    for (const std::string& why : report.unmeasured) absl::StrAppend(&table, "NOT MEASURED: ", why, "\n");
  }
  return table;
}

absl::StatusOr<std::string> JsonOf(const std::vector<MeasuredReport>& reports,
                                   const std::vector<std::string>& remarks) {
  Struct all;
  auto& fields = *all.mutable_fields();
  for (const std::string& remark : remarks)
    fields["remarks"].mutable_list_value()->add_values()->set_string_value(remark);
  for (const MeasuredReport& report : reports)
    *fields["reports"].mutable_list_value()->add_values()->mutable_struct_value() = report.whole;
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  if (!google::protobuf::util::MessageToJsonString(all, &json, options).ok())
    return absl::InternalError("the results cannot be written as JSON");
  return json;  // Ends with a line feed, as it is laid out in lines.
}

std::string SvgOf(const std::vector<MeasuredReport>& reports, const std::vector<std::string>& remarks) {
  double least = 1, most = 1;
  const auto extend = [&](double ratio) {
    if (ratio <= 0) return;
    least = std::min(least, ratio);
    most = std::max(most, ratio);
  };
  for (const MeasuredReport& report : reports) {
    for (const MeasuredRatio& ratio : report.ratios) {
      extend(ratio.spread.least);
      extend(ratio.spread.most);
      if (ratio.at) extend(*ratio.at);
    }
  }
  Plot plot(least, most);
  for (const MeasuredReport& report : reports) {
    plot.AddTitle(report.title);
    for (const MeasuredRatio& ratio : report.ratios) plot.AddRatio(ratio);
  }
  plot.AddRemark(
      "Each row: range, quartiles and median of the pairs; the black line is the bar. Blue: met. Red: missed.");
  for (const std::string& remark : remarks) plot.AddRemark(remark);
  return plot.ToSvg();
}

}  // namespace zaitaku::bench
