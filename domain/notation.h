#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "zaitaku/council/v1/council.pb.h"

// The notation of the survey's cells: ○ and ×, `○：20/21医療圏`, `（都道府県単位について）H27年度中`.
//
// Cells are read after FoldNotation (characters.h), so widths, blanks, wraps and forms of circles no longer matter;
// positions are indices into the folded text. Readers are total. Writers give the form in which the officials print a
// cell, and what they give reads back as the same facts.
namespace zaitaku {

// Fractions with larger denominators are misreadings: the nation has 1,741 municipalities.
inline constexpr int32_t kMaxCoverageTotal = 2000;

// Why notation cannot be read.
enum class NotationFault {
  kUnreadableMark,       // Something else than ○, × or nothing.
  kMissingCoverage,      // ○ without a fraction where one belongs: `○` or `○：`.
  kUnreadableFraction,   // Not `20/21`.
  kMissingUnit,          // `20/21` and nothing.
  kUnknownUnit,          // `20/21地区`
  kZeroDenominator,      // `0/0医療圏`, `3/0医療圏`
  kNothingCovered,       // `0/21医療圏`: then it is not ○.
  kCoveredExceedsTotal,  // `22/21医療圏`
  kAbsurdTotal,          // More than kMaxCoverageTotal.
  kUnitTwice,            // `1/2保健所 2/2保健所`
  kUnreadablePlan,       // Neither `H27年度中` nor `H28年度以降` nor `未定`.
  kUnknownPlanScope,     // `（市長について）H27年度中`
  kPlanScopeTwice,       // Two plans for one scope.
};

// A fault and where it is: `length` characters from `position`; the length is 0 where something is missing.
struct NotationError {
  NotationFault fault;
  size_t position = 0;
  size_t length = 0;
};

// Marks
// -------------------------------------------------------------------------------------------------------------------

// True for a folded circle; for a folded cross, X and x among them.
bool IsCircle(char32_t folded);
bool IsCross(char32_t folded);

// One mark or nothing, in UTF-8 of any form: PRESENT, ABSENT, or UNSPECIFIED for an empty or blank text; nullopt for
// anything else.
std::optional<council::v1::Presence> ParseMark(std::string_view text);

// ○, × or nothing.
std::string_view FormatMark(council::v1::Presence presence);

// Coverages
// ---------------------------------------------------------------------------------------------------------------

// What a 二次医療圏等 cell says.
struct SubPrefecturalCell {
  council::v1::Presence presence = council::v1::PRESENCE_UNSPECIFIED;
  std::vector<council::v1::Coverage> coverages;  // Non-empty exactly if PRESENT and there are no errors.
  std::vector<NotationError> errors;
};

// Reads `○：20/21医療圏`, `○：①5/5保健所②3/27市町村` (list markers or separators between, or nothing), `×` or nothing.
// All errors of the cell are found, not only the first.
SubPrefecturalCell ReadSubPrefecturalCell(std::u32string_view folded);

// Reads a printed count of areas such as 18道県137圏域, either half optional. Nullopt for anything else.
struct AreaCount {
  std::optional<int32_t> prefectures;
  std::optional<int32_t> councils;
};
std::optional<AreaCount> ReadAreaCount(std::u32string_view folded);

// `20/21医療圏`
std::string FormatCoverage(const council::v1::Coverage& coverage);

// The report's cell 二次医療圏等: `○：20/21医療圏`, `○：①5/5保健所②3/27市町村`, × or nothing.
std::string FormatSubPrefecturalCell(const council::v1::CouncilReport& report);

// Plans
// -------------------------------------------------------------------------------------------------------------------

// What a 今後の設置予定時期 cell says. A plan without a scope in the cell has PLAN_SCOPE_UNSPECIFIED: what it is for
// follows from the rest of the row; see ResolvePlanScope.
struct PlanCell {
  std::vector<council::v1::Plan> plans;
  std::vector<size_t> positions;  // Of each plan.
  std::vector<NotationError> errors;
};

// Reads `H27年度中`, `（都道府県単位について）H27年度中`, several of these after one another, or nothing.
PlanCell ReadPlanCell(std::u32string_view folded);

// The scope of a plan that states none: the council as such where there is none; where there is one, the only scope
// that is ×. UNSPECIFIED if that leaves none or two.
council::v1::PlanScope ResolvePlanScope(council::v1::Presence establishment, council::v1::Presence prefecture_wide,
                                        council::v1::Presence sub_prefectural);

// `（都道府県単位について）H27年度中`
std::string FormatPlan(const council::v1::Plan& plan);

// The report's cell 今後の設置予定時期: its plans after one another.
std::string FormatPlanCell(const council::v1::CouncilReport& report);

}  // namespace zaitaku
