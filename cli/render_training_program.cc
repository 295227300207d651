#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/render_event.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using training::v1::TrainingProgram;

std::string Years(const TrainingProgram& program) {
  const auto year = [](bool is_set, int value) { return is_set ? std::optional(value) : std::nullopt; };
  return FiscalYearSpan(year(program.has_first_fiscal_year(), program.first_fiscal_year()),
                        year(program.has_last_fiscal_year(), program.last_fiscal_year()));
}

std::string NewIn(const TrainingProgram& program, Language language) {
  std::vector<std::string> years;
  for (const int year : program.new_in_fiscal_years()) years.push_back(FiscalYearWithEra(year, language));
  return absl::StrJoin(years, ListSeparator(language));
}

}  // namespace

void RenderTrainingPrograms(const TrainingPrograms& programs, Language language, const Style& style,
                            std::ostream& out) {
  Table table({{Text{"研修プログラム", "Training programme"}.In(language)},
               {Text{"名称", "Name"}.In(language)},
               {Text{"分野", "Field"}.In(language)},
               {Text{"年度", "Fiscal years"}.In(language)},
               {Text{"新規", "New in"}.In(language)},
               {Text{"事業", "Programme"}.In(language)}});
  for (const TrainingProgram& program : programs) {
    table.AddRow({ShortName(program.name()), TextIn(program.display_name(), language),
                  TermWord(program.field(), language), Years(program), NewIn(program, language),
                  ShortName(program.catalog_program())});
  }
  table.Print(out, style);
}

void RenderTrainingProgramsCsv(const TrainingPrograms& programs, std::ostream& out) {
  WriteCsvRow(out, {"name", "display_name_ja", "display_name_en", "field", "catalog_program", "first_fiscal_year",
                    "last_fiscal_year", "new_in_fiscal_years", "purpose_ja", "purpose_en", "revision_id", "etag"});
  for (const TrainingProgram& program : programs) {
    WriteCsvRow(out, {program.name(), program.display_name().ja(), program.display_name().en(),
                      TermWord(program.field(), Language::kEnglish), program.catalog_program(),
                      program.has_first_fiscal_year() ? absl::StrCat(program.first_fiscal_year()) : "",
                      program.has_last_fiscal_year() ? absl::StrCat(program.last_fiscal_year()) : "",
                      absl::StrJoin(program.new_in_fiscal_years(), ";"), program.purpose().ja(), program.purpose().en(),
                      program.revision_id(), program.etag()});
  }
}

void RenderTrainingProgram(const TrainingProgram& program, const ResolvedProgram& catalog_program, bool verbatim,
                           Language language, const Style& style, std::ostream& out) {
  RenderTitle(program.name(), program.display_name(), language, style, out);
  Details details(language);
  details.Add({"分野", "Field"}, TermName(program.field(), language));
  details.Add({"年度", "Fiscal years"}, Years(program));
  details.AddIfStated({"新規", "New in"}, NewIn(program, language));
  details.Add({"事業", "Programme"}, ProgramText(catalog_program, language));
  details.Add({"目的", "Purpose"}, TextIn(program.purpose(), language));
  details.AddVersion(program);
  details.Print(style, out);
  if (!program.activities().empty()) RenderHeading({"内容", "What is done"}, language, style, out);
  for (const auto& activity : program.activities()) {
    out << "  " << Text{"・", "- "}.In(language) << Printable(TextIn(activity, language)) << '\n';
  }
  RenderFacts(program.sources(), program.reviews(), verbatim, language, style, out);
}

}  // namespace zaitaku::cli
