#include "cli/render_program.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/table.h"
#include "domain/catalogue_table.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::CareField;
using catalog::v1::FiscalYearStatus;
using catalog::v1::GovernmentKind;
using catalog::v1::GovernmentLevel;
using catalog::v1::Program;

std::string Separator(Language language) { return Text{"、", ", "}.In(language); }

std::string ShortNames(const google::protobuf::RepeatedPtrField<std::string>& names, Language language) {
  std::vector<std::string> parts;
  for (const std::string& name : names) parts.push_back(ShortName(name));
  return absl::StrJoin(parts, Separator(language));
}

// 2016: in the overview, new
std::string StatusText(const FiscalYearStatus& status, Language language) {
  std::vector<std::string> words;
  if (status.in_overview()) words.push_back(Text{"一覧に掲載", "in the overview"}.In(language));
  if (status.status() != FiscalYearStatus::STATUS_UNSPECIFIED) words.push_back(TermName(status.status(), language));
  return absl::StrCat(FiscalYearName(status.fiscal_year(), language),
                      words.empty() ? "" : Text{"：", ": "}.In(language), absl::StrJoin(words, Separator(language)));
}

void AddFunds(const Program& program, const FundNames& funds, Language language, Details& details) {
  const Text label = {"財源", "Who pays"};
  if (program.funding_sources().empty()) details.Add(label, "");
  for (const std::string& name : program.funding_sources()) {
    const auto found = funds.find(name);
    details.Add(label, found == funds.end() ? name : absl::StrCat(NameIn(found->second, language), "  ", name));
  }
}

}  // namespace

void RenderPrograms(const Programs& programs, Language language, const Style& style, std::ostream& out) {
  Table table({{Text{"事業", "Programme"}.In(language)},
               {Text{"名称", "Name"}.In(language)},
               {Text{"実施主体", "Levels"}.In(language)},
               {Text{"分野", "Fields"}.In(language)},
               {Text{"所管", "Bureau"}.In(language)},
               {Text{"財源", "Funds"}.In(language)}});
  for (const Program& program : programs) {
    table.AddRow({ShortName(program.name()), TextIn(program.display_name(), language),
                  JoinTerms<GovernmentLevel>(program.levels(), TermWord, language),
                  JoinTerms<CareField>(program.fields(), TermWord, language), TermWord(program.bureau(), language),
                  ShortNames(program.funding_sources(), language)});
  }
  table.Print(out, style);
}

void RenderProgramsCsv(const Programs& programs, std::ostream& out) {
  std::vector<std::string> heads;
  for (const ColumnHead& head : kProgramColumnHeads) heads.emplace_back(head.name);
  heads.insert(heads.end(), {"revision_id", "etag"});
  WriteCsvRow(out, heads);
  for (const Program& program : programs) {
    const auto cells = ProgramRowCells(program);
    std::vector<std::string> row(cells.begin(), cells.end());
    row.insert(row.end(), {program.revision_id(), program.etag()});
    WriteCsvRow(out, row);
  }
}

void RenderProgram(const Program& program, const FundNames& funds, bool verbatim, Language language, const Style& style,
                   std::ostream& out) {
  RenderTitle(program.name(), program.display_name(), language, style, out);
  Details details(language);
  details.Add({"種類", "Kind"}, TermName(program.kind(), language));
  details.Add({"所管", "Bureau"}, TermName(program.bureau(), language));
  details.Add({"実施主体", "Levels"}, JoinTerms<GovernmentLevel>(program.levels(), TermName, language));
  details.Add({"分野", "Fields"}, JoinTerms<CareField>(program.fields(), TermName, language));
  details.AddIfStated({"実施者", "Carried out by"}, TermName(program.conducted_by(), language));
  details.Add({"対象", "Open to"}, JoinTerms<GovernmentKind>(program.eligible(), TermName, language));
  AddFunds(program, funds, language, details);
  const auto year = [](bool is_set, int value) { return is_set ? std::optional(value) : std::nullopt; };
  details.Add({"年度", "Fiscal years"},
              FiscalYearSpan(year(program.has_first_fiscal_year(), program.first_fiscal_year()),
                             year(program.has_last_fiscal_year(), program.last_fiscal_year())));
  for (const FiscalYearStatus& status : program.fiscal_years()) details.Add({"", ""}, StatusText(status, language));
  details.AddIfStated({"親事業", "Part of"}, program.parent());
  details.AddIfStated({"前身", "Before it"}, absl::StrJoin(program.predecessors(), Separator(language)));
  details.Add({"目的", "Purpose"}, TextIn(program.purpose(), language));
  details.AddVersion(program);
  details.Print(style, out);
  RenderParts({"項目", "Items"}, program.parts(), language, style, out);
  RenderConditions(program.conditions(), language, style, out);
  RenderAliases(program.aliases(), language, style, out);
  RenderFacts(program.sources(), program.reviews(), verbatim, language, style, out);
}

void RenderSearch(const catalog::v1::SearchCatalogResponse& response, Language language, const Style& style,
                  std::ostream& out) {
  Table table({{Text{"一致", "Found in"}.In(language)},
               {Text{"名前", "Resource"}.In(language)},
               {Text{"名称", "Name"}.In(language)},
               {Text{"該当箇所", "Text"}.In(language)}});
  for (const auto& result : response.results()) {
    const std::string name = TextIn(result.display_name(), language);
    table.AddRow({PlaceName(result.place(), language), result.name(), name,
                  result.matched_text() == name ? std::string() : result.matched_text()});
  }
  table.Print(out, style);
}

void RenderSearchCsv(const catalog::v1::SearchCatalogResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"name", "display_name_ja", "display_name_en", "place", "matched_text"});
  for (const auto& result : response.results()) {
    WriteCsvRow(out, {result.name(), result.display_name().ja(), result.display_name().en(),
                      PlaceName(result.place(), Language::kEnglish), result.matched_text()});
  }
}

void RenderEligible(const catalog::v1::FindEligibleProgramsResponse& response, Language language, const Style& style,
                    std::ostream& out) {
  const char* gap = "";
  for (const auto& eligible : response.programs()) {
    const Program& program = eligible.program();
    out << gap;
    gap = "\n";
    RenderTitle(program.name(), program.display_name(), language, style, out);
    Details details(language);
    details.Add({"対象", "Open to"}, absl::StrCat(TermName(eligible.through(), language), Text{"（", " ("}.In(language),
                                                  BasisName(eligible.basis(), language), Text{"）", ")"}.In(language)));
    if (eligible.funding_sources().empty()) details.Add({"財源", "Who pays"}, "");
    for (const auto& fund : eligible.funding_sources()) {
      details.Add({"財源", "Who pays"}, absl::StrCat(NameIn(fund.display_name(), language), "  ", fund.name()));
    }
    details.Print(style, out);
    if (!program.parts().empty()) out << "  " << Text{"項目", "Items"}.In(language) << '\n';
    RenderPartTitles(program.parts(), 4, language, out);
    if (!program.conditions().empty()) out << "  " << Text{"条件", "Conditions"}.In(language) << '\n';
    RenderConditionLines(program.conditions(), 4, language, out);
  }
  if (response.undetermined().empty()) return;
  out << gap << Text{"対象が記載されていない事業：", "Of these it is not stated who may use them:"}.In(language)
      << '\n';
  for (const std::string& name : response.undetermined()) out << "  " << Printable(name) << '\n';
}

void RenderEligibleCsv(const catalog::v1::FindEligibleProgramsResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"name", "display_name_ja", "display_name_en", "through", "basis", "funding_sources"});
  for (const auto& eligible : response.programs()) {
    std::vector<std::string> funds;
    for (const auto& fund : eligible.funding_sources()) funds.push_back(fund.name());
    const Program& program = eligible.program();
    WriteCsvRow(out, {program.name(), program.display_name().ja(), program.display_name().en(),
                      TermWord(eligible.through(), Language::kEnglish), BasisName(eligible.basis(), Language::kEnglish),
                      absl::StrJoin(funds, std::string(1, kListSeparator))});
  }
  for (const std::string& name : response.undetermined()) WriteCsvRow(out, {name, "", "", "", "", ""});
}

}  // namespace zaitaku::cli
