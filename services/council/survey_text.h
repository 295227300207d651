#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zaitaku::council {

// Half-open range of positions in a SurveyText.
struct Span {
  size_t begin = 0;
  size_t end = 0;

  size_t size() const { return end - begin; }
};

// The first sequence of a line that is not UTF-8, or NUL.
struct EncodingFault {
  int32_t line = 0;    // From 1.
  int32_t column = 0;  // From 1, in characters; an invalid byte counts as one.
  bool is_nul = false;
  std::string bytes;  // In hexadecimal, such as 0x93.
};

// Lines of a file with LF between them and none at the end, less a byte order mark.
std::string WithLineFeeds(std::string_view lines);

// A document as the sequence of its characters without blanks and line ends, each folded (domain/characters.h) and each
// knowing its place in the document. Cells that are wrapped anywhere read as one piece here. Lines end with LF, CR LF
// or CR.
class SurveyText {
 public:
  // Does not copy `content`, which must outlive it.
  explicit SurveyText(std::string_view content);

  // What is parsed. Positions below are indices into it.
  std::u32string_view folded() const { return folded_; }
  std::u32string_view folded(Span span) const { return std::u32string_view(folded_).substr(span.begin, span.size()); }
  size_t size() const { return folded_.size(); }

  // Line and column, from 1. For size(): just behind the document's last character, even if that was removed.
  int32_t line(size_t position) const;
  int32_t column(size_t position) const;

  // The span as it stands in the document, less blanks and line ends, and less what was removed.
  std::string Verbatim(Span span) const;

  // The span's lines as they stand in the document, whole, joined by line feeds. If these are more than kMaxLinesSize
  // bytes, which no table row comes near, only the span's own part and of that the first kMaxLinesSize bytes: otherwise
  // a file that is one long line would be copied once for each row.
  std::string Lines(Span span) const;
  static constexpr size_t kMaxLinesSize = 4096;

  // True if blanks, a line end or removed text lie between this character and the one before, and for the first one.
  bool HasGapBefore(size_t position) const;
  // True if nothing but blanks stands before it in its line.
  bool BeginsLine(size_t position) const;
  // True if some of the span's characters were not UTF-8.
  bool IsDamaged(Span span) const;

  // Takes the spans out, which must be in order and not overlap. Positions change.
  void Remove(const std::vector<Span>& spans);

  // Marks a span as what may be a page number; Remove keeps the mark.
  void MarkPageNumber(Span span);
  bool MayBePageNumber(size_t position) const { return sources_[at_[position]].may_be_page_number; }

  // One for each line that has any, at most kMaxEncodingFaults.
  const std::vector<EncodingFault>& encoding_faults() const { return encoding_faults_; }
  static constexpr size_t kMaxEncodingFaults = 20;

 private:
  struct Source {
    uint32_t offset = 0;
    int32_t line = 0;
    int32_t column = 0;
    uint8_t size = 0;
    bool is_valid = true;
    bool begins_line = false;
    bool may_be_page_number = false;
  };

  void AddEncodingFault(int32_t line, int32_t column, size_t offset);

  std::string_view content_;
  std::u32string folded_;
  std::vector<uint32_t> at_;           // For each position, the index of its source.
  std::vector<Source> sources_;        // Characters that are not blank, in order.
  std::vector<uint32_t> line_starts_;  // Offset of each line's first byte.
  std::vector<EncodingFault> encoding_faults_;
};

}  // namespace zaitaku::council
