#include <memory>

#include "cli/catalog_commands.h"
#include "cli/catalog_listing.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_fund.h"

namespace zaitaku::cli {
namespace {

int ListGuidelines(Session& session, const std::string& program, const PointInTime& point) {
  const Text doing = {"指針の一覧", "list guidelines"};
  const auto revision = RevisionOf(session, point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::ListGuidelinesRequest request;
  request.set_program(ProgramName(program));
  request.set_revision(*revision);
  const auto response = ListAllGuidelines(session.connection(), request);
  if (!response.ok()) return session.Fail(doing, response.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderGuidelines(response->guidelines(), session.language(), session.style(), session.out());
      NoteCount(session, response->guidelines_size(), {"guideline", "guidelines"}, response->revision());
      break;
    case Output::kJson:
      session.out() << ToJson(*response);
      break;
    case Output::kCsv:
      RenderGuidelinesCsv(response->guidelines(), session.out());
      break;
  }
  return kExitOk;
}

int GetGuideline(Session& session, const GetOptions& options) {
  const Text doing = {"指針の取得", "get the guideline"};
  const auto revision = RevisionOf(session, options.point, Server::kProgramCatalog);
  if (!revision.ok()) return session.Fail(doing, revision.status(), Server::kProgramCatalog);
  catalog::v1::GetGuidelineRequest request;
  request.set_name(GuidelineName(options.name));
  request.set_revision(*revision);
  const auto guideline = session.connection().Read(&CatalogStub::GetGuideline, request);
  if (!guideline.ok()) return session.Fail(doing, guideline.status(), Server::kProgramCatalog);
  switch (session.settings().output) {
    case Output::kTable:
      RenderGuideline(*guideline, options.verbatim, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(*guideline);
      break;
    case Output::kCsv: {
      Guidelines guidelines;
      *guidelines.Add() = *guideline;
      RenderGuidelinesCsv(guidelines, session.out());
      break;
    }
  }
  return kExitOk;
}

}  // namespace

void AddGuidelineCommands(Commands& commands) {
  CLI::App& guideline = commands.AddNoun("guideline", {"指針とその本文", "Guidelines and their text"});
  const auto program = std::make_shared<std::string>();
  const auto point = std::make_shared<PointInTime>();
  CLI::App& list =
      commands.AddVerb(guideline, "list", {"指針を一覧します。", "Lists guidelines."},
                       {"zaitaku guideline list", "zaitaku guideline list --program home-care-coordination"},
                       [program, point](Session& session) { return ListGuidelines(session, *program, *point); });
  list.add_option("--program", *program, commands.Say({"この事業に関するもの", "Only those about this programme"}))
      ->option_text("PROGRAM");
  AddPointInTime(commands, list, *point);
  AddGetCommand(commands, guideline,
                {"指針を一件、用語・機能・本文・出典とともに表示します。",
                 "Shows one guideline: terms, functions, text, and how sure each fact is."},
                {"zaitaku guideline get regional-medical-vision-2015",
                 "zaitaku guideline get regional-medical-vision-2015 --lang ja --verbatim"},
                "GUIDELINE", GetGuideline);
}

}  // namespace zaitaku::cli
