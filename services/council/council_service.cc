#include "services/council/council_service.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "platform/auth/call_context.h"
#include "platform/service/imports.h"
#include "platform/status/status.h"
#include "services/council/council_names.h"
#include "services/council/council_rules.h"
#include "services/council/council_store.h"
#include "services/council/council_totals.h"
#include "services/council/national_totals.h"
#include "services/council/reconciliation.h"
#include "services/council/survey_import.h"

namespace zaitaku::council {
namespace {

using View = Ledger::View;

constexpr int kDefaultSurveys = 50;
constexpr int kDefaultReports = 100;
constexpr int kMaxBatch = 100;

absl::StatusOr<ReportNameParts> CheckReportName(const std::string& name, const std::string& field) {
  if (const auto parts = ParseReportName(name)) return *parts;
  return InvalidField(
      field, absl::StrCat(
                 "read ", Quoted(name),
                 ", expected surveys/YYYY-MM/reports/KIND-NN, such as 'surveys/2015-12/reports/home-medical-care-16'"));
}

// The reports of a survey that pass the filters.
absl::Status FillReports(const Page& page, const v1::ListCouncilReportsRequest& request, const std::string& survey,
                         v1::ListCouncilReportsResponse& response) {
  return FillPage<v1::CouncilReport>(
      page,
      [&](const std::string& after, int limit) {
        return page.reader().List<v1::CouncilReport>(ReportCollection(survey), after, limit);
      },
      [&](const v1::CouncilReport& report) { return PassesFilters(report, request); },
      *response.mutable_council_reports(), *response.mutable_next_page_token());
}

// Reports come in and are corrected until a survey is published: till then it is the business of who files them, and of
// those who see to it, and no public data.
bool SeesOpenSurveys(const Caller& caller) {
  return caller.grant.role != Role::kAnonymous && caller.grant.role != Role::kReader;
}
bool IsShown(const v1::Survey& survey, const Caller& caller) {
  return survey.state() == v1::Survey::STATE_PUBLISHED || SeesOpenSurveys(caller);
}

// NOT_FOUND if there is none of that name, or none that the caller may see, which looks alike.
absl::StatusOr<v1::Survey> GetShownSurvey(const ResourceReader& reader, const std::string& name, const Caller& caller) {
  ASSIGN_OR_RETURN(v1::Survey survey, GetSurvey(reader, name));
  if (!IsShown(survey, caller)) return ResourceNotFound(name);
  return survey;
}

absl::Status ListSurveyPage(const Page& page, const Caller& caller, v1::ListSurveysResponse& response) {
  std::string after = page.after;
  while (true) {
    const size_t wanted = page.size + 1;
    ASSIGN_OR_RETURN(const auto surveys,
                     page.reader().List<v1::Survey>("surveys", after, wanted, Order::kByNameDescending));
    for (const v1::Survey& survey : surveys) {
      if (!IsShown(survey, caller)) continue;
      if (response.surveys_size() == page.size) {
        response.set_next_page_token(page.TokenAfter(response.surveys().rbegin()->name()));
        return absl::OkStatus();
      }
      *response.add_surveys() = survey;
    }
    if (surveys.size() < wanted) return absl::OkStatus();
    after = surveys.back().name();
  }
}

absl::Status Publish(const v1::PublishSurveyRequest& request, Transaction& transaction,
                     v1::PublishSurveyResponse& response) {
  ASSIGN_OR_RETURN(v1::Survey survey, GetSurvey(transaction, request.name()));
  RETURN_IF_ERROR(Transaction::CheckEtag(request.etag(), survey));
  response.set_unchanged(survey.state() == v1::Survey::STATE_PUBLISHED);
  if (!response.unchanged()) {
    ASSIGN_OR_RETURN(const auto reports, ListReports(transaction, survey.name()));
    const int missing = ExpectedReports() - static_cast<int>(reports.size());
    if (missing > 0 && !request.allow_incomplete()) {
      return Error(
          type::v1::ERROR_REASON_SURVEY_INCOMPLETE,
          {absl::StrCat(missing, " of ", ExpectedReports(), " reports are missing; file them, or set allow_incomplete"),
           absl::StrCat(ExpectedReports(), "件のうち", missing, "件の回答がありません")},
          {{"resource", survey.name()}, {"missing", absl::StrCat(missing)}});
    }
    survey.set_state(v1::Survey::STATE_PUBLISHED);
    *survey.mutable_publish_time() = transaction.time();
    RETURN_IF_ERROR(transaction.Put(survey));
  }
  *response.mutable_survey() = survey;
  return absl::OkStatus();
}

// Changes one report. `path` is that of the request in the call's, such as `requests[3].`, or empty. True if it changed
// anything.
absl::StatusOr<bool> ApplyUpdate(const v1::UpdateCouncilReportRequest& request, const std::string& path,
                                 Transaction& transaction, v1::CouncilReport& result) {
  const v1::CouncilReport& change = request.council_report();
  ASSIGN_OR_RETURN(const auto current, FindReport(transaction, change.name()));
  if (!current && !request.allow_missing()) return ResourceNotFound(change.name());
  v1::CouncilReport missing;
  missing.set_name(change.name());
  const v1::CouncilReport& before = current ? *current : missing;
  RETURN_IF_ERROR(Transaction::CheckEtag(change.etag(), before));
  ASSIGN_OR_RETURN(result, MergeReport(before, change, request.update_mask(), path + "update_mask"));
  if (const auto problems = CheckReport(result, path + "council_report"); !problems.empty())
    return InvalidFields(problems);
  if (current && SameFields(before, result, FactFields())) {
    result = before;
    return false;
  }
  RETURN_IF_ERROR(PutReport(transaction, result));
  return true;
}

absl::StatusOr<std::shared_ptr<const v1::Survey>> SurveyToChange(const Transaction& transaction,
                                                                 const std::string& name) {
  ASSIGN_OR_RETURN(auto survey, transaction.FindShared<v1::Survey>(name));
  if (survey == nullptr) return ResourceNotFound(name);
  return survey;
}

template <typename Response>
absl::Status AddTotalsChanges(Transaction& transaction, Response& response) {
  RETURN_IF_ERROR(transaction.WriteTotals());
  for (v1::TotalsChange& moved : NationalChanges(transaction.cell_changes()))
    *response.add_totals_changes() = std::move(moved);
  return absl::OkStatus();
}

absl::Status Update(const v1::UpdateCouncilReportRequest& request, const ReportNameParts& name,
                    Transaction& transaction, v1::UpdateCouncilReportResponse& response) {
  ASSIGN_OR_RETURN(const auto survey, SurveyToChange(transaction, name.survey));
  ASSIGN_OR_RETURN(const bool changed, ApplyUpdate(request, "", transaction, *response.mutable_council_report()));
  if (changed && !request.validate_only()) RETURN_IF_ERROR(CheckReason(*survey, request.reason()));
  response.set_unchanged(!changed);
  return AddTotalsChanges(transaction, response);
}

absl::Status UpdateBatch(const v1::BatchUpdateCouncilReportsRequest& request, Transaction& transaction,
                         v1::BatchUpdateCouncilReportsResponse& response) {
  ASSIGN_OR_RETURN(const auto survey, SurveyToChange(transaction, request.parent()));
  bool any_changed = false;
  for (int i = 0; i < request.requests_size(); ++i) {
    const std::string path = absl::StrCat("requests[", i, "].");
    ASSIGN_OR_RETURN(const bool changed,
                     ApplyUpdate(request.requests(i), path, transaction, *response.add_council_reports()));
    any_changed |= changed;
  }
  if (any_changed && !request.validate_only()) RETURN_IF_ERROR(CheckReason(*survey, request.reason()));
  response.set_unchanged(!any_changed);
  return AddTotalsChanges(transaction, response);
}

// What is wrong with a batch as such: its size, its names, and fields that are given once for all.
absl::Status CheckBatch(const v1::BatchUpdateCouncilReportsRequest& request) {
  std::vector<FieldProblem> problems;
  if (!ParseSurveyName(request.parent()))
    problems.push_back({"parent", "expected surveys/YYYY-MM, such as 'surveys/2015-12'"});
  if (request.requests().empty() || request.requests_size() > kMaxBatch) {
    return InvalidField("requests", absl::StrCat("read ", request.requests_size(), ", expected 1 to ", kMaxBatch));
  }
  std::set<std::string> names;
  for (int i = 0; i < request.requests_size(); ++i) {
    const v1::UpdateCouncilReportRequest& one = request.requests(i);
    const std::string path = absl::StrCat("requests[", i, "]");
    const std::string& name = one.council_report().name();
    const auto parts = ParseReportName(name);
    if (!parts || parts->survey != request.parent()) {
      problems.push_back({path + ".council_report.name",
                          absl::StrCat("read ", Quoted(name), ", expected a report of ", Quoted(request.parent()))});
    } else if (!names.insert(name).second) {
      problems.push_back(
          {path + ".council_report.name", absl::StrCat("read '", name, "' twice, expected each report once")});
    }
    for (FieldProblem& problem : CheckSizes(one.council_report(), path + ".council_report"))
      problems.push_back(std::move(problem));
    if (!one.reason().empty() || !one.request_id().empty() || one.validate_only()) {
      problems.push_back(
          {path, "expected reason, request_id and validate_only to be empty here: they are given once, for the batch"});
    }
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

}  // namespace

CouncilService::CouncilService(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const WatchOptions& watch)
    : LedgerService(ledger, pool, totals, {&ResourceType, watch}), latest_([&totals] { return totals.checks(); }) {}

absl::Status CouncilService::FillHead(const ResourceReader& reader, v1::GetHeadResponse& response) {
  ASSIGN_OR_RETURN(*response.mutable_latest_survey(), LatestSurvey(reader));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* CouncilService::ListPrefectures(Context* context, const v1::ListPrefecturesRequest*,
                                                          v1::ListPrefecturesResponse* response) {
  for (const PrefectureEntry& prefecture : Prefectures()) *response->add_prefectures() = ToProto(prefecture);
  Reactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerUnaryReactor* CouncilService::GetSurvey(Context* context, const v1::GetSurveyRequest* request,
                                                    v1::Survey* response) {
  return calls_.Read(
      context, request, response,
      [&caller = CallerOf(*context)](const View& view, const auto& request, v1::Survey* response) -> absl::Status {
        ASSIGN_OR_RETURN(const std::string name, ResolveSurvey(view.reader, request.name(), "name"));
        ASSIGN_OR_RETURN(*response, GetShownSurvey(view.reader, name, caller));
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CouncilService::ListSurveys(Context* context, const v1::ListSurveysRequest* request,
                                                      v1::ListSurveysResponse* response) {
  return calls_.List(context, request, response, kDefaultSurveys,
                     [&caller = CallerOf(*context)](const Page& page, const auto&, v1::ListSurveysResponse* response) {
                       return ListSurveyPage(page, caller, *response);
                     });
}

grpc::ServerUnaryReactor* CouncilService::ImportSurvey(Context* context, const v1::ImportSurveyRequest* request,
                                                       v1::ImportSurveyResponse* response) {
  return calls_.Write(context, request, response,
                      [](const auto& request, auto* response) -> absl::StatusOr<ApplyFunction> {
                        ASSIGN_OR_RETURN(ParseResult result, ReadFile(request));
                        if (!result.problems.empty()) {
                          if (!request.validate_only()) return ProblemsError(result.problems);
                          return ApplyFunction([problems = std::move(result.problems), response](Transaction&) {
                            response->mutable_problems()->Add(problems.begin(), problems.end());
                            return absl::OkStatus();
                          });
                        }
                        auto read = std::make_shared<const ParsedSurvey>(std::move(result.parsed));
                        return ApplyFunction([&request, read, response](Transaction& transaction) {
                          return ApplyImport(*read, request.reason(), request.validate_only(), transaction, *response);
                        });
                      });
}

grpc::ServerUnaryReactor* CouncilService::PublishSurvey(Context* context, const v1::PublishSurveyRequest* request,
                                                        v1::PublishSurveyResponse* response) {
  return calls_.Write(
      context, request, response, [](const auto& request, auto* response) -> absl::StatusOr<ApplyFunction> {
        if (!ParseSurveyName(request.name())) {
          return InvalidField("name", absl::StrCat("read ", Quoted(request.name()),
                                                   ", expected surveys/YYYY-MM, such as 'surveys/2015-12'"));
        }
        return ApplyFunction(
            [&request, response](Transaction& transaction) { return Publish(request, transaction, *response); });
      });
}

grpc::ServerUnaryReactor* CouncilService::GetCouncilReport(Context* context, const v1::GetCouncilReportRequest* request,
                                                           v1::CouncilReport* response) {
  return calls_.Read(context, request, response,
                     [&caller = CallerOf(*context)](const View& view, const auto& request,
                                                    v1::CouncilReport* response) -> absl::Status {
                       ASSIGN_OR_RETURN(const ReportNameParts name, CheckReportName(request.name(), "name"));
                       ASSIGN_OR_RETURN(auto report, FindReport(view.reader, request.name()));
                       const bool shown = report && GetShownSurvey(view.reader, name.survey, caller).ok();
                       if (!shown) return ResourceNotFound(request.name());
                       *response = *report;
                       return absl::OkStatus();
                     });
}

grpc::ServerUnaryReactor* CouncilService::ListCouncilReports(Context* context,
                                                             const v1::ListCouncilReportsRequest* request,
                                                             v1::ListCouncilReportsResponse* response) {
  return calls_.List(context, request, response, kDefaultReports,
                     [&caller = CallerOf(*context)](const Page& page, const auto& request,
                                                    v1::ListCouncilReportsResponse* response) -> absl::Status {
                       RETURN_IF_ERROR(CheckFilters(request));
                       ASSIGN_OR_RETURN(const std::string survey,
                                        ResolveSurvey(page.reader(), request.parent(), "parent"));
                       RETURN_IF_ERROR(GetShownSurvey(page.reader(), survey, caller).status());
                       return FillReports(page, request, survey, *response);
                     });
}

grpc::ServerUnaryReactor* CouncilService::UpdateCouncilReport(Context* context,
                                                              const v1::UpdateCouncilReportRequest* request,
                                                              v1::UpdateCouncilReportResponse* response) {
  return calls_.Write(
      context, request, response, [](const auto& request, auto* response) -> absl::StatusOr<ApplyFunction> {
        ASSIGN_OR_RETURN(const ReportNameParts name,
                         CheckReportName(request.council_report().name(), "council_report.name"));
        if (const auto problems = CheckSizes(request.council_report(), "council_report"); !problems.empty()) {
          return InvalidFields(problems);
        }
        return ApplyFunction([&request, name, response](Transaction& transaction) {
          return Update(request, name, transaction, *response);
        });
      });
}

grpc::ServerUnaryReactor* CouncilService::BatchUpdateCouncilReports(Context* context,
                                                                    const v1::BatchUpdateCouncilReportsRequest* request,
                                                                    v1::BatchUpdateCouncilReportsResponse* response) {
  return calls_.Write(
      context, request, response, [](const auto& request, auto* response) -> absl::StatusOr<ApplyFunction> {
        RETURN_IF_ERROR(CheckBatch(request));
        return ApplyFunction(
            [&request, response](Transaction& transaction) { return UpdateBatch(request, transaction, *response); });
      });
}

grpc::ServerUnaryReactor* CouncilService::GetTotals(Context* context, const v1::GetTotalsRequest* request,
                                                    v1::GetTotalsResponse* response) {
  return calls_.ReadTotals(
      context, request, response,
      [&caller = CallerOf(*context)](const View& view, const auto& request, auto* response) -> absl::Status {
        ASSIGN_OR_RETURN(const std::string survey, ResolveSurvey(view.reader, request.survey(), "survey"));
        RETURN_IF_ERROR(GetShownSurvey(view.reader, survey, caller).status());
        ASSIGN_OR_RETURN(*response->mutable_totals(), ReadTotals(view.reader, survey));
        response->set_revision(view.revision.Token());
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* CouncilService::GetNationalTotals(Context* context,
                                                            const v1::GetNationalTotalsRequest* request,
                                                            v1::GetNationalTotalsResponse* response) {
  return calls_.ReadNationalTotals(
      context, request, response,
      [this, &caller = CallerOf(*context)](View& view, const auto& request, auto* response) -> absl::Status {
        v1::NationalTotals& totals = *response->mutable_totals();
        if (request.revision().empty() && request.survey().empty()) return latest_.Read(view, totals);
        // What is no name of one is told below.
        if (ParseSurveyName(request.survey()))
          RETURN_IF_ERROR(GetShownSurvey(view.reader, request.survey(), caller).status());
        return ReadNationalTotals(view, request.survey(), totals);
      });
}

grpc::ServerWriteReactor<v1::WatchTotalsResponse>* CouncilService::WatchTotals(
    Context* context, const type::v1::WatchTotalsRequest* request) {
  return ServeTotals<v1::WatchTotalsResponse>(
      *context, *request,
      [this](View& view, v1::WatchTotalsResponse& response) { return latest_.Read(view, *response.mutable_totals()); });
}

grpc::ServerUnaryReactor* CouncilService::ReconcileSurvey(Context* context, const v1::ReconcileSurveyRequest* request,
                                                          v1::ReconcileSurveyResponse* response) {
  return calls_.Read(
      context, request, response,
      [&caller = CallerOf(*context)](const View& view, const auto& request, auto* response) -> absl::Status {
        ASSIGN_OR_RETURN(const std::string name, ResolveSurvey(view.reader, request.survey(), "survey"));
        ASSIGN_OR_RETURN(const v1::Survey survey, GetShownSurvey(view.reader, name, caller));
        ASSIGN_OR_RETURN(const auto reports, ListReports(view.reader, name));
        for (v1::FigureReconciliation& figure : Reconcile(survey, reports))
          *response->add_figures() = std::move(figure);
        response->set_survey(name);
        response->set_revision(view.revision.Token());
        return absl::OkStatus();
      });
}

}  // namespace zaitaku::council
