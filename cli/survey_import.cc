#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/import_file.h"
#include "cli/json.h"
#include "cli/render_council.h"
#include "cli/render_survey.h"
#include "cli/terms.h"
#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

using council::v1::ImportSurveyRequest;
using council::v1::ImportSurveyResponse;

struct ImportOptions {
  std::string file;
  std::string survey;
  std::string format;
  std::string reason;
  std::string request_id;
  bool dry_run = false;
};

ImportSurveyRequest RequestOf(const ImportOptions& options, std::string content) {
  ImportSurveyRequest request;
  request.set_content(std::move(content));
  request.set_survey(SurveyName(options.survey));
  if (options.format == "document") request.set_format(ImportSurveyRequest::FORMAT_DOCUMENT_TEXT);
  if (options.format == "csv") request.set_format(ImportSurveyRequest::FORMAT_CSV);
  request.set_reason(options.reason);
  request.set_request_id(options.request_id);
  request.set_validate_only(options.dry_run);
  return request;
}

void ShowImport(Session& session, const ImportSurveyResponse& response, const ImportOptions& options) {
  switch (session.settings().output) {
    case Output::kTable:
      RenderImport(response, ImportFileName(options.file), options.dry_run, session.language(), session.style(),
                   session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(response);
      break;
    case Output::kCsv:
      RenderChangesCsv(response.report_changes(), response.totals_changes(), session.out());
      break;
  }
}

// Says which reports of the 47 prefectures the file leaves out, for whoever cut rows off by mistake would not see it.
void NoteLeftOut(Session& session, const ImportSurveyResponse& response, const std::string& content) {
  if (!response.problems().empty()) return;
  const size_t all = Prefectures().size() * CouncilKinds().size();
  const size_t read = static_cast<size_t>(response.report_changes_size() + response.unchanged_reports());
  if (read >= all) return;
  std::vector<std::string> names;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    if (absl::StrContains(content, std::string(prefecture.ja))) continue;
    names.push_back(PrefectureName(prefecture.code, session.language()));
  }
  // A file that says no prefecture in full spells them otherwise.
  if (names.size() == Prefectures().size()) names.clear();
  const std::string list = absl::StrJoin(names, ListSeparator(session.language()));
  session.Note({absl::StrCat("警告：全 ", all, " 件の回答のうち、ファイルにあるのは ", read,
                             " 件です。ない分は元のままです", list.empty() ? "" : "。ファイルにない都道府県：", list),
                absl::StrCat("warning: the file has ", read, " of the ", all, " reports; the others stay as they are",
                             list.empty() ? "" : ". Not in it: ", list)});
}

int ImportSurvey(Session& session, const ImportOptions& options) {
  const auto content = ReadImportFile(session, options.file);
  if (!content.ok()) {
    const std::string message(content.status().message());
    return session.RefuseUsage({message, message});
  }
  const ImportSurveyRequest request = RequestOf(options, *content);
  return RunImport(session, Server::kCouncilRegistry, &CouncilStub::ImportSurvey, request, ImportFileName(options.file),
                   [&](const ImportSurveyResponse& response) {
                     ShowImport(session, response, options);
                     NoteLeftOut(session, response, *content);
                   });
}

}  // namespace

void AddSurveyImportCommand(Commands& commands, CLI::App& survey) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App& import = commands.AddVerb(
      survey, "import",
      {"調査の文書（テキスト）または CSV を取り込みます。誤りがあれば全件を file:行:列 で示し、何も変更しません。",
       "Reads a survey's document (its text) or CSV. If it has problems, shows them all as file:line:column and "
       "changes "
       "nothing."},
      {"zaitaku survey import data/source/survey-2015-12.txt --dry-run",
       "zaitaku survey import corrected.csv --survey surveys/2015-12 --reason 'corrected by Yamanashi'",
       "pdftotext -layout survey.pdf - | zaitaku survey import -"},
      [options](Session& session) { return ImportSurvey(session, *options); });
  import.add_option("file", options->file, commands.Say({"ファイル（- は標準入力）", "The file; - is stdin"}))
      ->required()
      ->option_text("FILE");
  import
      .add_option("--survey", options->survey,
                  commands.Say({"調査（CSV では必須）", "The survey; required for CSV, which does not name its month"}))
      ->option_text("surveys/YYYY-MM");
  import
      .add_option("--format", options->format,
                  commands.Say({"ファイルの種類（既定：内容から判断）",
                                "What the file is (default: found out from its content)"}))
      ->check(CLI::IsMember({"document", "csv"}))
      ->option_text("document|csv");
  import.add_flag("--dry-run", options->dry_run,
                  commands.Say({"変更せずに結果を表示", "Shows the effect, changes nothing"}));
  import.add_option("--reason", options->reason,
                    commands.Say({"理由（公表済みの調査では必須）", "Why; required if a published survey changes"}));
  import.add_option("--request-id", options->request_id,
                    commands.Say({"要求 ID（既定：乱数）", "Makes a repeated call harmless (default: random)"}));
}

}  // namespace zaitaku::cli
