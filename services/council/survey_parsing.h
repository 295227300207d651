#pragma once

#include <string_view>
#include <vector>

#include "domain/import_problems.h"
#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/council_service.pb.h"

// Reads a survey from a file. Pure functions of their arguments, total over all bytes, linear in the file's length.
namespace zaitaku::council {

// The facts of a file. `survey` has the name, the reference month and the notes; its state, revision and etag are not
// set. `reports` have name, kind, prefecture, facts, cells and provenance, by kind and then by code.
struct ParsedSurvey {
  v1::Survey survey;
  std::vector<v1::CouncilReport> reports;
};

// All that is wrong with the file, in order of line and column, at most kMaxImportProblems; if there are any, `parsed`
// must not be used. Printed totals that disagree with the rows are not problems: they are findings of the
// reconciliation.
struct ParseResult {
  ParsedSurvey parsed;
  std::vector<type::v1::ImportProblem> problems;
};

// Reads the text layer of the ministry's document: both tables, each with all 47 rows, its totals, notes and reference
// month. What follows the second table's reference month is other slides and is not read. `document_sha256` is 64
// hexadecimal digits and goes into the provenance as it is.
//
// Lines and columns of problems count from 1, columns in characters. A missing row is reported where the next row
// begins, a truncated file at its last line.
ParseResult ParseSurveyDocument(std::string_view content, std::string_view document_sha256);

// Reads the table as CSV (RFC 4180; heads as in domain/survey_table.h, in any order): any subset of the rows, but at
// least one, each at most once. Rows of totals (都道府県 = 合計) are optional and give printed totals. `survey_name` is
// `surveys/YYYY-MM`. The survey's definitions, example and `reference_month_text` are left empty: the table does not
// hold them.
//
// Lines of problems count from 1; the column is the number of the field.
ParseResult ParseSurveyCsv(std::string_view content, std::string_view document_sha256, std::string_view survey_name);

// What a file looks like: CSV if its first line that is not blank has the CSV's heads 協議会 and 都道府県 in it,
// separated by commas; else the document's text.
v1::ImportSurveyRequest::Format FindFormat(std::string_view content);

}  // namespace zaitaku::council
