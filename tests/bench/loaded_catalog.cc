#include "tests/bench/loaded_catalog.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/budget_lines.h"

namespace zaitaku::bench {
namespace {

using catalog::v1::CatalogService;

constexpr absl::Duration kPatience = absl::Minutes(2);  // For a file of lines.
constexpr size_t kFileBytes = 1000 * 1000;              // Below the limit of an import.
constexpr int kPage = 10;                               // As many lines of a year and stage as 1,000 lines have.
constexpr int kQuestionYear = 2016;
constexpr int kSpareYear = 1990;  // Before the years of the lines.
constexpr char kPromotion[] = "programs/home-care-promotion";

template <typename Request, typename Response>
absl::StatusOr<Response> Call(CatalogService::Stub& stub,
                              grpc::Status (CatalogService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                           Response*),
                              const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  Response response;
  RETURN_IF_ERROR(FromGrpc((stub.*method)(&context, request, &response)));
  return response;
}

absl::Status Wrong(const std::string& question, const std::string& answer) {
  return absl::InternalError(absl::StrCat("wrong answer to ", question, ": ", answer.substr(0, 1000)));
}

absl::StatusOr<std::string> ReadData(const std::string& name) {
  std::ifstream file(std::string(ZAITAKU_SOURCE_DIR "/data/catalog/") + name, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (content.empty()) return absl::NotFoundError("cannot read " + name);
  return content;
}

std::string ToJsonLine(const catalog::v1::BudgetLine& line) {
  catalog::v1::CatalogEntry entry;
  *entry.mutable_budget_line() = line;
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_enums_as_ints = true;
  std::string json;
  (void)google::protobuf::util::MessageToJsonString(entry, &json, options);
  return json + "\n";
}

bool IsSum(const catalog::v1::BudgetTotal& total, const LineSum& sum) {
  return total.line_count() == sum.lines && total.total().yen() == sum.yen;
}

}  // namespace

LoadedCatalog::LoadedCatalog(int lines) : lines_(lines), sums_(AddUp(lines)), process_(ZAITAKU_CATALOG_BINARY) {
  process_.AddArguments({"--database", process_.File("catalog.db")});
}

absl::StatusOr<std::unique_ptr<LoadedCatalog>> LoadedCatalog::Start(int lines) {
  std::unique_ptr<LoadedCatalog> loaded(new LoadedCatalog(lines));
  RETURN_IF_ERROR(loaded->process_.Start());
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // Each catalogue's connection is its own.
  loaded->stub_ = CatalogService::NewStub(
      grpc::CreateCustomChannel(loaded->process_.address(), grpc::InsecureChannelCredentials(), arguments));
  RETURN_IF_ERROR(loaded->Load());
  return loaded;
}

absl::Status LoadedCatalog::Load() {
  catalog::v1::ImportEntriesRequest request;
  for (const char* name : {"programs.jsonl", "funding_sources.jsonl", "guidelines.jsonl"}) {
    ASSIGN_OR_RETURN(const std::string content, ReadData(name));
    request.mutable_content()->append(content);
  }
  RETURN_IF_ERROR(Call(*stub_, &CatalogService::Stub::ImportEntries, request).status());
  const absl::Time start = absl::Now();
  std::string content;
  int waiting = 0;
  for (int number = 0; number < lines_; ++number) {
    const std::string line = ToJsonLine(NumberedLine(number));
    if (content.size() + line.size() > kFileBytes) {
      RETURN_IF_ERROR(Import(content, waiting));
      ++files_;
      content.clear();
      waiting = 0;
    }
    content += line;
    ++waiting;
  }
  RETURN_IF_ERROR(Import(content, waiting));
  ++files_;
  load_time_ = absl::Now() - start;
  revisions_ = files_;
  return absl::OkStatus();
}

absl::Status LoadedCatalog::Age(int revisions) {
  for (; revisions_ < revisions; revisions_ += 2) {
    RETURN_IF_ERROR(MoveLines(true));
    RETURN_IF_ERROR(MoveLines(false));
  }
  return absl::OkStatus();
}

// Out of their year and stage into one that has no other lines, or back.
absl::Status LoadedCatalog::MoveLines(bool out) {
  std::string content;
  for (int number = 0; number < kLinesOfAllCells; ++number) {
    catalog::v1::BudgetLine line = NumberedLine(number);
    if (out) line.set_stage(catalog::v1::BUDGET_STAGE_SETTLEMENT);
    if (out) line.set_fiscal_year(kSpareYear);
    content += ToJsonLine(line);
  }
  return Import(content, kLinesOfAllCells);
}

absl::Status LoadedCatalog::Import(const std::string& content, int expected) {
  catalog::v1::ImportEntriesRequest request;
  request.set_content(content);
  request.set_format(catalog::v1::ImportEntriesRequest::FORMAT_JSON_LINES);
  ASSIGN_OR_RETURN(const auto response, Call(*stub_, &CatalogService::Stub::ImportEntries, request));
  const int written = response.created_size() + response.changed_size();
  if (written == expected) return absl::OkStatus();
  return Wrong("an import", absl::StrCat(written, " of ", expected, " lines are new or changed"));
}

absl::Status LoadedCatalog::Get() {
  const catalog::v1::BudgetLine expected = NumberedLine(AnyLine());
  catalog::v1::GetBudgetLineRequest request;
  request.set_name(expected.name());
  ASSIGN_OR_RETURN(const auto line, Call(*stub_, &CatalogService::Stub::GetBudgetLine, request));
  const bool right = line.name() == expected.name() && line.amount().yen() == expected.amount().yen() &&
                     line.stage() == expected.stage() && line.fiscal_year() == expected.fiscal_year();
  return right ? absl::OkStatus() : Wrong("get", line.ShortDebugString());
}

absl::Status LoadedCatalog::List() {
  const catalog::v1::BudgetLine one = NumberedLine(AnyLine());
  catalog::v1::ListBudgetLinesRequest request;
  request.set_fiscal_year(one.fiscal_year());
  request.set_stage(one.stage());
  request.set_page_size(kPage);
  ASSIGN_OR_RETURN(const auto page, Call(*stub_, &CatalogService::Stub::ListBudgetLines, request));
  const int64_t expected = std::min<int64_t>(kPage, sums_.at({one.fiscal_year(), one.stage()}).lines);
  bool right = page.budget_lines_size() == expected;
  for (const auto& line : page.budget_lines()) {
    right = right && line.fiscal_year() == one.fiscal_year() && line.stage() == one.stage();
  }
  return right ? absl::OkStatus() : Wrong("list", page.ShortDebugString());
}

absl::Status LoadedCatalog::Search() {
  catalog::v1::SearchCatalogRequest request;
  request.set_query("在宅医療推進事業");
  ASSIGN_OR_RETURN(const auto found, Call(*stub_, &CatalogService::Stub::SearchCatalog, request));
  const bool right = found.results_size() > 0 && found.results(0).name() == kPromotion;
  return right ? absl::OkStatus() : Wrong("search", found.ShortDebugString());
}

absl::Status LoadedCatalog::FindEligible() {
  catalog::v1::FindEligibleProgramsRequest request;
  request.set_kind(catalog::v1::GOVERNMENT_KIND_MUNICIPALITY);
  request.set_field(catalog::v1::CARE_FIELD_COORDINATION);
  request.set_fiscal_year(kQuestionYear);
  ASSIGN_OR_RETURN(const auto found, Call(*stub_, &CatalogService::Stub::FindEligiblePrograms, request));
  const bool right =
      found.programs_size() == 1 && found.programs(0).program().name() == "programs/home-care-coordination";
  return right ? absl::OkStatus() : Wrong("eligibility", found.ShortDebugString());
}

absl::Status LoadedCatalog::TotalsOfOne() {
  const catalog::v1::BudgetLine one = NumberedLine(AnyLine());
  catalog::v1::GetBudgetTotalsRequest request;
  request.set_fiscal_year(one.fiscal_year());
  request.set_stage(one.stage());
  ASSIGN_OR_RETURN(const auto answer, Call(*stub_, &CatalogService::Stub::GetBudgetTotals, request));
  const bool right = answer.totals_size() == 1 && IsSum(answer.totals(0), sums_.at({one.fiscal_year(), one.stage()}));
  return right ? absl::OkStatus() : Wrong("totals of a year and stage", answer.ShortDebugString());
}

absl::Status LoadedCatalog::TotalsOfAll() {
  ASSIGN_OR_RETURN(const auto answer,
                   Call(*stub_, &CatalogService::Stub::GetBudgetTotals, catalog::v1::GetBudgetTotalsRequest()));
  bool right = answer.totals_size() == static_cast<int>(sums_.size());
  for (const auto& total : answer.totals()) {
    const auto sum = sums_.find({total.fiscal_year(), total.stage()});
    right = right && sum != sums_.end() && IsSum(total, sum->second);
  }
  return right ? absl::OkStatus() : Wrong("totals", answer.ShortDebugString());
}

}  // namespace zaitaku::bench
