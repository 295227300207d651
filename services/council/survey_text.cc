#include "services/council/survey_text.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "domain/characters.h"

namespace zaitaku::council {

std::string WithLineFeeds(std::string_view lines) {
  if (lines.starts_with("\xEF\xBB\xBF")) lines.remove_prefix(3);
  while (!lines.empty() && (lines.back() == '\n' || lines.back() == '\r')) lines.remove_suffix(1);
  std::string text;
  text.reserve(lines.size());
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool is_crlf = lines[i] == '\r' && i + 1 < lines.size() && lines[i + 1] == '\n';
    if (!is_crlf) text += lines[i] == '\r' ? '\n' : lines[i];
  }
  return text;
}

SurveyText::SurveyText(std::string_view content) : content_(content) {
  int32_t line = 1;
  int32_t column = 1;
  bool is_line_empty = true;
  line_starts_.push_back(0);
  for (size_t offset = 0; offset < content.size();) {
    const CodePoint code_point = DecodeUtf8At(content, offset);
    offset += code_point.size;
    const bool is_crlf = code_point.value == U'\r' && offset < content.size() && content[offset] == '\n';
    if (code_point.value == U'\n' || (code_point.value == U'\r' && !is_crlf)) {
      ++line;
      column = 1;
      is_line_empty = true;
      line_starts_.push_back(static_cast<uint32_t>(offset));
      continue;
    }
    if (!code_point.is_valid || code_point.value == 0) AddEncodingFault(line, column, code_point.offset);
    const size_t before = folded_.size();
    if (code_point.value != 0) AppendFolded(code_point.value, &folded_);
    if (folded_.size() > before) {
      at_.resize(folded_.size(), static_cast<uint32_t>(sources_.size()));
      sources_.push_back({code_point.offset, line, column, code_point.size, code_point.is_valid, is_line_empty, false});
      is_line_empty = false;
    }
    // A byte order mark is no character of the first line.
    if (code_point.offset > 0 || code_point.value != 0xFEFF) ++column;
  }
}

void SurveyText::AddEncodingFault(int32_t line, int32_t column, size_t offset) {
  if (encoding_faults_.size() >= kMaxEncodingFaults) return;
  if (!encoding_faults_.empty() && encoding_faults_.back().line == line) return;
  const auto byte = static_cast<unsigned char>(content_[offset]);
  encoding_faults_.push_back({line, column, byte == 0, absl::StrFormat("0x%02X", byte)});
}

int32_t SurveyText::line(size_t position) const {
  if (sources_.empty()) return 1;
  return position < size() ? sources_[at_[position]].line : sources_.back().line;
}

int32_t SurveyText::column(size_t position) const {
  if (sources_.empty()) return 1;
  return position < size() ? sources_[at_[position]].column : sources_.back().column + 1;
}

std::string SurveyText::Verbatim(Span span) const {
  std::string text;
  for (size_t i = span.begin; i < span.end; ++i) {
    if (i > span.begin && at_[i] == at_[i - 1]) continue;
    const Source& source = sources_[at_[i]];
    if (source.is_valid) {
      text += content_.substr(source.offset, source.size);
    } else {
      AppendUtf8(0xFFFD, &text);
    }
  }
  return text;
}

std::string SurveyText::Lines(Span span) const {
  if (folded_.empty()) return "";
  const int32_t first = line(span.begin);
  const int32_t last = line(span.end > span.begin ? span.end - 1 : span.begin);
  size_t begin = line_starts_[first - 1];
  size_t end = last < static_cast<int32_t>(line_starts_.size()) ? line_starts_[last] : content_.size();
  if (end - begin > kMaxLinesSize) {
    begin = sources_[at_[std::min(span.begin, size() - 1)]].offset;
  }
  return WithLineFeeds(Beginning(content_.substr(begin, end - begin), kMaxLinesSize));
}

bool SurveyText::HasGapBefore(size_t position) const {
  if (position == 0 || position >= size()) return true;
  if (at_[position] == at_[position - 1]) return false;
  const Source& before = sources_[at_[position - 1]];
  return before.offset + before.size != sources_[at_[position]].offset;
}

bool SurveyText::BeginsLine(size_t position) const {
  if (position >= size()) return false;
  const bool begins_source = position == 0 || at_[position] != at_[position - 1];
  return begins_source && sources_[at_[position]].begins_line;
}

bool SurveyText::IsDamaged(Span span) const {
  for (size_t i = span.begin; i < span.end; ++i) {
    if (!sources_[at_[i]].is_valid) return true;
  }
  return false;
}

void SurveyText::Remove(const std::vector<Span>& spans) {
  size_t to = 0;
  auto span = spans.begin();
  for (size_t from = 0; from < size(); ++from) {
    while (span != spans.end() && span->end <= from) ++span;
    if (span != spans.end() && from >= span->begin) continue;
    folded_[to] = folded_[from];
    at_[to] = at_[from];
    ++to;
  }
  folded_.resize(to);
  at_.resize(to);
}

void SurveyText::MarkPageNumber(Span span) {
  for (size_t i = span.begin; i < span.end; ++i) sources_[at_[i]].may_be_page_number = true;
}

}  // namespace zaitaku::council
