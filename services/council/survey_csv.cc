// Reads the survey's table as comma-separated values; see survey_parsing.h.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/csv_reader.h"
#include "domain/fiscal_years.h"
#include "domain/notation.h"
#include "domain/prefectures.h"
#include "domain/survey_table.h"
#include "services/council/council_names.h"
#include "services/council/survey_parsing.h"
#include "services/council/survey_problems.h"
#include "services/council/survey_row.h"
#include "services/council/survey_text.h"

namespace zaitaku::council {
namespace {

constexpr size_t kColumns = kSurveyColumnHeads.size();
constexpr size_t kAbsent = static_cast<size_t>(-1);

std::string_view Heading(SurveyColumn column) { return kSurveyColumnHeads[static_cast<size_t>(column)]; }

Expectation ExpectedHead(std::string_view head) {
  return {"the column " + std::string(head) + " in the first line", "先頭行に「" + std::string(head) + "」の列",
          std::string(head)};
}

const Expectation& ExpectedKnownHead() {
  static const auto* const kExpected =
      new Expectation{"only the survey's column heads, each once", "調査票の列見出しのみ（各１回）",
                      std::string(Heading(SurveyColumn::kPrefecture))};
  return *kExpected;
}

const Expectation& ExpectedCouncil() {
  static const auto* const kExpected = new Expectation{
      "在宅医療推進協議会 or 訪問看護推進協議会", "在宅医療推進協議会または訪問看護推進協議会", "在宅医療推進協議会"};
  return *kExpected;
}

const Expectation& ExpectedPrefecture() {
  static const auto* const kExpected = new Expectation{"the name of one of the 47 prefectures, or 合計",
                                                       "47都道府県のいずれかの名称、または合計", "東京都"};
  return *kExpected;
}

const Expectation& ExpectedRows() {
  static const auto* const kExpected =
      new Expectation{"at least one prefecture's row", "都道府県の行が１行以上", "在宅医療推進協議会,13,東京都,○,,○,"};
  return *kExpected;
}

const Expectation& ExpectedFields() {
  static const auto* const kExpected = new Expectation{"as many fields as there are column heads", "見出しと同じ数の欄",
                                                       "在宅医療推進協議会,13,東京都,○,,○,"};
  return *kExpected;
}

const Expectation& ExpectedSingleRow() {
  static const auto* const kExpected = new Expectation{
      "one row for each council and prefecture", "協議会・都道府県ごとに１行", "在宅医療推進協議会,13,東京都,○,,○,"};
  return *kExpected;
}

const Expectation& ExpectedTotal() {
  static const auto* const kExpected =
      new Expectation{"a number of prefectures, or nothing", "都道府県数または空欄", "44"};
  return *kExpected;
}

const Expectation& ExpectedAreaCount() {
  static const auto* const kExpected = new Expectation{"numbers of prefectures and areas, or nothing",
                                                       "都道府県数と圏域数、または空欄", "18道県137圏域"};
  return *kExpected;
}

const Expectation& ExpectedEmpty() {
  static const auto* const kExpected = new Expectation{"nothing in a row of totals", "合計の行では空欄", ""};
  return *kExpected;
}

// The text less blanks and line ends.
std::string Unwrapped(std::string_view text) {
  std::string unwrapped;
  for (const CodePoint& code_point : DecodeUtf8(text)) {
    if (!IsBlank(code_point.value)) AppendUtf8(code_point.value, &unwrapped);
  }
  return unwrapped;
}

std::optional<int32_t> ParseCount(std::u32string_view folded) {
  if (folded.empty() || folded.size() > 9) return std::nullopt;
  int32_t value = 0;
  for (const char32_t c : folded) {
    if (!IsAsciiDigit(c)) return std::nullopt;
    value = value * 10 + static_cast<int32_t>(c - U'0');
  }
  return value;
}

class CsvParser {
 public:
  CsvParser(std::string_view content, std::string_view document_sha256, std::string_view survey_name)
      : reader_(content, &problems_), document_sha256_(document_sha256), survey_name_(survey_name) {}

  ParseResult Parse() {
    const std::optional<absl::CivilMonth> month = ParseSurveyName(survey_name_);
    if (!month.has_value()) {
      problems_.Add(1, 1, "", survey_name_, {"a survey's name beside the file", "調査の名称", "surveys/2015-12"});
    }
    CsvRecord record;
    if (ReadHeads(&record)) {
      while (reader_.Read(&record)) ReadRecord(record);
      if (reports_.empty() && problems_.empty()) problems_.Add(reader_.line(), 1, "", "", ExpectedRows());
    }
    ParseResult result;
    if (problems_.empty()) result.parsed = Assemble(*month);
    result.problems = problems_.Take();
    return result;
  }

 private:
  // False if rows cannot be told apart without the heads that are missing.
  bool ReadHeads(CsvRecord* record) {
    field_of_.fill(kAbsent);
    if (!reader_.Read(record)) {
      if (problems_.empty()) problems_.Add(1, 1, "", "", ExpectedHead(kSurveyColumnHeads[0]));
      return false;
    }
    columns_ = record->fields.size();
    for (size_t i = 0; i < columns_; ++i) ReadHead(*record, i);
    bool is_complete = true;
    for (size_t column = 0; column < kColumns; ++column) {
      if (field_of_[column] != kAbsent) continue;
      is_complete = false;
      problems_.Add(record->first_line, static_cast<int32_t>(columns_), kSurveyColumnHeads[column], "",
                    ExpectedHead(kSurveyColumnHeads[column]));
    }
    return is_complete;
  }

  void ReadHead(const CsvRecord& record, size_t index) {
    const std::u32string head = FoldNotation(record.fields[index].text);
    if (head.empty()) return;
    for (size_t column = 0; column < kColumns; ++column) {
      if (head != FoldNotation(kSurveyColumnHeads[column]) || field_of_[column] != kAbsent) continue;
      field_of_[column] = index;
      return;
    }
    AddProblem(record, index, "", ExpectedKnownHead());
  }

  void AddProblem(const CsvRecord& record, size_t index, std::string_view cell, const Expectation& expected) {
    const CsvCell& field = record.fields[index];
    problems_.Add(field.line, static_cast<int32_t>(index) + 1, cell, field.text, expected);
  }

  void AddProblem(const CsvRecord& record, SurveyColumn column, const Expectation& expected) {
    AddProblem(record, Index(column), Heading(column), expected);
  }

  size_t Index(SurveyColumn column) const { return field_of_[static_cast<size_t>(column)]; }

  std::u32string Folded(const CsvRecord& record, SurveyColumn column) const {
    return FoldNotation(record.fields[Index(column)].text);
  }

  void ReadRecord(const CsvRecord& record) {
    const auto is_empty = [](const CsvCell& field) { return FoldNotation(field.text).empty(); };
    if (std::all_of(record.fields.begin(), record.fields.end(), is_empty) || record.is_damaged) return;
    const bool has_more = record.fields.size() > columns_ &&
                          !std::all_of(record.fields.begin() + columns_, record.fields.end(), is_empty);
    if (record.fields.size() < columns_ || has_more) {
      AddProblem(record, std::min(record.fields.size() - 1, columns_), "", ExpectedFields());
      return;
    }
    const CouncilKindEntry* kind = FindCouncilKindByName(record.fields[Index(SurveyColumn::kCouncil)].text);
    if (kind == nullptr) AddProblem(record, SurveyColumn::kCouncil, ExpectedCouncil());
    const std::string name = EncodeUtf8(Folded(record, SurveyColumn::kPrefecture));
    if (name == kTotalsRowName) {
      ReadTotals(record, kind);
      return;
    }
    const PrefectureEntry* prefecture = FindPrefectureByName(name);
    if (prefecture == nullptr) {
      AddProblem(record, SurveyColumn::kPrefecture, ExpectedPrefecture());
    } else {
      CheckNumber(record, *prefecture);
    }
    ReadFacts(record, kind, prefecture);
  }

  void CheckNumber(const CsvRecord& record, const PrefectureEntry& prefecture) {
    const std::string number = EncodeUtf8(Folded(record, SurveyColumn::kRowNumber));
    if (number == prefecture.row_number() || number == prefecture.code) return;
    const std::string name(prefecture.ja);
    const std::string right(prefecture.row_number());
    AddProblem(record, SurveyColumn::kRowNumber,
               {"the number of " + name + ", " + right, name + "の番号" + right, right});
  }

  void ReadFacts(const CsvRecord& record, const CouncilKindEntry* kind, const PrefectureEntry* prefecture) {
    const std::u32string establishment = Folded(record, SurveyColumn::kEstablishment);
    const std::u32string plan = Folded(record, SurveyColumn::kPlan);
    const std::u32string prefecture_wide = Folded(record, SurveyColumn::kPrefectureWide);
    const std::u32string sub_prefectural = Folded(record, SurveyColumn::kSubPrefectural);
    RowReading reading = ReadRow({establishment, plan, prefecture_wide, sub_prefectural});
    for (const CellProblem& problem : reading.problems) AddProblem(record, problem.column, *problem.expected);
    if (kind == nullptr || prefecture == nullptr) return;
    if (!seen_.insert({kind->kind, prefecture->number()}).second) {
      AddProblem(record, SurveyColumn::kPrefecture, ExpectedSingleRow());
      return;
    }
    v1::CouncilReport& report = reports_.emplace_back(std::move(reading.report));
    report.set_name(ReportName(survey_name_, kind->kind, prefecture->code));
    report.set_kind(kind->kind);
    report.set_prefecture_code(std::string(prefecture->code));
    FillCells(record, report.mutable_cells());
    *report.mutable_provenance() = ProvenanceOf(record);
  }

  void FillCells(const CsvRecord& record, v1::ReportCells* cells) const {
    const auto cell = [&](SurveyColumn column) { return Unwrapped(record.fields[Index(column)].text); };
    cells->set_row_number(cell(SurveyColumn::kRowNumber));
    cells->set_prefecture(cell(SurveyColumn::kPrefecture));
    cells->set_establishment(cell(SurveyColumn::kEstablishment));
    cells->set_planned_establishment(cell(SurveyColumn::kPlan));
    cells->set_prefecture_wide(cell(SurveyColumn::kPrefectureWide));
    cells->set_sub_prefectural(cell(SurveyColumn::kSubPrefectural));
  }

  type::v1::Provenance ProvenanceOf(const CsvRecord& record) const {
    type::v1::Provenance provenance;
    provenance.set_document_sha256(std::string(document_sha256_));
    provenance.set_first_line(record.first_line);
    provenance.set_last_line(record.last_line);
    provenance.set_verbatim(WithLineFeeds(record.verbatim));
    provenance.set_basis(type::v1::Provenance::BASIS_STATED);
    return provenance;
  }

  // A count, or nullopt for an empty field; what is neither is a problem.
  std::optional<int32_t> ReadTotal(const CsvRecord& record, SurveyColumn column) {
    const std::u32string folded = Folded(record, column);
    if (folded.empty()) return std::nullopt;
    const std::optional<int32_t> count = ParseCount(folded);
    if (!count.has_value()) AddProblem(record, column, ExpectedTotal());
    return count;
  }

  void ReadTotals(const CsvRecord& record, const CouncilKindEntry* kind) {
    for (const SurveyColumn column : {SurveyColumn::kRowNumber, SurveyColumn::kPlan}) {
      if (!Folded(record, column).empty()) AddProblem(record, column, ExpectedEmpty());
    }
    v1::PrintedTotals totals;
    const std::optional<int32_t> established = ReadTotal(record, SurveyColumn::kEstablishment);
    if (established.has_value()) totals.set_established(*established);
    const std::optional<int32_t> prefecture_wide = ReadTotal(record, SurveyColumn::kPrefectureWide);
    if (prefecture_wide.has_value()) totals.set_prefecture_wide(*prefecture_wide);
    const std::u32string areas = Folded(record, SurveyColumn::kSubPrefectural);
    const std::optional<AreaCount> count = ReadAreaCount(areas);
    if (!areas.empty() && !count.has_value()) AddProblem(record, SurveyColumn::kSubPrefectural, ExpectedAreaCount());
    if (count.has_value() && count->prefectures.has_value())
      totals.set_sub_prefectural_prefectures(*count->prefectures);
    if (count.has_value() && count->councils.has_value()) totals.set_sub_prefectural_councils(*count->councils);
    if (kind == nullptr) return;
    if (!seen_.insert({kind->kind, 0}).second) {
      AddProblem(record, SurveyColumn::kPrefecture, ExpectedSingleRow());
      return;
    }
    v1::CouncilNotes& notes = notes_.emplace_back();
    notes.set_kind(kind->kind);
    *totals.mutable_provenance() = ProvenanceOf(record);
    *notes.mutable_printed_totals() = std::move(totals);
  }

  ParsedSurvey Assemble(absl::CivilMonth month) {
    ParsedSurvey parsed;
    parsed.survey.set_name(std::string(survey_name_));
    parsed.survey.set_reference_month(FormatIsoMonth(month));
    std::sort(notes_.begin(), notes_.end(),
              [](const v1::CouncilNotes& a, const v1::CouncilNotes& b) { return a.kind() < b.kind(); });
    for (v1::CouncilNotes& notes : notes_) *parsed.survey.add_notes() = std::move(notes);
    std::sort(reports_.begin(), reports_.end(), [](const v1::CouncilReport& a, const v1::CouncilReport& b) {
      return std::make_pair(a.kind(), a.prefecture_code()) < std::make_pair(b.kind(), b.prefecture_code());
    });
    parsed.reports = std::move(reports_);
    return parsed;
  }

  ProblemList problems_;
  CsvReader reader_;
  const std::string_view document_sha256_;
  const std::string_view survey_name_;
  std::array<size_t, kColumns> field_of_ = {};  // For each column, the index of its field.
  size_t columns_ = 0;
  std::set<std::pair<v1::CouncilKind, int>> seen_;  // With the prefecture's number, 0 for totals.
  std::vector<v1::CouncilReport> reports_;
  std::vector<v1::CouncilNotes> notes_;
};

}  // namespace

ParseResult ParseSurveyCsv(std::string_view content, std::string_view document_sha256, std::string_view survey_name) {
  return CsvParser(content, document_sha256, survey_name).Parse();
}

v1::ImportSurveyRequest::Format FindFormat(std::string_view content) {
  // Long enough for the heads, however quoted; a binary file need not be read to its end.
  constexpr size_t kMaxHeadSize = 4096;
  std::u32string line;
  for (size_t offset = 0; offset < std::min(content.size(), kMaxHeadSize);) {
    const CodePoint code_point = DecodeUtf8At(content, offset);
    offset += code_point.size;
    const bool is_line_end = code_point.value == U'\n' || code_point.value == U'\r';
    if (is_line_end && !line.empty()) break;
    // Other separators are recognised so that the error can say what is wrong with them.
    if (code_point.value == U'\t' || code_point.value == U';') line += U',';
    if (code_point.value != U'"' && code_point.value != U';') AppendFolded(code_point.value, &line);
  }
  const std::u32string padded = U"," + line + U",";
  const auto has_head = [&](SurveyColumn column) {
    return padded.find(U"," + FoldNotation(Heading(column)) + U",") != std::u32string::npos;
  };
  const bool is_csv = has_head(SurveyColumn::kCouncil) && has_head(SurveyColumn::kPrefecture);
  return is_csv ? v1::ImportSurveyRequest::FORMAT_CSV : v1::ImportSurveyRequest::FORMAT_DOCUMENT_TEXT;
}

}  // namespace zaitaku::council
