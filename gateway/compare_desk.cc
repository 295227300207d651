#include "gateway/compare_desk.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gateway/call_info.h"
#include "gateway/citation.h"
#include "gateway/figure_rows.h"
#include "gateway/summary_figures.h"
#include "platform/revision/revision_token.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {

using summary::v1::CallInfo;
using summary::v1::ComparedSummary;
using summary::v1::CompareSummariesRequest;
using summary::v1::CompareSummariesResponse;
using summary::v1::FigureChange;
using summary::v1::FigureRow;
using summary::v1::GetNationwideSummaryRequest;
using summary::v1::NationwideSummary;
using summary::v1::RowChange;

struct CompareDesk::Comparison {
  SummaryQuestion question;  // What is compared, less the survey.
  GetNationwideSummaryRequest ask_before;
  std::optional<GetNationwideSummaryRequest> ask_after;  // Nothing for another survey at the same revisions.
  std::string survey_after;
  bool strict;
  absl::Time deadline;
  CompareSummariesResponse& response;
  Done done;
  std::optional<CallAnswer> before, after;
};

namespace {

GetNationwideSummaryRequest At(const std::string& citation) {
  GetNationwideSummaryRequest request;
  request.mutable_freshness()->set_citation(citation);
  return request;
}

// Both sides' questions of surveys.
absl::Status ReadSurveys(const CompareSummariesRequest& request, SummaryQuestion& question,
                         GetNationwideSummaryRequest& before) {
  if (request.after().source_case() != ComparedSummary::kSurvey)
    return InvalidField("after", "expected a `survey` beside a survey, such as 'surveys/2015-12'");
  GetNationwideSummaryRequest asked;
  *asked.mutable_read_mask() = request.read_mask();
  if (asked.read_mask().paths().empty()) {
    asked.mutable_read_mask()->add_paths("councils");
    asked.mutable_read_mask()->add_paths("figures");
  }
  for (const auto& [field, side] :
       {std::pair("before.survey", &request.before()), std::pair("after.survey", &request.after())}) {
    asked.set_survey(side->survey());
    const auto read = ReadQuestion(asked);
    if (read.ok()) {
      question = *read;
      continue;
    }
    google::rpc::BadRequest problems;
    const bool about_survey = GetDetail(read.status(), problems) && problems.field_violations(0).field() == "survey";
    return about_survey ? InvalidField(field, problems.field_violations(0).description()) : read.status();
  }
  if (!question.NeedsSurvey())
    return InvalidField("read_mask", "expected a part that surveys have: councils, figures or prefectures");
  question.survey.clear();
  before = ToRequest(question.WithRows());
  before.set_survey(request.before().survey());
  before.set_strict(request.strict());
  return absl::OkStatus();
}

// Both sides' questions of citations, or of one and the newest.
absl::Status ReadCitations(const CompareSummariesRequest& request, SummaryQuestion& question,
                           GetNationwideSummaryRequest& before, GetNationwideSummaryRequest& after) {
  if (!request.read_mask().paths().empty())
    return InvalidField("read_mask", "citations have their own parts; expected this to be empty");
  ASSIGN_OR_RETURN(const FixedQuestion cited, ParseCitation(request.before().citation(), "before.citation"));
  question = cited.question;
  const SummaryQuestion with_rows = question.WithRows();
  ASSIGN_OR_RETURN(const std::string cited_rows, CiteAt(request.before().citation(), with_rows, "before.citation"));
  before = At(cited_rows);
  switch (request.after().source_case()) {
    case ComparedSummary::kCitation: {
      ASSIGN_OR_RETURN(const FixedQuestion other, ParseCitation(request.after().citation(), "after.citation"));
      if (CodeOf(other.question) != CodeOf(question)) {
        return InvalidField("after.citation", absl::StrCat("it is of '", ToText(other.question),
                                                           "', expected the parts, regions and "
                                                           "prefectures of `before`: '",
                                                           ToText(question), "'"));
      }
      ASSIGN_OR_RETURN(const std::string rows, CiteAt(request.after().citation(), with_rows, "after.citation"));
      after = At(rows);
      return absl::OkStatus();
    }
    case ComparedSummary::SOURCE_NOT_SET:
      after = ToRequest(with_rows);
      after.set_strict(request.strict());
      return absl::OkStatus();
    default:
      return InvalidField("after", "expected a `citation` beside a citation, or nothing for the newest figures");
  }
}

// The number in `region-3.…`; 0 if the path does not begin so.
int NumberAfter(const std::string& path, const std::string& prefix) {
  int number = 0;
  if (path.starts_with(prefix) && absl::SimpleAtoi(path.substr(prefix.size(), path.find('.') - prefix.size()), &number))
    return number;
  return 0;
}

// The figures of a summary that the question asks for.
Figures AskedFigures(const SummaryQuestion& question, const NationwideSummary& summary) {
  std::set<std::string> printed;
  for (const auto& figure : summary.figures()) printed.insert(PathOf(figure));
  Figures figures = FiguresOf(summary);
  std::erase_if(figures, [&](const auto& figure) {
    const std::string& path = figure.first;
    const int region = NumberAfter(path, "region-"), prefecture = NumberAfter(path, "prefecture-");
    if ((region > 0 && !question.HasRegion(region)) || (prefecture > 0 && !question.HasPrefecture(prefecture)))
      return true;
    return !question.Has(*PartOf(path)) && !(question.Has(Part::kFigures) && printed.contains(path));
  });
  return figures;
}

void Outline(const SummaryQuestion& question, const NationwideSummary& summary, summary::v1::SummaryOutline& outline) {
  outline.set_survey(summary.survey());
  outline.set_reference_month(summary.reference_month());
  *outline.mutable_revisions() = summary.revisions();
  if (summary.has_as_of_time()) *outline.mutable_as_of_time() = summary.as_of_time();
  if (summary.citation().empty()) return;
  const auto citation = CiteAt(summary.citation(), question, "citation");
  if (citation.ok()) outline.set_citation(*citation);
}

void Merge(const CallInfo& from, CallInfo& into) {
  for (const auto* conditions : {&from.missing(), &from.stale()}) {
    auto& to = conditions == &from.missing() ? *into.mutable_missing() : *into.mutable_stale();
    for (const auto& condition : *conditions) {
      bool there = false;
      for (const auto& already : to) there |= already.service() == condition.service();
      if (!there) *to.Add() = condition;
    }
  }
}

// Rows of two summaries are of the same thing if they are of one prefecture, or of one resource.
std::string IdentityOf(const FigureRow& row) {
  return row.prefecture_code().empty() ? row.resources(0) : row.prefecture_code();
}

void AddCauses(const Rows& before, const Rows& after, FigureChange& change) {
  std::map<std::string, RowChange> rows;
  for (const FigureRow& row : before) {
    RowChange& of = rows[IdentityOf(row)];
    *of.mutable_resources_before() = row.resources();
    of.set_prefecture_code(row.prefecture_code());
    of.set_before(row.value());
  }
  for (const FigureRow& row : after) {
    RowChange& of = rows[IdentityOf(row)];
    *of.mutable_resources_after() = row.resources();
    of.set_prefecture_code(row.prefecture_code());
    of.set_after(row.value());
  }
  for (auto& [identity, row] : rows) {
    if (row.before() != row.after()) *change.add_causes() = std::move(row);
  }
}

// The differences, without what causes them. Figures of services that only one side has are no differences.
void AddChanges(const SummaryQuestion& question, const NationwideSummary& before, const NationwideSummary& after,
                CompareSummariesResponse& response) {
  const RevisionVector of_before = RevisionsOf(before), of_after = RevisionsOf(after);
  const Figures figures_before = AskedFigures(question, before), figures_after = AskedFigures(question, after);
  Figures all = figures_before;
  all.insert(figures_after.begin(), figures_after.end());
  for (const auto& [path, value] : all) {
    const PartEntry& part = EntryOf(*PartOf(path));
    if (of_before[part.service].empty() || of_after[part.service].empty()) continue;
    FigureChange change;
    change.set_path(path);
    change.set_part(std::string(part.name));
    const auto left = figures_before.find(path), right = figures_after.find(path);
    // A survey counts all there is, so that what it does not list it has none of.
    const bool counted = part.part == Part::kCouncils || part.part == Part::kPrefectures;
    if (left != figures_before.end() || counted) change.set_before(left == figures_before.end() ? 0 : left->second);
    if (right != figures_after.end() || counted) change.set_after(right == figures_after.end() ? 0 : right->second);
    if (change.has_before() && change.has_after() && change.before() == change.after()) {
      response.set_unchanged_figures(response.unchanged_figures() + 1);
    } else {
      *response.add_changes() = std::move(change);
    }
  }
}

}  // namespace

void CompareDesk::Compare(const CompareSummariesRequest& request, absl::Time deadline,
                          CompareSummariesResponse& response, Done done) {
  auto comparison = std::make_shared<Comparison>(Comparison{{},
                                                            {},
                                                            std::nullopt,
                                                            request.after().survey(),
                                                            request.strict(),
                                                            deadline,
                                                            response,
                                                            std::move(done),
                                                            std::nullopt,
                                                            std::nullopt});
  absl::Status read;
  switch (request.before().source_case()) {
    case ComparedSummary::kSurvey:
      read = ReadSurveys(request, comparison->question, comparison->ask_before);
      break;
    case ComparedSummary::kCitation:
      read = ReadCitations(request, comparison->question, comparison->ask_before, comparison->ask_after.emplace());
      break;
    default:
      read = InvalidField("before", "expected a `survey`, such as 'surveys/2015-12', or a `citation`");
  }
  if (!read.ok()) return comparison->done(read);
  if (request.before().has_citation() && request.after().source_case() == ComparedSummary::SOURCE_NOT_SET)
    AskForNoOlder(request.before().citation(), *comparison->ask_after);
  desk_.Answer(comparison->ask_before, deadline, [this, comparison](const absl::StatusOr<CallAnswer>& answer) {
    if (!answer.ok()) return comparison->done(answer.status());
    comparison->before = *answer;
    AskForAfter(comparison);
  });
}

void CompareDesk::AskForNoOlder(const std::string& citation, GetNationwideSummaryRequest& newest) const {
  const auto cited = ParseCitation(citation, "before.citation");
  if (!cited.ok()) return;
  for (const ServiceEntry& service : Services()) {
    const std::string& revision = cited->revisions[service.id];
    const auto token = ParseRevisionToken(revision, "before.citation");
    // Of a service that is away, the last that is known is flagged.
    if (!token.ok() || !backends_[service.id].Look().current()) continue;
    if (backends_[service.id].Reaches(token->number, revision) != Backend::Reach::kNotYet) continue;
    newest.mutable_freshness()->mutable_at_least()->add_tokens(absl::StrCat(std::string(service.key), "=", revision));
  }
}

void CompareDesk::AskForAfter(const std::shared_ptr<Comparison>& comparison) {
  if (!comparison->ask_after) {
    // Both surveys at the same revisions, so that what was written meanwhile is not taken for a difference.
    const auto before = ReadBody(comparison->before->body);
    if (!before.ok()) return comparison->done(before.status());
    GetNationwideSummaryRequest& asked = comparison->ask_after.emplace(comparison->ask_before);
    asked.set_survey(comparison->survey_after);
    auto other = ReadQuestion(asked);
    if (other.ok() && !before->citation().empty() && !other->survey.empty())
      asked = At(MakeCitation({*std::move(other), RevisionsOf(*before)}));
  }
  desk_.Answer(*comparison->ask_after, comparison->deadline,
               [this, comparison](const absl::StatusOr<CallAnswer>& answer) {
                 if (!answer.ok()) return comparison->done(answer.status());
                 comparison->after = *answer;
                 const bool posted = pool_.Post([this, comparison] { comparison->done(Fill(*comparison)); });
                 if (!posted) comparison->done(ServerBusy());
               });
}

absl::Status CompareDesk::Fill(const Comparison& comparison) {
  if (absl::Now() >= comparison.deadline)
    return absl::DeadlineExceededError("the call's time was up before its turn came");
  ASSIGN_OR_RETURN(const NationwideSummary before, ReadBody(comparison.before->body));
  ASSIGN_OR_RETURN(const NationwideSummary after, ReadBody(comparison.after->body));
  CompareSummariesResponse& response = comparison.response;
  Outline(comparison.question, before, *response.mutable_before());
  Outline(comparison.question, after, *response.mutable_after());
  CallInfo& info = *response.mutable_call_info();
  Merge(comparison.before->info, info);
  Merge(comparison.after->info, info);
  info.set_level(comparison.after->info.level());
  AddChanges(comparison.question, before, after, response);
  const absl::Time deadline = desk_.BackendDeadline(comparison.deadline);
  FigureRows of_before(before, RevisionsOf(before), reads_, deadline);
  FigureRows of_after(after, RevisionsOf(after), reads_, deadline);
  PerService<bool> away;
  for (FigureChange& change : *response.mutable_changes()) {
    const ServiceId service = EntryOf(*PartOf(change.path())).service;
    if (away[service]) continue;
    const auto rows_before = of_before.Of(change.path());
    const auto rows_after = of_after.Of(change.path());
    if (rows_before.ok() && rows_after.ok()) {
      AddCauses(*rows_before, *rows_after, change);
      continue;
    }
    const absl::Status status = rows_before.ok() ? rows_after.status() : rows_before.status();
    if (comparison.strict || !IsNoAnswer(status)) return status;
    away[service] = true;
    AddMissing(service, backends_[service].Look(), "causes", info);
  }
  return absl::OkStatus();
}

}  // namespace zaitaku::gateway
