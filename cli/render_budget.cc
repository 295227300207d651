#include "cli/render_budget.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/table.h"
#include "domain/catalogue_table.h"
#include "domain/money.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::BudgetLine;
using catalog::v1::BudgetTotal;
using catalog::v1::Money;
using catalog::v1::PrintedAmount;
using catalog::v1::PrintedSum;

std::string AmountText(const PrintedAmount& amount) {
  return amount.text().empty() ? FormatAmount(amount.yen(), amount.unit()) : amount.text();
}

std::string YenText(int64_t yen) { return FormatAmount(yen, catalog::v1::MONEY_UNIT_YEN); }

std::string NotStated(Language language) { return Text{"（記載なし）", "(not stated)"}.In(language); }

// One part of a split, in a row below its heading.
class Split {
 public:
  Split(Language language, Table& table) : language_(language), table_(table) {}

  void Begin(const Text& heading) { heading_ = heading.In(language_); }
  void Add(const std::string& subject, const Money& amount) {
    table_.AddRow({heading_, subject.empty() ? NotStated(language_) : subject, amount.text()});
    heading_.clear();
  }

 private:
  const Language language_;
  Table& table_;
  std::string heading_;
};

void RenderSplits(const BudgetTotal& total, Language language, const Style& style, std::ostream& out) {
  Table table({{""}, {""}, {"", Align::kRight}});
  const std::string lines = Text{absl::StrCat(total.line_count(), " 件"),
                                 absl::StrCat(total.line_count(), total.line_count() == 1 ? " line" : " lines")}
                                .In(language);
  table.AddRow({Text{"計", "Total"}.In(language), lines, Cell(total.total().text(), Tone::kHeading)});
  Split split(language, table);
  split.Begin({"所管", "Bureau"});
  for (const auto& part : total.bureaus()) split.Add(TermWord(part.bureau(), language), part.amount());
  split.Begin({"分野", "Field"});
  for (const auto& part : total.fields()) split.Add(TermWord(part.field(), language), part.amount());
  split.Begin({"財源", "Fund"});
  for (const auto& part : total.funding_sources()) split.Add(ShortName(part.funding_source()), part.amount());
  table.PrintRows(out, style, 2);
}

// 公表値 11百万円 = 集計値 11百万円（7百万円 ＋ 4百万円）
void RenderPrintedSum(const PrintedSum& sum, Language language, const Style& style, std::ostream& out) {
  std::vector<std::string> terms;
  for (const auto& term : sum.terms())
    terms.push_back(absl::StrCat(term.amount().text(), " ", ShortName(term.budget_line())));
  out << "  " << Text{"公表値 ", "printed "}.In(language) << Printable(sum.printed().text())
      << Text{"、集計値 ", ", computed "}.In(language) << Printable(sum.computed().text()) << "  "
      << style.Paint(sum.matches() ? Tone::kGood : Tone::kBad,
                     sum.matches() ? Text{"一致", "matches"}.In(language) : Text{"相違", "DIFFERS"}.In(language))
      << "  " << Printable(ShortName(sum.budget_line())) << '\n';
  if (!terms.empty()) out << "    = " << Printable(absl::StrJoin(terms, " + ")) << '\n';
}

}  // namespace

void RenderBudgetLines(const BudgetLines& lines, Language language, const Style& style, std::ostream& out, int indent) {
  Table table({{Text{"予算", "Budget line"}.In(language)},
               {Text{"年度", "Year"}.In(language)},
               {Text{"区分", "Stage"}.In(language)},
               {Text{"金額", "Amount"}.In(language), Align::kRight},
               {Text{"円", "Yen"}.In(language), Align::kRight},
               {Text{"事業", "Programme"}.In(language)},
               {Text{"財源", "Fund"}.In(language)},
               {Text{"所管", "Bureau"}.In(language)},
               {Text{"分野", "Field"}.In(language)}});
  for (const BudgetLine& line : lines) {
    const std::string sum = line.sum_of().empty() ? "" : Text{"（公表された計）", " (printed sum)"}.In(language);
    table.AddRow({ShortName(line.name()) + sum, FiscalYearName(line.fiscal_year(), language),
                  TermWord(line.stage(), language), AmountText(line.amount()), YenText(line.amount().yen()),
                  ShortName(line.program()), ShortName(line.funding_source()), TermWord(line.bureau(), language),
                  TermWord(line.field(), language)});
  }
  table.Print(out, style, indent);
}

void RenderBudgetLinesCsv(const BudgetLines& lines, std::ostream& out) {
  std::vector<std::string> heads;
  for (const ColumnHead& head : kBudgetColumnHeads) heads.emplace_back(head.name);
  heads.insert(heads.end(), {"revision_id", "etag"});
  WriteCsvRow(out, heads);
  for (const BudgetLine& line : lines) {
    const auto cells = BudgetRowCells(line);
    std::vector<std::string> row(cells.begin(), cells.end());
    row.insert(row.end(), {line.revision_id(), line.etag()});
    WriteCsvRow(out, row);
  }
}

void RenderBudgetLine(const BudgetLine& line, bool verbatim, Language language, const Style& style, std::ostream& out) {
  out << style.Paint(Tone::kHeading, Printable(line.name())) << "\n\n";
  Details details(language);
  details.Add({"年度", "Fiscal year"}, FiscalYearName(line.fiscal_year(), language));
  details.Add({"区分", "Stage"}, TermName(line.stage(), language));
  details.Add({"金額", "Amount"}, absl::StrCat(AmountText(line.amount()), "  ", YenText(line.amount().yen())));
  details.Add({"端数処理", "Rounding"}, TermName(line.amount().rounding(), language));
  details.Add({"事業", "Programme"}, line.program());
  details.Add({"財源", "Who pays"}, line.funding_source());
  details.Add({"所管", "Bureau"}, TermName(line.bureau(), language));
  details.Add({"分野", "Field"}, TermName(line.field(), language));
  details.AddIfStated({"内訳", "Sum of"}, absl::StrJoin(line.sum_of(), Text{"、", ", "}.In(language)));
  details.AddVersion(line);
  details.Print(style, out);
  RenderFacts(line.sources(), line.reviews(), verbatim, language, style, out);
}

void RenderBudgetTotals(const catalog::v1::GetBudgetTotalsResponse& response, Language language, const Style& style,
                        std::ostream& out) {
  const char* gap = "";
  for (const BudgetTotal& total : response.totals()) {
    out << gap;
    gap = "\n";
    out << style.Paint(Tone::kHeading, absl::StrCat(FiscalYearName(total.fiscal_year(), language), "  ",
                                                    TermName(total.stage(), language)))
        << '\n';
    RenderSplits(total, language, style, out);
    for (const PrintedSum& sum : total.printed_sums()) RenderPrintedSum(sum, language, style, out);
    if (!total.lines().empty()) RenderBudgetLines(total.lines(), language, style, out, 2);
  }
}

void RenderBudgetTotalsCsv(const catalog::v1::GetBudgetTotalsResponse& response, std::ostream& out) {
  WriteCsvRow(out, {"fiscal_year", "stage", "figure", "subject", "yen", "text"});
  constexpr Language kWords = Language::kEnglish;
  for (const BudgetTotal& total : response.totals()) {
    const auto write = [&](const char* figure, const std::string& subject, int64_t yen, const std::string& text) {
      WriteCsvRow(out, {absl::StrCat(total.fiscal_year()), TermWord(total.stage(), kWords), figure, subject,
                        absl::StrCat(yen), text});
    };
    const auto write_money = [&](const char* figure, const std::string& subject, const Money& money) {
      write(figure, subject, money.yen(), money.text());
    };
    write_money("total", "", total.total());
    for (const auto& part : total.bureaus()) write_money("bureau", TermWord(part.bureau(), kWords), part.amount());
    for (const auto& part : total.fields()) write_money("field", TermWord(part.field(), kWords), part.amount());
    for (const auto& part : total.funding_sources())
      write_money("funding_source", part.funding_source(), part.amount());
    for (const PrintedSum& sum : total.printed_sums()) {
      write_money("printed_sum", sum.budget_line(), sum.printed());
      write_money("computed_sum", sum.budget_line(), sum.computed());
      for (const auto& term : sum.terms()) write_money("sum_term", term.budget_line(), term.amount());
    }
    for (const BudgetLine& line : total.lines()) {
      write("line", line.name(), line.amount().yen(), AmountText(line.amount()));
    }
  }
}

}  // namespace zaitaku::cli
