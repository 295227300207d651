#include "services/council/survey_row.h"

#include <optional>

#include "domain/characters.h"
#include "domain/notation.h"

namespace zaitaku::council {
namespace {

bool IsMark(char32_t c) { return IsCircle(c) || IsCross(c); }

const Expectation& ExpectedEstablishment() {
  static const auto* const kExpected =
      new Expectation{"○ (there is a council) or × (there is none)", "○（設置済み）または×（未設置）", "○"};
  return *kExpected;
}

const Expectation& ExpectedNoScope() {
  static const auto* const kExpected = new Expectation{
      "nothing or ×, because the prefecture has no council (設置状況 is ×)", "設置状況が×なので、空欄または×", "×"};
  return *kExpected;
}

const Expectation& ExpectedPlanScope() {
  static const auto* const kExpected =
      new Expectation{"what the plan is for, because there is a council already",
                      "設置済みなので、どの単位についての予定か（都道府県単位について／二次医療圏等単位について）",
                      "（都道府県単位について）H27年度中"};
  return *kExpected;
}

const Expectation& ExpectedNoPlan() {
  static const auto* const kExpected =
      new Expectation{"no plan for what is there already", "すでに設置済みのものには予定時期を書かない", ""};
  return *kExpected;
}

// Reads the four cells into a report and checks them together.
class RowReader {
 public:
  explicit RowReader(const RowCells& cells) : cells_(cells) {}

  RowReading Read() {
    const bool is_established_known = ReadEstablishment();
    reading_.report.set_prefecture_wide(ReadMark(SurveyColumn::kPrefectureWide, cells_.prefecture_wide));
    ReadSubPrefectural();
    const PlanCell plans = ReadPlanCell(cells_.plan);
    AddErrors(SurveyColumn::kPlan, plans.errors);
    // Without the first cell nothing can be said about how the others go with it.
    if (is_established_known) {
      CheckScopes();
      AddPlans(plans);
    }
    return std::move(reading_);
  }

 private:
  void AddProblem(SurveyColumn column, size_t position, size_t length, const Expectation& expected) {
    reading_.problems.push_back({column, position, length, &expected});
  }

  void AddErrors(SurveyColumn column, const std::vector<NotationError>& errors) {
    for (const NotationError& error : errors) {
      AddProblem(column, error.position, error.length, ExpectationOf(error.fault));
    }
  }

  bool ReadEstablishment() {
    const std::u32string_view cell = cells_.establishment;
    if (cell.size() != 1 || !IsMark(cell[0])) {
      AddProblem(SurveyColumn::kEstablishment, 0, cell.size(), ExpectedEstablishment());
      return false;
    }
    reading_.report.set_establishment(IsCircle(cell[0]) ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
    return true;
  }

  v1::Presence ReadMark(SurveyColumn column, std::u32string_view cell) {
    if (cell.empty()) return v1::PRESENCE_UNSPECIFIED;
    if (cell.size() == 1 && IsMark(cell[0])) return IsCircle(cell[0]) ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT;
    AddProblem(column, 0, cell.size(), ExpectationOf(NotationFault::kUnreadableMark));
    return v1::PRESENCE_UNSPECIFIED;
  }

  void ReadSubPrefectural() {
    SubPrefecturalCell cell = ReadSubPrefecturalCell(cells_.sub_prefectural);
    AddErrors(SurveyColumn::kSubPrefectural, cell.errors);
    reading_.report.set_sub_prefectural(cell.presence);
    for (v1::Coverage& coverage : cell.coverages) *reading_.report.add_coverages() = std::move(coverage);
  }

  void CheckScopes() {
    const v1::CouncilReport& report = reading_.report;
    if (report.establishment() != v1::PRESENCE_ABSENT) return;
    if (report.prefecture_wide() == v1::PRESENCE_PRESENT) {
      AddProblem(SurveyColumn::kPrefectureWide, 0, cells_.prefecture_wide.size(), ExpectedNoScope());
    }
    if (report.sub_prefectural() == v1::PRESENCE_PRESENT) {
      AddProblem(SurveyColumn::kSubPrefectural, 0, cells_.sub_prefectural.size(), ExpectedNoScope());
    }
  }

  void AddPlans(const PlanCell& cell) {
    v1::CouncilReport& report = reading_.report;
    for (size_t i = 0; i < cell.plans.size(); ++i) {
      v1::Plan plan = cell.plans[i];
      const size_t position = cell.positions[i];
      const size_t length = (i + 1 < cell.plans.size() ? cell.positions[i + 1] : cells_.plan.size()) - position;
      if (plan.scope() == v1::PLAN_SCOPE_UNSPECIFIED) {
        plan.set_scope(ResolvePlanScope(report.establishment(), report.prefecture_wide(), report.sub_prefectural()));
      }
      if (plan.scope() == v1::PLAN_SCOPE_UNSPECIFIED) {
        AddProblem(SurveyColumn::kPlan, position, length, ExpectedPlanScope());
      } else if (plan.scope() == v1::PLAN_SCOPE_PREFECTURE_WIDE && report.prefecture_wide() == v1::PRESENCE_PRESENT) {
        AddProblem(SurveyColumn::kPlan, position, length, ExpectedNoPlan());
      } else if (HasPlanFor(plan.scope())) {
        AddProblem(SurveyColumn::kPlan, position, length, ExpectationOf(NotationFault::kPlanScopeTwice));
      } else {
        *report.add_plans() = std::move(plan);
      }
    }
  }

  bool HasPlanFor(v1::PlanScope scope) const {
    for (const v1::Plan& plan : reading_.report.plans()) {
      if (plan.scope() == scope) return true;
    }
    return false;
  }

  const RowCells& cells_;
  RowReading reading_;
};

}  // namespace

RowReading ReadRow(const RowCells& cells) { return RowReader(cells).Read(); }

RowSpans SplitRow(std::u32string_view text) {
  const auto mark_at = [text](size_t position) { return position < text.size() && IsMark(text[position]); };
  const auto next_mark = [text, mark_at](size_t position) {
    while (position < text.size() && !mark_at(position)) ++position;
    return position;
  };
  RowSpans spans;
  // What cannot be read where the first mark belongs goes up to the next mark or, before a plan, is nothing.
  size_t position = mark_at(0) ? 1 : next_mark(0);
  spans.establishment = {0, position};
  const size_t plan_begin = position;
  position = next_mark(position);
  spans.plan = {plan_begin, position};
  const size_t wide_begin = position;
  const bool is_wide = mark_at(position) && !(position + 1 < text.size() && text[position + 1] == U':');
  if (is_wide) ++position;
  spans.prefecture_wide = {wide_begin, position};
  spans.sub_prefectural = {position, text.size()};
  // A single sign between two marks is no plan but an area mark that cannot be read.
  if (spans.plan.size() == 1 && spans.prefecture_wide.size() == 0)
    spans.prefecture_wide = std::exchange(spans.plan, {plan_begin, plan_begin});
  return spans;
}

}  // namespace zaitaku::council
