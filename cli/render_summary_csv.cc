#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/render_summary.h"
#include "cli/terms.h"
#include "domain/councils.h"

namespace zaitaku::cli {
namespace {

using council::v1::KindTotals;
using summary::v1::NationwideSummary;

constexpr std::string_view kNation = "nation";

// One number and what it is about; empty fields do not apply.
struct Row {
  std::string figure;
  std::string kind;
  std::string region;
  std::string unit;
  std::string scope;
  std::string first_fiscal_year;
  std::string last_fiscal_year;
  std::string undecided;
  std::optional<int64_t> value = 0;  // Nothing if it is unknown, which is not zero.
  std::string total;
  std::string printed;
  std::string verdict;
};

class SummaryRows {
 public:
  SummaryRows(const NationwideSummary& summary, std::ostream& out) : summary_(summary), out_(out) {
    for (const auto& revision : summary.revisions()) {
      absl::StrAppend(&revisions_, revisions_.empty() ? "" : " ", revision.service(), "=", revision.revision());
    }
  }

  void WriteHeading() {
    WriteCsvRow(out_, {"survey", "figure", "kind", "region", "unit", "scope", "first_fiscal_year", "last_fiscal_year",
                       "undecided", "value", "total", "printed", "verdict", "revisions"});
  }

  void Write() {
    if (summary_.has_councils()) WriteArea(summary_.councils().nation(), std::string(kNation));
    for (const auto& region : summary_.councils().regions()) WriteArea(region.totals(), Slug(region.region()));
    for (const auto& figure : summary_.figures()) {
      if (figure.figure() != council::v1::FIGURE_WORKED_EXAMPLE) continue;
      Row row{.figure = Slug(figure.figure()), .kind = Slug(figure.kind()), .value = figure.computed()};
      if (!figure.contributions().empty()) {
        row.region = absl::StrCat("prefecture-", figure.contributions(0).prefecture_code());
      }
      Put(WithVerdict(std::move(row), figure));
    }
    for (const auto& prefecture : summary_.prefectures())
      WriteArea(prefecture.councils(), absl::StrCat("prefecture-", prefecture.prefecture_code()));
    WritePrograms();
    WriteBudgets();
    WriteTraining();
  }

 private:
  // `kind` is the field, `scope` the level.
  void WritePrograms() {
    for (const auto& totals : summary_.programs()) {
      const std::string year = absl::StrCat(totals.fiscal_year());
      const auto put = [&](const char* figure, const std::string& field, const std::string& level, int value) {
        Put({.figure = figure,
             .kind = field,
             .scope = level,
             .first_fiscal_year = year,
             .last_fiscal_year = year,
             .value = value});
      };
      put("programs", "", "", totals.programs());
      put("programs-unplaced", "", "", totals.unplaced());
      for (const auto& cell : totals.cells()) put("programs", Slug(cell.field()), Slug(cell.level()), cell.programs());
    }
  }

  // `scope` is the stage; whole yen.
  void WriteBudgets() {
    for (const auto& budget : summary_.budgets()) {
      const std::string year = absl::StrCat(budget.fiscal_year());
      Put({.figure = "budget-yen",
           .scope = Slug(budget.stage()),
           .first_fiscal_year = year,
           .last_fiscal_year = year,
           .value = budget.total().yen()});
    }
  }

  // `kind` is the field: empty for the year as a whole, which must not be added to its fields; `none` for events of no
  // field. `total` is what a count is of.
  void WriteTraining() {
    WriteGroups(summary_.events(), [this](const Row& group, const summary::v1::EventCounts& counts) {
      Put(group, "events", counts.events());
      for (const auto& state : counts.states()) {
        Row row = group;
        row.scope = Slug(state.state());
        Put(row, "events-of-state", state.events());
      }
      Put(group, "events-with-timetable", counts.with_timetable().numerator(), counts.with_timetable().denominator());
      Put(group, "instruction-minutes", counts.instruction_minutes());
      Put(group, "lecture-minutes", counts.lecture_minutes());
    });
    WriteGroups(summary_.participants(), [this](const Row& group, const summary::v1::ParticipantCounts& counts) {
      const auto& with_number = counts.events_with_number();
      Row printed = group;
      printed.figure = counts.approximate() ? "printed-participants-approximate" : "printed-participants";
      printed.value = with_number.numerator() > 0 ? std::optional(counts.printed_participants()) : std::nullopt;
      Put(printed);
      Put(group, "events-with-printed-participants", with_number.numerator(), with_number.denominator());
    });
    WriteGroups(summary_.applications(), [this](const Row& group, const summary::v1::ApplicationTotals& totals) {
      WriteApplications(group, totals.counts());
    });
    for (const auto& prefecture : summary_.prefectures()) {
      if (!prefecture.has_applications()) continue;
      WriteApplications({.region = absl::StrCat("prefecture-", prefecture.prefecture_code())},
                        prefecture.applications());
    }
  }

  void WriteApplications(const Row& group, const training::v1::ApplicationCounts& counts) {
    Put(group, "applications-admitted", counts.admitted(), int64_t{counts.admitted()} + counts.waiting());
    Put(group, "applications-waiting", counts.waiting());
    Put(group, "applications-cancelled", counts.cancelled());
    Put(group, "applications-attended", counts.attended(), int64_t{counts.attended()} + counts.absent());
    Put(group, "applications-absent", counts.absent());
  }

  template <typename PartMessage, typename WriteGroup>
  static void WriteGroups(const PartMessage& part, WriteGroup write) {
    const auto group = [](const auto& counts, const std::string& field) {
      const std::string year = absl::StrCat(counts.fiscal_year());
      return Row{.kind = field, .first_fiscal_year = year, .last_fiscal_year = year};
    };
    for (const auto& counts : part.fiscal_years()) write(group(counts, ""), counts);
    for (const auto& counts : part.fields()) {
      const std::string field = Slug(counts.field());
      write(group(counts, field.empty() ? "none" : field), counts);
    }
  }

  void Put(Row row, const std::string& figure, int64_t value, int64_t total = -1) {
    row.figure = figure;
    row.value = value;
    if (total >= 0) row.total = absl::StrCat(total);
    Put(row);
  }

  static Row WithVerdict(Row row, const council::v1::FigureReconciliation& figure) {
    if (figure.has_printed()) row.printed = absl::StrCat(figure.printed());
    row.verdict = Differs(figure) ? Slug(council::v1::VERDICT_DIFFERS) : Slug(figure.verdict());
    return row;
  }

  void Put(const Row& row) {
    WriteCsvRow(out_, {summary_.survey(), row.figure, row.kind, row.region, row.unit, row.scope, row.first_fiscal_year,
                       row.last_fiscal_year, row.undecided, row.value ? absl::StrCat(*row.value) : "", row.total,
                       row.printed, row.verdict, revisions_});
  }

  // A figure that the document may print; it prints them for the nation only.
  void PutFigure(const KindTotals& totals, const std::string& region, council::v1::Figure which, int value) {
    Row row{.figure = Slug(which), .kind = Slug(totals.kind()), .region = region, .value = value};
    if (region == kNation) {
      for (const auto& figure : summary_.figures()) {
        if (figure.kind() == totals.kind() && figure.figure() == which) row = WithVerdict(std::move(row), figure);
      }
    }
    Put(row);
  }

  void WriteKind(const KindTotals& totals, const std::string& region) {
    const std::string kind = Slug(totals.kind());
    Put({.figure = "prefectures", .kind = kind, .region = region, .value = totals.prefectures()});
    PutFigure(totals, region, council::v1::FIGURE_ESTABLISHED, totals.established());
    Put({.figure = "not-established", .kind = kind, .region = region, .value = totals.not_established()});
    Put({.figure = "not-reported", .kind = kind, .region = region, .value = totals.not_reported()});
    PutFigure(totals, region, council::v1::FIGURE_PREFECTURE_WIDE, totals.prefecture_wide());
    PutFigure(totals, region, council::v1::FIGURE_SUB_PREFECTURAL_PREFECTURES, totals.sub_prefectural_prefectures());
    PutFigure(totals, region, council::v1::FIGURE_SUB_PREFECTURAL_COUNCILS, totals.sub_prefectural_councils());
    for (const auto& unit : totals.units()) {
      Row row{.figure = "unit-councils", .kind = kind, .region = region, .unit = Slug(unit.unit())};
      row.value = unit.covered();
      row.total = absl::StrCat(unit.total());
      Put(row);
      Put({.figure = "unit-prefectures",
           .kind = kind,
           .region = region,
           .unit = row.unit,
           .value = unit.prefectures()});
    }
    for (const auto& plan : totals.plans()) {
      Row row{.figure = "plans", .kind = kind, .region = region, .scope = Slug(plan.scope())};
      if (plan.interval().has_first_fiscal_year()) {
        row.first_fiscal_year = absl::StrCat(plan.interval().first_fiscal_year());
      }
      if (plan.interval().has_last_fiscal_year()) {
        row.last_fiscal_year = absl::StrCat(plan.interval().last_fiscal_year());
      }
      row.undecided = plan.undecided() ? "true" : "false";
      row.value = plan.prefectures();
      Put(row);
    }
  }

  void WriteArea(const council::v1::AreaTotals& area, const std::string& region) {
    for (const auto& kind : area.kinds()) WriteKind(kind, region);
    const auto& totals = area.combinations();
    const std::pair<const char*, int> combinations[] = {
        {"both", totals.both()},
        {"only-home-medical-care", totals.only_home_medical_care()},
        {"only-home-visit-nursing", totals.only_home_visit_nursing()},
        {"neither", totals.neither()},
        {"not-fully-reported", totals.not_fully_reported()},
    };
    for (const auto& [figure, value] : combinations) Put({.figure = figure, .region = region, .value = value});
  }

  const NationwideSummary& summary_;
  std::ostream& out_;
  std::string revisions_;
};

}  // namespace

void RenderSummaryCsv(const NationwideSummary& summary, std::ostream& out, bool heading) {
  SummaryRows rows(summary, out);
  if (heading) rows.WriteHeading();
  rows.Write();
}

}  // namespace zaitaku::cli
