#include "domain/catalogue.h"

#include <array>
#include <string_view>

#include "domain/term_words.h"

namespace zaitaku {

namespace v1 = catalog::v1;

template <>
struct TermWords<v1::GovernmentLevel> {
  static constexpr std::array<Term<v1::GovernmentLevel>, 3> kTerms = {{
      {v1::GOVERNMENT_LEVEL_STATE, "state", "国", "state"},
      {v1::GOVERNMENT_LEVEL_PREFECTURE, "prefecture", "都道府県", "prefecture"},
      {v1::GOVERNMENT_LEVEL_MUNICIPALITY, "municipality", "市区町村", "municipality"},
  }};
  static constexpr std::array<OtherTerm<v1::GovernmentLevel>, 1> kOtherForms = {{
      {"市町村", v1::GOVERNMENT_LEVEL_MUNICIPALITY},
  }};
};

template <>
struct TermWords<v1::CareField> {
  static constexpr std::array<Term<v1::CareField>, 3> kTerms = {{
      {v1::CARE_FIELD_HOME_MEDICAL_CARE, "home-medical-care", "在宅医療関係", "home medical care"},
      {v1::CARE_FIELD_COORDINATION, "coordination", "在宅医療・介護連携関係",
       "coordination of home medical care and long-term care"},
      {v1::CARE_FIELD_DISABILITY, "disability", "障害関係", "disability"},
  }};
  static constexpr std::array<OtherTerm<v1::CareField>, 7> kOtherForms = {{
      {"在宅医療", v1::CARE_FIELD_HOME_MEDICAL_CARE},
      {"在宅医療・介護連携", v1::CARE_FIELD_COORDINATION},
      {"在宅医療介護連携", v1::CARE_FIELD_COORDINATION},
      {"医療・介護連携", v1::CARE_FIELD_COORDINATION},
      {"介護連携", v1::CARE_FIELD_COORDINATION},
      {"障害", v1::CARE_FIELD_DISABILITY},
      {"障害関係（医療的ケア児への対応を含む）", v1::CARE_FIELD_DISABILITY},
  }};
};

template <>
struct TermWords<v1::GovernmentKind> {
  static constexpr std::array<Term<v1::GovernmentKind>, 5> kTerms = {{
      {v1::GOVERNMENT_KIND_PREFECTURE, "prefecture", "都道府県", "prefecture"},
      {v1::GOVERNMENT_KIND_DESIGNATED_CITY, "designated-city", "指定都市", "designated city"},
      {v1::GOVERNMENT_KIND_CORE_CITY, "core-city", "中核市", "core city"},
      {v1::GOVERNMENT_KIND_CHILD_GUIDANCE_CENTRE_CITY, "child-guidance-centre-city", "児童相談所設置市",
       "city with a child guidance centre"},
      {v1::GOVERNMENT_KIND_MUNICIPALITY, "municipality", "市区町村", "municipality"},
  }};
  static constexpr std::array<OtherTerm<v1::GovernmentKind>, 3> kOtherForms = {{
      {"政令指定都市", v1::GOVERNMENT_KIND_DESIGNATED_CITY},
      {"政令市", v1::GOVERNMENT_KIND_DESIGNATED_CITY},
      {"市町村", v1::GOVERNMENT_KIND_MUNICIPALITY},
  }};
};

template <>
struct TermWords<v1::Bureau> {
  static constexpr std::array<Term<v1::Bureau>, 3> kTerms = {{
      {v1::BUREAU_HEALTH_POLICY, "health-policy", "医政局", "Health Policy Bureau"},
      {v1::BUREAU_ELDERLY, "elderly", "老健局", "Health and Welfare Bureau for the Elderly"},
      {v1::BUREAU_DISABILITY, "disability", "障害保健福祉部",
       "Department of Health and Welfare for Persons with Disabilities"},
  }};
  static constexpr std::array<OtherTerm<v1::Bureau>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::Program::Kind> {
  static constexpr std::array<Term<v1::Program::Kind>, 2> kTerms = {{
      {v1::Program::KIND_PROGRAM, "program", "事業", "programme"},
      {v1::Program::KIND_COUNCIL, "council", "協議会", "council"},
  }};
  static constexpr std::array<OtherTerm<v1::Program::Kind>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::FiscalYearStatus::Status> {
  static constexpr std::array<Term<v1::FiscalYearStatus::Status>, 3> kTerms = {{
      {v1::FiscalYearStatus::STATUS_NEW, "new", "新規", "new"},
      {v1::FiscalYearStatus::STATUS_CONTINUED, "continued", "継続", "continued"},
      {v1::FiscalYearStatus::STATUS_RENAMED, "renamed", "名称変更", "continued under another name"},
  }};
  static constexpr std::array<OtherTerm<v1::FiscalYearStatus::Status>, 1> kOtherForms = {{
      {"新", v1::FiscalYearStatus::STATUS_NEW},
  }};
};

template <>
struct TermWords<v1::Condition::Kind> {
  static constexpr std::array<Term<v1::Condition::Kind>, 4> kTerms = {{
      {v1::Condition::KIND_OBLIGATION, "obligation", "義務", "obligation"},
      {v1::Condition::KIND_PERMISSION, "permission", "任意", "permission"},
      {v1::Condition::KIND_FUNDING, "funding", "財源", "funding"},
      {v1::Condition::KIND_SUPPORT, "support", "支援", "support"},
  }};
  static constexpr std::array<OtherTerm<v1::Condition::Kind>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::FundingSource::Kind> {
  static constexpr std::array<Term<v1::FundingSource::Kind>, 4> kTerms = {{
      {v1::FundingSource::KIND_FUND, "fund", "基金", "fund"},
      {v1::FundingSource::KIND_GRANT, "grant", "交付金", "grant"},
      {v1::FundingSource::KIND_SUBSIDY, "subsidy", "補助金", "subsidy"},
      {v1::FundingSource::KIND_STATE_BUDGET, "state-budget", "国の予算", "state's own budget"},
  }};
  static constexpr std::array<OtherTerm<v1::FundingSource::Kind>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::BudgetStage> {
  static constexpr std::array<Term<v1::BudgetStage>, 6> kTerms = {{
      {v1::BUDGET_STAGE_REQUEST, "request", "概算要求", "budget request"},
      {v1::BUDGET_STAGE_DRAFT, "draft", "予算案", "draft budget"},
      {v1::BUDGET_STAGE_BUDGET, "budget", "予算", "budget"},
      {v1::BUDGET_STAGE_SUPPLEMENTARY, "supplementary", "補正予算", "supplementary budget"},
      {v1::BUDGET_STAGE_GRANT, "grant", "交付額", "grant amount"},
      {v1::BUDGET_STAGE_SETTLEMENT, "settlement", "決算", "settlement"},
  }};
  static constexpr std::array<OtherTerm<v1::BudgetStage>, 4> kOtherForms = {{
      {"概算要求額", v1::BUDGET_STAGE_REQUEST},
      {"予算額", v1::BUDGET_STAGE_BUDGET},
      {"補正予算額", v1::BUDGET_STAGE_SUPPLEMENTARY},
      {"決算額", v1::BUDGET_STAGE_SETTLEMENT},
  }};
};

template <>
struct TermWords<v1::MoneyUnit> {
  static constexpr std::array<Term<v1::MoneyUnit>, 4> kTerms = {{
      {v1::MONEY_UNIT_YEN, "yen", "円", "yen"},
      {v1::MONEY_UNIT_THOUSAND_YEN, "thousand-yen", "千円", "thousand yen"},
      {v1::MONEY_UNIT_MILLION_YEN, "million-yen", "百万円", "million yen"},
      {v1::MONEY_UNIT_HUNDRED_MILLION_YEN, "hundred-million-yen", "億円", "hundred million yen"},
  }};
  static constexpr std::array<OtherTerm<v1::MoneyUnit>, 0> kOtherForms = {};
};

template <>
struct TermWords<v1::Rounding> {
  static constexpr std::array<Term<v1::Rounding>, 4> kTerms = {{
      {v1::ROUNDING_EXACT, "exact", "端数なし", "exact"},
      {v1::ROUNDING_HALF_UP, "half-up", "四捨五入", "rounded half up"},
      {v1::ROUNDING_DOWN, "down", "切捨て", "rounded down"},
      {v1::ROUNDING_UP, "up", "切上げ", "rounded up"},
  }};
  static constexpr std::array<OtherTerm<v1::Rounding>, 2> kOtherForms = {{
      {"切り捨て", v1::ROUNDING_DOWN},
      {"切り上げ", v1::ROUNDING_UP},
  }};
};

ZAITAKU_TERMS(v1::GovernmentLevel);
ZAITAKU_TERMS(v1::CareField);
ZAITAKU_TERMS(v1::GovernmentKind);
ZAITAKU_TERMS(v1::Bureau);
ZAITAKU_TERMS(v1::Program::Kind);
ZAITAKU_TERMS(v1::FiscalYearStatus::Status);
ZAITAKU_TERMS(v1::Condition::Kind);
ZAITAKU_TERMS(v1::FundingSource::Kind);
ZAITAKU_TERMS(v1::BudgetStage);
ZAITAKU_TERMS(v1::MoneyUnit);
ZAITAKU_TERMS(v1::Rounding);

}  // namespace zaitaku
