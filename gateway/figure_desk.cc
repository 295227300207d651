#include "gateway/figure_desk.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/call_info.h"
#include "gateway/figure_rows.h"
#include "gateway/summary_figures.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using council::v1::FigureReconciliation;
using summary::v1::Figure;
using summary::v1::GetFigureRequest;
using summary::v1::GetFigureResponse;
using summary::v1::NationwideSummary;

absl::StatusOr<summary::v1::GetNationwideSummaryRequest> ToSummaryRequest(const GetFigureRequest& request) {
  const auto part = PartOf(request.path());
  if (!part) {
    return InvalidField("path", absl::StrCat("read ", Quoted(request.path()),
                                             ", expected a figure's path, such as 'home-medical-care.established', "
                                             "'region-3.combinations.both' or 'budgets.2015.budget'"));
  }
  SummaryQuestion question;
  question.parts = BitOf(*part);
  return AskFor(question.WithRows(), request);
}

void AddReconciled(const NationwideSummary& summary, Figure& figure) {
  for (const FigureReconciliation& printed : summary.figures()) {
    if (PathOf(printed) != figure.path()) continue;
    if (printed.has_printed()) figure.set_printed(printed.printed());
    figure.set_verdict(printed.verdict());
    if (printed.has_prefecture_wide_agrees() && !printed.prefecture_wide_agrees())
      figure.set_verdict(council::v1::VERDICT_DIFFERS);
    if (printed.has_printed_provenance()) *figure.mutable_printed_provenance() = printed.printed_provenance();
  }
}

// A printed sum of all lines of a year and stage is the printed value of their total.
void AddPrintedSum(const NationwideSummary& summary, Figure& figure) {
  for (const auto& budget : summary.budgets()) {
    if (PathOf(budget) != figure.path()) continue;
    for (const auto& sum : budget.printed_sums()) {
      if (sum.terms_size() != budget.line_count()) continue;
      figure.set_printed(sum.printed().yen());
      figure.set_verdict(sum.matches() ? council::v1::VERDICT_MATCHES : council::v1::VERDICT_DIFFERS);
    }
  }
}

}  // namespace

void FigureDesk::Get(const GetFigureRequest& request, absl::Time deadline, GetFigureResponse& response, Done done) {
  const auto asked = ToSummaryRequest(request);
  if (!asked.ok()) return done(asked.status());
  desk_.Answer(*asked, deadline,
               [this, &request, deadline, &response, done = std::move(done)](absl::StatusOr<CallAnswer> answer) {
                 if (!answer.ok()) return done(answer.status());
                 const bool posted = pool_.Post([this, &request, deadline, &response, done, answer] {
                   done(Fill(request, desk_.BackendDeadline(deadline), *answer, response));
                 });
                 if (!posted) done(ServerBusy());
               });
}

absl::Status FigureDesk::Fill(const GetFigureRequest& request, absl::Time deadline, const CallAnswer& answer,
                              GetFigureResponse& response) {
  if (absl::Now() >= deadline) return absl::DeadlineExceededError("the call's time was up before its turn came");
  ASSIGN_OR_RETURN(const NationwideSummary summary, ReadBody(answer.body));
  const Figures figures = FiguresOf(summary);
  const auto found = figures.find(request.path());
  if (found == figures.end()) return ResourceNotFound(request.path());
  const PartEntry& part = EntryOf(*PartOf(request.path()));
  *response.mutable_call_info() = answer.info;
  Figure& figure = *response.mutable_figure();
  figure.set_path(request.path());
  figure.set_part(std::string(part.name));
  figure.set_value(found->second);
  figure.set_verdict(council::v1::VERDICT_NOT_PRINTED);
  AddReconciled(summary, figure);
  AddPrintedSum(summary, figure);
  figure.set_survey(summary.survey());
  *figure.mutable_revisions() = summary.revisions();
  if (summary.has_as_of_time()) *figure.mutable_as_of_time() = summary.as_of_time();
  figure.set_citation(summary.citation());
  auto rows = FigureRows(summary, RevisionsOf(summary), reads_, deadline).Of(request.path());
  if (rows.ok()) {
    figure.mutable_rows()->Assign(rows->begin(), rows->end());
    return absl::OkStatus();
  }
  if (request.strict() || !IsNoAnswer(rows.status())) return rows.status();
  AddMissing(part.service, backends_[part.service].Look(), "rows", *response.mutable_call_info());
  return absl::OkStatus();
}

}  // namespace zaitaku::gateway
