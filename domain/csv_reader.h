#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/import_problems.h"

// Comma-separated values as RFC 4180 has them, record by record.
namespace zaitaku {

struct CsvCell {
  std::string text;  // Without quotes.
  int32_t line = 0;  // Where it begins, from 1.
};

struct CsvRecord {
  std::vector<CsvCell> fields;  // At least one.
  int32_t first_line = 0;
  int32_t last_line = 0;
  std::string_view verbatim;  // As it stands in the file, its first kMaxVerbatimSize bytes, with its line end.
  bool is_damaged = false;    // Part of it cannot be read; reported.

  static constexpr size_t kMaxVerbatimSize = 4096;
};

// Reads records. Lines end with LF, CR LF or CR; a byte order mark at the beginning is skipped; quoted fields may hold
// commas, line ends and doubled quotes. What is not so, what is not UTF-8 and NUL are problems; reading goes on behind
// them.
class CsvReader {
 public:
  // Does not copy `content`, which must outlive it, as must `problems`.
  CsvReader(std::string_view content, ProblemList* problems);

  // False at the end. Lines without a character are no records.
  bool Read(CsvRecord* record);

  // The line that is read next; at the end the last one with something in it.
  int32_t line() const { return line_; }

  // No table has as many; fields from there on are left out, and reported.
  static constexpr size_t kMaxFields = 64;

 private:
  // Reads one field up to its comma or line end.
  void ReadField(CsvRecord* record);
  void ReadQuoted(CsvRecord* record, CsvCell* field);
  void ReadPlain(CsvRecord* record, CsvCell* field);
  void CheckText(CsvRecord* record, const CsvCell& field);
  void AddProblem(CsvRecord* record, const CsvCell& field, std::string_view read, const Expectation& expected);
  bool AtLineEnd() const;
  // Takes one line end, if there is one.
  void SkipLineEnd();

  std::string_view content_;
  ProblemList* problems_;
  size_t position_ = 0;
  int32_t line_ = 1;
};

}  // namespace zaitaku
