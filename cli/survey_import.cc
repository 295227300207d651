#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/render_council.h"
#include "cli/render_survey.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using council::v1::ImportSurveyRequest;
using council::v1::ImportSurveyResponse;

// The most that the registry reads; refused here, so that a wrong file is not sent.
constexpr size_t kMaxFileBytes = 1024 * 1024;

struct ImportOptions {
  std::string file;
  std::string survey;
  std::string format;
  std::string reason;
  std::string request_id;
  bool dry_run = false;

  // What problems and results call the file.
  std::string file_name() const { return file == "-" ? "stdin" : file; }
};

// Reads at most one byte more than may be sent, which is enough to see that it is too much.
std::string ReadStream(std::istream& in) {
  std::string content(kMaxFileBytes + 1, '\0');
  in.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<size_t>(in.gcount()));
  return content;
}

// The file's content, or an error that says why it cannot be sent.
absl::StatusOr<std::string> ReadFile(Session& session, const ImportOptions& options) {
  std::string content;
  if (options.file == "-") {
    content = ReadStream(session.in());
  } else {
    std::ifstream in(options.file, std::ios::binary);
    if (in) content = ReadStream(in);
    if (!in.is_open() || in.bad() || (!in.eof() && content.size() <= kMaxFileBytes)) {
      return absl::NotFoundError(session.Say({absl::StrCat("ファイルを読めません：", Printable(options.file)),
                                              absl::StrCat("cannot read the file ", Printable(options.file))}));
    }
  }
  if (content.size() > kMaxFileBytes) {
    return absl::OutOfRangeError(session.Say({"ファイルが 1 MiB を超えています", "the file is larger than 1 MiB"}));
  }
  return content;
}

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

// Prints every problem of a file; the findings are the result, so they go to stdout.
int ShowProblems(Session& session, const ImportSurveyResponse& response, const std::string& file) {
  switch (session.settings().output) {
    case Output::kTable:
      RenderProblems(response.problems(), file, session.language(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(response);
      break;
    case Output::kCsv:
      RenderProblemsCsv(response.problems(), file, session.out());
      break;
  }
  session.out().flush();
  const int count = response.problems_size();
  session.Note(
      {absl::StrCat(Printable(file), " に ", count, " 件の誤りがあります。何も変更していません"),
       absl::StrCat(Printable(file), " has ", count, count == 1 ? " problem" : " problems", "; nothing was changed")});
  return kExitFindings;
}

// An error carries the first problems only; a dry run has them all.
int ShowAllProblems(Session& session, ImportSurveyRequest request, const absl::Status& refusal,
                    const std::string& file) {
  request.set_validate_only(true);
  request.clear_request_id();
  const auto response = session.connection().Change(&CouncilStub::ImportSurvey, request);
  if (response.ok() && !response->problems().empty()) return ShowProblems(session, *response, file);
  session.Fail({"取り込み", "import the file"}, refusal, Server::kCouncilRegistry);
  return kExitFindings;
}

void ShowImport(Session& session, const ImportSurveyResponse& response, const ImportOptions& options) {
  switch (session.settings().output) {
    case Output::kTable:
      RenderImport(response, options.file_name(), options.dry_run, session.language(), session.style(), session.out());
      break;
    case Output::kJson:
      session.out() << ToJson(response);
      break;
    case Output::kCsv:
      RenderChangesCsv(response.report_changes(), response.totals_changes(), session.out());
      break;
  }
}

int ImportSurvey(Session& session, const ImportOptions& options) {
  const auto content = ReadFile(session, options);
  if (!content.ok()) {
    const std::string message(content.status().message());
    return session.RefuseUsage({message, message});
  }
  const ImportSurveyRequest request = RequestOf(options, *content);
  const auto response = session.connection().Change(&CouncilStub::ImportSurvey, request);
  if (!response.ok()) {
    if (ReasonOf(response.status()) == type::v1::ERROR_REASON_INVALID_FILE) {
      return ShowAllProblems(session, request, response.status(), options.file_name());
    }
    return session.Fail({"取り込み", "import the file"}, response.status(), Server::kCouncilRegistry);
  }
  if (!response->problems().empty()) return ShowProblems(session, *response, options.file_name());
  ShowImport(session, *response, options);
  return kExitOk;
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
