#include "cli/table.h"

#include <utf8proc.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace zaitaku::cli {
namespace {

// U+FFFD, shown for bytes that are not UTF-8.
constexpr utf8proc_int32_t kReplacement = 0xFFFD;

// Takes the first character off the text.
utf8proc_int32_t TakeCharacter(std::string_view& text) {
  utf8proc_int32_t character = kReplacement;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &character);
  text.remove_prefix(length > 0 ? length : 1);
  return length > 0 ? character : kReplacement;
}

void AppendCharacter(std::string& text, utf8proc_int32_t character) {
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(character, bytes);
  text.append(reinterpret_cast<const char*>(bytes), length);
}

// Direction overrides and isolates, which can make a line read as something else.
bool IsDirectionControl(utf8proc_int32_t character) {
  return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

utf8proc_int32_t PictureOf(utf8proc_int32_t character) {
  if (character < 0x20) return 0x2400 + character;
  if (character == 0x7F) return 0x2421;
  if ((character >= 0x80 && character < 0xA0) || IsDirectionControl(character)) return kReplacement;
  return character;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += std::max(0, utf8proc_charwidth(TakeCharacter(text)));
  return width;
}

std::string Printable(std::string_view text) {
  std::string result;
  while (!text.empty()) AppendCharacter(result, PictureOf(TakeCharacter(text)));
  return result;
}

std::string WrappedList(const std::vector<std::string>& items, const std::string& separator, int indent, int width) {
  const std::string separator_at_end(absl::StripTrailingAsciiWhitespace(separator));
  std::string result;
  int column = indent;
  for (size_t i = 0; i < items.size(); ++i) {
    const bool last = i + 1 == items.size();
    const int wide = DisplayWidth(items[i]) + (last ? 0 : DisplayWidth(separator_at_end));
    if (i > 0 && column + DisplayWidth(separator) + wide > width) {
      absl::StrAppend(&result, separator_at_end, "\n", std::string(indent, ' '));
      column = indent;
    } else if (i > 0) {
      result += separator;
      column += DisplayWidth(separator);
    }
    result += items[i];
    column += DisplayWidth(items[i]);
  }
  return result;
}

void Table::AddRow(std::vector<Cell> cells) {
  cells.resize(columns_.size(), Cell(""));
  for (Cell& cell : cells) cell.text = Printable(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::Widths() const {
  std::vector<int> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int width = DisplayWidth(columns_[i].heading);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

void Table::PrintLine(const std::vector<Cell>& cells, const std::vector<int>& widths, int indent, const Style& style,
                      std::ostream& out) const {
  std::string line(indent, ' ');
  std::string gap;  // Written before the next cell that has text, so that no line ends in spaces.
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - DisplayWidth(cells[i].text), ' ');
    if (columns_[i].align == Align::kRight) gap += padding;
    if (!cells[i].text.empty()) {
      absl::StrAppend(&line, gap, style.Paint(cells[i].tone, cells[i].text));
      gap.clear();
    }
    if (columns_[i].align == Align::kLeft) gap += padding;
    gap += "  ";
  }
  out << line << '\n';
}

void Table::PrintRows(std::ostream& out, const Style& style, int indent) const {
  const std::vector<int> widths = Widths();
  for (const auto& row : rows_) PrintLine(row, widths, indent, style, out);
}

void Table::Print(std::ostream& out, const Style& style, int indent) const {
  std::vector<Cell> headings;
  for (const Column& column : columns_) headings.emplace_back(column.heading, Tone::kHeading);
  PrintLine(headings, Widths(), indent, style, out);
  PrintRows(out, style, indent);
}

}  // namespace zaitaku::cli
