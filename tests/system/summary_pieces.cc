#include "tests/system/summary_pieces.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"
#include "tests/system/budget_recount.h"
#include "tests/system/council_recount.h"
#include "tests/system/training_recount.h"

namespace zaitaku {
namespace {

using gateway::ServiceId;
using summary::v1::NationwideSummary;

NationwideSummary CouncilFigures(const NationwideSummary& summary) {
  NationwideSummary figures;
  figures.set_survey(summary.survey());
  figures.set_reference_month(summary.reference_month());
  figures.set_survey_state(summary.survey_state());
  if (summary.has_councils()) *figures.mutable_councils() = summary.councils();
  *figures.mutable_figures() = summary.figures();
  *figures.mutable_council_rates() = summary.council_rates();
  return figures;
}

NationwideSummary PrefectureFigures(const NationwideSummary& summary) {
  NationwideSummary figures;
  for (const auto& prefecture : summary.prefectures()) {
    // While nothing is known of the registry, they are there for their applications alone.
    if (!prefecture.has_councils()) continue;
    *figures.add_prefectures() = prefecture;
    figures.mutable_prefectures()->rbegin()->clear_applications();
  }
  return figures;
}

NationwideSummary CatalogFigures(const NationwideSummary& summary) {
  NationwideSummary figures;
  *figures.mutable_programs() = summary.programs();
  *figures.mutable_budgets() = summary.budgets();
  return figures;
}

NationwideSummary TrainingFigures(const NationwideSummary& summary) {
  NationwideSummary figures;
  if (summary.has_events()) *figures.mutable_events() = summary.events();
  if (summary.has_participants()) *figures.mutable_participants() = summary.participants();
  if (summary.has_applications()) *figures.mutable_applications() = summary.applications();
  return figures;
}

NationwideSummary ApplicantFigures(const NationwideSummary& summary) {
  NationwideSummary figures;
  for (const auto& prefecture : summary.prefectures()) {
    if (!prefecture.has_applications()) continue;
    auto& added = *figures.add_prefectures();
    added.set_prefecture_code(prefecture.prefecture_code());
    *added.mutable_applications() = prefecture.applications();
  }
  return figures;
}

// A printed figure's computed value beside the running total of the same.
absl::Status CheckFigures(const NationwideSummary& figures, const FlatTotals& flat) {
  const char* const names[] = {"", "established", "prefecture-wide", "sub-prefectural prefectures",
                               "sub-prefectural councils"};
  for (const auto& figure : figures.figures()) {
    if (figure.figure() == council::v1::FIGURE_WORKED_EXAMPLE) continue;
    const auto total = flat.find(absl::StrCat("nation/", figure.kind(), "/", names[figure.figure()]));
    if (figure.computed() != (total == flat.end() ? 0 : total->second))
      return absl::InternalError("a figure differs from its total: " + figure.ShortDebugString());
  }
  return absl::OkStatus();
}

FlatTotals AddUpPrefectures(const NationwideSummary& figures) {
  FlatTotals sums;
  for (const auto& prefecture : figures.prefectures()) {
    council::v1::SurveyTotals alone;
    *alone.mutable_nation() = prefecture.councils();
    alone.add_regions()->set_region(prefecture.region());
    *alone.mutable_regions(0)->mutable_totals() = prefecture.councils();
    for (const auto& [name, value] : Flatten(alone)) sums[name] += value;
  }
  return WithoutZeros(sums);
}

// The events' totals that the three parts were made from.
template <typename Counts, typename Participants, typename Applications>
absl::Status Join(const Counts& counts, const Participants& participants, const Applications& applications,
                  google::protobuf::RepeatedPtrField<training::v1::EventTotal>& totals) {
  if (counts.size() != participants.size() || counts.size() != applications.size())
    return absl::InternalError("the parts of events have lists of different lengths");
  for (int i = 0; i < counts.size(); ++i) {
    training::v1::EventTotal& total = *totals.Add();
    total.set_fiscal_year(counts[i].fiscal_year());
    total.set_field(counts[i].field());
    total.set_events(counts[i].events());
    *total.mutable_states() = counts[i].states();
    total.set_events_with_timetable(static_cast<int32_t>(counts[i].with_timetable().numerator()));
    total.set_instruction_minutes(counts[i].instruction_minutes());
    total.set_lecture_minutes(counts[i].lecture_minutes());
    total.set_printed_participants(participants[i].printed_participants());
    total.set_printed_participants_approximate(participants[i].approximate());
    total.set_events_with_printed_participants(static_cast<int32_t>(participants[i].events_with_number().numerator()));
    *total.mutable_applications() = applications[i].counts();
    if (participants[i].fiscal_year() != total.fiscal_year() || applications[i].fiscal_year() != total.fiscal_year() ||
        participants[i].field() != total.field() || applications[i].field() != total.field())
      return absl::InternalError("the parts of events are in different orders");
  }
  return absl::OkStatus();
}

absl::StatusOr<FlatTotals> FlattenTraining(const NationwideSummary& figures) {
  training::v1::GetEventTotalsResponse totals;
  RETURN_IF_ERROR(Join(figures.events().fields(), figures.participants().fields(), figures.applications().fields(),
                       *totals.mutable_fields()));
  RETURN_IF_ERROR(Join(figures.events().fiscal_years(), figures.participants().fiscal_years(),
                       figures.applications().fiscal_years(), *totals.mutable_fiscal_years()));
  return Flatten(totals);
}

FlatTotals FlattenApplicants(const NationwideSummary& figures) {
  training::v1::GetEventTotalsResponse totals;
  for (const auto& prefecture : figures.prefectures()) {
    auto& total = *totals.add_prefectures();
    total.set_prefecture_code(prefecture.prefecture_code());
    *total.mutable_applications() = prefecture.applications();
  }
  return Flatten(totals);
}

}  // namespace

absl::StatusOr<std::vector<SummaryPiece>> TakeApart(const NationwideSummary& summary) {
  std::vector<SummaryPiece> pieces = {
      {PieceKind::kCouncils, ServiceId::kCouncil, "", CouncilFigures(summary)},
      {PieceKind::kPrefectures, ServiceId::kCouncil, "", PrefectureFigures(summary)},
      {PieceKind::kCatalog, ServiceId::kCatalog, "", CatalogFigures(summary)},
      {PieceKind::kTraining, ServiceId::kTraining, "", TrainingFigures(summary)},
      {PieceKind::kApplicants, ServiceId::kTraining, "", ApplicantFigures(summary)},
  };
  std::erase_if(pieces, [](const SummaryPiece& piece) { return piece.figures.ByteSizeLong() == 0; });
  for (const auto& revision : summary.revisions()) {
    const gateway::ServiceEntry* service = gateway::FindService(revision.service());
    bool any = false;
    for (SummaryPiece& piece : pieces) {
      if (service == nullptr || piece.service != service->id) continue;
      piece.revision = revision.revision();
      any = true;
    }
    if (!any) return absl::InternalError(absl::StrCat("nothing of ", revision.service(), " but its revision"));
  }
  for (const SummaryPiece& piece : pieces) {
    if (piece.revision.empty())
      return absl::InternalError("figures without their revision: " + piece.figures.ShortDebugString());
  }
  return pieces;
}

absl::StatusOr<FlatTotals> Flatten(const SummaryPiece& piece) {
  const NationwideSummary& figures = piece.figures;
  switch (piece.kind) {
    case PieceKind::kCouncils: {
      FlatTotals flat = Flatten(figures.councils());
      RETURN_IF_ERROR(CheckFigures(figures, flat));
      return flat;
    }
    case PieceKind::kPrefectures:
      return AddUpPrefectures(figures);
    case PieceKind::kCatalog:
      return Flatten({figures.budgets().begin(), figures.budgets().end()});
    case PieceKind::kTraining:
      return FlattenTraining(figures);
    case PieceKind::kApplicants:
      return FlattenApplicants(figures);
  }
  return absl::InternalError("no such piece");
}

FlatTotals FiguresOf(PieceKind kind, const FlatTotals& recount) {
  FlatTotals figures = recount;
  std::erase_if(figures, [kind](const auto& figure) {
    const std::string& name = figure.first;
    const bool of_prefecture = name.starts_with("prefecture ");
    if (kind == PieceKind::kCatalog) return name.ends_with("/listed");
    if (kind == PieceKind::kTraining) return of_prefecture || name.starts_with("events/");
    return kind == PieceKind::kApplicants && !of_prefecture;
  });
  return figures;
}

}  // namespace zaitaku
