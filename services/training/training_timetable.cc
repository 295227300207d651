#include "services/training/training_timetable.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "domain/fiscal_years.h"

namespace zaitaku::training {
namespace {

using v1::TimetableFinding;

// Time from one minute of the day to another, which is no part of it.
struct Span {
  int start = 0;
  int end = 0;
  int block = 0;  // The block's position.
};

constexpr int kMinutesOfDay = 24 * 60;

Span SpanOf(const v1::TimetableBlock& block, int position) {
  const auto start = ParseWallTime(block.start_time());
  const auto end = ParseWallTime(block.end_time());
  if (!start.has_value() || !end.has_value() || *start >= *end) return {0, 0, position};
  return {*start, *end, position};
}

v1::BlockCheck CheckOf(const v1::TimetableBlock& block, const Span& span) {
  v1::BlockCheck check;
  check.set_block(span.block);
  check.set_start_time(block.start_time());
  check.set_end_time(block.end_time());
  check.set_block_minutes(span.end - span.start);
  for (const v1::TimetableItem& item : block.items()) {
    check.set_item_minutes(check.item_minutes() + item.minutes());
    if (!item.has_minutes()) check.set_items_without_minutes(check.items_without_minutes() + 1);
  }
  return check;
}

class Findings {
 public:
  void Add(TimetableFinding::Kind kind, const Span& where, int minutes) {
    TimetableFinding finding;
    finding.set_kind(kind);
    finding.set_start_time(FormatWallTime(where.start));
    finding.set_end_time(FormatWallTime(where.end));
    finding.set_minutes(minutes);
    finding.set_block(where.block);
    findings_.push_back(std::move(finding));
  }

  // In order of time.
  std::vector<TimetableFinding> Sorted() && {
    std::ranges::sort(findings_, {}, [](const TimetableFinding& finding) {
      return std::make_tuple(finding.start_time(), finding.end_time(), finding.block(), finding.kind());
    });
    return std::move(findings_);
  }

 private:
  std::vector<TimetableFinding> findings_;
};

// Items against their block.
void FindUnfilled(const v1::BlockCheck& check, bool has_items, const Span& span, Findings& findings) {
  const int left = check.block_minutes() - check.item_minutes();
  if (left < 0) findings.Add(TimetableFinding::KIND_OVERFULL, span, -left);
  const bool all_printed = has_items && check.items_without_minutes() == 0;
  if (left > 0 && all_printed) findings.Add(TimetableFinding::KIND_UNALLOCATED, span, left);
}

// Blocks against the event's own hours, as far as they are stated.
void FindOutside(const v1::Schedule& schedule, const Span& span, Findings& findings) {
  const int opens = ParseWallTime(schedule.start_time()).value_or(0);
  const int closes = ParseWallTime(schedule.end_time()).value_or(kMinutesOfDay);
  const int inside = std::max(0, std::min(span.end, closes) - std::max(span.start, opens));
  const int outside = span.end - span.start - inside;
  if (outside > 0) findings.Add(TimetableFinding::KIND_OUTSIDE_EVENT, span, outside);
}

// Blocks against one another; `spans` are in order of time.
void FindGapsAndOverlaps(const std::vector<Span>& spans, Findings& findings) {
  int covered = spans.empty() ? 0 : spans.front().start;
  for (size_t later = 0; later < spans.size(); ++later) {
    const Span& span = spans[later];
    if (covered < span.start) {
      findings.Add(TimetableFinding::KIND_GAP, {covered, span.start, span.block}, span.start - covered);
    }
    covered = std::max(covered, span.end);
    for (size_t earlier = 0; earlier < later; ++earlier) {
      const int end = std::min(spans[earlier].end, span.end);
      if (span.start >= end) continue;
      findings.Add(TimetableFinding::KIND_OVERLAP, {span.start, end, span.block}, end - span.start);
    }
  }
}

}  // namespace

v1::CheckTimetableResponse CheckTimetable(const v1::Event& event) {
  v1::CheckTimetableResponse response;
  Findings findings;
  std::vector<Span> spans;
  for (int i = 0; i < event.timetable().blocks_size(); ++i) {
    const v1::TimetableBlock& block = event.timetable().blocks(i);
    const Span span = SpanOf(block, i);
    v1::BlockCheck& check = *response.add_blocks();
    check = CheckOf(block, span);
    response.set_item_minutes(response.item_minutes() + check.item_minutes());
    response.set_block_minutes(response.block_minutes() + check.block_minutes());
    if (span.start == span.end) continue;
    FindUnfilled(check, block.items_size() > 0, span, findings);
    FindOutside(event.schedule(), span, findings);
    spans.push_back(span);
  }
  std::ranges::sort(spans, {}, [](const Span& span) { return std::make_tuple(span.start, span.block); });
  FindGapsAndOverlaps(spans, findings);
  for (TimetableFinding& finding : std::move(findings).Sorted()) *response.add_findings() = std::move(finding);
  return response;
}

}  // namespace zaitaku::training
