#pragma once

#include <vector>

#include "services/council/survey_text.h"
#include "zaitaku/council/v1/council.pb.h"

// The frame of the ministry's document: where its two tables begin and end, and the repeated headers that are in the
// way.
namespace zaitaku::council {

// The part of a document that holds one table: rows, totals, notes.
struct TableSection {
  v1::CouncilKind kind = v1::COUNCIL_KIND_UNSPECIFIED;
  Span before;  // From behind the title to the first header: empty, or some words.
  Span span;    // From behind the first header to the next table's title or the end of the document.
};

// A table's title without a header that can be read after it.
struct HeaderlessTitle {
  v1::CouncilKind kind = v1::COUNCIL_KIND_UNSPECIFIED;
  size_t position = 0;
};

struct SurveyLayout {
  std::vector<TableSection> sections;  // In order of the document, at most one for each kind.
  std::vector<HeaderlessTitle> headerless_titles;
};

// The words of the table's header in the order in which they are read.
std::string_view TableHeader();

// Finds the tables and removes every header and title from the text; positions in the answer are those after that. A
// header is found wherever it stands, in the midst of a cell too, and however it is wrapped: any stretch of text that
// consists of exactly the header's characters is one, for a text layer may also read its cells line by line across. A
// line of digits right before a header is marked as what may be a page number.
SurveyLayout FindLayout(SurveyText* text);

}  // namespace zaitaku::council
