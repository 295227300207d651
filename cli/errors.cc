#include "cli/errors.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "cli/table.h"
#include "cli/usage_messages.h"
#include "platform/status/status.h"

namespace zaitaku::cli {
namespace {

// A value that the server sent with the reason; empty if there is none of that name.
std::string MetadataOf(const absl::Status& status, const std::string& name) {
  google::rpc::ErrorInfo info;
  if (!GetDetail(status, info)) return "";
  const auto found = info.metadata().find(name);
  return found == info.metadata().end() ? "" : Printable(found->second);
}

// Where the names of the resources are listed that the one which was not found would be among.
Text HintForMissing(const std::string& resource) {
  static constexpr std::pair<const char*, const char*> kLists[] = {
      {"programs/", "program"},     {"fundingSources/", "fund"}, {"budgetLines/", "budget"},
      {"guidelines/", "guideline"}, {"events/", "event"},        {"trainingPrograms/", "training"}};
  if (resource.starts_with("people/")) {
    return {"個人の情報は消去されたか、登録されていません", "the person's data was erased, or there never was any"};
  }
  if (const size_t applications = resource.find("/applications/"); applications != std::string::npos) {
    const std::string event = resource.substr(0, applications);
    return {absl::StrCat("`zaitaku event applications ", event,
                         "` で番号を確認してください。都道府県の利用者は --prefecture 13 のように自県を指定します"),
            absl::StrCat("`zaitaku event applications ", event,
                         "` shows the numbers there are; an officer of a prefecture adds it, such as --prefecture 13")};
  }
  if (absl::StrContains(resource, "/reports/")) {
    return {
        "`zaitaku council list` で名前を確認してください。調査にまだない回答は "
        "`zaitaku council update --allow-missing` で登録できます",
        "`zaitaku council list` shows the names there are; `zaitaku council update --allow-missing` files a report "
        "that a survey does not have yet"};
  }
  for (const auto& [collection, noun] : kLists) {
    if (!resource.starts_with(collection)) continue;
    return {absl::StrCat("`zaitaku ", noun, " list` で名前を確認してください"),
            absl::StrCat("`zaitaku ", noun, " list` shows the names there are")};
  }
  return {"`zaitaku survey list` と `zaitaku council list` で名前を確認してください",
          "`zaitaku survey list` and `zaitaku council list` show the names there are"};
}

// What to do with what refers to a resource that is to go. Applications are cancelled, but stay.
Text HintForUse(const std::string& resource, const std::string& used_by) {
  if (used_by.find("/applications/") != std::string::npos) {
    return {
        absl::StrCat("申込のある行事は残ります。中止は `zaitaku event update ", resource, " --state cancelled` です"),
        absl::StrCat("an event with applications stays; `zaitaku event update ", resource,
                     " --state cancelled` calls it off")};
  }
  return {absl::StrCat("参照しているもの（", used_by, "）を先に変更してください"),
          absl::StrCat("change what refers to it first: ", used_by)};
}

// Which rule leaves no place, and how many places are left.
Text HintForPlaces(const absl::Status& status, const Text& rule) {
  const std::string limit = MetadataOf(status, "limit");
  const std::string left = MetadataOf(status, "left");
  return {
      absl::StrCat(rule.ja, limit, "名まで、残り", left, "名です"),
      absl::StrCat(rule.en, "; the limit is ", limit, ", ", left, left == "1" ? " place is left" : " places are left")};
}

Text HintForTraining(const absl::Status& status) {
  using namespace type::v1;
  const std::string resource = MetadataOf(status, "resource");
  switch (ReasonOf(status)) {
    case ERROR_REASON_QUOTA_EXCEEDED:
      return HintForPlaces(status, {"1自治体の上限：", "the rule is the quota of one local government"});
    case ERROR_REASON_CAPACITY_EXCEEDED:
      return HintForPlaces(status, {"定員：", "the rule is the event's capacity"});
    case ERROR_REASON_APPLICATIONS_NOT_OPEN:
      return {absl::StrCat("`zaitaku event get ", resource, "` で状態と申込の規則を確認してください"),
              absl::StrCat("`zaitaku event get ", resource, "` shows the state and the rule")};
    case ERROR_REASON_GOVERNMENT_NOT_ELIGIBLE:
      return {absl::StrCat("`zaitaku event get ", resource, "` で対象を確認してください"),
              absl::StrCat("`zaitaku event get ", resource, "` shows for whom it is")};
    case ERROR_REASON_EVENT_NOT_HELD:
      return {absl::StrCat("開催後に `zaitaku event update ", resource, " --state held` としてから記録してください"),
              absl::StrCat("once it was held, `zaitaku event update ", resource, " --state held`, then record")};
    case ERROR_REASON_RULE_BELOW_ADMITTED:
      return {absl::StrCat("すでに", MetadataOf(status, "admitted"), "名に枠があります。先に申込を取り消してください"),
              absl::StrCat(MetadataOf(status, "admitted"), " have a place already: cancel applications first")};
    case ERROR_REASON_NO_TIMETABLE:
      return {"文書に時間割の記載がありません。補って作ることはしません",
              "no timetable is stated for it, and none is made up"};
    default:
      return {};
  }
}

// What lets a prefecture read a list that it may read its own rows of only. `needs` is the policy's: "every row to be
// prefecture 13's, as named by prefecture_code or …".
Text HintForOwnRows(const std::string& needs) {
  constexpr std::string_view kOwn = "every row to be prefecture ";
  if (!needs.starts_with(kOwn) || !absl::StrContains(needs, "by prefecture_code")) return {};
  const std::string code = needs.substr(kOwn.size(), 2);
  return {absl::StrCat("--prefecture ", code, " を付けてください。都道府県の利用者が読めるのは自県の分だけです"),
          absl::StrCat("add --prefecture ", code, ": an officer of a prefecture reads its own rows only")};
}

Text HintForReason(const absl::Status& status) {
  using namespace type::v1;
  switch (ReasonOf(status)) {
    case ERROR_REASON_RESOURCE_NOT_FOUND:
      return HintForMissing(MetadataOf(status, "resource"));
    case ERROR_REASON_RESOURCE_IN_USE:
      return HintForUse(MetadataOf(status, "resource"), MetadataOf(status, "used_by"));
    case ERROR_REASON_FACT_NOT_INFERRED:
      return {"確認できるのは推定された事実だけです。`get` の「出典」で名前を確認してください",
              "only inferred facts are reviewed; `get` shows them under Facts"};
    case ERROR_REASON_NO_PUBLISHED_SURVEY:
      return {
          "公表済みの調査がありません。`zaitaku survey list` で確認し `zaitaku survey publish` で公表するか、"
          "`--survey surveys/YYYY-MM` を指定してください",
          "publish one with `zaitaku survey publish`, or name an open one with `--survey surveys/YYYY-MM`; "
          "`zaitaku survey list` shows them"};
    case ERROR_REASON_ETAG_MISMATCH:
      return {"他の変更が先に行われました。内容を確認し直してから、もう一度実行してください",
              "somebody changed it meanwhile: read it again, then decide again"};
    case ERROR_REASON_REASON_REQUIRED:
      if (absl::StrContains(MetadataOf(status, "resource"), "/applications/")) {
        return {"記録済みの出欠の訂正です。`--reason` で理由を添えてください",
                "attendance was recorded already: give the correction a reason with `--reason`"};
      }
      return {"公表済みの調査の訂正です。`--reason` で理由を添えてください",
              "the survey is published: give the correction a reason with `--reason`"};
    case ERROR_REASON_REQUEST_ID_REUSED:
      return {"`--request-id` を変えるか、省略してください", "use another `--request-id`, or none"};
    case ERROR_REASON_REVISION_FORKED:
      return {"サーバーのデータが複製から復元されています。どちらが正しいか運用担当者に確認してください",
              "the server's data, or yours, was restored from a copy: ask its operator which history is the right one"};
    case ERROR_REASON_REVISION_NOT_REACHED:
      return {"別のサーバーのリビジョンではないか、`--revision` を確認してください",
              "check `--revision`: is it from another server?"};
    case ERROR_REASON_PERMISSION_DENIED:
      return HintForOwnRows(MetadataOf(status, "needs"));
    case ERROR_REASON_BACKEND_UNAVAILABLE: {
      const std::string service = MetadataOf(status, "service");
      return {absl::StrCat("応答したサーバーから ", service,
                           " に接続できません。`zaitaku server health` で稼働状況を確認してください"),
              absl::StrCat("the server that answered does not reach ", service,
                           "; `zaitaku server health` shows which servers serve")};
    }
    case ERROR_REASON_SURVEY_INCOMPLETE:
      return {"未回答のまま公表するには `--allow-incomplete` を付けてください",
              "publish all the same with `--allow-incomplete`"};
    default:
      return HintForTraining(status);
  }
}

// For a connection that ended before the call began. gRPC tells OpenSSL's words, from either side.
Text HintForTls(const Failure& failure) {
  const absl::string_view message = failure.status.message();
  if (absl::StrContains(message, "certificate verify failed") || absl::StrContains(message, "Hostname Verification")) {
    return {absl::StrCat("サーバー（", failure.server,
                         "）の証明書を信頼できません。認証局は --ca で、接続先は証明書にある名前で指定してください"),
            absl::StrCat("the certificate of ", failure.server,
                         " is not trusted: --ca names its authority, and the address must be one that it bears")};
  }
  if (absl::StrContains(message, "wrong version number")) {
    return {absl::StrCat(failure.server, " は TLS を使っていません。試験環境なら --insecure で接続できます"),
            absl::StrCat(failure.server, " speaks no TLS; on a machine for trials, --insecure calls it in plaintext")};
  }
  if (absl::StrContains(message, "Socket closed")) {
    return {absl::StrCat(failure.server,
                         " は応答せずに接続を切りました。TLS を使うサーバーなら --insecure を外してください。"
                         "そうでなければ停止中かもしれません"),
            absl::StrCat(failure.server,
                         " closed the connection without an answer: if it speaks TLS, leave --insecure away; otherwise "
                         "it may be stopping")};
  }
  return {};
}

Text HintForCode(const Failure& failure) {
  switch (failure.status.code()) {
    case absl::StatusCode::kUnauthenticated:
      return {absl::StrCat("利用者：", failure.caller.ja,
                           "。有効な証明書（--cert、--key）かトークン（--token-file）を指定してください"),
              absl::StrCat("called as ", failure.caller.en,
                           "; this needs a valid certificate (--cert, --key) or token (--token-file)")};
    case absl::StatusCode::kPermissionDenied:
      return {
          absl::StrCat("利用者：", failure.caller.ja,
                       "。権限のある証明書（--cert、--key）、トークン（--token-file）か --context を使ってください"),
          absl::StrCat("called as ", failure.caller.en,
                       "; use a certificate (--cert, --key), token (--token-file) or --context that may do this")};
    case absl::StatusCode::kUnavailable:
      if (const Text hint = HintForTls(failure); !hint.en.empty()) return hint;
      return {absl::StrCat("サーバーは起動していますか。接続先：", failure.server,
                           "。`scripts/up` はこのマシンで全サーバーを起動します。接続先は --gateway、--council、"
                           "--catalog、--training で変更できます"),
              absl::StrCat("is the server running? Called: ", failure.server,
                           ". `scripts/up` starts all servers on this machine; --gateway, --council, --catalog and "
                           "--training name others")};
    case absl::StatusCode::kDeadlineExceeded:
      return {absl::StrCat("応答がありません（", failure.server, "）。`--timeout 60s` などで時間を延ばせます"),
              absl::StrCat(failure.server, " took too long; `--timeout 60s` waits longer")};
    case absl::StatusCode::kUnimplemented:
      return {
          absl::StrCat("このサーバーには機能がありません（", failure.server, "）。接続先の取り違えではありませんか"),
          absl::StrCat(failure.server, " does not offer this: is it the right address?")};
    case absl::StatusCode::kInvalidArgument:
      return {"`--help` に書き方と例があります", "`--help` shows the notation and examples"};
    case absl::StatusCode::kResourceExhausted:
      return {"少し待ってから、もう一度実行してください", "wait a moment, then try again"};
    default:
      return {};
  }
}

// "; wait 2s" from the server's RetryInfo, if it sent one.
std::string RetryDelay(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  if (!GetDetail(status, retry)) return "";
  return absl::FormatDuration(absl::Seconds(retry.retry_delay().seconds()) +
                              absl::Nanoseconds(retry.retry_delay().nanos()));
}

Text HintFor(const Failure& failure) {
  const std::string delay = RetryDelay(failure.status);
  if (!delay.empty()) {
    return {absl::StrCat(delay, " 待ってから、もう一度実行してください"),
            absl::StrCat("wait ", delay, ", then try again")};
  }
  const Text hint = HintForReason(failure.status);
  return hint.en.empty() ? HintForCode(failure) : hint;
}

// The server's text: its Japanese one where that is asked for and there is one.
std::string MessageOf(const absl::Status& status, Language language) {
  google::rpc::LocalizedMessage localized;
  const bool japanese = language == Language::kJapanese && GetDetail(status, localized) && localized.locale() == "ja";
  return Printable(japanese ? localized.message() : std::string(status.message()));
}

// The option that fills a field of a request; empty if there is none, or several.
std::string OptionOf(std::string_view field) {
  static constexpr std::pair<const char*, const char*> kOptions[] = {
      {"survey", "--survey"},
      {"read_mask", "--parts"},
      {"regions", "--region"},
      {"prefecture_codes", "--prefecture"},
      {"prefecture_code", "--prefecture"},
      {"freshness.at_least", "--at-least"},
      {"citation", "--at"},
      {"local_government_code", "--government"},
      {"council_report.establishment", "--establishment"},
      {"council_report.prefecture_wide", "--prefecture-wide"},
      {"council_report.sub_prefectural", "--coverage"},
      {"council_report.coverages", "--coverage"},
      {"council_report.plans", "--plan"},
      {"event.application_rule.per_government", "--per-government"},
      {"event.application_rule.capacity", "--capacity"},
      {"event.schedule.date", "--date"},
      {"reason", "--reason"},
      {"request_id", "--request-id"},
      {"etag", "--etag"}};
  for (const auto& [name, option] : kOptions) {
    const std::string_view start = name;
    if (!field.starts_with(start)) continue;
    if (field.size() == start.size() || field[start.size()] == '.' || field[start.size()] == '[') return option;
  }
  return "";
}

// Each field of the request that is wrong, with the option that fills it.
void PrintViolations(std::ostream& err, const absl::Status& status, Language language) {
  google::rpc::BadRequest bad_request;
  if (!GetDetail(status, bad_request)) return;
  const std::string shown = MessageOf(status, language);
  for (const auto& violation : bad_request.field_violations()) {
    const std::string option = OptionOf(violation.field());
    // The message of a single one often says the very same.
    if (shown == Printable(absl::StrCat(violation.field(), ": ", violation.description()))) {
      if (!option.empty()) err << Text{"  オプション：", "  option: "}.In(language) << option << '\n';
      continue;
    }
    err << "  - " << Printable(violation.field());
    if (!option.empty()) err << Text{absl::StrCat("（", option, "）"), absl::StrCat(" (", option, ")")}.In(language);
    err << ": " << Printable(violation.description()) << '\n';
  }
}

}  // namespace

int ExitCodeOf(const absl::Status& status) {
  return status.ok() ? kExitOk : kExitRpc + static_cast<int>(status.code());
}

std::string CodeName(absl::StatusCode code) {
  static constexpr const char* kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<size_t>(code);
  return index < std::size(kNames) ? kNames[index] : "UNKNOWN";
}

void PrintFailure(std::ostream& err, const Failure& failure, Language language, const Style& style) {
  const Text head = {absl::StrCat(failure.doing.ja, "に失敗しました："),
                     absl::StrCat("cannot ", failure.doing.en, ": ")};
  err << style.Paint(Tone::kBad, language == Language::kJapanese ? "エラー：" : "error: ") << head.In(language)
      << CodeName(failure.status.code()) << '\n';
  if (!failure.status.message().empty()) err << "  " << MessageOf(failure.status, language) << '\n';

  google::rpc::ErrorInfo info;
  if (GetDetail(failure.status, info)) {
    err << (language == Language::kJapanese ? "  理由：" : "  reason: ") << Printable(info.reason()) << '\n';
  }
  PrintViolations(err, failure.status, language);
  const Text hint = HintFor(failure);
  if (!hint.en.empty()) {
    err << (language == Language::kJapanese ? "ヒント：" : "hint: ") << hint.In(language) << '\n';
  }
}

void PrintUsageError(std::ostream& err, std::string_view message, Language language, const Style& style) {
  const bool japanese = language == Language::kJapanese;
  err << style.Paint(Tone::kBad, japanese ? "エラー：" : "error: ")
      << (japanese ? UsageMessageInJapanese(message) : std::string(message)) << '\n';
}

}  // namespace zaitaku::cli
