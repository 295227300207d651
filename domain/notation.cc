#include "domain/notation.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/fiscal_years.h"

namespace zaitaku {
namespace {

namespace v1 = council::v1;

// What may stand between two fractions or two plans.
bool IsSeparator(char32_t c) { return c == U'、' || c == U',' || c == U'・' || c == U';' || c == U'。'; }

bool IsPrefectureType(char32_t c) { return c == U'都' || c == U'道' || c == U'府' || c == U'県'; }

// A number and where it stands. A larger one than an int32 can hold is the largest of those.
struct NumberRead {
  size_t position = 0;
  size_t length = 0;
  int32_t value = 0;
};

NumberRead ReadNumber(std::u32string_view text, size_t position) {
  int64_t value = 0;
  size_t end = position;
  for (; end < text.size() && IsAsciiDigit(text[end]); ++end) {
    value = std::min<int64_t>(value * 10 + (text[end] - U'0'), INT32_MAX);
  }
  return {position, end - position, static_cast<int32_t>(value)};
}

// Where a list marker that begins at `position` ends: ①, `1.`, `1)`, `(1)`, each before a number. `position` if there
// is none.
size_t SkipListMarker(std::u32string_view text, size_t position) {
  const auto number_follows = [text](size_t at) { return at < text.size() && IsAsciiDigit(text[at]); };
  if (position >= text.size()) return position;
  if (text[position] == kListMarker) return position + 1;
  const bool is_bracketed = text[position] == U'(';
  const NumberRead number = ReadNumber(text, position + (is_bracketed ? 1 : 0));
  const size_t end = number.position + number.length;
  if (number.length == 0 || end >= text.size()) return position;
  const bool is_closed = text[end] == U')' || (!is_bracketed && text[end] == U'.');
  return is_closed && number_follows(end + 1) ? end + 1 : position;
}

// Reads the fractions of one cell.
class CoverageReader {
 public:
  CoverageReader(std::u32string_view text, SubPrefecturalCell* cell) : text_(text), cell_(cell) {}

  void ReadAll(size_t position) {
    position_ = position;
    while (SkipBetween(), position_ < text_.size()) ReadOne();
  }

 private:
  void SkipBetween() {
    while (position_ < text_.size() && IsSeparator(text_[position_])) ++position_;
  }

  void AddError(NotationFault fault, size_t position, size_t length) {
    cell_->errors.push_back({fault, position, length});
  }

  // Goes on at the next list marker or separator, because what stands before it cannot be read.
  void SkipUnreadable() {
    const size_t begin = position_;
    while (position_ < text_.size() && text_[position_] != kListMarker && !IsSeparator(text_[position_])) ++position_;
    AddError(NotationFault::kUnreadableFraction, begin, position_ - begin);
  }

  void ReadOne() {
    const size_t begin = position_;
    position_ = SkipListMarker(text_, position_);
    const NumberRead covered = ReadNumber(text_, position_);
    const size_t slash = position_ + covered.length;
    if (covered.length == 0 || slash >= text_.size() || text_[slash] != U'/') {
      // A lone marker is all there is to skip then; going on at it would not end.
      if (position_ > begin && covered.length == 0 && (slash >= text_.size() || text_[slash] == kListMarker)) {
        AddError(NotationFault::kUnreadableFraction, begin, position_ - begin);
        return;
      }
      SkipUnreadable();
      return;
    }
    const NumberRead total = ReadNumber(text_, slash + 1);
    if (total.length == 0) {
      SkipUnreadable();
      return;
    }
    position_ = total.position + total.length;
    const v1::AreaUnit unit = ReadUnit();
    CheckFraction(covered, total);
    AddCoverage(covered, total, unit);
  }

  // A unit goes up to the next number, list marker, bracket or separator.
  v1::AreaUnit ReadUnit() {
    const size_t begin = position_;
    unit_position_ = begin;
    while (position_ < text_.size() && !EndsUnit(text_[position_])) ++position_;
    if (position_ == begin) {
      AddError(NotationFault::kMissingUnit, begin, 0);
      return v1::AREA_UNIT_UNSPECIFIED;
    }
    const AreaUnitEntry* unit = FindAreaUnitByName(EncodeUtf8(text_.substr(begin, position_ - begin)));
    if (unit == nullptr) {
      AddError(NotationFault::kUnknownUnit, begin, position_ - begin);
      return v1::AREA_UNIT_UNSPECIFIED;
    }
    return unit->unit;
  }

  static bool EndsUnit(char32_t c) {
    return IsAsciiDigit(c) || c == kListMarker || c == U'(' || c == U'/' || c == U':' || IsSeparator(c) ||
           IsCircle(c) || IsCross(c);
  }

  void CheckFraction(const NumberRead& covered, const NumberRead& total) {
    const size_t length = total.position + total.length - covered.position;
    if (total.value == 0) {
      AddError(NotationFault::kZeroDenominator, covered.position, length);
    } else if (total.value > kMaxCoverageTotal) {
      AddError(NotationFault::kAbsurdTotal, covered.position, length);
    } else if (covered.value == 0) {
      AddError(NotationFault::kNothingCovered, covered.position, length);
    } else if (covered.value > total.value) {
      AddError(NotationFault::kCoveredExceedsTotal, covered.position, length);
    }
  }

  void AddCoverage(const NumberRead& covered, const NumberRead& total, v1::AreaUnit unit) {
    if (unit == v1::AREA_UNIT_UNSPECIFIED) return;
    for (const v1::Coverage& other : cell_->coverages) {
      if (other.unit() != unit) continue;
      AddError(NotationFault::kUnitTwice, unit_position_, position_ - unit_position_);
      return;
    }
    v1::Coverage& coverage = cell_->coverages.emplace_back();
    coverage.set_unit(unit);
    coverage.set_covered(covered.value);
    coverage.set_total(total.value);
  }

  std::u32string_view text_;
  SubPrefecturalCell* cell_;
  size_t position_ = 0;
  size_t unit_position_ = 0;
};

// The scope that the words in brackets before a plan name: 都道府県単位について. UNSPECIFIED if they name none.
v1::PlanScope ReadPlanScope(std::u32string_view words) {
  for (const std::u32string_view ending : {U"について", U"の", U"単位"}) {
    if (words.ends_with(ending)) words.remove_suffix(ending.size());
  }
  if (words == U"都道府県") return v1::PLAN_SCOPE_PREFECTURE_WIDE;
  if (words.ends_with(U"等")) words.remove_suffix(1);
  if (words == U"圏域" || FindAreaUnitByName(EncodeUtf8(words)) != nullptr) return v1::PLAN_SCOPE_SUB_PREFECTURAL;
  return v1::PLAN_SCOPE_UNSPECIFIED;
}

v1::Plan MakePlan(v1::PlanScope scope, const PlannedTiming& timing) {
  v1::Plan plan;
  plan.set_scope(scope);
  plan.set_undecided(timing.is_undecided);
  if (!timing.is_undecided) *plan.mutable_interval() = ToProto(timing);
  return plan;
}

// Reads the plans of one cell.
class PlanReader {
 public:
  PlanReader(std::u32string_view text, PlanCell* cell) : text_(text), cell_(cell) {}

  void ReadAll() {
    while (SkipSeparators(), position_ < text_.size()) ReadOne();
  }

 private:
  void SkipSeparators() {
    while (position_ < text_.size() && IsSeparator(text_[position_])) ++position_;
  }

  void AddError(NotationFault fault, size_t position, size_t length) {
    cell_->errors.push_back({fault, position, length});
  }

  void ReadOne() {
    const size_t begin = position_;
    v1::PlanScope scope = v1::PLAN_SCOPE_UNSPECIFIED;
    if (text_[position_] == U'(') {
      const size_t close = text_.find(U')', position_);
      if (close == std::u32string_view::npos) {
        AddError(NotationFault::kUnreadablePlan, begin, text_.size() - begin);
        position_ = text_.size();
        return;
      }
      scope = ReadPlanScope(text_.substr(begin + 1, close - begin - 1));
      position_ = close + 1;
      if (scope == v1::PLAN_SCOPE_UNSPECIFIED) AddError(NotationFault::kUnknownPlanScope, begin, position_ - begin);
    }
    ReadTiming(begin, scope);
  }

  void ReadTiming(size_t plan_begin, v1::PlanScope scope) {
    const size_t begin = position_;
    while (position_ < text_.size() && text_[position_] != U'(' && !IsSeparator(text_[position_])) ++position_;
    const std::optional<PlannedTiming> timing = ParsePlannedTiming(EncodeUtf8(text_.substr(begin, position_ - begin)));
    if (!timing.has_value()) {
      AddError(NotationFault::kUnreadablePlan, begin, position_ - begin);
      return;
    }
    for (const v1::Plan& other : cell_->plans) {
      if (other.scope() != scope) continue;
      AddError(NotationFault::kPlanScopeTwice, plan_begin, position_ - plan_begin);
      return;
    }
    cell_->plans.push_back(MakePlan(scope, *timing));
    cell_->positions.push_back(plan_begin);
  }

  std::u32string_view text_;
  PlanCell* cell_;
  size_t position_ = 0;
};

// ① for 0. A report has at most six coverages; list markers go on to ⑳.
std::string ListMarker(int index) {
  std::string text;
  AppendUtf8(static_cast<char32_t>(kListMarker + std::clamp(index, 0, 19)), &text);
  return text;
}

}  // namespace

bool IsCircle(char32_t folded) { return folded == kCircle; }

bool IsCross(char32_t folded) { return folded == kCross || folded == U'X' || folded == U'x'; }

std::optional<v1::Presence> ParseMark(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  if (folded.empty()) return v1::PRESENCE_UNSPECIFIED;
  if (folded.size() > 1) return std::nullopt;
  if (IsCircle(folded[0])) return v1::PRESENCE_PRESENT;
  if (IsCross(folded[0])) return v1::PRESENCE_ABSENT;
  return std::nullopt;
}

std::string_view FormatMark(v1::Presence presence) {
  switch (presence) {
    case v1::PRESENCE_PRESENT:
      return "○";
    case v1::PRESENCE_ABSENT:
      return "×";
    default:
      return "";
  }
}

SubPrefecturalCell ReadSubPrefecturalCell(std::u32string_view folded) {
  SubPrefecturalCell cell;
  if (folded.empty()) return cell;
  if (IsCross(folded[0])) {
    cell.presence = v1::PRESENCE_ABSENT;
    if (folded.size() > 1) cell.errors.push_back({NotationFault::kUnreadableMark, 0, folded.size()});
    return cell;
  }
  if (!IsCircle(folded[0])) {
    cell.errors.push_back({NotationFault::kUnreadableMark, 0, folded.size()});
    return cell;
  }
  cell.presence = v1::PRESENCE_PRESENT;
  // A mark and a list marker or number leave no doubt without the colon.
  const size_t begin = folded.size() > 1 && folded[1] == U':' ? 2 : 1;
  if (begin >= folded.size()) {
    cell.errors.push_back({NotationFault::kMissingCoverage, 0, folded.size()});
    return cell;
  }
  CoverageReader(folded, &cell).ReadAll(begin);
  if (cell.coverages.empty() && cell.errors.empty()) {
    cell.errors.push_back({NotationFault::kMissingCoverage, 0, folded.size()});
  }
  return cell;
}

std::optional<AreaCount> ReadAreaCount(std::u32string_view folded) {
  AreaCount count;
  NumberRead number = ReadNumber(folded, 0);
  size_t position = number.length;
  const size_t types = position;
  while (position < folded.size() && IsPrefectureType(folded[position])) ++position;
  if (position > types) {
    if (number.length == 0) return std::nullopt;
    count.prefectures = number.value;
    number = ReadNumber(folded, position);
    position += number.length;
  }
  if (number.length > 0 && position < folded.size() && folded.substr(position) == U"圏域") {
    count.councils = number.value;
    return count;
  }
  if (position == folded.size() && count.prefectures.has_value() && number.length == 0) return count;
  return std::nullopt;
}

std::string FormatCoverage(const v1::Coverage& coverage) {
  const AreaUnitEntry* unit = FindAreaUnit(coverage.unit());
  return absl::StrCat(coverage.covered(), "/", coverage.total()).append(unit == nullptr ? "" : unit->ja);
}

std::string FormatSubPrefecturalCell(const v1::CouncilReport& report) {
  if (report.coverages().empty()) return std::string(FormatMark(report.sub_prefectural()));
  std::string text = "○：";
  for (int i = 0; i < report.coverages_size(); ++i) {
    if (report.coverages_size() > 1) text += ListMarker(i);
    text += FormatCoverage(report.coverages(i));
  }
  return text;
}

PlanCell ReadPlanCell(std::u32string_view folded) {
  PlanCell cell;
  PlanReader(folded, &cell).ReadAll();
  return cell;
}

v1::PlanScope ResolvePlanScope(v1::Presence establishment, v1::Presence prefecture_wide, v1::Presence sub_prefectural) {
  if (establishment == v1::PRESENCE_ABSENT) return v1::PLAN_SCOPE_COUNCIL;
  const bool lacks_prefecture_wide = prefecture_wide == v1::PRESENCE_ABSENT;
  const bool lacks_sub_prefectural = sub_prefectural == v1::PRESENCE_ABSENT;
  if (establishment != v1::PRESENCE_PRESENT || lacks_prefecture_wide == lacks_sub_prefectural) {
    return v1::PLAN_SCOPE_UNSPECIFIED;
  }
  return lacks_prefecture_wide ? v1::PLAN_SCOPE_PREFECTURE_WIDE : v1::PLAN_SCOPE_SUB_PREFECTURAL;
}

std::string FormatPlan(const v1::Plan& plan) {
  const PlanScopeEntry* scope = FindPlanScope(plan.scope());
  PlannedTiming timing = ToPlannedTiming(plan.interval());
  timing.is_undecided = plan.undecided();
  return std::string(scope == nullptr ? "" : scope->notation) + FormatPlannedTiming(timing);
}

std::string FormatPlanCell(const v1::CouncilReport& report) {
  std::string text;
  for (const v1::Plan& plan : report.plans()) text += FormatPlan(plan);
  return text;
}

}  // namespace zaitaku
