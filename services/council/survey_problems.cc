#include "services/council/survey_problems.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::council {

const Expectation& ExpectationOf(NotationFault fault) {
  static const auto* const kFraction =
      new Expectation{"○：, then the areas with a council, a slash, all areas, and the kind of area",
                      "○：に続けて、協議会のある区域数／全区域数と区域の種類", "○：20/21医療圏"};
  static const auto* const kUnit = new Expectation{
      "one of the kinds of area 医療圏, 保健所, 福祉保健所, 市町村, 地区医師会, 郡市医師会",
      "区域の種類（医療圏、保健所、福祉保健所、市町村、地区医師会、郡市医師会）のいずれか", "○：9/9郡市医師会"};
  static const auto* const kMark = new Expectation{"○ (there is one), × (there is none) or an empty cell",
                                                   "○（設置済み）、×（未設置）または空欄", "○"};
  static const auto* const kZero = new Expectation{"a number of areas greater than zero after the slash",
                                                   "斜線の後は１以上の全区域数", "○：20/21医療圏"};
  static const auto* const kNothing =
      new Expectation{"at least one area with a council before the slash; if there is none, the mark is ×",
                      "斜線の前は１以上の区域数（１つもない場合は×）", "○：1/21医療圏"};
  static const auto* const kExceeds = new Expectation{"no more areas with a council than there are areas",
                                                      "協議会のある区域数は全区域数以下", "○：21/21医療圏"};
  static const auto* const kAbsurd =
      new Expectation{absl::StrCat("at most ", kMaxCoverageTotal, " areas"),
                      absl::StrCat("全区域数は", kMaxCoverageTotal, "以下"), "○：20/21医療圏"};
  static const auto* const kTwice = new Expectation{"each kind of area once in a cell",
                                                    "同じ区域の種類は１つの欄に１回だけ", "○：①5/5保健所②3/27市町村"};
  static const auto* const kPlan =
      new Expectation{"a fiscal year with 年度中 or 年度以降, or 未定",
                      "「H27年度中」「H28年度以降」の形の年度、または「未定」", "H27年度中"};
  static const auto* const kScope =
      new Expectation{"（都道府県単位について） or （二次医療圏等単位について） before the plan",
                      "予定時期の前は「（都道府県単位について）」または「（二次医療圏等単位について）」",
                      "（都道府県単位について）H27年度中"};
  static const auto* const kScopeTwice =
      new Expectation{"one plan for each scope", "予定時期は単位ごとに１つ", "（都道府県単位について）H27年度中"};
  switch (fault) {
    case NotationFault::kUnreadableMark:
      return *kMark;
    case NotationFault::kMissingCoverage:
    case NotationFault::kUnreadableFraction:
      return *kFraction;
    case NotationFault::kMissingUnit:
    case NotationFault::kUnknownUnit:
      return *kUnit;
    case NotationFault::kZeroDenominator:
      return *kZero;
    case NotationFault::kNothingCovered:
      return *kNothing;
    case NotationFault::kCoveredExceedsTotal:
      return *kExceeds;
    case NotationFault::kAbsurdTotal:
      return *kAbsurd;
    case NotationFault::kUnitTwice:
      return *kTwice;
    case NotationFault::kUnreadablePlan:
      return *kPlan;
    case NotationFault::kUnknownPlanScope:
      return *kScope;
    case NotationFault::kPlanScopeTwice:
      return *kScopeTwice;
  }
  return *kMark;
}

}  // namespace zaitaku::council
