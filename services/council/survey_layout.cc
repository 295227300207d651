#include "services/council/survey_layout.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/notation.h"

namespace zaitaku::council {
namespace {

struct Title {
  v1::CouncilKind kind = v1::COUNCIL_KIND_UNSPECIFIED;
  Span span;
};

// X stands for × in legends too.
char32_t Unified(char32_t c) { return IsCross(c) ? kCross : c; }

// The stretches of `text` that have the characters of `pattern`, each as often, in any order; the first of those that
// overlap. One pass with a sliding window: `missing` counts how far its characters are from the pattern's.
std::vector<Span> FindPermutations(std::u32string_view text, std::u32string_view pattern) {
  std::unordered_map<char32_t, int> balance;  // Of the pattern's characters: how many more the window needs.
  for (const char32_t c : pattern) ++balance[Unified(c)];
  size_t missing = pattern.size();
  std::vector<Span> found;
  size_t begin = 0;
  for (size_t end = 0; end < text.size(); ++end) {
    const auto it = balance.find(Unified(text[end]));
    if (it == balance.end() || it->second == 0) {
      // The window cannot hold this character: shrink it until it can, or begin anew behind it.
      while (begin < end && (it == balance.end() || it->second == 0)) {
        ++balance[Unified(text[begin++])];
        ++missing;
      }
      if (it == balance.end() || it->second == 0) {
        begin = end + 1;
        continue;
      }
    }
    --it->second;
    if (--missing > 0) continue;
    found.push_back({begin, end + 1});
    for (; begin <= end; ++begin) ++balance[Unified(text[begin])];
    missing = pattern.size();
  }
  return found;
}

// A stretch that begins a character early has the same characters if the one before the header is also its last: a
// bracket before one that ends with a bracket. A header begins with its first cell, so the stretch is moved on to there
// while that changes nothing.
Span Aligned(std::u32string_view text, Span header) {
  constexpr std::u32string_view kFirstCell = U"都道府県";
  Span moved = header;
  while (text.substr(moved.begin, kFirstCell.size()) != kFirstCell) {
    if (moved.end >= text.size() || Unified(text[moved.begin]) != Unified(text[moved.end])) return header;
    ++moved.begin;
    ++moved.end;
  }
  return moved;
}

std::vector<Span> FindHeaders(std::u32string_view text) {
  std::vector<Span> headers = FindPermutations(text, FoldNotation(TableHeader()));
  for (Span& header : headers) header = Aligned(text, header);
  return headers;
}

std::vector<Title> FindTitles(std::u32string_view text) {
  std::vector<Title> titles;
  for (const CouncilKindEntry& kind : CouncilKinds()) {
    const std::u32string words = FoldNotation(std::string(kind.ja) + "の設置状況");
    for (size_t at = text.find(words); at != std::u32string_view::npos; at = text.find(words, at + words.size())) {
      titles.push_back({kind.kind, {at, at + words.size()}});
    }
  }
  std::sort(titles.begin(), titles.end(), [](const Title& a, const Title& b) { return a.span.begin < b.span.begin; });
  return titles;
}

void MarkPageNumberBefore(size_t header, SurveyText* text) {
  size_t begin = header;
  while (begin > 0 && IsAsciiDigit(text->folded()[begin - 1])) --begin;
  if (begin == header || header - begin > 3 || !text->BeginsLine(begin)) return;
  const bool is_one_line = text->line(begin) == text->line(header - 1) && text->line(header) > text->line(begin);
  if (is_one_line) text->MarkPageNumber({begin, header});
}

// Headers and titles together, none overlapping another.
std::vector<Span> InOrder(const std::vector<Span>& headers, const std::vector<Title>& titles) {
  std::vector<Span> spans = headers;
  for (const Title& title : titles) spans.push_back(title.span);
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
  for (size_t i = 1; i < spans.size(); ++i) spans[i].begin = std::max(spans[i].begin, spans[i - 1].end);
  return spans;
}

// Positions after the removal of spans.
class Shift {
 public:
  explicit Shift(const std::vector<Span>& removed) : removed_(removed) {}

  // Positions must be asked for in order.
  size_t operator()(size_t position) {
    while (next_ < removed_.size() && removed_[next_].end <= position) taken_ += removed_[next_++].size();
    const bool is_inside = next_ < removed_.size() && removed_[next_].begin < position;
    return position - taken_ - (is_inside ? position - removed_[next_].begin : 0);
  }

 private:
  const std::vector<Span>& removed_;
  size_t next_ = 0;
  size_t taken_ = 0;
};

// A table begins at the first header that has its title before it, nearer than the other table's.
std::vector<TableSection> FindSections(const std::vector<Span>& headers, const std::vector<Title>& titles) {
  std::vector<TableSection> sections;
  size_t next_title = 0;
  for (const Span& header : headers) {
    while (next_title < titles.size() && titles[next_title].span.end <= header.begin) ++next_title;
    if (next_title == 0) continue;
    const Title& title = titles[next_title - 1];
    const bool is_new = std::none_of(sections.begin(), sections.end(),
                                     [&](const TableSection& section) { return section.kind == title.kind; });
    if (!is_new) continue;
    if (!sections.empty()) sections.back().span.end = title.span.begin;
    sections.push_back({title.kind, {title.span.end, header.begin}, {header.end, header.end}});
  }
  return sections;
}

}  // namespace

std::string_view TableHeader() {
  return "都道府県設置状況（○：設置済み×：未設置）未設置の場合、今後の設置予定時期区域単位都道府県二次医療圏等";
}

SurveyLayout FindLayout(SurveyText* text) {
  const std::vector<Title> titles = FindTitles(text->folded());
  const std::vector<Span> headers = FindHeaders(text->folded());
  SurveyLayout layout;
  layout.sections = FindSections(headers, titles);
  const std::vector<Span> removed = InOrder(headers, titles);
  for (const Span& span : removed) MarkPageNumberBefore(span.begin, text);
  for (const CouncilKindEntry& kind : CouncilKinds()) {
    const bool is_found = std::any_of(layout.sections.begin(), layout.sections.end(),
                                      [&](const TableSection& section) { return section.kind == kind.kind; });
    const auto title = std::find_if(titles.rbegin(), titles.rend(),
                                    [&](const Title& candidate) { return candidate.kind == kind.kind; });
    if (!is_found && title != titles.rend()) layout.headerless_titles.push_back({kind.kind, title->span.begin});
  }
  const size_t size = text->size();
  text->Remove(removed);
  Shift shift(removed);
  for (size_t i = 0; i < layout.sections.size(); ++i) {
    TableSection& section = layout.sections[i];
    section.before = {shift(section.before.begin), shift(section.before.end)};
    section.span.begin = shift(section.span.begin);
    section.span.end = shift(i + 1 < layout.sections.size() ? section.span.end : size);
  }
  for (HeaderlessTitle& title : layout.headerless_titles) title.position = Shift(removed)(title.position);
  return layout;
}

}  // namespace zaitaku::council
