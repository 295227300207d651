#include "tests/system/council_recount.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using council::v1::CouncilReport;

std::string PlanName(council::v1::PlanScope scope, const type::v1::FiscalYearInterval& interval, bool undecided) {
  return absl::StrCat("plan ", static_cast<int>(scope), " ",
                      interval.has_first_fiscal_year() ? absl::StrCat(interval.first_fiscal_year()) : "", "-",
                      interval.has_last_fiscal_year() ? absl::StrCat(interval.last_fiscal_year()) : "",
                      undecided ? "?" : "");
}

void FlattenKind(const council::v1::KindTotals& kind, const std::string& area, FlatTotals& flat) {
  const std::string prefix = absl::StrCat(area, "/", static_cast<int>(kind.kind()), "/");
  flat[prefix + "prefectures"] = kind.prefectures();
  flat[prefix + "established"] = kind.established();
  flat[prefix + "not established"] = kind.not_established();
  flat[prefix + "not reported"] = kind.not_reported();
  flat[prefix + "prefecture-wide"] = kind.prefecture_wide();
  flat[prefix + "sub-prefectural prefectures"] = kind.sub_prefectural_prefectures();
  flat[prefix + "sub-prefectural councils"] = kind.sub_prefectural_councils();
  for (const council::v1::UnitTotals& unit : kind.units()) {
    const std::string name = absl::StrCat(prefix, "unit ", static_cast<int>(unit.unit()), " ");
    flat[name + "covered"] = unit.covered();
    flat[name + "total"] = unit.total();
    flat[name + "prefectures"] = unit.prefectures();
  }
  for (const council::v1::PlanTotals& plan : kind.plans()) {
    flat[prefix + PlanName(plan.scope(), plan.interval(), plan.undecided())] = plan.prefectures();
  }
}

void FlattenArea(const council::v1::AreaTotals& totals, const std::string& area, FlatTotals& flat) {
  for (const council::v1::KindTotals& kind : totals.kinds()) FlattenKind(kind, area, flat);
  flat[area + "/both"] = totals.combinations().both();
  flat[area + "/only 1"] = totals.combinations().only_home_medical_care();
  flat[area + "/only 2"] = totals.combinations().only_home_visit_nursing();
  flat[area + "/neither"] = totals.combinations().neither();
  flat[area + "/not fully reported"] = totals.combinations().not_fully_reported();
}

void CountReport(const CouncilReport& report, const std::string& prefix, FlatTotals& flat) {
  const bool established = report.establishment() == council::v1::PRESENCE_PRESENT;
  ++flat[prefix + (established ? "established" : "not established")];
  --flat[prefix + "not reported"];
  if (report.prefecture_wide() == council::v1::PRESENCE_PRESENT) ++flat[prefix + "prefecture-wide"];
  if (report.coverages_size() > 0) ++flat[prefix + "sub-prefectural prefectures"];
  for (const council::v1::Coverage& coverage : report.coverages()) {
    const std::string name = absl::StrCat(prefix, "unit ", static_cast<int>(coverage.unit()), " ");
    flat[prefix + "sub-prefectural councils"] += coverage.covered();
    flat[name + "covered"] += coverage.covered();
    flat[name + "total"] += coverage.total();
    ++flat[name + "prefectures"];
  }
  for (const council::v1::Plan& plan : report.plans()) {
    ++flat[prefix + PlanName(plan.scope(), plan.interval(), plan.undecided())];
  }
}

// One prefecture, in one of its two areas.
void CountPrefecture(const std::array<const CouncilReport*, 3>& by_kind, const std::string& area, FlatTotals& flat) {
  for (const int kind : {1, 2}) {
    const std::string prefix = absl::StrCat(area, "/", kind, "/");
    ++flat[prefix + "prefectures"];
    ++flat[prefix + "not reported"];
    if (by_kind[kind] != nullptr) CountReport(*by_kind[kind], prefix, flat);
  }
  if (by_kind[1] == nullptr || by_kind[2] == nullptr) {
    ++flat[area + "/not fully reported"];
    return;
  }
  const bool first = by_kind[1]->establishment() == council::v1::PRESENCE_PRESENT;
  const bool second = by_kind[2]->establishment() == council::v1::PRESENCE_PRESENT;
  ++flat[area + (first ? (second ? "/both" : "/only 1") : (second ? "/only 2" : "/neither"))];
}

}  // namespace

FlatTotals Flatten(const council::v1::SurveyTotals& totals) {
  FlatTotals flat;
  FlattenArea(totals.nation(), "nation", flat);
  for (const council::v1::RegionTotals& region : totals.regions()) {
    FlattenArea(region.totals(), absl::StrCat("region ", static_cast<int>(region.region())), flat);
  }
  return WithoutZeros(flat);
}

FlatTotals Recount(const std::vector<type::v1::Prefecture>& prefectures, const std::vector<CouncilReport>& reports) {
  FlatTotals flat;
  for (const type::v1::Prefecture& prefecture : prefectures) {
    std::array<const CouncilReport*, 3> by_kind = {};
    for (const CouncilReport& report : reports) {
      if (report.prefecture_code() == prefecture.code()) by_kind.at(report.kind()) = &report;
    }
    CountPrefecture(by_kind, "nation", flat);
    CountPrefecture(by_kind, absl::StrCat("region ", static_cast<int>(prefecture.region())), flat);
  }
  return WithoutZeros(flat);
}

}  // namespace zaitaku
