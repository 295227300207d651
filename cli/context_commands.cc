#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/contexts.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

// As whom a context calls, as far as the file says.
std::string WhoOf(const Context& context) {
  if (!context.access.token_file.empty()) return context.access.token_file;
  return context.access.cert;
}

std::string HowOf(const Context& context) {
  if (context.access.insecure) return "plaintext";
  return context.access.says_how() ? context.access.ca : "";
}

int ListContexts(Session& session) {
  const std::string& path = session.settings().context_file;
  const auto contexts = ReadContexts(path);
  if (!contexts.ok()) {
    const std::string problem(contexts.status().message());
    return session.RefuseUsage({problem, problem});
  }
  switch (session.settings().output) {
    case Output::kTable: {
      Table table({{""},
                   {session.Say({"名前", "Name"})},
                   {session.Say({"証明書・トークン", "Certificate or token"})},
                   {session.Say({"認証局", "Authorities"})}});
      for (const auto& [name, context] : contexts->by_name) {
        table.AddRow({name == session.settings().context ? "*" : "", name, WhoOf(context), HowOf(context)});
      }
      table.Print(session.out(), session.style());
      break;
    }
    case Output::kJson:
      for (const auto& [name, context] : contexts->by_name) {
        session.out() << ToJsonObject({{"name", name},
                                       {"inUse", name == session.settings().context ? "true" : "false"},
                                       {"credential", WhoOf(context)},
                                       {"authorities", HowOf(context)}});
      }
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"name", "in_use", "credential", "authorities"});
      for (const auto& [name, context] : contexts->by_name) {
        WriteCsvRow(session.out(),
                    {name, name == session.settings().context ? "true" : "false", WhoOf(context), HowOf(context)});
      }
      break;
  }
  return kExitOk;
}

int ChooseContext(Session& session, const std::string& name) {
  const absl::Status status = UseContext(session.settings().context_file, name);
  if (!status.ok()) {
    const std::string problem(status.message());
    return session.RefuseUsage({problem, problem});
  }
  session.Note({absl::StrCat("以後は ", name, " を使います"), absl::StrCat("from now on as ", name)});
  return kExitOk;
}

}  // namespace

void AddContextCommands(Commands& commands) {
  CLI::App& context = commands.AddNoun("context", {"接続先と利用者の組", "Which servers to call, and as whom"});
  commands.AddVerb(context, "list",
                   {"コンテキストファイルにあるものを表示します。* が現在のものです。",
                    "Lists the contexts of the file; * marks the one in use."},
                   {"zaitaku context list", "zaitaku context list --context-file var/contexts"}, ListContexts);
  const auto name = std::make_shared<std::string>();
  commands
      .AddVerb(context, "use",
               {"以後に使うコンテキストを選びます。一度だけなら --context を使います。",
                "Chooses the context from now on; --context chooses one for a single command."},
               {"zaitaku context use prefecture-13", "zaitaku council list --context prefecture-13"},
               [name](Session& session) { return ChooseContext(session, *name); })
      .add_option("name", *name, commands.Say({"名前", "Its name"}))
      ->required();
}

}  // namespace zaitaku::cli
