#include "services/council/survey_notes.h"

#include <algorithm>
#include <vector>

#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/fiscal_years.h"
#include "domain/notation.h"
#include "domain/prefectures.h"

namespace zaitaku::council {
namespace {

constexpr size_t kNone = std::u32string_view::npos;

// The notes of a table are a few sentences. What stands further away is another slide's.
constexpr size_t kMaxNotesSize = 1000;

const Expectation& ExpectedTotals() {
  static const auto* const kExpected = new Expectation{
      "the totals, apart from each other: prefectures with a council, with a prefecture-wide one, and the areas",
      "合計（設置済み、都道府県単位、圏域）を空白で区切って", "44   41  18道県137圏域"};
  return *kExpected;
}

Expectation ExpectedDefinition(const CouncilKindEntry& kind) {
  const std::string name(kind.ja);
  return {"the note that says what the council is", name + "の定義の注記",
          "○ " + name + "とは、地域の課題や対策について、行政と医療関係者が協議を行う場を指す。"};
}

const Expectation& ExpectedAreaUnit() {
  static const auto* const kExpected =
      new Expectation{"the note that says what 区域単位 means", "区域単位の定義の注記",
                      "○ 区域単位とは、当該協議会における議論の対象となる区域を指す。"};
  return *kExpected;
}

const Expectation& ExpectedMonth() {
  static const auto* const kExpected = new Expectation{"the reference month in brackets at the end of the notes",
                                                       "注記の末尾に時点の年月", "（平成27年12月時点）"};
  return *kExpected;
}

const Expectation& ExpectedExample() {
  static const auto* const kExpected =
      new Expectation{"an example with a prefecture and its areas", "都道府県名と圏域数のある例",
                      "（例）福島県は、県全域と6圏域で協議会あり。"};
  return *kExpected;
}

bool IsBullet(char32_t c) {
  static constexpr std::u32string_view kBullets = U"○●・※■□◆◇•*-※";
  return kBullets.find(c) != kNone;
}

bool IsPrefectureType(char32_t c) { return c == U'都' || c == U'道' || c == U'府' || c == U'県'; }

// Finds words in a part of the text; kNone if they are not there.
size_t Find(const SurveyText& text, Span span, std::u32string_view words) {
  const size_t at = text.folded(span).find(words);
  return at == kNone ? kNone : span.begin + at;
}

// Where the notes end that have no reference month: at the full stop of the definition or of the example after it.
size_t SentenceEnd(const SurveyText& text, Span span) {
  size_t end = Find(text, span, U"。");
  if (end == kNone) return span.end > span.begin ? span.end - 1 : span.begin;
  const size_t example = Find(text, {end, std::min(span.end, end + 10)}, U"(例)");
  const size_t example_end = example == kNone ? kNone : Find(text, {example, span.end}, U"。");
  return example_end == kNone ? end : example_end;
}

// The number in a run of digits; what an int32 cannot hold is the largest of those.
int32_t NumberIn(std::u32string_view digits) {
  int64_t value = 0;
  for (const char32_t c : digits) {
    if (IsAsciiDigit(c)) value = std::min<int64_t>(value * 10 + (c - U'0'), INT32_MAX);
  }
  return static_cast<int32_t>(value);
}

size_t DigitsBefore(std::u32string_view folded, size_t begin, size_t end) {
  while (end > begin && IsAsciiDigit(folded[end - 1])) --end;
  return end;
}

// The groups of a run of digits, as blanks part them.
std::vector<Span> DigitGroups(const SurveyText& text, Span run) {
  std::vector<Span> groups;
  for (size_t i = run.begin; i < run.end; ++i) {
    if (i == run.begin || text.HasGapBefore(i)) groups.push_back({i, i});
    groups.back().end = i + 1;
  }
  return groups;
}

// 18道県137圏域 with the digits of all three numbers before 道県.
struct AreaTotals {
  Span digits;
  Span councils;
  size_t end = 0;
};

std::optional<AreaTotals> FindAreaTotals(const SurveyText& text, Span section) {
  const std::u32string_view folded = text.folded();
  size_t at = section.end;
  while (at > section.begin) {
    const size_t found = folded.substr(0, at).rfind(U"圏域");
    if (found == kNone || found < section.begin) return std::nullopt;
    at = found;
    const size_t councils = DigitsBefore(folded, section.begin, found);
    size_t types = councils;
    while (types > section.begin && IsPrefectureType(folded[types - 1])) --types;
    size_t digits = DigitsBefore(folded, section.begin, types);
    while (digits < types && text.MayBePageNumber(digits)) ++digits;
    if (councils < found && types < councils && digits < types) {
      return AreaTotals{{digits, types}, {councils, found}, found + 2};
    }
  }
  return std::nullopt;
}

// A last line of two numbers, for a survey without areas.
std::optional<Span> FindBareTotals(const SurveyText& text, Span section) {
  const size_t begin = DigitsBefore(text.folded(), section.begin, section.end);
  for (size_t at = begin; at < section.end; ++at) {
    const Span run = {at, section.end};
    if (text.BeginsLine(at) && text.line(at) == text.line(section.end - 1) && DigitGroups(text, run).size() == 2) {
      return run;
    }
  }
  return std::nullopt;
}

// 合計 may stand before the numbers.
size_t SkipTotalsName(const SurveyText& text, Span section, size_t begin) {
  for (const std::u32string_view name : {std::u32string_view(U"合計"), std::u32string_view(U"計")}) {
    const size_t size = name.size();
    if (begin >= section.begin + size && text.folded().substr(begin - size, size) == name) return begin - size;
  }
  return begin;
}

void ReadExample(const SurveyText& text, Span span, v1::WorkedExample* example, ProblemList* problems) {
  const std::u32string_view folded = text.folded(span);
  example->set_verbatim(text.Verbatim(span));
  size_t at = std::u32string_view(U"(例)").size();
  for (const PrefectureEntry& prefecture : Prefectures()) {
    const std::u32string name = FoldNotation(prefecture.ja);
    if (!folded.substr(at).starts_with(name)) continue;
    example->set_prefecture_code(std::string(prefecture.code));
    at += name.size();
    break;
  }
  const std::u32string_view statement = folded.substr(at);
  example->set_prefecture_wide(statement.find(U"全域") != kNone);
  const auto digit = std::find_if(statement.begin(), statement.end(), IsAsciiDigit);
  const auto end = std::find_if_not(digit, statement.end(), IsAsciiDigit);
  const bool has_areas = digit != statement.end();
  if (has_areas) example->set_sub_prefectural_councils(NumberIn(std::u32string(digit, end)));
  if (example->prefecture_code().empty() || (!has_areas && !example->prefecture_wide())) {
    problems->Add(text.line(span.begin), text.column(span.begin), "", example->verbatim(), ExpectedExample());
  }
}

// Reads （平成27年12月時点） before `end`, the place of 時点, into `reading`. A day, if there is one, is not kept.
Span ReadMonth(const SurveyText& text, size_t begin, size_t end, NotesReading* reading, ProblemList* problems) {
  const std::u32string_view folded = text.folded();
  size_t month = end;
  while (month > begin && folded[month - 1] != U'(' && folded[month - 1] != U')' && folded[month - 1] != U'。') --month;
  reading->month_position = month;
  reading->month_text = text.Verbatim({month, end});
  std::u32string_view words = folded.substr(month, end - month);
  for (const std::u32string_view ending : {std::u32string_view(U"現在"), std::u32string_view(U"末")}) {
    if (words.ends_with(ending)) words.remove_suffix(ending.size());
  }
  reading->month = ParseMonth(EncodeUtf8(words));
  if (!reading->month.has_value()) {
    const std::optional<absl::CivilDay> day = ParseDay(EncodeUtf8(words));
    if (day.has_value()) reading->month = absl::CivilMonth(*day);
  }
  // A survey's name has room for these years only.
  if (reading->month.has_value() && !ParseIsoMonth(FormatIsoMonth(*reading->month)).has_value()) reading->month.reset();
  if (!reading->month.has_value()) {
    problems->Add(text.line(month), text.column(month), "", reading->month_text, ExpectedMonth());
  }
  const bool is_bracketed = month > begin && folded[month - 1] == U'(';
  const size_t after = end + std::u32string_view(U"時点").size();
  return {is_bracketed ? month - 1 : month, after + (after < text.size() && folded[after] == U')' ? 1 : 0)};
}

}  // namespace

type::v1::Provenance ProvenanceOf(const SurveyText& text, Span span, std::string_view document_sha256) {
  type::v1::Provenance provenance;
  const int32_t first = text.line(span.begin);
  const int32_t last = text.line(span.end > span.begin ? span.end - 1 : span.begin);
  provenance.set_document_sha256(std::string(document_sha256));
  provenance.set_first_line(first);
  provenance.set_last_line(last);
  provenance.set_verbatim(text.Lines(span));
  provenance.set_basis(type::v1::Provenance::BASIS_STATED);
  return provenance;
}

size_t PlaceOfMissing(const SurveyText& text, size_t before, size_t end) {
  // The beginning of what was cut off may still be there, and half a header.
  constexpr size_t kMaxRemainder = 100;
  const bool is_cut_off = end == text.size() && end > before && end - before <= kMaxRemainder;
  return is_cut_off ? end : before;
}

std::optional<TotalsReading> ReadTotals(const SurveyText& text, Span section, std::string_view document_sha256,
                                        ProblemList* problems) {
  TotalsReading reading;
  const std::optional<AreaTotals> areas = FindAreaTotals(text, section);
  const std::optional<Span> bare = areas.has_value() ? areas->digits : FindBareTotals(text, section);
  if (!bare.has_value()) return std::nullopt;
  const std::vector<Span> groups = DigitGroups(text, *bare);
  reading.span = {SkipTotalsName(text, section, bare->begin), areas.has_value() ? areas->end : bare->end};
  if (groups.size() != (areas.has_value() ? 3 : 2)) {
    problems->Add(text.line(bare->begin), text.column(bare->begin), "", text.Verbatim(reading.span), ExpectedTotals());
    return reading;
  }
  reading.totals.set_established(NumberIn(text.folded(groups[0])));
  reading.totals.set_prefecture_wide(NumberIn(text.folded(groups[1])));
  if (areas.has_value()) {
    reading.totals.set_sub_prefectural_prefectures(NumberIn(text.folded(groups[2])));
    reading.totals.set_sub_prefectural_councils(NumberIn(text.folded(areas->councils)));
  }
  *reading.totals.mutable_provenance() = ProvenanceOf(text, reading.span, document_sha256);
  return reading;
}

std::optional<size_t> FindNotes(const SurveyText& text, Span section, v1::CouncilKind kind) {
  const CouncilKindEntry* entry = FindCouncilKind(kind);
  const std::string name(entry == nullptr ? "" : entry->ja);
  size_t at = Find(text, section, FoldNotation(name + "とは"));
  if (at == kNone) at = Find(text, section, U"区域単位とは");
  if (at == kNone) return std::nullopt;
  return at > section.begin && IsBullet(text.folded()[at - 1]) ? at - 1 : at;
}

NotesReading ReadNotes(const SurveyText& text, Span notes, v1::CouncilKind kind, std::string_view document_sha256,
                       ProblemList* problems) {
  NotesReading reading;
  reading.notes.set_kind(kind);
  const CouncilKindEntry& entry = *FindCouncilKind(kind);
  const Span span = {notes.begin, std::min(notes.end, notes.begin + kMaxNotesSize)};
  const auto add_problem = [&](size_t position, const Expectation& expected) {
    problems->Add(text.line(position), text.column(position), "", "", expected);
  };
  const size_t definition = Find(text, span, FoldNotation(std::string(entry.ja) + "とは"));
  const size_t area_unit = Find(text, span, U"区域単位とは");
  if (definition == kNone) add_problem(span.begin, ExpectedDefinition(entry));
  // Where the last thing that was found begins: what is missing is missing behind it.
  const size_t last_found = area_unit != kNone ? area_unit : span.begin;
  if (area_unit == kNone) add_problem(last_found, ExpectedAreaUnit());
  const size_t month = Find(text, {last_found, span.end}, U"時点");
  Span month_span = {std::min(span.end, last_found + 1), span.end};
  if (month == kNone) {
    add_problem(PlaceOfMissing(text, SentenceEnd(text, {last_found, span.end}), span.end), ExpectedMonth());
  } else {
    month_span = ReadMonth(text, last_found, month, &reading, problems);
  }
  const size_t example = Find(text, {last_found, std::max(last_found, month_span.begin)}, U"(例)");
  const size_t area_unit_end = example != kNone ? example : month_span.begin;
  if (example != kNone && month != kNone) {
    ReadExample(text, {example, month_span.begin}, reading.notes.mutable_example(), problems);
  }
  if (area_unit != kNone) reading.notes.set_area_unit_definition(text.Verbatim({area_unit, area_unit_end}));
  if (definition != kNone && area_unit != kNone && definition < area_unit) {
    const bool has_bullet = IsBullet(text.folded()[area_unit - 1]);
    reading.notes.set_definition(text.Verbatim({definition, area_unit - (has_bullet ? 1 : 0)}));
  }
  *reading.notes.mutable_provenance() = ProvenanceOf(text, {span.begin, month_span.end}, document_sha256);
  return reading;
}

}  // namespace zaitaku::council
