#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "domain/survey_table.h"
#include "services/council/survey_problems.h"
#include "services/council/survey_text.h"
#include "zaitaku/council/v1/council.pb.h"

// One row of the table: from its cells' notation to the facts, wherever the cells came from.
namespace zaitaku::council {

// The four cells that say something, folded (domain/characters.h).
struct RowCells {
  std::u32string_view establishment;
  std::u32string_view plan;
  std::u32string_view prefecture_wide;
  std::u32string_view sub_prefectural;
};

// What is wrong in a cell, and where: `length` characters from `position` of the folded cell.
struct CellProblem {
  SurveyColumn column;
  size_t position = 0;
  size_t length = 0;
  const Expectation* expected = nullptr;
};

// The facts of a row: establishment, prefecture_wide, sub_prefectural, coverages and plans of `report` are set. If
// there are problems, the facts are not to be used.
struct RowReading {
  v1::CouncilReport report;
  std::vector<CellProblem> problems;
};

// Reads the cells and checks that they go together:
// - × has neither ○ nor coverages in its area cells; × there is accepted.
// - A plan without words on its scope is for the council where there is none; where there is one, for the only scope
// that is ×.
//   If none or both are ×, the plan has to name its scope.
// - A plan is not for the council or the prefecture-wide council that is there already. One for sub-prefectural
// councils may be:
//   they come area by area.
RowReading ReadRow(const RowCells& cells);

// Where the cells of a row lie in its text, blanks removed: `○×○：2/3地区医師会`. The text layer does not keep empty
// cells apart, so the mark after the plan is taken for the prefecture-wide one unless a colon follows it.
struct RowSpans {
  Span establishment;
  Span plan;
  Span prefecture_wide;
  Span sub_prefectural;
};
RowSpans SplitRow(std::u32string_view text);

}  // namespace zaitaku::council
