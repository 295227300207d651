#include "cli/render_figures.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/figure_paths.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using council::v1::Contribution;
using council::v1::FigureReconciliation;

constexpr int kLineWidth = 110;

Tone ToneOf(const FigureReconciliation& figure) {
  if (Differs(figure)) return Tone::kBad;
  return figure.verdict() == council::v1::VERDICT_MATCHES ? Tone::kGood : Tone::kFaint;
}

// The figure's name; the worked example's with the prefecture that it is about.
std::string NameOf(const FigureReconciliation& figure, Language language) {
  std::string name = FigureName(figure.figure(), language);
  if (figure.figure() == council::v1::FIGURE_WORKED_EXAMPLE && !figure.contributions().empty()) {
    const std::string prefecture = PrefectureName(figure.contributions(0).prefecture_code(), language);
    absl::StrAppend(&name, Text{absl::StrCat("（", prefecture, "）"), absl::StrCat(", ", prefecture)}.In(language));
  }
  return name;
}

std::string LinesText(int first, int last, Language language) {
  if (first == last || last == 0) return Text{absl::StrCat(first, "行"), absl::StrCat("line ", first)}.In(language);
  return Text{absl::StrCat(first, "–", last, "行"), absl::StrCat("lines ", first, "–", last)}.In(language);
}

// 福島県 6/7医療圏（31行）; Fukushima 6/7 medical areas (line 31)
std::string ContributionText(const Contribution& contribution, Language language) {
  std::string text = PrefectureName(contribution.prefecture_code(), language);
  std::vector<std::string> coverages;
  for (const auto& coverage : contribution.coverages()) coverages.push_back(CoverageText(coverage, language));
  if (!coverages.empty()) absl::StrAppend(&text, " ", absl::StrJoin(coverages, " + "));
  if (contribution.has_first_line()) {
    const std::string lines = LinesText(contribution.first_line(), contribution.last_line(), language);
    absl::StrAppend(&text, Text{absl::StrCat("（", lines, "）"), absl::StrCat(" (", lines, ")")}.In(language));
  }
  return text;
}

void RenderFigure(const FigureReconciliation& figure, Language language, const Style& style, std::ostream& out) {
  out << "  " << NameOf(figure, language) << Text{"　集計値 ", ": computed "}.In(language) << figure.computed();
  if (figure.has_printed()) {
    out << Text{"　公表値 ", ", printed "}.In(language) << figure.printed();
    if (figure.has_printed_provenance()) {
      const std::string lines =
          LinesText(figure.printed_provenance().first_line(), figure.printed_provenance().last_line(), language);
      out << Text{absl::StrCat("（", lines, "）"), absl::StrCat(" (", lines, ")")}.In(language);
    }
  }
  out << Text{"　", ": "}.In(language) << style.Paint(ToneOf(figure), VerdictName(figure, language)) << '\n';
  std::vector<std::string> items;
  for (const auto& contribution : figure.contributions()) items.push_back(ContributionText(contribution, language));
  if (!items.empty()) out << "    " << WrappedList(items, ListSeparator(language), 4, kLineWidth) << '\n';
}

}  // namespace

void RenderFigureTable(const std::vector<const FigureReconciliation*>& figures, Language language, const Style& style,
                       std::ostream& out) {
  Table table({{Text{"項目", "Figure"}.In(language)},
               {Text{"集計値", "Computed"}.In(language), Align::kRight},
               {Text{"公表値", "Printed"}.In(language), Align::kRight},
               {Text{"突合", "Verdict"}.In(language)}});
  for (const FigureReconciliation* figure : figures) {
    table.AddRow({NameOf(*figure, language), figure->computed(),
                  figure->has_printed() ? absl::StrCat(figure->printed()) : "",
                  Cell(VerdictName(*figure, language), ToneOf(*figure))});
  }
  table.Print(out, style, 2);
}

bool AnyDiffers(const council::v1::ReconcileSurveyResponse& response) {
  return std::any_of(response.figures().begin(), response.figures().end(), Differs);
}

void RenderReconciliation(const council::v1::ReconcileSurveyResponse& response, Language language, const Style& style,
                          std::ostream& out) {
  out << style.Paint(Tone::kHeading, Text{"突合", "Reconciliation"}.In(language)) << "  "
      << Printable(response.survey()) << Text{"  リビジョン ", "  at revision "}.In(language)
      << Printable(response.revision()) << '\n';
  auto kind = council::v1::COUNCIL_KIND_UNSPECIFIED;
  for (const auto& figure : response.figures()) {
    if (figure.kind() != kind) {
      kind = figure.kind();
      out << '\n' << style.Paint(Tone::kHeading, KindHeading(kind, language)) << '\n';
    }
    RenderFigure(figure, language, style, out);
  }
  const auto differing = std::count_if(response.figures().begin(), response.figures().end(), Differs);
  const std::string verdict =
      differing == 0
          ? Text{"公表値との相違はありません", "no printed figure differs from the rows"}.In(language)
          : Text{absl::StrCat(differing, " 件が公表値と相違しています"),
                 absl::StrCat(differing, differing == 1 ? " figure DIFFERS" : " figures DIFFER", " from the rows")}
                .In(language);
  out << '\n' << style.Paint(differing == 0 ? Tone::kGood : Tone::kBad, verdict) << '\n';
}

void RenderReconciliationCsv(const council::v1::ReconcileSurveyResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"survey", "revision", "kind", "figure", "printed", "printed_line", "computed", "verdict",
                    "prefecture_code", "report", "value", "coverages", "first_line", "last_line"});
  for (const auto& figure : response.figures()) {
    const std::vector<std::string> start = {
        response.survey(),
        response.revision(),
        Slug(figure.kind()),
        Slug(figure.figure()),
        figure.has_printed() ? absl::StrCat(figure.printed()) : "",
        figure.has_printed_provenance() ? absl::StrCat(figure.printed_provenance().first_line()) : "",
        absl::StrCat(figure.computed()),
        Differs(figure) ? Slug(council::v1::VERDICT_DIFFERS) : Slug(figure.verdict()),
    };
    const auto put = [&](const std::vector<std::string>& rest) {
      std::vector<std::string> row = start;
      row.insert(row.end(), rest.begin(), rest.end());
      WriteCsvRow(out, row);
    };
    if (figure.contributions().empty()) put({"", "", "", "", "", ""});
    for (const auto& contribution : figure.contributions()) {
      std::vector<std::string> coverages;
      for (const auto& coverage : contribution.coverages()) {
        coverages.push_back(CoverageText(coverage, Language::kJapanese));
      }
      put({contribution.prefecture_code(), contribution.report(), absl::StrCat(contribution.value()),
           absl::StrJoin(coverages, " "), contribution.has_first_line() ? absl::StrCat(contribution.first_line()) : "",
           contribution.has_last_line() ? absl::StrCat(contribution.last_line()) : ""});
    }
  }
}

void RenderTotalsChanges(const google::protobuf::RepeatedPtrField<council::v1::TotalsChange>& changes,
                         Language language, const Style& style, std::ostream& out) {
  if (changes.empty()) {
    out << Text{"全国集計に変化はありません\n", "No national total moves.\n"}.In(language);
    return;
  }
  out << style.Paint(Tone::kHeading, Text{"全国集計の変化", "National totals"}.In(language)) << '\n';
  Table table({{Text{"項目", "Figure"}.In(language)},
               {Text{"前", "Before"}.In(language), Align::kRight},
               {""},
               {Text{"後", "After"}.In(language), Align::kRight},
               {Text{"差", "Change"}.In(language), Align::kRight}});
  for (const auto& change : changes) {
    const int difference = change.after() - change.before();
    table.AddRow({FigurePathName(change.figure(), language), change.before(), "→", change.after(),
                  absl::StrCat(difference > 0 ? "+" : "", difference)});
  }
  table.Print(out, style, 2);
}

}  // namespace zaitaku::cli
