#include "cli/render_fund.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/table.h"
#include "domain/catalogue_table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::FundingSource;
using catalog::v1::Guideline;
using catalog::v1::Section;

std::string IssueMonth(const Guideline& guideline, Language language) {
  const std::string& words = guideline.issue_month_text();
  return language == Language::kJapanese && !words.empty() ? words : guideline.issue_month();
}

// A section's heading and paragraphs, then the sections below it. `depth` ends a circle of parents.
void RenderSection(const Guideline& guideline, const Section& section, int depth, Language language, const Style& style,
                   std::ostream& out) {
  const std::string indent(static_cast<size_t>(2 * depth), ' ');
  const std::string heading = section.heading().empty() ? section.id() : section.heading();
  out << indent << style.Paint(Tone::kHeading, Printable(heading)) << '\n';
  for (const auto& paragraph : section.paragraphs()) {
    const bool english = language == Language::kEnglish && !paragraph.text_en().empty();
    if (english) out << indent << "  " << Printable(paragraph.text_en()) << '\n';
    out << indent << "  " << Printable(paragraph.text()) << '\n';
  }
  if (depth > guideline.sections_size()) return;
  for (const Section& below : guideline.sections()) {
    if (!below.parent().empty() && below.parent() == section.id()) {
      RenderSection(guideline, below, depth + 1, language, style, out);
    }
  }
}

}  // namespace

void RenderFunds(const Funds& funds, Language language, const Style& style, std::ostream& out) {
  Table table({{Text{"財源", "Fund"}.In(language)},
               {Text{"名称", "Name"}.In(language)},
               {Text{"種類", "Kind"}.In(language)},
               {Text{"所管", "Bureau"}.In(language)}});
  for (const FundingSource& fund : funds) {
    table.AddRow({ShortName(fund.name()), TextIn(fund.display_name(), language), TermWord(fund.kind(), language),
                  TermWord(fund.bureau(), language)});
  }
  table.Print(out, style);
}

void RenderFundsCsv(const Funds& funds, std::ostream& out) {
  WriteCsvRow(out, {"name", "display_name_ja", "display_name_en", "kind", "bureau", "purpose_ja", "purpose_en",
                    "revision_id", "etag"});
  for (const FundingSource& fund : funds) {
    WriteCsvRow(out, {fund.name(), fund.display_name().ja(), fund.display_name().en(),
                      TermWord(fund.kind(), Language::kEnglish), TermWord(fund.bureau(), Language::kEnglish),
                      fund.purpose().ja(), fund.purpose().en(), fund.revision_id(), fund.etag()});
  }
}

void RenderFund(const FundingSource& fund, bool verbatim, Language language, const Style& style, std::ostream& out) {
  RenderTitle(fund.name(), fund.display_name(), language, style, out);
  Details details(language);
  details.Add({"種類", "Kind"}, TermName(fund.kind(), language));
  details.Add({"所管", "Bureau"}, TermName(fund.bureau(), language));
  details.Add({"目的", "Purpose"}, TextIn(fund.purpose(), language));
  details.AddVersion(fund);
  details.Print(style, out);
  RenderParts({"対象となる事業の例", "Examples of what it pays for"}, fund.parts(), language, style, out);
  RenderConditions(fund.conditions(), language, style, out);
  RenderAliases(fund.aliases(), language, style, out);
  RenderFacts(fund.sources(), fund.reviews(), verbatim, language, style, out);
}

void RenderGuidelines(const Guidelines& guidelines, Language language, const Style& style, std::ostream& out) {
  Table table({{Text{"指針", "Guideline"}.In(language)},
               {Text{"名称", "Name"}.In(language)},
               {Text{"発行", "Issued"}.In(language)},
               {Text{"節", "Sections"}.In(language), Align::kRight}});
  for (const Guideline& guideline : guidelines) {
    table.AddRow({ShortName(guideline.name()), TextIn(guideline.display_name(), language),
                  IssueMonth(guideline, language), guideline.sections_size()});
  }
  table.Print(out, style);
}

void RenderGuidelinesCsv(const Guidelines& guidelines, std::ostream& out) {
  WriteCsvRow(out, {"name", "display_name_ja", "display_name_en", "issue_month", "issue_month_text", "programs",
                    "revision_id", "etag"});
  for (const Guideline& guideline : guidelines) {
    WriteCsvRow(
        out, {guideline.name(), guideline.display_name().ja(), guideline.display_name().en(), guideline.issue_month(),
              guideline.issue_month_text(), absl::StrJoin(guideline.programs(), std::string(1, kListSeparator)),
              guideline.revision_id(), guideline.etag()});
  }
}

void RenderGuideline(const Guideline& guideline, bool verbatim, Language language, const Style& style,
                     std::ostream& out) {
  RenderTitle(guideline.name(), guideline.display_name(), language, style, out);
  Details details(language);
  details.Add({"発行", "Issued"}, IssueMonth(guideline, language));
  details.AddIfStated({"事業", "Programmes"}, absl::StrJoin(guideline.programs(), Text{"、", ", "}.In(language)));
  details.AddVersion(guideline);
  details.Print(style, out);
  if (!guideline.definitions().empty()) RenderHeading({"用語", "Terms"}, language, style, out);
  for (const auto& definition : guideline.definitions()) {
    out << "  " << Printable(NameIn(definition.term(), language)) << "\n    " << Printable(definition.text()) << '\n';
  }
  if (!guideline.functions().empty()) RenderHeading({"在宅医療の機能", "Functions of home care"}, language, style, out);
  for (const auto& function : guideline.functions()) {
    out << "  " << Printable(NameIn(function.display_name(), language)) << "  " << Printable(function.id()) << '\n';
  }
  if (!guideline.sections().empty()) RenderHeading({"本文", "Text"}, language, style, out);
  for (const Section& section : guideline.sections()) {
    if (section.parent().empty()) RenderSection(guideline, section, 1, language, style, out);
  }
  RenderFacts(guideline.sources(), guideline.reviews(), verbatim, language, style, out);
}

}  // namespace zaitaku::cli
