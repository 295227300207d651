#include "tests/unit/data/catalog_data.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "tests/unit/data/document.h"

namespace zaitaku::data {
namespace {

using catalog::v1::CatalogEntry;

// True if nothing but blank lines is between the two.
bool IsWrapped(const Document& document, int from, int to) {
  return to == from + 1 || std::ranges::all_of(LinesOf(document, from + 1, to - 1), IsBlankLine);
}

// Groups lines that follow one another, blank ones aside.
std::vector<std::vector<int>> RunsOf(const Document& document, const google::protobuf::RepeatedField<int32_t>& lines) {
  std::vector<std::vector<int>> runs;
  for (const int line : lines) {
    if (runs.empty() || !IsWrapped(document, runs.back().back(), line)) runs.emplace_back();
    runs.back().push_back(line);
  }
  return runs;
}

Objections ObjectionsToAlias(const Document& document, const catalog::v1::Alias& alias) {
  const auto& numbers = alias.lines();
  if (numbers.empty()) return {alias.text() + " names no line"};
  const bool ascending = std::ranges::adjacent_find(numbers, std::ranges::greater_equal()) == numbers.end();
  if (!ascending || numbers[0] < 1 || static_cast<size_t>(*numbers.rbegin()) > document.lines.size()) {
    return {alias.text() + " names no ascending lines of the document"};
  }
  Objections objections;
  for (const std::vector<int>& run : RunsOf(document, numbers)) {
    std::vector<std::string> lines;
    for (const int number : run) lines.push_back(document.lines[number - 1]);
    if (!LinesHold(lines, alias.text())) {
      objections.push_back(absl::StrCat("line ", run.front(), " does not hold ", alias.text()));
    }
  }
  return objections;
}

}  // namespace

const DataFormat& CatalogFormat() {
  static const auto* const kFormat = new DataFormat{
      .folder = "data/catalog",
      .files = {{"data/catalog/programs.jsonl", "programs", catalog::v1::Program::descriptor()},
                {"data/catalog/funding_sources.jsonl", "fundingSources", catalog::v1::FundingSource::descriptor()},
                {"data/catalog/budget_lines.jsonl", "budgetLines", catalog::v1::BudgetLine::descriptor()},
                {"data/catalog/guidelines.jsonl", "guidelines", catalog::v1::Guideline::descriptor()}},
      .exclusions = "data/catalog/exclusions.jsonl",
      // The marks NEW of lines 688, 711 and 733 are those of the training programmes.
      .lines = {{236, 515}, {550, 593}, {664, 687}, {689, 710}, {712, 732}},
      .references = {{"program", "programs"},
                     {"programs", "programs"},
                     {"parent", "programs"},
                     {"predecessors", "programs"},
                     {"sum_of", "budgetLines"},
                     {"funding_source", "fundingSources"},
                     {"funding_sources", "fundingSources"}},
  };
  return *kFormat;
}

CatalogData ReadCatalogData() { return ReadDataSet<CatalogEntry>(CatalogFormat()); }

Objections CheckAliases(const CatalogData& data) {
  Objections objections;
  for (const CatalogEntry& entry : data.entries) {
    const auto& aliases = entry.has_program() ? entry.program().aliases() : entry.funding_source().aliases();
    for (const catalog::v1::Alias& alias : aliases) {
      for (const std::string& objection : ObjectionsToAlias(SourceDocument(), alias)) {
        objections.push_back(absl::StrCat(NameOf(ResourceOf(entry)), ": ", objection));
      }
    }
  }
  return objections;
}

}  // namespace zaitaku::data
