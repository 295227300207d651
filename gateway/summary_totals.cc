#include "gateway/summary_totals.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "gateway/citation.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using council::v1::FigureReconciliation;
using council::v1::KindTotals;
using summary::v1::NationwideSummary;

int32_t RunningTotal(const KindTotals& totals, council::v1::Figure figure) {
  switch (figure) {
    case council::v1::FIGURE_ESTABLISHED:
      return totals.established();
    case council::v1::FIGURE_PREFECTURE_WIDE:
      return totals.prefecture_wide();
    case council::v1::FIGURE_SUB_PREFECTURAL_PREFECTURES:
      return totals.sub_prefectural_prefectures();
    default:
      return totals.sub_prefectural_councils();
  }
}

absl::Status Disagreement(const std::string& figure) {
  return StoreDamaged(
      {absl::StrCat("the running total of ", figure,
                    " differs from its rows; no summary is given. An operator must look"),
       absl::StrCat(figure, " の集計値が明細と一致しないため、集計を表示できません。運用担当者の確認が必要です")},
      figure);
}

// The sums of the prefectures' figures, which are counted from the rows.
struct CountedRows {
  int32_t established = 0;
  int32_t not_established = 0;
  int32_t councils = 0;
};

absl::Status CheckKind(const KindTotals& totals, const council::v1::NationalTotals& all) {
  const std::string kind = council::v1::CouncilKind_Name(totals.kind());
  int32_t of_units = 0;
  for (const auto& unit : totals.units()) of_units += unit.covered();
  if (of_units != totals.sub_prefectural_councils()) return Disagreement(kind + " UNITS");
  for (const FigureReconciliation& figure : all.figures()) {
    if (figure.kind() != totals.kind() || figure.figure() == council::v1::FIGURE_WORKED_EXAMPLE) continue;
    if (figure.computed() != RunningTotal(totals, figure.figure())) {
      return Disagreement(absl::StrCat(kind, " ", council::v1::Figure_Name(figure.figure())));
    }
  }
  CountedRows counted;
  for (const auto& prefecture : all.prefectures()) {
    for (const KindTotals& of : prefecture.totals().kinds()) {
      if (of.kind() != totals.kind()) continue;
      counted.established += of.established();
      counted.not_established += of.not_established();
      counted.councils += of.sub_prefectural_councils();
    }
  }
  if (counted.established != totals.established() || counted.not_established != totals.not_established() ||
      counted.councils != totals.sub_prefectural_councils()) {
    return Disagreement(kind + " PREFECTURES");
  }
  return absl::OkStatus();
}

template <typename Totals>
const Totals& As(const TotalsPtr& totals) {
  return static_cast<const Totals&>(*totals->message);
}

summary::v1::Rate RateOf(int64_t numerator, int64_t denominator) {
  summary::v1::Rate rate;
  rate.set_numerator(numerator);
  rate.set_denominator(denominator);
  return rate;
}

summary::v1::CouncilRates RatesOf(const KindTotals& totals) {
  const int32_t reported = totals.established() + totals.not_established();
  summary::v1::CouncilRates rates;
  rates.set_kind(totals.kind());
  *rates.mutable_reported() = RateOf(reported, totals.prefectures());
  *rates.mutable_established() = RateOf(totals.established(), reported);
  *rates.mutable_prefecture_wide() = RateOf(totals.prefecture_wide(), reported);
  *rates.mutable_sub_prefectural() = RateOf(totals.sub_prefectural_prefectures(), reported);
  rates.mutable_established_bounds()->set_at_least(totals.established());
  rates.mutable_established_bounds()->set_at_most(totals.established() + totals.not_reported());
  return rates;
}

// Puts a list of the totals into the summary. Into one in an arena it is only lent, which takes no copy of hundreds of
// messages that are written out and forgotten.
template <typename Message>
void Lend(const google::protobuf::RepeatedPtrField<Message>& list, google::protobuf::RepeatedPtrField<Message>& to) {
  if (to.GetArena() == nullptr) {
    to = list;
    return;
  }
  // An arena deletes nothing that it did not make, and nothing changes what is lent.
  for (const Message& message : list) to.UnsafeArenaAddAllocated(const_cast<Message*>(&message));
}

void AddCouncils(const SummaryQuestion& question, const council::v1::NationalTotals& totals,
                 NationwideSummary& summary) {
  *summary.mutable_councils() = totals.totals();
  if (question.regions != kAllRegions) {
    summary.mutable_councils()->clear_regions();
    for (const auto& region : totals.totals().regions()) {
      if (question.HasRegion(region.region())) *summary.mutable_councils()->add_regions() = region;
    }
  }
  for (const KindTotals& kind : totals.totals().nation().kinds()) *summary.add_council_rates() = RatesOf(kind);
}

void AddPrefectures(const SummaryQuestion& question, const council::v1::NationalTotals& totals,
                    NationwideSummary& summary) {
  for (const auto& prefecture : totals.prefectures()) {
    const PrefectureEntry* entry = FindPrefecture(prefecture.prefecture_code());
    if (entry == nullptr || !question.HasPrefecture(entry->number())) continue;
    summary::v1::PrefectureSummary& added = *summary.add_prefectures();
    added.set_prefecture_code(prefecture.prefecture_code());
    added.set_region(prefecture.region());
    *added.mutable_councils() = prefecture.totals();
  }
}

void AddBarePrefectures(const SummaryQuestion& question, NationwideSummary& summary) {
  for (const PrefectureEntry& entry : Prefectures()) {
    if (!question.HasPrefecture(entry.number())) continue;
    summary::v1::PrefectureSummary& added = *summary.add_prefectures();
    added.set_prefecture_code(std::string(entry.code));
    added.set_region(entry.region);
  }
}

void AddCouncilParts(const SummaryQuestion& question, const council::v1::NationalTotals& totals,
                     NationwideSummary& summary) {
  const council::v1::Survey& survey = totals.survey();
  summary.set_survey(survey.name());
  summary.set_reference_month(survey.reference_month());
  summary.set_reference_month_text(survey.reference_month_text());
  summary.set_survey_state(survey.state());
  if (question.Has(Part::kCouncils)) AddCouncils(question, totals, summary);
  if (question.Has(Part::kFigures)) Lend(totals.figures(), *summary.mutable_figures());
  if (question.Has(Part::kPrefectures)) AddPrefectures(question, totals, summary);
}

void AddCatalogParts(const SummaryQuestion& question, const catalog::v1::NationalTotals& totals,
                     NationwideSummary& summary) {
  if (question.Has(Part::kPrograms)) Lend(totals.programs(), *summary.mutable_programs());
  if (question.Has(Part::kBudgets)) Lend(totals.budgets(), *summary.mutable_budgets());
}

// What events of a year, or of a field in it, add up to, as far as a part takes it.
summary::v1::EventCounts EventsOf(const training::v1::EventTotal& total) {
  summary::v1::EventCounts counts;
  counts.set_fiscal_year(total.fiscal_year());
  counts.set_field(total.field());
  counts.set_events(total.events());
  *counts.mutable_states() = total.states();
  *counts.mutable_with_timetable() = RateOf(total.events_with_timetable(), total.events());
  counts.set_instruction_minutes(total.instruction_minutes());
  counts.set_lecture_minutes(total.lecture_minutes());
  return counts;
}

summary::v1::ParticipantCounts ParticipantsOf(const training::v1::EventTotal& total) {
  summary::v1::ParticipantCounts counts;
  counts.set_fiscal_year(total.fiscal_year());
  counts.set_field(total.field());
  counts.set_printed_participants(total.printed_participants());
  counts.set_approximate(total.printed_participants_approximate());
  *counts.mutable_events_with_number() = RateOf(total.events_with_printed_participants(), total.events());
  return counts;
}

summary::v1::ApplicationTotals ApplicationsOf(const training::v1::EventTotal& total) {
  const training::v1::ApplicationCounts& applications = total.applications();
  summary::v1::ApplicationTotals totals;
  totals.set_fiscal_year(total.fiscal_year());
  totals.set_field(total.field());
  *totals.mutable_counts() = applications;
  *totals.mutable_admitted() =
      RateOf(applications.admitted(), int64_t{applications.admitted()} + applications.waiting());
  *totals.mutable_attended() =
      RateOf(applications.attended(), int64_t{applications.attended()} + applications.absent());
  return totals;
}

// Each list of a part from each list of the totals.
template <typename Summary, typename Of>
void AddTraining(const training::v1::NationalTotals& totals, Of of, Summary& part) {
  for (const auto& total : totals.fields()) *part.add_fields() = of(total);
  for (const auto& total : totals.fiscal_years()) *part.add_fiscal_years() = of(total);
}

// After the councils' parts, whose prefectures it adds to.
void AddTrainingParts(const SummaryQuestion& question, const training::v1::NationalTotals& totals,
                      NationwideSummary& summary) {
  if (question.Has(Part::kEvents)) AddTraining(totals, EventsOf, *summary.mutable_events());
  if (question.Has(Part::kParticipants)) AddTraining(totals, ParticipantsOf, *summary.mutable_participants());
  if (!question.Has(Part::kApplications)) return;
  AddTraining(totals, ApplicationsOf, *summary.mutable_applications());
  // Where the registry's totals are missing, the prefectures' applications are known all the same.
  if (question.Has(Part::kPrefectures) && summary.prefectures().empty()) AddBarePrefectures(question, summary);
  for (summary::v1::PrefectureSummary& prefecture : *summary.mutable_prefectures()) {
    // Those that have none are counted too: 0.
    training::v1::ApplicationCounts& counts = *prefecture.mutable_applications();
    for (const auto& of : totals.prefectures()) {
      if (of.prefecture_code() == prefecture.prefecture_code()) counts = of.applications();
    }
  }
}

template <typename Totals>
void AddRevision(ServiceId id, const Totals& totals, NationwideSummary& summary) {
  summary::v1::ServiceRevision& revision = *summary.add_revisions();
  revision.set_service(std::string(ServiceOf(id).name));
  revision.set_revision(totals.revision());
  if (!totals.has_revision_create_time()) return;
  *revision.mutable_revision_create_time() = totals.revision_create_time();
  if (!summary.has_as_of_time() || summary.as_of_time() < totals.revision_create_time()) {
    *summary.mutable_as_of_time() = totals.revision_create_time();
  }
}

}  // namespace

absl::Status CheckAgreement(const council::v1::NationalTotals& totals) {
  for (const KindTotals& kind : totals.totals().nation().kinds()) RETURN_IF_ERROR(CheckKind(kind, totals));
  return absl::OkStatus();
}

absl::Status CheckAgreement(const catalog::v1::NationalTotals& totals) {
  for (const auto& budget : totals.budgets()) {
    int64_t bureaus = 0, fields = 0, sources = 0;
    for (const auto& share : budget.bureaus()) bureaus += share.amount().yen();
    for (const auto& share : budget.fields()) fields += share.amount().yen();
    for (const auto& share : budget.funding_sources()) sources += share.amount().yen();
    const int64_t total = budget.total().yen();
    if (bureaus != total || fields != total || sources != total) {
      return Disagreement(
          absl::StrCat("budget ", budget.fiscal_year(), " ", catalog::v1::BudgetStage_Name(budget.stage())));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAgreement(const training::v1::NationalTotals& totals) {
  for (const auto& year : totals.fiscal_years()) {
    int32_t of_states = 0;
    for (const auto& state : year.states()) {
      // Those that are cancelled have a state, but are no events of the year.
      if (state.state() != training::v1::Event::STATE_CANCELLED) of_states += state.events();
    }
    if (of_states != year.events()) return Disagreement(absl::StrCat("events ", year.fiscal_year()));
  }
  int64_t of_years = 0, of_prefectures = 0;
  for (const auto& year : totals.fiscal_years()) of_years += year.applications().admitted();
  for (const auto& prefecture : totals.prefectures()) of_prefectures += prefecture.applications().admitted();
  return of_years == of_prefectures ? absl::OkStatus() : Disagreement("applications");
}

std::string SurveyOf(const TotalsPtr& council) {
  return council == nullptr ? "" : As<council::v1::NationalTotals>(council).survey().name();
}

FixedQuestion FixAt(SummaryQuestion question, const TotalsVector& totals) {
  FixedQuestion fixed{std::move(question), {}};
  for (const ServiceEntry& service : Services()) {
    if (fixed.question.Uses(service.id) && totals[service.id] != nullptr)
      fixed.revisions[service.id] = totals[service.id]->revision;
  }
  if (fixed.question.NeedsSurvey()) fixed.question.survey = SurveyOf(totals[ServiceId::kCouncil]);
  return fixed;
}

void SumUp(const SummaryQuestion& question, const TotalsVector& totals, NationwideSummary& summary) {
  bool complete = true;
  if (question.Uses(ServiceId::kCouncil)) {
    if (const TotalsPtr& council = totals[ServiceId::kCouncil]) {
      AddCouncilParts(question, As<council::v1::NationalTotals>(council), summary);
      AddRevision(ServiceId::kCouncil, As<council::v1::NationalTotals>(council), summary);
    } else {
      complete = false;
    }
  }
  if (question.Uses(ServiceId::kCatalog)) {
    if (const TotalsPtr& catalog = totals[ServiceId::kCatalog]) {
      AddCatalogParts(question, As<catalog::v1::NationalTotals>(catalog), summary);
      AddRevision(ServiceId::kCatalog, As<catalog::v1::NationalTotals>(catalog), summary);
    } else {
      complete = false;
    }
  }
  if (question.Uses(ServiceId::kTraining)) {
    if (const TotalsPtr& training = totals[ServiceId::kTraining]) {
      AddTrainingParts(question, As<training::v1::NationalTotals>(training), summary);
      AddRevision(ServiceId::kTraining, As<training::v1::NationalTotals>(training), summary);
    } else {
      complete = false;
    }
  }
  if (complete) summary.set_citation(MakeCitation(FixAt(question, totals)));
}

}  // namespace zaitaku::gateway
