#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "zaitaku/council/v1/council.pb.h"

// Makes survey documents whose facts are known: the ministry's layout with wraps, widths, signs, headers, marks, plans
// and coverages varied by a seed. The same seed gives the same document on every machine.
namespace zaitaku::generators {

// What may be wrong with a document. Each is one fault in one place.
enum class Damage {
  kNone,
  kRowMissing,
  kRowDoubled,
  kCoveredExceedsTotal,
  kUnknownUnit,
  kWrongNumber,  // A prefecture under another's number.
  kTruncated,
};

struct SurveyDocument {
  std::string text;
  // The reports in order of kind and prefecture: prefecture, kind, facts, and first and last line.
  std::vector<council::v1::CouncilReport> reports;
  // Kind, printed totals with their first line, and the worked example, for each kind in order.
  std::array<council::v1::CouncilNotes, 2> notes;
  std::string reference_month;       // 2015-12
  std::string reference_month_text;  // As written, less blanks.
  // For a damaged one: the line of the fault, by the rules of survey_parsing.h, and what stands there.
  int32_t damaged_line = 0;
  std::string damaged_read;
};

SurveyDocument MakeSurveyDocument(uint32_t seed, Damage damage = Damage::kNone);

}  // namespace zaitaku::generators
