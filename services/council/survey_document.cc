// Reads the ministry's document. The way: the text without blanks (survey_text.h); headers taken out (survey_layout.h);
// totals and notes found (survey_notes.h); what stands before them cut into rows (survey_rows.h); each row's cells read
// (survey_row.h).
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/councils.h"
#include "domain/fiscal_years.h"
#include "services/council/council_names.h"
#include "services/council/survey_layout.h"
#include "services/council/survey_notes.h"
#include "services/council/survey_parsing.h"
#include "services/council/survey_problems.h"
#include "services/council/survey_rows.h"
#include "services/council/survey_text.h"

namespace zaitaku::council {
namespace {

// A row, wrapped as it may be, has some forty characters. A longer last row is one behind which the totals and notes
// are missing.
constexpr size_t kMaxRowSize = 400;

std::string TitleOf(v1::CouncilKind kind) { return std::string(FindCouncilKind(kind)->ja) + "の設置状況"; }

const Expectation& ExpectedDocument() {
  static const auto* const kExpected =
      new Expectation{"the text of the ministry's survey of promotion councils, with its two tables",
                      "在宅医療推進協議会・訪問看護推進協議会の設置状況の資料", "在宅医療推進協議会の設置状況"};
  return *kExpected;
}

Expectation ExpectedTable(v1::CouncilKind kind) {
  return {"the table " + TitleOf(kind) + " and its header", "「" + TitleOf(kind) + "」の表とその見出し", TitleOf(kind)};
}

const Expectation& ExpectedTotalsRow() {
  static const auto* const kExpected =
      new Expectation{"the row of totals under the table", "表の末尾に合計の行", "44   41  18道県137圏域"};
  return *kExpected;
}

Expectation ExpectedNotes(v1::CouncilKind kind) {
  const std::string name(FindCouncilKind(kind)->ja);
  return {"the notes under the table, with the reference month", "表の下に注記と時点",
          "○ " + name + "とは、地域の課題や対策について、行政と医療関係者が協議を行う場を指す。"};
}

// What one table says.
struct TableReading {
  v1::CouncilNotes notes;
  std::optional<absl::CivilMonth> month;
  std::string month_text;
  size_t month_position = 0;
  std::vector<v1::CouncilReport> reports;
};

class DocumentParser {
 public:
  DocumentParser(std::string_view content, std::string_view document_sha256)
      : text_(content), document_sha256_(document_sha256) {}

  ParseResult Parse() {
    for (const EncodingFault& fault : text_.encoding_faults()) {
      problems_.Add(fault.line, fault.column, "", fault.bytes, fault.is_nul ? ExpectedNoNul() : ExpectedUtf8());
    }
    const SurveyLayout layout = FindLayout(&text_);
    std::vector<TableReading> tables;
    for (const TableSection& section : layout.sections) tables.push_back(ReadTable(section));
    CheckTables(layout);
    CheckMonths(tables);
    ParseResult result;
    if (problems_.empty()) {
      result.parsed = Assemble(std::move(tables));
    }
    result.problems = problems_.Take();
    return result;
  }

 private:
  void AddProblem(size_t position, std::string_view read, const Expectation& expected) {
    problems_.Add(text_.line(position), text_.column(position), "", read, expected);
  }

  void CheckTables(const SurveyLayout& layout) {
    if (layout.sections.empty() && layout.headerless_titles.empty()) {
      // Bytes that are not UTF-8 explain it already.
      if (problems_.empty())
        AddProblem(0, text_.Verbatim({0, std::min<size_t>(text_.size(), 100)}), ExpectedDocument());
      return;
    }
    for (const CouncilKindEntry& kind : CouncilKinds()) {
      const bool is_found = std::any_of(layout.sections.begin(), layout.sections.end(),
                                        [&](const TableSection& section) { return section.kind == kind.kind; });
      if (is_found) continue;
      const auto title = std::find_if(layout.headerless_titles.begin(), layout.headerless_titles.end(),
                                      [&](const HeaderlessTitle& candidate) { return candidate.kind == kind.kind; });
      if (title == layout.headerless_titles.end()) {
        AddProblem(text_.size(), "", ExpectedTable(kind.kind));
        continue;
      }
      // Half a header at the end of the file is a file that was cut off there.
      const Span after = {title->position, std::min(text_.size(), title->position + 100)};
      const bool is_cut_off = after.end == text_.size();
      AddProblem(is_cut_off ? text_.size() : title->position, text_.Verbatim(after),
                 {"the header of the table after its title", "表題の次に表の見出し", std::string(TableHeader())});
    }
  }

  TableReading ReadTable(TableSection section) {
    TableReading table;
    // Rows before the first header that can be read belong to the table all the same: the one above them is damaged.
    if (HasRows(section.before)) section.span.begin = section.before.begin;
    const std::optional<size_t> notes = FindNotes(text_, section.span, section.kind);
    const size_t table_end = notes.value_or(section.span.end);
    const std::optional<TotalsReading> totals =
        ReadTotals(text_, {section.span.begin, table_end}, document_sha256_, &problems_);
    const size_t rows_end = totals.has_value() ? totals->span.begin : LastRowEnd({section.span.begin, table_end});
    table.reports = ReadRows(text_, {section.span.begin, rows_end}, document_sha256_, &problems_);
    if (!totals.has_value()) {
      AddProblem(rows_end, "", ExpectedTotalsRow());
    } else if (notes.has_value()) {
      CheckBetween({totals->span.end, *notes});
    }
    if (!notes.has_value()) {
      const size_t before = totals.has_value() ? totals->span.end - 1 : rows_end;
      AddProblem(PlaceOfMissing(text_, before, section.span.end), "", ExpectedNotes(section.kind));
      return table;
    }
    NotesReading reading = ReadNotes(text_, {*notes, section.span.end}, section.kind, document_sha256_, &problems_);
    table.notes = std::move(reading.notes);
    if (totals.has_value()) *table.notes.mutable_printed_totals() = totals->totals;
    table.month = reading.month;
    table.month_text = std::move(reading.month_text);
    table.month_position = reading.month_position;
    return table;
  }

  bool HasRows(Span part) const {
    const std::vector<RowPlace> rows = FindRows(text_, part);
    return std::any_of(rows.begin(), rows.end(), [](const RowPlace& row) { return row.prefecture != nullptr; });
  }

  // Without totals, the rows end where the notes do, or if those are missing too, not far behind the last row's name.
  size_t LastRowEnd(Span part) const {
    const std::vector<RowPlace> rows = FindRows(text_, part);
    size_t last = part.begin;
    for (const RowPlace& row : rows) {
      if (row.prefecture != nullptr) last = row.name.end;
    }
    return std::min(part.end, last + kMaxRowSize);
  }

  // Rows behind the totals would be lost in silence; digits alone are a page number.
  void CheckBetween(Span span) {
    const std::u32string_view folded = text_.folded(span);
    if (folded.find_first_not_of(U"0123456789-") == std::u32string_view::npos) return;
    AddProblem(span.begin, text_.Verbatim(span),
               {"the notes right after the totals", "合計の次に注記", "○ 区域単位とは、"});
  }

  void CheckMonths(const std::vector<TableReading>& tables) {
    if (tables.size() != 2 || !tables[0].month.has_value() || !tables[1].month.has_value()) return;
    if (*tables[0].month == *tables[1].month) return;
    AddProblem(tables[1].month_position, tables[1].month_text,
               {"the reference month of the other table, " + tables[0].month_text,
                "もう一方の表と同じ時点（" + tables[0].month_text + "）", "（" + tables[0].month_text + "時点）"});
  }

  ParsedSurvey Assemble(std::vector<TableReading> tables) const {
    std::sort(tables.begin(), tables.end(),
              [](const TableReading& a, const TableReading& b) { return a.notes.kind() < b.notes.kind(); });
    ParsedSurvey parsed;
    const std::string name = SurveyName(*tables[0].month);
    parsed.survey.set_name(name);
    parsed.survey.set_reference_month(FormatIsoMonth(*tables[0].month));
    parsed.survey.set_reference_month_text(tables[0].month_text);
    for (TableReading& table : tables) {
      for (v1::CouncilReport& report : table.reports) {
        report.set_kind(table.notes.kind());
        report.set_name(ReportName(name, report.kind(), report.prefecture_code()));
        parsed.reports.push_back(std::move(report));
      }
      *parsed.survey.add_notes() = std::move(table.notes);
    }
    return parsed;
  }

  SurveyText text_;
  const std::string_view document_sha256_;
  ProblemList problems_;
};

}  // namespace

ParseResult ParseSurveyDocument(std::string_view content, std::string_view document_sha256) {
  return DocumentParser(content, document_sha256).Parse();
}

}  // namespace zaitaku::council
