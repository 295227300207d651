#include "services/council/reconciliation.h"

#include <algorithm>
#include <optional>

#include "domain/councils.h"

namespace zaitaku::council {
namespace {

int CouncilsOf(const v1::CouncilReport& report) {
  int councils = 0;
  for (const v1::Coverage& coverage : report.coverages()) councils += coverage.covered();
  return councils;
}

// What a report adds to a figure.
int ContributionTo(v1::Figure figure, const v1::CouncilReport& report) {
  switch (figure) {
    case v1::FIGURE_ESTABLISHED:
      return report.establishment() == v1::PRESENCE_PRESENT;
    case v1::FIGURE_PREFECTURE_WIDE:
      return report.prefecture_wide() == v1::PRESENCE_PRESENT;
    case v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return report.coverages_size() > 0;
    default:
      return CouncilsOf(report);
  }
}

std::optional<int> PrintedValue(v1::Figure figure, const v1::PrintedTotals& printed) {
  switch (figure) {
    case v1::FIGURE_ESTABLISHED:
      return printed.has_established() ? std::optional(printed.established()) : std::nullopt;
    case v1::FIGURE_PREFECTURE_WIDE:
      return printed.has_prefecture_wide() ? std::optional(printed.prefecture_wide()) : std::nullopt;
    case v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return printed.has_sub_prefectural_prefectures() ? std::optional(printed.sub_prefectural_prefectures())
                                                       : std::nullopt;
    case v1::FIGURE_SUB_PREFECTURAL_COUNCILS:
      return printed.has_sub_prefectural_councils() ? std::optional(printed.sub_prefectural_councils()) : std::nullopt;
    default:
      return std::nullopt;
  }
}

void AddContribution(const v1::CouncilReport& report, v1::FigureReconciliation& result) {
  const int value = ContributionTo(result.figure(), report);
  if (value == 0) return;
  v1::Contribution& contribution = *result.add_contributions();
  contribution.set_report(report.name());
  contribution.set_prefecture_code(report.prefecture_code());
  contribution.set_value(value);
  if (result.figure() == v1::FIGURE_SUB_PREFECTURAL_COUNCILS || result.figure() == v1::FIGURE_WORKED_EXAMPLE) {
    *contribution.mutable_coverages() = report.coverages();
  }
  if (report.has_provenance()) {
    contribution.set_first_line(report.provenance().first_line());
    contribution.set_last_line(report.provenance().last_line());
  }
  result.set_computed(result.computed() + value);
}

void SetVerdict(bool matches, v1::FigureReconciliation& result) {
  result.set_verdict(!result.has_printed() ? v1::VERDICT_NOT_PRINTED
                     : matches             ? v1::VERDICT_MATCHES
                                           : v1::VERDICT_DIFFERS);
}

void CompareWithTotals(const v1::CouncilNotes* notes, const std::vector<v1::CouncilReport>& reports,
                       v1::FigureReconciliation& result) {
  for (const v1::CouncilReport& report : reports) {
    if (report.kind() == result.kind()) AddContribution(report, result);
  }
  if (notes != nullptr && notes->has_printed_totals()) {
    if (const auto printed = PrintedValue(result.figure(), notes->printed_totals())) {
      result.set_printed(*printed);
      *result.mutable_printed_provenance() = notes->printed_totals().provenance();
    }
  }
  SetVerdict(result.printed() == result.computed(), result);
}

void CompareWithExample(const v1::CouncilNotes& notes, const std::vector<v1::CouncilReport>& reports,
                        v1::FigureReconciliation& result) {
  const v1::WorkedExample& example = notes.example();
  result.set_printed(example.sub_prefectural_councils());
  *result.mutable_printed_provenance() = notes.provenance();
  bool prefecture_wide = false;
  for (const v1::CouncilReport& report : reports) {
    if (report.kind() != notes.kind() || report.prefecture_code() != example.prefecture_code()) continue;
    AddContribution(report, result);
    prefecture_wide = report.prefecture_wide() == v1::PRESENCE_PRESENT;
  }
  result.set_prefecture_wide_agrees(prefecture_wide == example.prefecture_wide());
  SetVerdict(result.printed() == result.computed() && result.prefecture_wide_agrees(), result);
}

// Null if the survey has none of that kind.
const v1::CouncilNotes* NotesOf(const v1::Survey& survey, v1::CouncilKind kind) {
  const auto found = std::find_if(survey.notes().begin(), survey.notes().end(),
                                  [kind](const auto& notes) { return notes.kind() == kind; });
  return found == survey.notes().end() ? nullptr : &*found;
}

}  // namespace

std::vector<v1::FigureReconciliation> Reconcile(const v1::Survey& survey,
                                                const std::vector<v1::CouncilReport>& reports) {
  std::vector<v1::FigureReconciliation> figures;
  for (const CouncilKindEntry& entry : CouncilKinds()) {
    for (const v1::Figure figure :
         {v1::FIGURE_ESTABLISHED, v1::FIGURE_PREFECTURE_WIDE, v1::FIGURE_SUB_PREFECTURAL_PREFECTURES,
          v1::FIGURE_SUB_PREFECTURAL_COUNCILS, v1::FIGURE_WORKED_EXAMPLE}) {
      const v1::CouncilNotes* notes = NotesOf(survey, entry.kind);
      if (figure == v1::FIGURE_WORKED_EXAMPLE && (notes == nullptr || !notes->has_example())) continue;
      v1::FigureReconciliation& added = figures.emplace_back();
      added.set_kind(entry.kind);
      added.set_figure(figure);
      ReconcileAnew(survey, reports, added);
    }
  }
  return figures;
}

void ReconcileAnew(const v1::Survey& survey, const std::vector<v1::CouncilReport>& reports,
                   v1::FigureReconciliation& figure) {
  const v1::CouncilKind kind = figure.kind();
  const v1::Figure which = figure.figure();
  figure.Clear();
  figure.set_kind(kind);
  figure.set_figure(which);
  const v1::CouncilNotes* notes = NotesOf(survey, kind);
  if (which == v1::FIGURE_WORKED_EXAMPLE) {
    if (notes != nullptr) CompareWithExample(*notes, reports, figure);
  } else {
    CompareWithTotals(notes, reports, figure);
  }
}

}  // namespace zaitaku::council
