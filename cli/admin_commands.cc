#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/service_calls.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

using type::v1::CheckTotalsResponse;
using type::v1::VerifyAuditResponse;

constexpr char kCouncilService[] = "council";
constexpr char kCatalogService[] = "catalog";
constexpr char kTrainingService[] = "training";

Server ReadService(const std::string& service) {
  if (service == kCatalogService) return Server::kProgramCatalog;
  return service == kTrainingService ? Server::kTrainingEvents : Server::kCouncilRegistry;
}

// Adds --service to a command.
void AddService(Commands& commands, CLI::App& verb, std::string& service) {
  service = kCouncilService;
  verb.add_option("--service", service,
                  commands.Say({"サービス（協議会レジストリ、事業カタログ、研修等行事）",
                                "Which service: the council registry, the programme catalogue, the training events"}))
      ->check(CLI::IsMember({kCouncilService, kCatalogService, kTrainingService}))
      ->option_text("council|catalog|training [council]");
}

absl::StatusOr<VerifyAuditResponse> Verify(Session& session, Server server, const std::string& exported_head) {
  type::v1::VerifyAuditRequest request;
  request.set_exported_head(exported_head);
  return ServiceCalls(session.connection(), server).VerifyAudit(request);
}

int FailVerify(Session& session, Server server, const absl::Status& status) {
  return session.Fail({"監査記録の検証", "verify the audit chain"}, status, server);
}

void PrintProblems(const VerifyAuditResponse& response, std::ostream& out) {
  for (const std::string& problem : response.problems()) out << "- " << Printable(problem) << '\n';
}

void PrintVerdict(Session& session, const VerifyAuditResponse& response) {
  const int count = response.verified_revisions();
  const Text verdict = response.whole() ? Text{"監査記録は完全です", "the audit chain is whole"}
                                        : Text{"監査記録が完全ではありません", "the audit chain is NOT whole"};
  session.out() << session.style().Paint(response.whole() ? Tone::kGood : Tone::kBad, session.Say(verdict))
                << session.Say({absl::StrCat("：", count, " リビジョン、末尾 "),
                                absl::StrCat(": ", count, count == 1 ? " revision" : " revisions", ", head ")})
                << Printable(response.head()) << '\n';
  PrintProblems(response, session.out());
}

// The findings are the result, so they go to stdout.
int VerifyAudit(Session& session, const std::string& service, const std::string& exported_head) {
  const Server server = ReadService(service);
  const auto response = Verify(session, server, exported_head);
  if (!response.ok()) return FailVerify(session, server, response.status());
  switch (session.settings().output) {
    case Output::kTable:
      PrintVerdict(session, *response);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"problem"});
      for (const std::string& problem : response->problems()) WriteCsvRow(session.out(), {problem});
      break;
  }
  return response->whole() ? kExitOk : kExitFindings;
}

// The result is the head alone, to be kept in a file. A head of a broken history must not get there.
int PrintHead(Session& session, const std::string& service) {
  const Server server = ReadService(service);
  const auto response = Verify(session, server, "");
  if (!response.ok()) return FailVerify(session, server, response.status());
  if (!response->whole()) {
    session.Note(
        {"監査記録が完全ではないため、末尾を出力しません", "the audit chain is NOT whole; its head is not printed"});
    PrintProblems(*response, session.err());
    return kExitFindings;
  }
  switch (session.settings().output) {
    case Output::kTable:
      session.out() << Printable(response->head()) << '\n';
      break;
    case Output::kJson:
      session.out() << ToJsonObject({{"head", response->head()}});
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"head"});
      WriteCsvRow(session.out(), {response->head()});
      break;
  }
  return kExitOk;
}

void PrintTotals(Session& session, const CheckTotalsResponse& response) {
  const int count = response.compared_cells();
  const Text verdict = response.correct() ? Text{"集計値は明細と一致しています", "the totals agree with the rows"}
                                          : Text{"集計値が明細と相違しています", "the totals DIFFER from the rows"};
  session.out() << session.style().Paint(response.correct() ? Tone::kGood : Tone::kBad, session.Say(verdict))
                << session.Say({absl::StrCat("：", count, " 項目、リビジョン "),
                                absl::StrCat(": ", count, count == 1 ? " cell" : " cells", ", revision ")})
                << Printable(response.revision()) << '\n';
  if (response.differences().empty()) return;
  Table table({{session.Say({"範囲", "Scope"})},
               {session.Say({"項目", "Cell"})},
               {session.Say({"集計値", "Total"}), Align::kRight},
               {session.Say({"明細の計", "Rows"}), Align::kRight}});
  for (const auto& difference : response.differences()) {
    table.AddRow({difference.scope(), difference.cell(), Cell(absl::StrCat(difference.total()), Tone::kBad),
                  absl::StrCat(difference.recomputed())});
  }
  table.Print(session.out(), session.style());
}

int CheckTotals(Session& session, const std::string& service) {
  const Server server = ReadService(service);
  const auto response = ServiceCalls(session.connection(), server).CheckTotals();
  if (!response.ok()) return session.Fail({"集計値の検査", "check the totals"}, response.status(), server);
  switch (session.settings().output) {
    case Output::kTable:
      PrintTotals(session, *response);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"scope", "cell", "total", "recomputed"});
      for (const auto& difference : response->differences()) {
        WriteCsvRow(session.out(), {difference.scope(), difference.cell(), absl::StrCat(difference.total()),
                                    absl::StrCat(difference.recomputed())});
      }
      break;
  }
  return response->correct() ? kExitOk : kExitFindings;
}

void AddVerify(Commands& commands, CLI::App& audit) {
  const auto service = std::make_shared<std::string>();
  const auto exported = std::make_shared<std::string>();
  CLI::App& verify = commands.AddVerb(
      audit, "verify",
      {"監査記録を保存内容から計算し直して比べます。完全でなければ、所見を示して終了コード 1 です。履歴が長いほど"
       "時間がかかります。",
       "Recomputes the audit chain from what is stored. If it is not whole, lists what is wrong and exits with 1. "
       "Takes "
       "the longer, the longer the history is."},
      {"zaitaku admin audit verify", "zaitaku admin audit verify --service catalog",
       "zaitaku admin audit verify --exported-head $(cat head.txt) --timeout 2m"},
      [service, exported](Session& session) { return VerifyAudit(session, *service, *exported); });
  AddService(commands, verify, *service);
  verify
      .add_option("--exported-head", *exported,
                  commands.Say({"以前に控えた末尾。履歴に含まれることも確認",
                                "A head that was kept before; the history must contain it"}))
      ->option_text("TOKEN");
}

void AddHead(Commands& commands, CLI::App& audit) {
  const auto service = std::make_shared<std::string>();
  CLI::App& head = commands.AddVerb(
      audit, "head",
      {"監査記録を検証し、末尾のトークンを出力します。別の場所に控えてください。完全でなければ何も出力せず、"
       "終了コード 1 です。",
       "Verifies the audit chain, then prints its head token, to be kept elsewhere. If it is not whole, "
       "prints none and exits with 1."},
      {"zaitaku admin audit head > head.txt", "zaitaku admin audit head --service catalog > catalog-head.txt"},
      [service](Session& session) { return PrintHead(session, *service); });
  AddService(commands, head, *service);
}

void AddTotals(Commands& commands, CLI::App& totals) {
  const auto service = std::make_shared<std::string>();
  CLI::App& check =
      commands.AddVerb(totals, "check",
                       {"集計値を明細から計算し直して比べます。相違があれば終了コード 1 です。",
                        "Recomputes the totals from the rows. Exits with 1 if any differs, and shows which."},
                       {"zaitaku admin totals check", "zaitaku admin totals check --service catalog -o json"},
                       [service](Session& session) { return CheckTotals(session, *service); });
  AddService(commands, check, *service);
}

}  // namespace

void AddAdminCommands(Commands& commands) {
  CLI::App& admin = commands.AddNoun(
      "admin", {"運用：監査記録と集計値の検査", "For operators: checks of the audit chain and the totals"});
  CLI::App& audit = commands.AddNoun(admin, "audit", {"監査記録", "The audit chain"});
  AddVerify(commands, audit);
  AddHead(commands, audit);
  CLI::App& totals = commands.AddNoun(admin, "totals", {"集計値", "The totals"});
  AddTotals(commands, totals);
}

}  // namespace zaitaku::cli
