#include "cli/render_summary.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/render_figures.h"
#include "cli/render_summary_parts.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

using council::v1::AreaTotals;
using council::v1::FigureReconciliation;
using council::v1::KindTotals;
using summary::v1::NationwideSummary;

// Lists of prefectures are broken here, so that they read well in a window and the same in a file.
constexpr int kLineWidth = 110;

std::string SplitText(const KindTotals& totals, Language language) {
  std::vector<std::string> parts;
  for (const auto& unit : totals.units()) {
    council::v1::Coverage coverage;
    coverage.set_unit(unit.unit());
    coverage.set_covered(unit.covered());
    coverage.set_total(unit.total());
    parts.push_back(CoverageText(coverage, language));
  }
  return absl::StrJoin(parts, ListSeparator(language));
}

// Prints a summary, section after section.
class SummaryPrinter {
 public:
  SummaryPrinter(const NationwideSummary& summary, Language language, const Style& style, std::ostream& out)
      : summary_(summary), language_(language), style_(style), out_(out) {}

  void Print() {
    PrintTitle();
    if (!summary_.has_councils()) return;
    for (const auto& kind : summary_.councils().nation().kinds()) PrintKind(kind);
    PrintCombinations();
  }

  void PrintOrigin(const summary::v1::CallInfo& call_info) {
    PrintHeading({"算出時点", "Computed at"});
    RenderOrigin(summary_, language_, out_);
    out_ << "  " << style_.Paint(Tone::kFaint, LevelText(call_info.level())) << '\n';
  }

 private:
  const std::string& Say(const Text& text) const { return text.In(language_); }

  void PrintHeading(const Text& text) { out_ << '\n' << style_.Paint(Tone::kHeading, Say(text)) << '\n'; }

  std::string LevelText(summary::v1::CallInfo::Level level) const {
    switch (level) {
      case summary::v1::CallInfo::LEVEL_MEMORY:
        return Say({"集計サーバーのメモリから回答", "answered from the gateway's memory"});
      case summary::v1::CallInfo::LEVEL_REDIS:
        return Say({"Redis から回答", "answered from Redis"});
      case summary::v1::CallInfo::LEVEL_COMPUTED:
        return Say({"この呼び出しで集計", "computed for this call"});
      default:
        return "";
    }
  }

  void PrintTitle() {
    const std::string month_text = Printable(summary_.reference_month_text());
    const std::string when =
        Say({absl::StrCat(month_text.empty() ? Printable(summary_.reference_month()) : month_text, "時点"),
             absl::StrCat("as of ", Printable(summary_.reference_month()),
                          month_text.empty() ? "" : absl::StrCat(" (", month_text, ")"))});
    if (summary_.survey().empty()) {
      out_ << style_.Paint(Tone::kHeading, Say({"全国集計", "Nationwide summary"})) << '\n';
      return;
    }
    out_ << style_.Paint(Tone::kHeading, Say({"全国集計", "Nationwide summary"})) << "  "
         << Printable(summary_.survey()) << "  " << when << "  " << StateName(summary_.survey_state(), language_)
         << '\n';
  }

  void PrintKind(const KindTotals& totals) {
    const std::string heading = KindHeading(totals.kind(), language_);
    PrintHeading({heading, heading});
    RenderFigureTable(FiguresOf(totals.kind()), language_, style_, out_);
    out_ << '\n';
    PrintWithout(totals);
    PrintUnits(totals);
    PrintPlans(totals);
    PrintRegions(totals.kind());
  }

  std::vector<const FigureReconciliation*> FiguresOf(council::v1::CouncilKind kind) const {
    std::vector<const FigureReconciliation*> figures;
    for (const auto& figure : summary_.figures()) {
      if (figure.kind() == kind) figures.push_back(&figure);
    }
    return figures;
  }

  const FigureReconciliation& FigureOf(council::v1::CouncilKind kind, council::v1::Figure which) const {
    for (const auto& figure : summary_.figures()) {
      if (figure.kind() == kind && figure.figure() == which) return figure;
    }
    return FigureReconciliation::default_instance();
  }

  static std::set<std::string> Codes(const FigureReconciliation& figure) {
    std::set<std::string> codes;
    for (const auto& contribution : figure.contributions()) codes.insert(contribution.prefecture_code());
    return codes;
  }

  // "Not established (3): Aichi, Kagawa, Ehime". Without names where `codes` are not the `count` that are meant.
  void PrintPrefectures(const Text& label, int count, const std::set<std::string>& codes) {
    std::string line = absl::StrCat("  ", Say(label), Say({"（", " ("}), count, Say({"）", ")"}));
    if (!codes.empty() && static_cast<int>(codes.size()) == count) {
      std::vector<std::string> names;
      for (const std::string& code : codes) names.push_back(PrefectureName(code, language_));
      const std::string colon = language_ == Language::kJapanese ? "：" : ": ";
      const int indent = DisplayWidth(line) + DisplayWidth(colon);
      absl::StrAppend(&line, colon, WrappedList(names, ListSeparator(language_), indent, kLineWidth));
    }
    out_ << line << '\n';
  }

  // The prefectures that a figure does not count, which explain it faster than the many that it does.
  void PrintWithout(const KindTotals& totals) {
    const auto established = Codes(FigureOf(totals.kind(), council::v1::FIGURE_ESTABLISHED));
    const auto wide = Codes(FigureOf(totals.kind(), council::v1::FIGURE_PREFECTURE_WIDE));
    std::set<std::string> others, not_wide;
    for (const auto& prefecture : Prefectures()) {
      const std::string code(prefecture.code);
      if (!established.contains(code)) others.insert(code);
      if (established.contains(code) && !wide.contains(code)) not_wide.insert(code);
    }
    // With reports missing, the rest is both kinds together, and only the two counts are known.
    if (totals.not_reported() > 0) {
      PrintPrefectures({"未設置", "Not established"}, totals.not_established(), {});
      PrintPrefectures({"未回答", "Not reported"}, totals.not_reported(), {});
      PrintPrefectures({"未設置または未回答", "Not established or not reported"},
                       totals.not_established() + totals.not_reported(), others);
    } else {
      PrintPrefectures({"未設置", "Not established"}, totals.not_established(), others);
      PrintPrefectures({"未回答", "Not reported"}, 0, {});
    }
    PrintBounds(totals);
    PrintPrefectures({"設置済みだが都道府県単位なし", "Established, but none for the whole prefecture"},
                     totals.established() - totals.prefecture_wide(), not_wide);
  }

  // What the number of prefectures with a council can still become.
  void PrintBounds(const KindTotals& totals) {
    if (totals.not_reported() == 0) return;
    const int least = totals.established(), most = totals.established() + totals.not_reported();
    out_ << "  "
         << Say({absl::StrCat("設置済みは ", least, " を確認、未回答 ", totals.not_reported(), "：", least, "〜", most),
                 absl::StrCat("With a council: ", least, " confirmed, ", totals.not_reported(),
                              " not reported: ", least, "–", most)})
         << '\n';
  }

  void PrintUnits(const KindTotals& totals) {
    const auto& figure = FigureOf(totals.kind(), council::v1::FIGURE_SUB_PREFECTURAL_COUNCILS);
    std::vector<int> parts;
    for (const auto& unit : totals.units()) parts.push_back(unit.covered());
    const std::string sum =
        parts.empty() ? "0" : absl::StrCat(totals.sub_prefectural_councils(), " = ", absl::StrJoin(parts, " + "));
    PrintSubheading(
        {absl::StrCat("圏域数の内訳：", sum), absl::StrCat("Sub-prefectural councils by kind of area: ", sum)});
    for (const auto& unit : totals.units()) {
      std::string fraction = absl::StrCat(unit.covered(), "/", unit.total());
      fraction.insert(0, std::max<int>(0, 7 - static_cast<int>(fraction.size())), ' ');
      out_ << "  " << fraction << "  " << UnitName(unit.unit(), language_)
           << Say({absl::StrCat("　", unit.prefectures(), "都道府県"),
                   absl::StrCat(", ", unit.prefectures(), unit.prefectures() == 1 ? " prefecture" : " prefectures")})
           << '\n';
      std::vector<std::string> items;
      for (const auto& contribution : figure.contributions()) {
        for (const auto& coverage : contribution.coverages()) {
          if (coverage.unit() != unit.unit()) continue;
          items.push_back(absl::StrCat(PrefectureName(contribution.prefecture_code(), language_), " ",
                                       coverage.covered(), "/", coverage.total()));
        }
      }
      if (!items.empty()) {
        const std::string list = WrappedList(items, ListSeparator(language_), 11, kLineWidth);
        out_ << std::string(11, ' ') << list << '\n';
      }
    }
  }

  void PrintSubheading(const Text& text) { out_ << "\n  " << Say(text) << '\n'; }

  void PrintPlans(const KindTotals& totals) {
    if (totals.plans().empty()) return;
    PrintSubheading({"今後の設置予定時期", "Plans"});
    Table table({{Say({"対象", "For"})}, {Say({"時期", "When"})}, {Say({"都道府県", "Prefectures"}), Align::kRight}});
    for (const auto& plan : totals.plans()) {
      const PlanScopeEntry* scope = FindPlanScope(plan.scope());
      table.AddRow({std::string(scope == nullptr ? "" : Say({std::string(scope->ja), std::string(scope->en)})),
                    TimingText(plan.undecided(), plan.interval(), language_), plan.prefectures()});
    }
    table.Print(out_, style_, 4);
  }

  static const KindTotals& KindOf(const AreaTotals& totals, council::v1::CouncilKind kind) {
    for (const auto& of : totals.kinds()) {
      if (of.kind() == kind) return of;
    }
    return KindTotals::default_instance();
  }

  void PrintRegions(council::v1::CouncilKind kind) {
    PrintSubheading({"地域別", "By region"});
    Table table({{Say({"地域", "Region"})},
                 {Say({"設置済み", "Established"}), Align::kRight},
                 {Say({"未設置", "Not established"}), Align::kRight},
                 {Say({"未回答", "Not reported"}), Align::kRight},
                 {Say({"都道府県単位", "Prefecture-wide"}), Align::kRight},
                 {Say({"圏域あり", "With areas"}), Align::kRight},
                 {Say({"圏域数", "Area councils"}), Align::kRight},
                 {Say({"圏域の内訳", "By kind of area"})}});
    const auto add = [&](const std::string& name, const AreaTotals& area, bool with_split) {
      const KindTotals& totals = KindOf(area, kind);
      table.AddRow({name, totals.established(), totals.not_established(), totals.not_reported(),
                    totals.prefecture_wide(), totals.sub_prefectural_prefectures(), totals.sub_prefectural_councils(),
                    with_split ? SplitText(totals, language_) : ""});
    };
    for (const auto& region : summary_.councils().regions()) {
      add(RegionName(region.region(), language_), region.totals(), true);
    }
    // The nation's split stands above, with its prefectures.
    add(Say({"全国", "Nation"}), summary_.councils().nation(), false);
    table.Print(out_, style_, 4);
  }

  void PrintCombinations() {
    PrintHeading({"二つの協議会の有無（都道府県数）", "Prefectures by which of the two councils they have"});
    const auto only = [this](council::v1::CouncilKind kind) {
      const std::string name = ShortKindName(kind, language_);
      return Say({absl::StrCat(name, "のみ"), absl::StrCat("Only ", name)});
    };
    Table table({{Say({"地域", "Region"})},
                 {Say({"両方", "Both"}), Align::kRight},
                 {only(council::v1::COUNCIL_KIND_HOME_MEDICAL_CARE), Align::kRight},
                 {only(council::v1::COUNCIL_KIND_HOME_VISIT_NURSING), Align::kRight},
                 {Say({"どちらもなし", "Neither"}), Align::kRight},
                 {Say({"未回答あり", "Not fully reported"}), Align::kRight}});
    const auto add = [&](const std::string& name, const council::v1::CombinationTotals& totals) {
      table.AddRow({name, totals.both(), totals.only_home_medical_care(), totals.only_home_visit_nursing(),
                    totals.neither(), totals.not_fully_reported()});
    };
    for (const auto& region : summary_.councils().regions()) {
      add(RegionName(region.region(), language_), region.totals().combinations());
    }
    add(Say({"全国", "Nation"}), summary_.councils().nation().combinations());
    table.Print(out_, style_, 2);
  }

  const NationwideSummary& summary_;
  const Language language_;
  const Style& style_;
  std::ostream& out_;
};

}  // namespace

void RenderSummary(const summary::v1::GetNationwideSummaryResponse& response, Language language, const Style& style,
                   std::ostream& out) {
  RenderConditions(response.call_info(), language, style, out);
  SummaryPrinter printer(response.summary(), language, style, out);
  printer.Print();
  RenderPrefectures(response.summary(), language, style, out);
  RenderProgramTotals(response.summary(), language, style, out);
  RenderBudgets(response.summary(), language, style, out);
  RenderTraining(response.summary(), language, style, out);
  printer.PrintOrigin(response.call_info());
}

void RenderOrigin(const google::protobuf::RepeatedPtrField<summary::v1::ServiceRevision>& revisions,
                  const google::protobuf::Timestamp* as_of_time, const std::string& citation, Language language,
                  std::ostream& out) {
  using google::protobuf::util::TimeUtil;
  for (const auto& revision : revisions) {
    out << "  " << Printable(revision.service()) << "  " << Printable(revision.revision());
    if (revision.has_revision_create_time()) out << "  " << TimeUtil::ToString(revision.revision_create_time());
    out << '\n';
  }
  if (as_of_time != nullptr)
    out << Text{"  時点  ", "  as of  "}.In(language) << TimeUtil::ToString(*as_of_time) << '\n';
  if (!citation.empty()) out << Text{"  引用  ", "  cite as  "}.In(language) << Printable(citation) << '\n';
}

}  // namespace zaitaku::cli
