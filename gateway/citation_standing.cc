#include "gateway/citation_standing.h"

#include <google/protobuf/util/message_differencer.h>

#include <string>

namespace zaitaku::gateway {
namespace {

using google::protobuf::util::MessageDifferencer;
using summary::v1::NationwideSummary;
using summary::v1::ResolveCitationResponse;

// What of a summary comes from a service, and nothing else.
NationwideSummary FiguresOf(ServiceId service, const NationwideSummary& summary) {
  NationwideSummary figures;
  switch (service) {
    case ServiceId::kCouncil:
      figures = summary;
      figures.clear_revisions();
      figures.clear_as_of_time();
      figures.clear_citation();
      figures.clear_programs();
      figures.clear_budgets();
      figures.clear_events();
      figures.clear_participants();
      figures.clear_applications();
      for (auto& prefecture : *figures.mutable_prefectures()) prefecture.clear_applications();
      break;
    case ServiceId::kCatalog:
      *figures.mutable_programs() = summary.programs();
      *figures.mutable_budgets() = summary.budgets();
      break;
    case ServiceId::kTraining:
      *figures.mutable_events() = summary.events();
      *figures.mutable_participants() = summary.participants();
      *figures.mutable_applications() = summary.applications();
      for (const auto& prefecture : summary.prefectures())
        *figures.add_prefectures()->mutable_applications() = prefecture.applications();
      break;
  }
  return figures;
}

const summary::v1::ServiceRevision* RevisionOf(ServiceId service, const NationwideSummary& summary) {
  for (const auto& revision : summary.revisions()) {
    if (revision.service() == ServiceOf(service).name) return &revision;
  }
  return nullptr;
}

}  // namespace

void CompareWithNewest(const FixedQuestion& cited, const NationwideSummary& newest, ResolveCitationResponse& response) {
  bool superseded = false;
  for (const ServiceEntry& service : Services()) {
    if (!cited.question.Uses(service.id)) continue;
    summary::v1::CitedService& compared = *response.add_services();
    compared.set_service(std::string(service.name));
    compared.set_cited_revision(cited.revisions[service.id]);
    if (const auto* revision = RevisionOf(service.id, newest)) *compared.mutable_newest() = *revision;
    compared.set_figures_differ(
        !MessageDifferencer::Equals(FiguresOf(service.id, response.summary()), FiguresOf(service.id, newest)));
    superseded |= compared.figures_differ();
  }
  response.set_standing(superseded ? ResolveCitationResponse::STANDING_SUPERSEDED
                                   : ResolveCitationResponse::STANDING_NEWEST);
  response.set_newest_citation(newest.citation());
}

}  // namespace zaitaku::gateway
