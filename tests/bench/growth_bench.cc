// How the catalogue's reads grow with its budget lines. Totals are kept, not added up, so they must not grow. And how
// totals grow with their own history, which is kept as well.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "tests/bench/file_system.h"
#include "tests/bench/loaded_catalog.h"
#include "tests/bench/report.h"

namespace zaitaku::bench {
namespace {

constexpr int kCallsInARound = 21;
constexpr double kNoGrowth = 1.3;
constexpr int kAgedLines = 1000;

struct Question {
  const char* name;
  absl::Status (LoadedCatalog::*ask)();
  std::optional<Bar> bar;
};

const Bar kDoesNotGrow = {Bound::kAtMost, kNoGrowth};
const Question kReads[] = {
    {"get a line", &LoadedCatalog::Get, kDoesNotGrow},
    {"list lines of a year and stage", &LoadedCatalog::List, std::nullopt},
    {"search", &LoadedCatalog::Search, std::nullopt},
    {"eligibility", &LoadedCatalog::FindEligible, std::nullopt},
};
const Question kTotals[] = {
    {"totals of a year and stage", &LoadedCatalog::TotalsOfOne, kDoesNotGrow},
    {"totals of all", &LoadedCatalog::TotalsOfAll, kDoesNotGrow},
};

struct Plan {
  std::vector<int> sizes;  // The least first, which the others are compared with.
  // How many revisions then move the totals of each, so that the same history lies behind all: at least as many as the
  // files of the most lines.
  int revisions;
};

// Without a verdict it is enough to see that all works.
Plan PlanFor(const BenchOptions& options) {
  if (options.pairs < kPairsForAVerdict) return {{400, 1000}, 3};
  return {{1000, 10000, 100000}, 25};
}

// A catalogue and what it is called in the table.
struct Subject {
  std::unique_ptr<LoadedCatalog> catalog;
  std::string name;
};

// The median of some calls, in milliseconds.
absl::StatusOr<double> MedianOf(LoadedCatalog& catalog, const Question& question) {
  std::vector<double> times;
  for (int i = 0; i < kCallsInARound; ++i) {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR((catalog.*question.ask)());
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  return SpreadOf(std::move(times)).median;
}

// Compares the others with the first.
absl::Status Compare(const BenchOptions& options, const Question& question, const std::vector<Subject>& subjects,
                     Report& report) {
  std::vector<Side> sides;
  for (const Subject& subject : subjects) {
    // Once without looking at the clock.
    RETURN_IF_ERROR(MedianOf(*subject.catalog, question).status());
    sides.push_back([&subject, &question] { return MedianOf(*subject.catalog, question); });
  }
  ASSIGN_OR_RETURN(const auto times, Alternate(options.pairs, sides));
  for (size_t i = 1; i < subjects.size(); ++i) {
    report.Add({absl::StrFormat("%s: %s / %s", question.name, subjects[i].name, subjects[0].name),
                PairRatios(times[i], times[0]), question.bar,
                absl::StrFormat("%.2f ms after %.2f ms", SpreadOf(times[i]).median, SpreadOf(times[0]).median)});
  }
  return absl::OkStatus();
}

absl::Status CompareSizes(const BenchOptions& options, Report& report) {
  const Plan plan = PlanFor(options);
  std::vector<Subject> subjects;
  for (const int lines : plan.sizes) {
    ASSIGN_OR_RETURN(auto catalog, LoadedCatalog::Start(lines));
    report.AddRemark(absl::StrFormat("%d lines were imported in %.1f s, from %d files", lines,
                                     absl::ToDoubleSeconds(catalog->load_time()), catalog->files()));
    subjects.push_back({std::move(catalog), absl::StrFormat("%d lines", lines)});
  }
  for (const Question& question : kReads) RETURN_IF_ERROR(Compare(options, question, subjects, report));
  for (Question question : kTotals) {
    // Loaded by one revision, or by some, which counts too.
    const std::string name = absl::StrFormat("%s, just loaded", question.name);
    question.name = name.c_str();
    question.bar = std::nullopt;
    RETURN_IF_ERROR(Compare(options, question, subjects, report));
  }
  for (const Subject& subject : subjects) RETURN_IF_ERROR(subject.catalog->Age(plan.revisions));
  for (const Question& question : kTotals) RETURN_IF_ERROR(Compare(options, question, subjects, report));
  report.AddRemark(
      absl::StrFormat("unless just loaded, totals were moved by %d revisions at each size", plan.revisions));
  return absl::OkStatus();
}

// What the history of the totals costs.
absl::Status CompareAges(const BenchOptions& options, Report& report) {
  std::vector<Subject> subjects;
  for (const int revisions : {1, PlanFor(options).revisions}) {
    ASSIGN_OR_RETURN(auto catalog, LoadedCatalog::Start(kAgedLines));
    RETURN_IF_ERROR(catalog->Age(revisions));
    subjects.push_back({std::move(catalog), absl::StrFormat("moved by %d", revisions)});
  }
  for (Question question : kTotals) {
    question.bar = std::nullopt;
    RETURN_IF_ERROR(Compare(options, question, subjects, report));
  }
  return absl::OkStatus();
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const std::string disk, DiskUnder(std::filesystem::temp_directory_path()));
  RETURN_IF_ERROR(CompareSizes(options, report));
  RETURN_IF_ERROR(CompareAges(options, report));
  report.AddRemark("on " + disk);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "The catalogue's reads by the number of its budget lines",
                                  &zaitaku::bench::Measure);
}
