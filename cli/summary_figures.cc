// `summary figure` and `summary compare`.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/figure_paths.h"
#include "cli/json.h"
#include "cli/render_summary.h"
#include "cli/render_summary_parts.h"
#include "cli/summary_request.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using summary::v1::CompareSummariesResponse;
using summary::v1::Figure;
using summary::v1::FigureRow;
using summary::v1::GetFigureResponse;

std::string LinesText(const FigureRow& row) {
  std::vector<std::string> lines;
  for (const auto& range : row.lines()) {
    const bool one = range.first_line() == range.last_line() || range.last_line() == 0;
    lines.push_back(one ? absl::StrCat(range.first_line()) : absl::StrCat(range.first_line(), "–", range.last_line()));
  }
  return absl::StrJoin(lines, ", ");
}

std::string CoveragesText(const FigureRow& row, Language language) {
  std::vector<std::string> coverages;
  for (const auto& coverage : row.coverages()) coverages.push_back(CoverageText(coverage, language));
  return absl::StrJoin(coverages, " + ");
}

std::string VerdictText(const Figure& figure, Language language) {
  council::v1::FigureReconciliation reconciled;
  if (figure.has_printed()) reconciled.set_printed(static_cast<int32_t>(figure.printed()));
  reconciled.set_verdict(figure.verdict());
  if (figure.path().ends_with(".worked-example")) reconciled.set_figure(council::v1::FIGURE_WORKED_EXAMPLE);
  return VerdictName(reconciled, language);
}

// True for participants that no event prints: the figure is unknown, which is not zero. A figure without its rows,
// while their service is away, says nothing of that.
bool IsUnknown(const GetFigureResponse& response) {
  const Figure& figure = response.figure();
  return figure.path().starts_with("participants.") && figure.path().ends_with(".printed") && figure.value() == 0 &&
         figure.rows().empty() && response.call_info().missing().empty();
}

std::string FigureText(const GetFigureResponse& response, const std::string& unknown) {
  return IsUnknown(response) ? unknown : absl::StrCat(response.figure().value());
}

void RenderFigure(const GetFigureResponse& response, Session& session) {
  const Figure& figure = response.figure();
  RenderConditions(response.call_info(), session.language(), session.style(), session.out());
  session.out() << session.style().Paint(Tone::kHeading,
                                         Printable(SummaryFigureName(figure.path(), session.language())));
  if (!figure.survey().empty()) session.out() << "  " << Printable(figure.survey());
  session.out() << '\n';
  session.out() << session.Say({"  集計値 ", "  computed "})
                << FigureText(response, session.Say({"（記載なし）", "(none printed)"}));
  if (figure.has_printed()) {
    session.out() << session.Say({"　公表値 ", ", printed "}) << figure.printed();
    if (figure.printed_provenance().first_line() > 0)
      session.out() << session.Say({"（", " (line "}) << figure.printed_provenance().first_line()
                    << session.Say({"行）", ")"});
  }
  const Tone tone = figure.verdict() == council::v1::VERDICT_DIFFERS   ? Tone::kBad
                    : figure.verdict() == council::v1::VERDICT_MATCHES ? Tone::kGood
                                                                       : Tone::kFaint;
  session.out() << session.Say({"：", ": "}) << session.style().Paint(tone, VerdictText(figure, session.language()))
                << "\n\n";
  Table table({{session.Say({"都道府県", "Prefecture"})},
               {session.Say({"値", "Value"}), Align::kRight},
               {session.Say({"内訳", "Split"})},
               {session.Say({"行", "Lines"})},
               {session.Say({"リソース", "Resource"})}});
  for (const FigureRow& row : figure.rows()) {
    table.AddRow({row.prefecture_code().empty() ? "" : PrefectureName(row.prefecture_code(), session.language()),
                  row.value(), CoveragesText(row, session.language()), LinesText(row),
                  Printable(absl::StrJoin(row.resources(), " "))});
  }
  if (!table.empty()) table.Print(session.out(), session.style(), 2);
  session.out() << '\n';
  RenderOrigin(figure, session.language(), session.out());
}

void RenderFigureCsv(const GetFigureResponse& response, Session& session) {
  const Figure& figure = response.figure();
  WriteCsvRow(session.out(), {"path", "survey", "value", "printed", "verdict", "prefecture_code", "row_value",
                              "coverages", "lines", "resources", "citation"});
  const auto put = [&](const FigureRow& row, const std::string& value) {
    WriteCsvRow(session.out(), {figure.path(), figure.survey(), FigureText(response, ""),
                                figure.has_printed() ? absl::StrCat(figure.printed()) : "", Slug(figure.verdict()),
                                row.prefecture_code(), value, CoveragesText(row, Language::kJapanese), LinesText(row),
                                absl::StrJoin(row.resources(), " "), figure.citation()});
  };
  if (figure.rows().empty()) put(FigureRow(), "");
  for (const FigureRow& row : figure.rows()) put(row, absl::StrCat(row.value()));
  RenderConditions(response.call_info(), session.language(), Style(false), session.err());
}

int GetFigure(Session& session, const std::string& path, const SummaryRequestOptions& options) {
  summary::v1::GetFigureRequest request;
  request.set_path(path);
  request.set_survey(SurveyName(options.survey));
  if (auto freshness = ReadFreshness(options); freshness.requirement_case() != 0)
    *request.mutable_freshness() = std::move(freshness);
  request.set_strict(options.strict);
  const auto response = session.connection().Read(&SummaryStub::GetFigure, request);
  if (!response.ok()) return session.Fail({"数値の取得", "get the figure"}, response.status(), Server::kGateway);
  switch (session.settings().output) {
    case Output::kTable:
      RenderFigure(*response, session);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderFigureCsv(*response, session);
      break;
  }
  return kExitOk;
}

std::string ValueText(bool there, int64_t value) { return there ? absl::StrCat(value) : ""; }

std::string CauseText(const summary::v1::RowChange& cause, Language language) {
  const auto& resources = cause.resources_after().empty() ? cause.resources_before() : cause.resources_after();
  const std::string what = cause.prefecture_code().empty() ? Printable(absl::StrJoin(resources, " "))
                                                           : PrefectureName(cause.prefecture_code(), language);
  return absl::StrCat(what, " ", cause.before(), "→", cause.after());
}

void RenderComparison(const CompareSummariesResponse& response, Session& session) {
  constexpr int kLineWidth = 110;
  RenderConditions(response.call_info(), session.language(), session.style(), session.out());
  for (const auto& [label, side] :
       {std::pair(Text{"前", "Before"}, &response.before()), std::pair(Text{"後", "After"}, &response.after())}) {
    session.out() << session.style().Paint(Tone::kHeading, session.Say(label)) << "  " << Printable(side->survey())
                  << '\n';
    RenderOrigin(*side, session.language(), session.out());
  }
  session.out() << '\n';
  for (const auto& change : response.changes()) {
    std::string line = absl::StrCat("  ", Printable(SummaryFigureName(change.path(), session.language())), "  ",
                                    ValueText(change.has_before(), change.before()), " → ",
                                    ValueText(change.has_after(), change.after()));
    if (change.has_before() && change.has_after()) {
      const int64_t difference = change.after() - change.before();
      absl::StrAppend(&line, " (", difference > 0 ? "+" : "", difference, ")");
    }
    session.out() << line << '\n';
    std::vector<std::string> causes;
    for (const auto& cause : change.causes()) causes.push_back(CauseText(cause, session.language()));
    if (!causes.empty())
      session.out() << "    " << WrappedList(causes, ListSeparator(session.language()), 4, kLineWidth) << '\n';
  }
  session.out() << session.Say(
      {absl::StrCat("相違 ", response.changes_size(), " 件、同じ値 ", response.unchanged_figures(), " 件\n"),
       absl::StrCat(response.changes_size(), response.changes_size() == 1 ? " figure differs, " : " figures differ, ",
                    response.unchanged_figures(), response.unchanged_figures() == 1 ? " is" : " are", " the same\n")});
}

void RenderComparisonCsv(const CompareSummariesResponse& response, Session& session) {
  WriteCsvRow(session.out(), {"path", "part", "before", "after", "prefecture_code", "row_before", "row_after",
                              "resources_before", "resources_after"});
  for (const auto& change : response.changes()) {
    const std::vector<std::string> start = {change.path(), change.part(),
                                            ValueText(change.has_before(), change.before()),
                                            ValueText(change.has_after(), change.after())};
    const auto put = [&](const std::vector<std::string>& rest) {
      std::vector<std::string> row = start;
      row.insert(row.end(), rest.begin(), rest.end());
      WriteCsvRow(session.out(), row);
    };
    if (change.causes().empty()) put({"", "", "", "", ""});
    for (const auto& cause : change.causes()) {
      put({cause.prefecture_code(), absl::StrCat(cause.before()), absl::StrCat(cause.after()),
           absl::StrJoin(cause.resources_before(), " "), absl::StrJoin(cause.resources_after(), " ")});
    }
  }
  RenderConditions(response.call_info(), session.language(), Style(false), session.err());
}

struct CompareOptions {
  std::string before;
  std::string after;
  std::vector<std::string> parts;
  bool strict = false;
};

summary::v1::ComparedSummary ReadSide(const std::string& text) {
  summary::v1::ComparedSummary side;
  // Surveys are months; all else must be a citation, and the gateway says what is wrong with it.
  const bool survey = text.starts_with("surveys/") || text.find('.') == std::string::npos;
  survey ? side.set_survey(SurveyName(text)) : side.set_citation(text);
  return side;
}

int CompareSummaries(Session& session, const CompareOptions& options) {
  summary::v1::CompareSummariesRequest request;
  *request.mutable_before() = ReadSide(options.before);
  if (!options.after.empty()) *request.mutable_after() = ReadSide(options.after);
  for (const std::string& part : options.parts) request.mutable_read_mask()->add_paths(part == "all" ? "*" : part);
  request.set_strict(options.strict);
  const auto response = session.connection().Read(&SummaryStub::CompareSummaries, request);
  if (!response.ok()) return session.Fail({"集計の比較", "compare the summaries"}, response.status(), Server::kGateway);
  switch (session.settings().output) {
    case Output::kTable:
      RenderComparison(*response, session);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderComparisonCsv(*response, session);
      break;
  }
  return kExitOk;
}

}  // namespace

void AddSummaryFigureCommands(Commands& commands, CLI::App& summary) {
  const auto path = std::make_shared<std::string>();
  const auto options = std::make_shared<SummaryRequestOptions>();
  CLI::App& figure = commands.AddVerb(
      summary, "figure",
      {"一つの数値を、公表値・突合・内訳の行とともに表示します。",
       "Shows one figure beside the printed one, with the rows that make it and their lines in the document."},
      {"zaitaku summary figure home-medical-care.sub-prefectural-councils",
       "zaitaku summary figure region-3.combinations.both --lang ja", "zaitaku summary figure budgets.2015.budget",
       "zaitaku summary figure events.2014.paediatric-home-care.count -o csv"},
      [path, options](Session& session) { return GetFigure(session, *path, *options); });
  figure.footer(absl::StrCat(
      figure.get_footer(), commands.Say({"\n\n数値の名前：", "\n\nPaths:"}),
      "\n  KIND.established, .not-established, .not-reported, .prefecture-wide, .sub-prefectural-prefectures,"
      "\n  .sub-prefectural-councils, .worked-example; KIND.units.UNIT.covered, .total, .prefectures"
      "\n  combinations.both, .only-home-medical-care, .only-home-visit-nursing, .neither, .not-fully-reported"
      "\n  region-3.PATH, prefecture-13.PATH; programs.YEAR.all, .unplaced, .LEVEL.FIELD; budgets.YEAR.STAGE"
      "\n  events.YEAR[.FIELD].count, .with-timetable, .instruction-minutes, .lecture-minutes"
      "\n  participants.YEAR[.FIELD].printed, .events-with-number"
      "\n  applications.YEAR[.FIELD].admitted, .waiting, .cancelled, .attended, .absent"));
  figure
      .add_option("path", *path,
                  commands.Say({"数値の名前（summary compare や API の説明にある形）",
                                "The figure's path, as `summary compare -o csv` shows them"}))
      ->required()
      ->option_text("PATH");
  figure
      .add_option("--survey", options->survey,
                  commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
  AddFreshnessOptions(commands, figure, *options);

  const auto compared = std::make_shared<CompareOptions>();
  CLI::App& compare = commands.AddVerb(
      summary, "compare",
      {"二つの調査、または二つの引用を比べ、異なる数値とその原因となった行を表示します。",
       "Compares two surveys, or two citations: each figure that differs, and the rows whose changes make it."},
      {"zaitaku summary compare surveys/2015-12 surveys/2016-12",
       "zaitaku summary compare z1.03.201512.council=2-1f0c2a61b7d4e9a3.5f0e1c2b -o csv"},
      [compared](Session& session) { return CompareSummaries(session, *compared); });
  compare.add_option("before", compared->before, commands.Say({"前：調査か引用", "A survey or a citation"}))
      ->required()
      ->option_text("BEFORE");
  compare
      .add_option("after", compared->after,
                  commands.Say({"後：調査か引用（引用の場合の既定：最新の値）",
                                "The other one (default, for a citation: the newest figures)"}))
      ->option_text("AFTER");
  compare
      .add_option("--parts", compared->parts,
                  commands.Say({"調査の比較で、対象の項目（既定：councils, figures）",
                                "Of surveys, the parts to compare (default: councils, figures)"}))
      ->delimiter(',')
      ->option_text("PART,…");
  compare.add_flag("--strict", compared->strict,
                   commands.Say({"不足や古い可能性のある値は受け取らない",
                                 "Fail rather than compare what is incomplete or may be old"}));
}

}  // namespace zaitaku::cli
