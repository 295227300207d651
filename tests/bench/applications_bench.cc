// How the training events' applications grow: what is asked of a thousand of them and of a million. Totals are kept,
// not counted, so they must not grow.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "tests/bench/file_system.h"
#include "tests/bench/loaded_applications.h"
#include "tests/bench/report.h"

namespace zaitaku::bench {
namespace {

constexpr int kCallsInARound = 21;
constexpr int kCountsInARound = 3;

struct Question {
  const char* name;
  absl::Status (LoadedApplications::*ask)();
  int calls;
};

const Question kTotals = {"totals of the year", &LoadedApplications::Totals, kCallsInARound};
const Question kCounting = {"counting by SQL", &LoadedApplications::TotalsByCounting, kCountsInARound};
const Question kOthers[] = {
    {"participation in an event", &LoadedApplications::Participation, kCallsInARound},
    {"list a page of 100", &LoadedApplications::List, kCallsInARound},
    {"list 100 who wait", &LoadedApplications::ListWaiting, kCallsInARound},
    {"cancel, promote and apply", &LoadedApplications::CancelAndApply, kCallsInARound},
};

// The least first, which the others are compared with; the bar of the totals is between the second and the last.
// Without a verdict it is enough to see that all works.
std::vector<int> SizesFor(const BenchOptions& options) {
  if (options.pairs < kPairsForAVerdict) return {1000, 2000};
  return {1000, 10000, 100000, 1000000};
}

using Subjects = std::vector<std::unique_ptr<LoadedApplications>>;

// The median of some calls, in milliseconds.
absl::StatusOr<double> MedianOf(LoadedApplications& loaded, const Question& question) {
  std::vector<double> times;
  for (int i = 0; i < question.calls; ++i) {
    const absl::Time start = absl::Now();
    RETURN_IF_ERROR((loaded.*question.ask)());
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  return SpreadOf(std::move(times)).median;
}

Side SideOf(LoadedApplications& loaded, const Question& question) {
  return [&loaded, &question] { return MedianOf(loaded, question); };
}

// Compares all with the one at `base`.
absl::Status Compare(const BenchOptions& options, const Question& question, const Subjects& subjects, size_t base,
                     std::optional<Bar> bar, Report& report) {
  std::vector<Side> sides;
  for (const auto& subject : subjects) {
    // Once without looking at the clock.
    RETURN_IF_ERROR(MedianOf(*subject, question).status());
    sides.push_back(SideOf(*subject, question));
  }
  ASSIGN_OR_RETURN(const auto times, Alternate(options.pairs, sides));
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (i == base) continue;
    // The bar is on the largest.
    report.Add(
        {absl::StrFormat("%s: %d / %d", question.name, subjects[i]->applications(), subjects[base]->applications()),
         PairRatios(times[i], times[base]), i + 1 == subjects.size() ? bar : std::nullopt,
         absl::StrFormat("%.3f ms after %.3f ms", SpreadOf(times[i]).median, SpreadOf(times[base]).median)});
  }
  return absl::OkStatus();
}

// Kept totals against counting the rows of the largest.
absl::Status CompareWithCounting(const BenchOptions& options, LoadedApplications& loaded, Report& report) {
  RETURN_IF_ERROR(MedianOf(loaded, kCounting).status());
  ASSIGN_OR_RETURN(const auto times, Alternate(options.pairs, {SideOf(loaded, kCounting), SideOf(loaded, kTotals)}));
  report.Add({absl::StrFormat("counting by SQL / totals of the year: %d", loaded.applications()),
              PairRatios(times[0], times[1]), Bar{Bound::kAtLeast, 300},
              absl::StrFormat("%.3f ms after %.3f ms", SpreadOf(times[0]).median, SpreadOf(times[1]).median)});
  return absl::OkStatus();
}

absl::Status Measure(const BenchOptions& options, Report& report) {
  ASSIGN_OR_RETURN(const std::string disk, DiskUnder(std::filesystem::temp_directory_path()));
  Subjects subjects;
  for (const int applications : SizesFor(options)) {
    ASSIGN_OR_RETURN(auto loaded, LoadedApplications::Start(applications));
    report.AddRemark(absl::StrFormat("%d applications were made in %.1f s", applications,
                                     absl::ToDoubleSeconds(loaded->load_time())));
    subjects.push_back(std::move(loaded));
  }
  const size_t base = subjects.size() > 2 ? 1 : 0;
  RETURN_IF_ERROR(Compare(options, kTotals, subjects, base, Bar{Bound::kAtMost, 1.3}, report));
  RETURN_IF_ERROR(CompareWithCounting(options, *subjects.back(), report));
  for (const Question& question : kOthers)
    RETURN_IF_ERROR(Compare(options, question, subjects, 0, std::nullopt, report));
  report.AddRemark("on " + disk);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zaitaku::bench

int main(int argc, char** argv) {
  return zaitaku::bench::RunBench(argc, argv, "The training events' answers by the number of applications",
                                  &zaitaku::bench::Measure);
}
