#include "cli/usage_messages.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/language.h"

namespace zaitaku::cli {
namespace {

// What options expect, and what else is said of them. A longer one stands before its own beginning.
const Text kPhrases[] = {
    {"01～47の2桁のコードか名称。例：13、東京都、Tokyo", "a two-digit code 01 to 47 or a name: 13, 東京都, Tokyo"},
    {"年度。例：2016、平成28年度", "a fiscal year such as 2016 or 平成28年度"},
    {"検査数字を含む6桁の自治体コードか都道府県。例：130001、東京都",
     "a local government's six-digit code with its check digit such as 130001, or a prefecture such as 東京都"},
    {"月。例：2016-03", "a month such as 2016-03"},
    {"人数か blank。例：4", "a number of people such as 4, or blank"},
    {"日付。例：2016-03-16", "a day such as 2016-03-16"},
    {"時刻。例：13:00", "a wall time such as 13:00"},
    {"時刻、日付かリビジョンのトークン。例：2026-11-22T12:00+09:00、2026-11-22",
     "a time such as 2026-11-22T12:00+09:00, a date such as 2026-11-22 or a revision's token"},
    {"時間帯。例：Asia/Tokyo", "a zone such as Asia/Tokyo"},
    {"時間。例：10s、500ms、2m", "a duration, for example 10s, 500ms or 2m"},
    {"true か false", "true or false"},
    {"協議会のある圏域数/圏域の総数（2000以下）と区域の種類（医療圏、保健所、福祉保健所、市町村、地区医師会、"
     "郡市医師会）、または x か blank だけ。例：20/21医療圏",
     "areas with a council, of how many (at most 2000), and their kind (医療圏, 保健所, 福祉保健所, 市町村, "
     "地区医師会, "
     "郡市医師会); or x or blank alone; for example 20/21医療圏"},
    {"設置予定時期、または blank だけ。例：H27年度中、H28年度以降、未定、（都道府県単位について）H27年度中",
     "a time of planned establishment, or blank alone; for example H27年度中, H28年度以降, 未定 or "
     "（都道府県単位について）H27年度中"},
    {"何の予定か（未設置の協議会が一つに決まりません）。例：",
     "what the plan is for, as the report lacks no one council; for example "},
    {"o（○）、x（×）か blank", "o (○), x (×) or blank"},
    {"o（○）か x（×）", "o (○), x (×)"},
    {"変更する項目がありません。指定できる項目：--establishment、--prefecture-wide、--coverage、--plan",
     "nothing to change: give --establishment, --prefecture-wide, --coverage or --plan"},
    {"変更する項目がありません。指定できる項目：", "nothing to change: give "},
    {" など", " or the like"},
    {"どの回答ですか。名前、または --kind と --prefecture を指定してください",
     "which report? Give its name, or --kind and --prefecture"},
    {"回答の名前か、--kind と --prefecture か、どちらか一方を指定してください",
     "give either the report's name, or --kind and --prefecture"},
    {"--ca、--cert、--key とは同時に指定できません", "does not go with --ca, --cert and --key"},
    {" に次のコンテキストはありません：'", " has no context '"},
    {"'。あるもの：", "'; it has: "},
    {"'。`zaitaku context list` で確認してください", "'; `zaitaku context list` shows them"},
    {" を読めません：", " cannot be read: "},
    {" は通常のファイルではありません", " is no regular file"},
    {" は他の利用者も書き換えられます（mode ", " can be written by others (mode "},
    {"）。mode を 0600 か 0644 とし、所有者を自分にしてください", "); it needs mode 0600 or 0644 and you as its owner"},
    {" にトークンがありません。期待：一語。例：", " holds no token; expected one word, such as "},
    {"トークンを送れません。平文（--insecure）では他人に読まれます。接続先：", "a token does not go to "},
    {"", " in plaintext (--insecure), where others read it"},
    {"< と > に囲まれたメールアドレスがありません", "read no address in < and >"},
    {"氏名がありません", "read no name"},
    {"< と > の中がメールアドレスではありません", "what is in < and > is no address"},
    {"> の後の担当を読み取れません。担当：", "after > read no role; there are "},
    {"。期待：氏名 <メールアドレス>:担当、例：", "; expected NAME <address>:role, for example "},
    {"。期待：変更、例：", "; expected a change such as "},
    {" に変更がありません", " holds no change"},
    {"、例：", ", for example "},
};

std::string Translated(const std::string& text) {
  std::string result = text;
  for (const Text& phrase : kPhrases) absl::StrReplaceAll({{phrase.en, phrase.ja}}, &result);
  return result;
}

// `--survey: ` becomes `--survey：`.
std::string Label(const std::string& text) {
  if (text.ends_with(": ")) return absl::StrCat(Translated(text.substr(0, text.size() - 2)), "：");
  return Translated(text);
}

// The texts before and behind the first `middle`.
struct Parts {
  std::string before, behind;
};
std::optional<Parts> SplitAt(const std::string& text, const std::string& middle) {
  const size_t at = text.find(middle);
  if (at == std::string::npos) return std::nullopt;
  return Parts{text.substr(0, at), text.substr(at + middle.size())};
}

// `LABEL: read 'VALUE', expected …`, as the checks of options say it.
std::optional<std::string> Expectation(const std::string& message) {
  const auto read = SplitAt(message, "read '");
  if (!read) return std::nullopt;
  if (const auto value = SplitAt(read->behind, "', expected ")) {
    return absl::StrCat(Label(read->before), "読み取り「", value->before, "」、期待：", Translated(value->behind));
  }
  const auto alias = SplitAt(read->behind, "', which is no other name of ");
  if (!alias) return std::nullopt;
  return absl::StrCat(Label(read->before), "「", alias->before, "」は ", alias->behind, " の別名ではありません");
}

// `LABEL: VALUE` of CLI11, whose labels hold no colon.
std::string ReadValue(const std::string& labelled, const std::string& expected) {
  const auto parts = SplitAt(labelled, ": ");
  const std::string label = parts ? absl::StrCat(parts->before, "：") : "";
  return absl::StrCat(label, "読み取り「", parts ? parts->behind : labelled, "」、期待：", expected);
}

// What CLI11 says by itself.
std::optional<std::string> LibraryMessage(const std::string& message) {
  for (const char* start :
       {"The following argument was not expected: ", "The following arguments were not expected: "}) {
    if (message.starts_with(start)) return absl::StrCat("余分な引数です：", message.substr(std::string(start).size()));
  }
  if (const auto words = SplitAt(message, "not understood: "); words && words->before.empty()) {
    return absl::StrCat("コマンドとして読み取れません：", words->behind);
  }
  if (const auto set = SplitAt(message, " not in {"); set && message.ends_with("}")) {
    const std::string words = set->behind.substr(0, set->behind.size() - 1);
    return ReadValue(set->before, absl::StrReplaceAll(words, {{",", "、"}}));
  }
  if (const auto range = SplitAt(message, " not in range ")) {
    const std::string labelled = absl::StrReplaceAll(range->before, {{"Value ", ""}});
    return ReadValue(labelled, absl::StrReplaceAll(range->behind, {{" to ", "～"}}));
  }
  if (message.ends_with(" is required")) {
    return absl::StrCat(SplitAt(message, " is required")->before, " は必須です");
  }
  if (const auto two = SplitAt(message, " excludes ")) {
    return absl::StrCat(two->before, " と ", two->behind, " は同時に指定できません");
  }
  // Only flags come to this: what is a number is checked before it is converted.
  if (message.starts_with("Could not convert: ")) {
    if (const auto value = SplitAt(message.substr(sizeof("Could not convert: ") - 1), " = ")) {
      return absl::StrCat(value->before, "：読み取り「", value->behind, "」、期待：true か false");
    }
  }
  if (const auto missing = SplitAt(message, " required "); missing && message.ends_with(" missing")) {
    return absl::StrCat(missing->before.substr(0, missing->before.find(": ")), "：値がありません");
  }
  return std::nullopt;
}

}  // namespace

std::string UsageMessageInJapanese(std::string_view text) {
  const std::string message(text);
  if (const auto expectation = Expectation(message)) return *expectation;
  if (const auto own = LibraryMessage(message)) return *own;
  // The option that a message begins with.
  if (const size_t colon = message.find(": "); message.starts_with("--") && colon != std::string::npos) {
    return Label(message.substr(0, colon + 2)) + Translated(message.substr(colon + 2));
  }
  return Translated(message);
}

}  // namespace zaitaku::cli
