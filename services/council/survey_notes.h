#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "services/council/survey_problems.h"
#include "services/council/survey_text.h"
#include "zaitaku/council/v1/council.pb.h"

// What stands under a table of the document: printed totals, definitions, the worked example, the reference month.
namespace zaitaku::council {

// Totals as printed, and where.
struct TotalsReading {
  Span span;
  v1::PrintedTotals totals;
};

// Finds the row of totals, `44 41 18道県137圏域`, the last one of the span; the third number may be absent. Nullopt if
// there is none. Numbers that cannot be told apart are a problem in `problems`.
std::optional<TotalsReading> ReadTotals(const SurveyText& text, Span section, std::string_view document_sha256,
                                        ProblemList* problems);

// Where the notes begin: at the mark before the definition of the council or, if that is missing, of 区域単位. Nullopt
// if both are.
std::optional<size_t> FindNotes(const SurveyText& text, Span section, v1::CouncilKind kind);

// The notes of one table. `month` is absent if it could not be read; then there is a problem.
struct NotesReading {
  v1::CouncilNotes notes;  // Without printed totals.
  std::optional<absl::CivilMonth> month;
  std::string month_text;
  size_t month_position = 0;
};
NotesReading ReadNotes(const SurveyText& text, Span notes, v1::CouncilKind kind, std::string_view document_sha256,
                       ProblemList* problems);

// Where to report something missing that should stand behind `before`: at the file's end if that is soon after,
// because then it is cut off there; else at `before`. `end` is where the part ends that should hold it.
size_t PlaceOfMissing(const SurveyText& text, size_t before, size_t end);

// The provenance of a span: its lines, as SurveyText::Lines gives them.
type::v1::Provenance ProvenanceOf(const SurveyText& text, Span span, std::string_view document_sha256);

}  // namespace zaitaku::council
