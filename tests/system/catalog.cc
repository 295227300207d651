#include "tests/system/catalog.h"

#include <cstdlib>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

using catalog::v1::BudgetLine;

constexpr int kLinesEach = 12;  // Budget lines of each writer.
constexpr int kContendedLines = 50;
constexpr int kFirstYear = 2014;
constexpr int kYears = 4;
constexpr char kFundingSources[][64] = {"fundingSources/community-life-support-subsidy",
                                        "fundingSources/community-support-grant", "fundingSources/regional-care-fund",
                                        "fundingSources/state-budget"};

// What a caller may set.
bool SameFacts(const BudgetLine& a, const BudgetLine& b) {
  const auto facts = [](BudgetLine line) {
    line.clear_reviews();
    line.clear_revision_id();
    line.clear_revision_create_time();
    line.clear_etag();
    return line.SerializeAsString();
  };
  return facts(a) == facts(b);
}

absl::StatusOr<std::vector<BudgetLine>> ListLines(Catalog::Client& client,
                                                  const catalog::v1::ListBudgetLinesRequest& request) {
  return client.ListAll(&Catalog::Stub::ListBudgetLines, request, &catalog::v1::ListBudgetLinesResponse::budget_lines);
}

std::string ListedFigure(int fiscal_year, int stage) { return absl::StrCat(fiscal_year, "/", stage, "/listed"); }

// What clients contend for; each amount is another version.
BudgetLine ContendedLine(const std::string& name, int64_t yen) {
  BudgetLine line;
  line.set_name(name);
  line.set_funding_source(kFundingSources[yen % 4]);
  line.set_fiscal_year(kFirstYear + static_cast<int>(yen % kYears));
  line.set_stage(catalog::v1::BUDGET_STAGE_BUDGET);
  line.mutable_amount()->set_yen(yen);
  line.mutable_amount()->set_unit(catalog::v1::MONEY_UNIT_YEN);
  return line;
}

}  // namespace

std::string Catalog::Binary() { return BinaryOr("ZAITAKU_CATALOG_BINARY", ZAITAKU_CATALOG_BINARY); }

absl::Status Catalog::Seed(Client& client) {
  catalog::v1::ImportEntriesRequest request;
  for (const char* name : {"programs", "funding_sources", "budget_lines", "guidelines"}) {
    request.mutable_content()->append(ReadData(absl::StrCat("catalog/", name, ".jsonl")));
  }
  return client.Call(&Stub::ImportEntries, request).status();
}

absl::StatusOr<std::vector<std::vector<std::string>>> Catalog::Deal(Client& client, int writers) {
  catalog::v1::ListProgramsRequest request;
  request.set_page_size(1000);
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::ListPrograms, request));
  if (response.programs_size() < writers) return absl::InternalError("too few programmes were imported");
  std::vector<std::vector<std::string>> dealt(writers);
  for (int i = 0; i < response.programs_size(); ++i) dealt[i % writers].push_back(response.programs(i).name());
  for (int i = 0; i < writers * kLinesEach; ++i) dealt[i % writers].push_back(absl::StrCat("budgetLines/line-", i));
  return dealt;
}

const std::string& Catalog::Change::request_id() const {
  return std::visit([](const auto& sent) -> const std::string& { return sent.request_id(); }, request);
}

std::string Catalog::Change::ToText() const {
  return std::visit([](const auto& sent) { return sent.ShortDebugString(); }, request);
}

Catalog::Changes::Changes(int number, const std::vector<std::string>& resources, unsigned int seed)
    : number_(number), random_(seed) {
  for (const std::string& name : resources) {
    if (name.starts_with("programs/")) {
      programs_.push_back(name);
    } else {
      lines_[name];
    }
  }
}

Catalog::Change Catalog::Changes::Next() {
  Change change;
  const std::string request_id = absl::StrCat("writer-", number_, ".", sequence_);
  if (Below(40) == 0) {
    ChangeProgram(request_id, change);
  } else {
    ChangeLine(request_id, change);
  }
  ++sequence_;
  return change;
}

void Catalog::Changes::ChangeProgram(const std::string& request_id, Change& change) {
  catalog::v1::UpdateProgramRequest request;
  request.set_request_id(request_id);
  request.mutable_program()->set_name(programs_[Below(static_cast<int>(programs_.size()))]);
  request.mutable_program()->mutable_purpose()->set_ja(absl::StrCat("目的", request_id));
  request.mutable_update_mask()->add_paths("purpose");
  change.request = request;
}

void Catalog::Changes::ChangeLine(const std::string& request_id, Change& change) {
  auto& [name, current] = *std::next(lines_.begin(), Below(static_cast<int>(lines_.size())));
  const bool exists = !current.name().empty();
  change.before = current;
  if (exists && Below(5) == 0) {
    catalog::v1::DeleteBudgetLineRequest request;
    request.set_request_id(request_id);
    request.set_reason(absl::StrCat("削除", sequence_));
    request.set_name(name);
    change.request = request;
  } else {
    catalog::v1::UpdateBudgetLineRequest request;
    request.set_request_id(request_id);
    request.set_allow_missing(!exists);
    change.after = *request.mutable_budget_line() = AnyLine(name);
    if (exists && Below(3) == 0) {
      // The other fields of the request do not count.
      request.mutable_update_mask()->add_paths("amount");
      request.mutable_update_mask()->add_paths("bureau");
      change.after = current;
      change.after.set_bureau(request.budget_line().bureau());
      // Of another stage, the amount might be negative.
      request.mutable_budget_line()->mutable_amount()->set_yen(std::abs(request.budget_line().amount().yen()));
      *change.after.mutable_amount() = request.budget_line().amount();
    }
    change.request = request;
  }
  current = change.after;
}

BudgetLine Catalog::Changes::AnyLine(const std::string& name) {
  BudgetLine line;
  line.set_name(name);
  if (Below(3) != 0) line.set_program(programs_[Below(static_cast<int>(programs_.size()))]);
  if (line.program().empty() || Below(3) != 0) line.set_funding_source(kFundingSources[Below(4)]);
  line.set_fiscal_year(kFirstYear + Below(kYears));
  line.set_stage(OneOf<catalog::v1::BudgetStage>(1, catalog::v1::BudgetStage_MAX));
  line.set_bureau(OneOf<catalog::v1::Bureau>(0, catalog::v1::Bureau_MAX));
  line.set_field(OneOf<catalog::v1::CareField>(0, catalog::v1::CareField_MAX));
  // No two of a writer are equal.
  const int64_t yen = 1 + sequence_ * 1000 + Below(1000);
  const bool negative = line.stage() == catalog::v1::BUDGET_STAGE_SUPPLEMENTARY && Below(2) == 0;
  line.mutable_amount()->set_yen(negative ? -yen : yen);
  line.mutable_amount()->set_unit(catalog::v1::MONEY_UNIT_YEN);
  line.mutable_amount()->set_rounding(catalog::v1::ROUNDING_EXACT);
  return line;
}

absl::StatusOr<Answer> Catalog::Send(Client& client, const Change& change, absl::Duration patience) {
  if (const auto* update = std::get_if<catalog::v1::UpdateBudgetLineRequest>(&change.request)) {
    ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateBudgetLine, *update, patience));
    return Answer{response.revision(), !response.unchanged() && SameFacts(response.budget_line(), change.after),
                  response.ShortDebugString()};
  }
  if (const auto* deletion = std::get_if<catalog::v1::DeleteBudgetLineRequest>(&change.request)) {
    ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::DeleteBudgetLine, *deletion, patience));
    return Answer{response.revision(), true, response.ShortDebugString()};
  }
  const auto& update = std::get<catalog::v1::UpdateProgramRequest>(change.request);
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateProgram, update, patience));
  return Answer{response.revision(),
                !response.unchanged() && response.program().name() == update.program().name() &&
                    response.program().purpose().ja() == update.program().purpose().ja(),
                response.ShortDebugString()};
}

absl::StatusOr<bool> Catalog::IsHeld(Client& client, const Change& change, const std::string& revision) {
  if (const auto* update = std::get_if<catalog::v1::UpdateProgramRequest>(&change.request)) {
    catalog::v1::GetProgramRequest request;
    request.set_name(update->program().name());
    request.set_revision(revision);
    ASSIGN_OR_RETURN(const auto program, client.Call(&Stub::GetProgram, request));
    return program.purpose().ja() == update->program().purpose().ja();
  }
  const bool deleted = change.after.name().empty();
  catalog::v1::GetBudgetLineRequest request;
  request.set_name(deleted ? change.before.name() : change.after.name());
  request.set_revision(revision);
  const auto line = client.Call(&Stub::GetBudgetLine, request);
  if (deleted && ReasonOf(line.status()) == type::v1::ERROR_REASON_RESOURCE_NOT_FOUND) return true;
  RETURN_IF_ERROR(line.status());
  return !deleted && SameFacts(*line, change.after);
}

bool Catalog::IsShown(const type::v1::RevisionRecord& record, const Change& change) {
  if (record.changes_size() != 1) return false;
  const type::v1::ResourceChange& shown = record.changes(0);
  if (const auto* update = std::get_if<catalog::v1::UpdateProgramRequest>(&change.request)) {
    catalog::v1::Program program;
    return shown.name() == update->program().name() && shown.after().UnpackTo(&program) &&
           program.purpose().ja() == update->program().purpose().ja();
  }
  return shown.name() == (change.after.name().empty() ? change.before.name() : change.after.name()) &&
         IsValue(shown.has_before(), shown.before(), change.before, &SameFacts) &&
         IsValue(shown.has_after(), shown.after(), change.after, &SameFacts);
}

absl::StatusOr<FlatTotals> Catalog::TotalsAt(Client& client, const std::string& revision) {
  catalog::v1::GetBudgetTotalsRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto answer, client.Call(&Stub::GetBudgetTotals, request));
  FlatTotals flat = Flatten({answer.totals().begin(), answer.totals().end()});
  for (const catalog::v1::BudgetTotal& total : answer.totals()) {
    catalog::v1::ListBudgetLinesRequest of_total;
    of_total.set_fiscal_year(total.fiscal_year());
    of_total.set_stage(total.stage());
    of_total.set_revision(revision);
    ASSIGN_OR_RETURN(const auto lines, ListLines(client, of_total));
    flat[ListedFigure(total.fiscal_year(), total.stage())] = static_cast<int64_t>(lines.size());
  }
  return flat;
}

absl::StatusOr<FlatTotals> Catalog::RecountAt(Client& client, const std::string& revision) {
  catalog::v1::ListBudgetLinesRequest all;
  all.set_revision(revision);
  ASSIGN_OR_RETURN(const auto lines, ListLines(client, all));
  FlatTotals flat = Recount(lines);
  for (const BudgetLine& line : lines) ++flat[ListedFigure(line.fiscal_year(), line.stage())];
  return flat;
}

absl::StatusOr<std::vector<std::string>> Catalog::Contended(Client& client) {
  catalog::v1::BatchUpdateEntriesRequest request;
  std::vector<std::string> names;
  for (int i = 0; i < kContendedLines; ++i) {
    names.push_back(absl::StrCat("budgetLines/contended-", i));
    catalog::v1::EntryChange& change = *request.add_changes();
    change.set_allow_missing(true);
    *change.mutable_entry()->mutable_budget_line() = ContendedLine(names.back(), 0);
  }
  RETURN_IF_ERROR(client.Call(&Stub::BatchUpdateEntries, request).status());
  return names;
}

absl::StatusOr<std::string> Catalog::EtagOf(Client& client, const std::string& name) {
  catalog::v1::GetBudgetLineRequest request;
  request.set_name(name);
  ASSIGN_OR_RETURN(const auto line, client.Call(&Stub::GetBudgetLine, request));
  return line.etag();
}

absl::StatusOr<bool> Catalog::UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                          int sequence) {
  catalog::v1::UpdateBudgetLineRequest update;
  *update.mutable_budget_line() = ContendedLine(name, 1 + sequence + number * int64_t{1000000});
  update.mutable_budget_line()->set_etag(etag);
  update.set_request_id(absl::StrCat("client-", number, ".", sequence));
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateBudgetLine, update));
  return !response.unchanged();
}

}  // namespace zaitaku
