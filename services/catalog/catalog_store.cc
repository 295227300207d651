#include "services/catalog/catalog_store.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"
#include "services/catalog/catalog_index.h"
#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_totals.h"

namespace zaitaku::catalog {
namespace {

constexpr int kMaxAncestors = 10;
constexpr int kMaxSums = 100;
constexpr int kMaxLines = 1000;
// Of the lines in one answer, all totals taken together: clients take at most 4 MiB.
constexpr size_t kMaxLinesBytes = 2 << 20;
constexpr int kLinesAtATime = 1000;

void AddLine(const v1::BudgetLine& line, int64_t sign, Transaction& transaction) {
  const std::string scope = ScopeOf({line.fiscal_year(), line.stage()});
  for (const auto& [cell, amount] : CellsOf(line)) transaction.AddToTotal(scope, cell, sign * amount);
}

// Moves the totals; only budget lines have any.
template <typename Resource>
absl::Status MoveTotals(Transaction&, const Resource*, const std::string&) {
  return absl::OkStatus();
}
template <>
absl::Status MoveTotals(Transaction& transaction, const v1::BudgetLine* after, const std::string& name) {
  ASSIGN_OR_RETURN(const auto before, transaction.Find<v1::BudgetLine>(name));
  if (before) AddLine(*before, -1, transaction);
  if (after != nullptr) AddLine(*after, 1, transaction);
  return absl::OkStatus();
}

// A printed sum adds up lines of its own fiscal year and stage, and no sums.
bool MayAddUp(const v1::BudgetLine& sum, const v1::BudgetLine& term) {
  return term.fiscal_year() == sum.fiscal_year() && term.stage() == sum.stage() && term.sum_of().empty();
}

std::string NotATerm(const v1::BudgetLine& sum, const v1::BudgetLine& term) {
  return absl::StrCat("'", sum.name(), "' adds up ", Quoted(term.name()),
                      ", expected lines of its own fiscal year and stage that are no sums themselves");
}

}  // namespace

template <typename Resource>
absl::Status CatalogWriter::Put(Resource& resource, const std::string& path) {
  RETURN_IF_ERROR(MoveTotals(transaction_, &resource, resource.name()));
  RETURN_IF_ERROR(transaction_.Put(resource));
  written_.push_back({resource.name(), path});
  written_names_.insert(resource.name());
  return transaction_.Index(resource.name(), IndexOf(resource));
}

template <typename Resource>
absl::Status CatalogWriter::Delete(const Resource& resource) {
  RETURN_IF_ERROR(CheckUnused(transaction_, resource.name()));
  RETURN_IF_ERROR(MoveTotals(transaction_, static_cast<const Resource*>(nullptr), resource.name()));
  return transaction_.Delete(resource.name());
}

template absl::Status CatalogWriter::Put(v1::Program&, const std::string&);
template absl::Status CatalogWriter::Put(v1::FundingSource&, const std::string&);
template absl::Status CatalogWriter::Put(v1::BudgetLine&, const std::string&);
template absl::Status CatalogWriter::Put(v1::Guideline&, const std::string&);
template absl::Status CatalogWriter::Delete(const v1::Program&);
template absl::Status CatalogWriter::Delete(const v1::FundingSource&);
template absl::Status CatalogWriter::Delete(const v1::BudgetLine&);
template absl::Status CatalogWriter::Delete(const v1::Guideline&);

template <typename Resource>
absl::Status CatalogWriter::CheckExist(const Written& written, std::vector<WrongReference>& wrong) {
  ASSIGN_OR_RETURN(const Resource resource, transaction_.Get<Resource>(written.name));
  return FindMissing(transaction_, ReferencesOf(resource), written.path, wrong);
}

absl::Status CatalogWriter::CheckProgram(const Written& written, std::vector<WrongReference>& wrong) {
  RETURN_IF_ERROR(CheckExist<v1::Program>(written, wrong));
  std::string ancestor = written.name;
  for (int above = 0;; ++above) {
    ASSIGN_OR_RETURN(const auto program, transaction_.Find<v1::Program>(ancestor));
    if (!program || program->parent().empty()) return absl::OkStatus();
    ancestor = program->parent();
    if (ancestor == written.name || above == kMaxAncestors) break;
  }
  wrong.push_back(
      {written.path, "parent",
       absl::StrCat("expected a programme that is not a part of this one, and at most ", kMaxAncestors, " above it"),
       ""});
  return absl::OkStatus();
}

absl::Status CatalogWriter::CheckSum(const v1::BudgetLine& sum, const std::string& path,
                                     std::vector<WrongReference>& wrong) {
  for (int i = 0; i < sum.sum_of_size(); ++i) {
    ASSIGN_OR_RETURN(const auto term, transaction_.Find<v1::BudgetLine>(sum.sum_of(i)));
    if (!term || MayAddUp(sum, *term)) continue;  // What is not there is said by CheckExist.
    wrong.push_back({path, absl::StrCat("sum_of[", i, "]"), NotATerm(sum, *term), ""});
  }
  return absl::OkStatus();
}

absl::Status CatalogWriter::CheckUsers(const v1::BudgetLine& line, const std::string& path,
                                       std::vector<WrongReference>& wrong) {
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto users, transaction_.LabelledNames(ReferrerLabel(line.name()), after, kLinesAtATime));
    for (const std::string& user : users) {
      if (written_names_.contains(user)) continue;
      ASSIGN_OR_RETURN(const auto sum, transaction_.Get<v1::BudgetLine>(user));
      if (!MayAddUp(sum, line)) wrong.push_back({path, "name", NotATerm(sum, line), ""});
    }
    if (users.size() < kLinesAtATime) return absl::OkStatus();
    after = users.back();
  }
}

absl::Status CatalogWriter::CheckLine(const Written& written, std::vector<WrongReference>& wrong) {
  RETURN_IF_ERROR(CheckExist<v1::BudgetLine>(written, wrong));
  ASSIGN_OR_RETURN(const auto line, transaction_.Get<v1::BudgetLine>(written.name));
  RETURN_IF_ERROR(CheckSum(line, written.path, wrong));
  return CheckUsers(line, written.path, wrong);
}

absl::StatusOr<std::vector<WrongReference>> CatalogWriter::FindWrongReferences() {
  std::vector<WrongReference> wrong;
  for (const Written& written : written_) {
    if (written.name.starts_with(kPrograms)) RETURN_IF_ERROR(CheckProgram(written, wrong));
    if (written.name.starts_with(kBudgetLines)) RETURN_IF_ERROR(CheckLine(written, wrong));
    if (written.name.starts_with(kGuidelines)) RETURN_IF_ERROR(CheckExist<v1::Guideline>(written, wrong));
  }
  written_.clear();
  written_names_.clear();
  return wrong;
}

absl::Status CatalogWriter::CheckReferences() {
  ASSIGN_OR_RETURN(const auto wrong, FindWrongReferences());
  return ToStatus(wrong);
}

absl::StatusOr<std::map<CellName, int64_t>> RecomputeTotals(const ResourceReader& reader) {
  std::map<CellName, int64_t> totals;
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto lines, reader.List<v1::BudgetLine>(kBudgetLines, after, kLinesAtATime));
    for (const v1::BudgetLine& line : lines) {
      const std::string scope = ScopeOf({line.fiscal_year(), line.stage()});
      for (const auto& [cell, amount] : CellsOf(line)) totals[{scope, cell}] += amount;
    }
    if (lines.size() < kLinesAtATime) return totals;
    after = lines.back().name();
  }
}

namespace {

absl::Status AddPrintedSums(const ResourceReader& reader, v1::MoneyUnit unit, v1::BudgetTotal& total) {
  const std::string label = SumLabel(total.fiscal_year(), total.stage());
  ASSIGN_OR_RETURN(const auto sums, reader.ListByLabel<v1::BudgetLine>(label, "", kMaxSums));
  for (const v1::BudgetLine& sum : sums) {
    v1::PrintedSum& printed = *total.add_printed_sums();
    printed.set_budget_line(sum.name());
    *printed.mutable_printed() = ToMoney(sum.amount().yen(), unit);
    int64_t computed = 0;
    for (const std::string& name : sum.sum_of()) {
      ASSIGN_OR_RETURN(const auto line, reader.Get<v1::BudgetLine>(name));
      computed += line.amount().yen();
      v1::SumTerm& term = *printed.add_terms();
      term.set_budget_line(name);
      *term.mutable_amount() = ToMoney(line.amount().yen(), unit);
    }
    *printed.mutable_computed() = ToMoney(computed, unit);
    printed.set_matches(computed == sum.amount().yen());
  }
  return absl::OkStatus();
}

// The first lines, as far as there is room for them.
absl::Status AddLines(const ResourceReader& reader, size_t& room_bytes, v1::BudgetTotal& total) {
  const std::string label = LineLabel("fiscal-year-stage", YearStageKey(total.fiscal_year(), total.stage()));
  ASSIGN_OR_RETURN(auto lines, reader.ListByLabel<v1::BudgetLine>(label, "", kMaxLines));
  for (v1::BudgetLine& line : lines) {
    if (!line.sum_of().empty()) continue;
    if (line.ByteSizeLong() > room_bytes) {
      room_bytes = 0;
      return absl::OkStatus();
    }
    room_bytes -= line.ByteSizeLong();
    *total.add_lines() = std::move(line);
  }
  return absl::OkStatus();
}

using CellsByYearStage = std::map<YearStage, std::map<std::string, int64_t>>;

// The cells of the years and stages asked for. One scope is read by itself.
absl::StatusOr<CellsByYearStage> ReadCells(const ResourceReader& reader, const v1::GetBudgetTotalsRequest& request) {
  CellsByYearStage cells;
  const bool year = request.fiscal_year() != 0, stage = request.stage() != v1::BUDGET_STAGE_UNSPECIFIED;
  if (year && stage) {
    const YearStage asked{request.fiscal_year(), request.stage()};
    ASSIGN_OR_RETURN(cells[asked], reader.Totals(ScopeOf(asked)));
    return cells;
  }
  ASSIGN_OR_RETURN(const auto all, reader.AllTotals());
  for (const auto& [name, value] : all) {
    const auto scope = ParseScope(name.first);
    if (!scope || (year && scope->first != request.fiscal_year()) || (stage && scope->second != request.stage()))
      continue;
    cells[*scope][name.second] = value;
  }
  return cells;
}

}  // namespace

absl::Status ReadBudgetTotals(const ResourceReader& reader, const v1::GetBudgetTotalsRequest& request,
                              v1::GetBudgetTotalsResponse& response) {
  ASSIGN_OR_RETURN(const CellsByYearStage cells, ReadCells(reader, request));
  size_t room_bytes = kMaxLinesBytes;
  for (const auto& [year_stage, of_scope] : cells) {
    v1::BudgetTotal total = TotalFromCells(year_stage, of_scope, request.unit());
    RETURN_IF_ERROR(AddPrintedSums(reader, request.unit(), total));
    if (total.line_count() == 0 && total.printed_sums().empty()) continue;  // Its lines were deleted.
    if (request.include_lines()) RETURN_IF_ERROR(AddLines(reader, room_bytes, total));
    *response.add_totals() = std::move(total);
  }
  return absl::OkStatus();
}

}  // namespace zaitaku::catalog
