#include "cli/app.h"

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "cli/access.h"
#include "cli/commands.h"
#include "cli/contexts.h"
#include "cli/help.h"

namespace zaitaku::cli {
namespace {

// The options as they were written; read once parsing is done.
struct GlobalOptions {
  std::string gateway;
  std::string council;
  std::string catalog;
  std::string training;
  Access access;
  std::string context_file;
  std::string context;
  std::string timeout = "10s";
  std::string output = "table";
  std::string language;
};

std::string RootFooter(const Commands& commands) {
  return commands.Say(
      {"例：\n"
       "  zaitaku summary get                     全国集計と公表値の突合\n"
       "  zaitaku survey import FILE --dry-run    取り込んだ場合の変化を表示（変更なし）\n"
       "  zaitaku council list --prefecture 東京都 -o csv\n"
       "  zaitaku program eligible --as 市町村 --field 在宅医療・介護連携\n"
       "  zaitaku event timetable 2015-02-paediatric-lecturer-training\n\n"
       "環境変数：ZAITAKU_GATEWAY、ZAITAKU_COUNCIL、ZAITAKU_CATALOG、ZAITAKU_TRAINING（接続先）、\n"
       "ZAITAKU_CA、ZAITAKU_CERT、ZAITAKU_KEY、ZAITAKU_TOKEN_FILE、ZAITAKU_INSECURE、ZAITAKU_CONTEXT_FILE、"
       "ZAITAKU_CONTEXT\n（同名のオプションと同じ）、NO_COLOR（色なし）。"
       "オプション、環境変数、コンテキストの順に優先します。\n\n"
       "終了コード：\n"
       "  0   成功\n"
       "  1   確認事項あり：突合の相違、取り込むファイルの誤り、稼働していないサーバー、\n"
       "      監査記録や集計値の誤り\n"
       "  2   使い方の誤り、読めないファイル\n"
       "  3   結果を書き出せない\n"
       "  64+ サーバーのエラー：64 + gRPC コード（NOT_FOUND 69、UNAVAILABLE 78、DEADLINE_EXCEEDED 68）",
       "Examples:\n"
       "  zaitaku summary get                     the nation's totals beside the printed ones\n"
       "  zaitaku survey import FILE --dry-run    what an import would change; changes nothing\n"
       "  zaitaku council list --prefecture Tokyo -o csv\n"
       "  zaitaku program eligible --as municipality --field coordination\n"
       "  zaitaku event timetable 2015-02-paediatric-lecturer-training\n\n"
       "Environment: ZAITAKU_GATEWAY, ZAITAKU_COUNCIL, ZAITAKU_CATALOG, ZAITAKU_TRAINING (addresses), ZAITAKU_CA,\n"
       "ZAITAKU_CERT, ZAITAKU_KEY, ZAITAKU_TOKEN_FILE, ZAITAKU_INSECURE, ZAITAKU_CONTEXT_FILE, ZAITAKU_CONTEXT (as "
       "the\n"
       "options of these names), NO_COLOR. Options come first, then the environment, then the context.\n\n"
       "Exit codes:\n"
       "  0   done\n"
       "  1   findings: a printed total differs, a file to import has problems, a server does not serve,\n"
       "      the audit chain or the totals are wrong\n"
       "  2   wrong usage, or a file that cannot be read\n"
       "  3   the result could not be written\n"
       "  64+ a server's error: 64 + the gRPC code (NOT_FOUND 69, UNAVAILABLE 78, DEADLINE_EXCEEDED 68)"});
}

void AddGlobalOptions(Commands& commands, GlobalOptions& options) {
  CLI::App& root = commands.root();
  root.add_option("--gateway", options.gateway,
                  commands.Say({"集計サーバー（gateway）の接続先", "Address of the gateway"}))
      ->option_text(absl::StrCat("HOST:PORT [", Settings().gateway, "]"));
  root.add_option("--council", options.council,
                  commands.Say({"協議会の台帳（council-registry）の接続先", "Address of the council registry"}))
      ->option_text(absl::StrCat("HOST:PORT [", Settings().council, "]"));
  root.add_option("--catalog", options.catalog,
                  commands.Say({"事業の台帳（program-catalog）の接続先", "Address of the programme catalogue"}))
      ->option_text(absl::StrCat("HOST:PORT [", Settings().catalog, "]"));
  root.add_option("--training", options.training,
                  commands.Say({"研修の台帳（training-events）の接続先", "Address of the training events"}))
      ->option_text(absl::StrCat("HOST:PORT [", Settings().training, "]"));
  root.add_option("--ca", options.access.ca,
                  commands.Say({"サーバー証明書の認証局（PEM）。既定：このマシンが信頼するもの",
                                "Authorities of the servers' certificates, PEM (default: this machine's)"}))
      ->option_text("FILE");
  root.add_option("--cert", options.access.cert,
                  commands.Say({"利用者の証明書（PEM）", "Your certificate, PEM; with --key"}))
      ->option_text("FILE");
  root.add_option(
          "--key", options.access.key,
          commands.Say({"その秘密鍵（PEM、本人だけが読めるもの）", "Its private key, PEM, that only you can read"}))
      ->option_text("FILE");
  root.add_option("--token-file", options.access.token_file,
                  commands.Say({"利用者のトークン（本人だけが読めるもの）", "Your token, that only you can read"}))
      ->option_text("FILE");
  root.add_flag("--insecure", options.access.insecure, commands.Say({"TLS を使わない", "Plaintext instead of TLS"}));
  root.add_option("--context", options.context,
                  commands.Say({"コンテキスト（`context list`）", "Context, see `context list`"}))
      ->option_text("NAME");
  root.add_option("--context-file", options.context_file,
                  commands.Say({"コンテキストファイル [~/.config/zaitaku/contexts]",
                                "File of contexts [~/.config/zaitaku/contexts]"}))
      ->option_text("FILE");
  root.add_option("--timeout", options.timeout, commands.Say({"呼び出しごとの制限時間", "Deadline of each call"}))
      ->option_text("10s");
  root.add_option("-o,--output", options.output, commands.Say({"出力形式", "Form of the result"}))
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->option_text("table|json|csv");
  root.add_option("--lang", options.language,
                  commands.Say({"表示言語（既定：ロケール）", "Language (default: the locale's)"}))
      ->check(CLI::IsMember({"ja", "en"}))
      ->option_text("ja|en");
}

// What the environment says of how and as whom to call.
absl::StatusOr<Access> AccessOf(const Environment& environment) {
  Access access;
  access.ca = environment.variable("ZAITAKU_CA");
  access.cert = environment.variable("ZAITAKU_CERT");
  access.key = environment.variable("ZAITAKU_KEY");
  access.token_file = environment.variable("ZAITAKU_TOKEN_FILE");
  const std::string insecure = environment.variable("ZAITAKU_INSECURE");
  if (!insecure.empty() && !absl::SimpleAtob(insecure, &access.insecure)) {
    return absl::InvalidArgumentError(absl::StrCat("ZAITAKU_INSECURE: read '", insecure, "', expected true or false"));
  }
  return access;
}

// The context in use, and its name; one that says nothing if there is none.
absl::StatusOr<Context> ReadContext(const GlobalOptions& options, const Environment& environment, Settings& settings) {
  settings.context_file = ContextFilePath(options.context_file, environment.variable);
  settings.context = options.context.empty() ? environment.variable(kContextVariable) : options.context;
  const bool named =
      !settings.context.empty() || !options.context_file.empty() || !environment.variable(kContextFileVariable).empty();
  const auto contexts = ReadContexts(settings.context_file);
  if (absl::IsNotFound(contexts.status()) && !named) return Context();
  if (!contexts.ok()) return contexts.status();
  if (settings.context.empty()) settings.context = contexts->current;
  if (settings.context.empty()) return Context();
  const auto found = contexts->by_name.find(settings.context);
  if (found != contexts->by_name.end()) return found->second;
  return absl::InvalidArgumentError(absl::StrCat("--context: ", settings.context_file, " has no context '",
                                                 settings.context, "'; `zaitaku context list` shows them"));
}

// An address: the flag's, or else the environment's, the context's or the default.
absl::Status ReadAddress(const char* flag, const std::string& given, const std::string& variable,
                         const std::string& in_context, std::string& address) {
  for (const std::string* source : {&given, &variable, &in_context}) {
    if (source->empty()) continue;
    address = *source;
    break;
  }
  if (absl::StrContains(address, ':')) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(flag, ": read '", address, "', expected HOST:PORT, for example 127.0.0.1:7050"));
}

absl::Status ReadServers(const GlobalOptions& options, const Environment& environment, Settings& settings) {
  ASSIGN_OR_RETURN(const Context context, ReadContext(options, environment, settings));
  const auto& variable = environment.variable;
  RETURN_IF_ERROR(
      ReadAddress("--gateway", options.gateway, variable(kGatewayVariable), context.gateway, settings.gateway));
  RETURN_IF_ERROR(
      ReadAddress("--council", options.council, variable(kCouncilVariable), context.council, settings.council));
  RETURN_IF_ERROR(
      ReadAddress("--catalog", options.catalog, variable(kCatalogVariable), context.catalog, settings.catalog));
  RETURN_IF_ERROR(
      ReadAddress("--training", options.training, variable(kTrainingVariable), context.training, settings.training));
  ASSIGN_OR_RETURN(const Access in_environment, AccessOf(environment));
  ASSIGN_OR_RETURN(settings.access, MergeAccess({options.access, in_environment, context.access}));
  return absl::OkStatus();
}

// Turns the options into settings; what is wrong with them comes back as an error.
absl::StatusOr<Settings> ReadSettings(const GlobalOptions& options, const Environment& environment, Language locale) {
  Settings settings;
  RETURN_IF_ERROR(ReadServers(options, environment, settings));
  if (!absl::ParseDuration(options.timeout, &settings.timeout) || settings.timeout <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--timeout: read '", options.timeout, "', expected a duration, for example 10s, 500ms or 2m"));
  }
  if (options.output == "json") settings.output = Output::kJson;
  if (options.output == "csv") settings.output = Output::kCsv;
  settings.language = locale;
  if (options.language == "ja") settings.language = Language::kJapanese;
  if (options.language == "en") settings.language = Language::kEnglish;
  return settings;
}

// Help and the version go to stdout with 0; everything else that parsing ends with is wrong usage.
int ExplainParseEnd(const CLI::App& app, const CLI::ParseError& end, const Environment& environment,
                    Language language) {
  if (end.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    app.exit(end, environment.out, environment.err);
    environment.out.flush();
    return environment.out ? kExitOk : kExitOutputFailed;
  }
  const Style style(WantsColour(environment.err_is_terminal, environment.variable));
  std::string message = end.what();
  if (message.starts_with("A subcommand is required")) {
    // Thrown before what was not understood is looked at, which then is the better explanation.
    if (app.remaining(true).empty()) {
      environment.err << app.help();
      return kExitUsage;
    }
    message = absl::StrCat("not understood: ", absl::StrJoin(app.remaining(true), " "));
  }
  PrintUsageError(environment.err, message, language, style);
  std::string command = app.get_name();
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    absl::StrAppend(&command, " ", at->get_name());
  }
  environment.err << Text{absl::StrCat("ヒント：`", command, " --help` に使い方と例があります"),
                          absl::StrCat("hint: `", command, " --help` shows the usage and examples")}
                         .In(language)
                  << '\n';
  return kExitUsage;
}

}  // namespace

int Run(int argc, const char* const* argv, const Environment& environment) {
  const Language help_language = LanguageOfHelp(argc, argv, environment.variable);
  CLI::App app(
      Text{"在宅医療・訪問看護の推進協議会の全国台帳、事業の台帳、研修の台帳を読み書きします。",
           "Reads and changes the national registry of promotion councils for home medical care, the catalogue of "
           "programmes, and the training events."}
          .In(help_language),
      "zaitaku");
  app.formatter(MakeHelpFormatter(help_language));
  app.set_help_flag("-h,--help", Text{"使い方を表示", "Shows this help"}.In(help_language));
  app.require_subcommand(1);
  app.set_version_flag("--version", ZAITAKU_VERSION, Text{"版を表示", "Shows the version"}.In(help_language));

  Commands commands(app, help_language);
  GlobalOptions options;
  AddGlobalOptions(commands, options);
  AddSummaryCommands(commands);
  AddCouncilCommands(commands);
  AddSurveyCommands(commands);
  AddProgramCommands(commands);
  AddFundCommands(commands);
  AddBudgetCommands(commands);
  AddGuidelineCommands(commands);
  AddEventCommands(commands);
  AddTrainingCommands(commands);
  AddPrefectureCommands(commands);
  AddCacheCommands(commands);
  AddContextCommands(commands);
  AddServerCommands(commands);
  AddAdminCommands(commands);
  app.footer(RootFooter(commands));

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    return ExplainParseEnd(app, end, environment, help_language);
  }
  const auto settings = ReadSettings(options, environment, help_language);
  if (!settings.ok()) {
    PrintUsageError(environment.err, std::string(settings.status().message()), help_language,
                    Style(WantsColour(environment.err_is_terminal, environment.variable)));
    return kExitUsage;
  }
  Session session(*settings, environment);
  const int code = commands.chosen()(session);
  environment.out.flush();
  if (environment.out) return code;
  return session.FailOutput();
}

}  // namespace zaitaku::cli
