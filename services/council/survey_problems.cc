#include "services/council/survey_problems.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "services/council/survey_parsing.h"

namespace zaitaku::council {
namespace {

// More than are shown, so that the first ones in order are among them though they may be found late.
constexpr size_t kMaxKept = 4 * kMaxImportProblems;

std::string Shorten(std::string_view text) {
  std::string shortened;
  size_t count = 0;
  for (size_t offset = 0; offset < text.size();) {
    if (count++ == ProblemList::kMaxReadCharacters) return shortened + "…";
    const CodePoint code_point = DecodeUtf8At(text, offset);
    AppendUtf8(code_point.value, &shortened);
    offset += code_point.size;
  }
  return shortened;
}

}  // namespace

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

const Expectation& ExpectedUtf8() {
  static const auto* const kExpected =
      new Expectation{"text in UTF-8; spreadsheets call it CSV UTF-8",
                      "UTF-8の文字（表計算ソフトでは「CSV UTF-8」で保存）", "在宅医療推進協議会"};
  return *kExpected;
}

const Expectation& ExpectedNoNul() {
  static const auto* const kExpected =
      new Expectation{"text without NUL bytes", "NUL（0x00）を含まない文字", "在宅医療推進協議会"};
  return *kExpected;
}

void ProblemList::Add(int32_t line, int32_t column, std::string_view cell, std::string_view read,
                      const Expectation& expected) {
  if (problems_.size() >= kMaxKept) {
    ++dropped_;
    return;
  }
  type::v1::ImportProblem& problem = problems_.emplace_back();
  problem.set_line(line);
  problem.set_column(column);
  problem.set_cell(std::string(cell));
  problem.set_read(Shorten(read));
  problem.set_expected(expected.en);
  problem.set_expected_ja(expected.ja);
  problem.set_example(expected.example);
}

std::vector<type::v1::ImportProblem> ProblemList::Take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const type::v1::ImportProblem& a, const type::v1::ImportProblem& b) {
                     return std::make_tuple(a.line(), a.column()) < std::make_tuple(b.line(), b.column());
                   });
  std::vector<type::v1::ImportProblem> taken = std::move(problems_);
  const size_t total = taken.size() + dropped_;
  if (total > kMaxImportProblems) {
    taken.resize(kMaxImportProblems);
    const size_t further = total - kMaxImportProblems + 1;
    type::v1::ImportProblem& last = taken.back();
    last.clear_cell();
    last.set_read(absl::StrCat(further));
    last.set_expected(absl::StrCat("no further problems, of which there are ", further, " from here on"));
    last.set_expected_ja(absl::StrCat("ここから先、さらに", further, "件の誤りがあります"));
    last.clear_example();
  }
  problems_.clear();
  dropped_ = 0;
  return taken;
}

}  // namespace zaitaku::council
