#include "cli/commands.h"
#include "cli/csv.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

void RenderPrefectures(const council::v1::ListPrefecturesResponse& response, Session& session) {
  Table table({{session.Say({"コード", "Code"})},
               {session.Say({"団体コード", "Government code"})},
               {session.Say({"名称", "Japanese"})},
               {session.Say({"読み", "Reading"})},
               {session.Say({"英語名", "English"})},
               {session.Say({"地域", "Region"})}});
  for (const auto& prefecture : response.prefectures()) {
    table.AddRow({prefecture.code(), prefecture.local_government_code(), prefecture.display_name().ja(),
                  prefecture.kana(), prefecture.display_name().en(),
                  RegionName(prefecture.region(), session.language())});
  }
  table.Print(session.out(), session.style());
}

int ListPrefectures(Session& session) {
  const auto response = session.connection().Read(&CouncilStub::ListPrefectures, council::v1::ListPrefecturesRequest());
  if (!response.ok()) {
    return session.Fail({"都道府県の一覧", "list prefectures"}, response.status(), Server::kCouncilRegistry);
  }
  switch (session.settings().output) {
    case Output::kTable:
      RenderPrefectures(*response, session);
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      WriteCsvRow(session.out(), {"code", "local_government_code", "ja", "kana", "en", "region"});
      for (const auto& prefecture : response->prefectures()) {
        WriteCsvRow(session.out(),
                    {prefecture.code(), prefecture.local_government_code(), prefecture.display_name().ja(),
                     prefecture.kana(), prefecture.display_name().en(), Slug(prefecture.region())});
      }
      break;
  }
  return kExitOk;
}

}  // namespace

void AddPrefectureCommands(Commands& commands) {
  CLI::App& prefecture = commands.AddNoun("prefecture", {"都道府県", "Prefectures"});
  commands.AddVerb(prefecture, "list",
                   {"47 都道府県をコード順に一覧します。", "Lists the 47 prefectures in order of their code."},
                   {"zaitaku prefecture list --lang ja", "zaitaku prefecture list -o csv"}, ListPrefectures);
  AddPrefectureProfileCommand(commands, prefecture);
}

}  // namespace zaitaku::cli
