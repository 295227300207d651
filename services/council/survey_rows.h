#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/prefectures.h"
#include "services/council/survey_problems.h"
#include "services/council/survey_text.h"
#include "zaitaku/council/v1/council.pb.h"

// The rows of one table of the document.
namespace zaitaku::council {

// Where a row lies. It goes up to the next row's beginning.
struct RowPlace {
  const PrefectureEntry* prefecture = nullptr;  // Null if its name is none of the 47.
  Span number;                                  // Empty if it has none.
  Span name;
  Span body;  // The cells behind the name.
};

// Finds the rows in a part of the text: a number and a prefecture's name. A number and another name is taken for a row
// if a mark follows it or it ends like a prefecture's, and a name without a number if a mark follows it, so that their
// faults can be told.
std::vector<RowPlace> FindRows(const SurveyText& text, Span part);

// Reads the rows, and says what is wrong with them and with their order: each of the 47 once, in order, under its own
// number. `after` is where the part ends that should hold them; what is missing at the end is reported there.
std::vector<v1::CouncilReport> ReadRows(const SurveyText& text, Span part, std::string_view document_sha256,
                                        ProblemList* problems);

}  // namespace zaitaku::council
