#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

std::string HealthName(Health health) {
  switch (health) {
    case Health::kServing:
      return "SERVING";
    case Health::kNotServing:
      return "NOT_SERVING";
    case Health::kServiceUnknown:
      return "SERVICE_UNKNOWN";
    case Health::kUnknown:
      break;
  }
  return "UNKNOWN";
}

// One server asked.
struct Checked {
  std::string server;
  std::string address;
  std::string health;
  bool serving = false;
};

void Show(Session& session, const std::vector<Checked>& checks) {
  switch (session.settings().output) {
    case Output::kTable: {
      Table table({{session.Say({"サーバー", "Server"})},
                   {session.Say({"接続先", "Address"})},
                   {session.Say({"状態", "Health"})}});
      for (const Checked& check : checks) {
        table.AddRow({check.server, check.address, Cell(check.health, check.serving ? Tone::kGood : Tone::kBad)});
      }
      table.Print(session.out(), session.style());
      break;
    }
    case Output::kJson:
      for (const Checked& check : checks) {
        session.out() << ToJsonObject({{"server", check.server}, {"address", check.address}, {"health", check.health}});
      }
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"server", "address", "health"});
      for (const Checked& check : checks) WriteCsvRow(session.out(), {check.server, check.address, check.health});
      break;
  }
}

// Asks the server at `address`, or if none is given all that the settings name. A server that does not answer does not
// serve either, whatever the reason: probes of containers know no other code for it than 1.
int CheckHealth(Session& session, const std::string& address) {
  std::vector<Checked> checks;
  if (!address.empty()) {
    checks = {{"-", address}};
  } else {
    for (const Server server : kServers) {
      checks.push_back({ServerName(server), AddressOf(server, session.settings())});
    }
  }
  int code = kExitOk;
  for (Checked& check : checks) {
    const auto health = session.connection().CheckHealth(check.address);
    int result = kExitOk;
    if (health.ok()) {
      check.health = HealthName(*health);
      check.serving = *health == Health::kServing;
      result = check.serving ? kExitOk : kExitFindings;
    } else {
      check.health = CodeName(health.status().code());
      const int failed =
          session.Fail({absl::StrCat(check.address, " の確認"), absl::StrCat("check ", check.address)}, health.status(),
                       absl::StrCat(check.server == "-" ? "" : check.server + " ", check.address));
      result = failed == kExitUsage ? failed : kExitFindings;
    }
    if (code == kExitOk) code = result;
  }
  Show(session, checks);
  return code;
}

int ShowVersion(Session& session) {
  const std::string protobuf = google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
  const std::vector<std::pair<std::string, std::string>> versions = {
      {"zaitaku", ZAITAKU_VERSION}, {"grpc", grpc::Version()}, {"protobuf", protobuf}};
  switch (session.settings().output) {
    case Output::kTable: {
      Table table({{""}, {""}});
      for (const auto& [name, version] : versions) table.AddRow({name, version});
      table.PrintRows(session.out(), session.style());
      break;
    }
    case Output::kJson:
      session.out() << ToJsonObject(versions);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"component", "version"});
      for (const auto& [name, version] : versions) WriteCsvRow(session.out(), {name, version});
      break;
  }
  return kExitOk;
}

}  // namespace

void AddServerCommands(Commands& commands) {
  CLI::App& server = commands.AddNoun("server", {"サーバーの状態", "The servers"});
  const auto address = std::make_shared<std::string>();
  CLI::App& health = commands.AddVerb(
      server, "health",
      {"稼働状況を確認します。終了コードは、すべて稼働していれば 0、稼働していないか応答しないサーバーがあれば 1 です。"
       "コンテナの死活監視にも使えます。",
       "Asks servers whether they serve. Exits with 0 if all do, with 1 if one does not serve or does "
       "not answer. Serves as a container's probe."},
      {"zaitaku server health", "zaitaku server health --address 127.0.0.1:7051 --timeout 1s"},
      [address](Session& session) { return CheckHealth(session, *address); });
  health
      .add_option("--address", *address,
                  commands.Say({"このサーバーだけを確認（既定：すべて）", "Only this server (default: all known)"}))
      ->check([](const std::string& text) {
        return text.find(':') == std::string::npos ? absl::StrCat("read '", text, "', expected HOST:PORT") : "";
      })
      ->option_text("HOST:PORT");
  commands.AddVerb(commands.root(), "version",
                   {"バージョンを表示します。", "Shows the versions of this program and its libraries."},
                   {"zaitaku version", "zaitaku version -o json"}, ShowVersion);
}

}  // namespace zaitaku::cli
