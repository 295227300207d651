// Tables in columns that line up, Japanese included.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/style.h"

namespace zaitaku::cli {

// How many columns of a terminal the text fills: 2 for Japanese characters and full-width forms, 1 for others, 0 for
// combining ones. Characters of ambiguous width, such as ○ and ×, count 1, as terminals in UTF-8 show them unless told
// otherwise.
int DisplayWidth(std::string_view text);

// The text with control characters replaced by their pictures (␊ for a line feed) and invalid UTF-8 by U+FFFD: what a
// server or a file says must not steer the terminal.
std::string Printable(std::string_view text);

// Joins items and begins a new line, `indent` spaces in, where the next one would pass column `width`. An item is never
// broken. The first is thought to begin at `indent`.
std::string WrappedList(const std::vector<std::string>& items, const std::string& separator, int indent, int width);

enum class Align { kLeft, kRight };

struct Column {
  std::string heading;
  Align align = Align::kLeft;
};

struct Cell {
  Cell(std::string text, Tone tone = Tone::kPlain)
      : text(std::move(text)), tone(tone) {}              // NOLINT: a cell is its text.
  Cell(const char* text) : text(text) {}                  // NOLINT
  Cell(int64_t number) : text(std::to_string(number)) {}  // NOLINT
  Cell(int number) : text(std::to_string(number)) {}      // NOLINT

  std::string text;
  Tone tone = Tone::kPlain;
};

// Headings, then rows; columns two spaces apart. Text that is too long makes its column wider; nothing is cut.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Adds a row; cells that are not given are empty.
  void AddRow(std::vector<Cell> cells);
  bool empty() const { return rows_.empty(); }
  void Print(std::ostream& out, const Style& style, int indent = 0) const;
  // The same without the headings.
  void PrintRows(std::ostream& out, const Style& style, int indent = 0) const;

 private:
  std::vector<int> Widths() const;
  void PrintLine(const std::vector<Cell>& cells, const std::vector<int>& widths, int indent, const Style& style,
                 std::ostream& out) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace zaitaku::cli
