#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "zaitaku/council/v1/council.pb.h"

// Resource names of the council registry. Months are 1900-01 to 2999-12; there is one spelling of each name.
namespace zaitaku::council {

// surveys/2015-12
std::string SurveyName(absl::CivilMonth month);

// surveys/2015-12/reports/home-medical-care-16, from a survey's name. `kind` must not be UNSPECIFIED; the prefecture's
// code has two digits.
std::string ReportName(std::string_view survey, v1::CouncilKind kind, std::string_view prefecture_code);

// The month of `surveys/2015-12`; nullopt if the text is not such a name. `surveys/latest` is none: it is resolved
// before.
std::optional<absl::CivilMonth> ParseSurveyName(std::string_view name);

// The parts of a report's name.
struct ReportNameParts {
  std::string survey;  // surveys/2015-12
  absl::CivilMonth month;
  v1::CouncilKind kind = v1::COUNCIL_KIND_UNSPECIFIED;
  std::string prefecture_code;  // Of one of the 47 prefectures.

  friend bool operator==(const ReportNameParts&, const ReportNameParts&) = default;
};
std::optional<ReportNameParts> ParseReportName(std::string_view name);

}  // namespace zaitaku::council
