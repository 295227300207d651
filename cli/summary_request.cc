#include "cli/summary_request.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/terms.h"

namespace zaitaku::cli {

void AddSummaryPartOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options) {
  verb.add_option("--survey", options.survey,
                  commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
  verb.add_option("--parts", options.parts,
                  commands.Say({"項目：councils, figures, prefectures, programs, budgets, events, participants, "
                                "applications, all（既定：都道府県別以外）",
                                "Parts: councils, figures, prefectures, programs, budgets, events, participants, "
                                "applications, all (default: all but prefectures)"}))
      ->delimiter(',')
      ->option_text("PART,…");
  verb.add_option("--region", options.regions,
                  commands.Say({"この地域だけ（繰り返し可）", "Only this region; may be repeated"}))
      ->option_text("REGION");
  verb.add_option("--prefecture", options.prefectures,
                  commands.Say({"都道府県別の項目で、この都道府県だけ（繰り返し可）",
                                "Of the part prefectures, only this one; may be repeated"}))
      ->option_text("PREFECTURE");
}

void AddFreshnessOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options) {
  CLI::Option* fresh =
      verb.add_flag("--fresh", options.fresh,
                    commands.Say({"各サービスに最新かどうか確認する", "Ask the services for the newest now"}));
  CLI::Option* at =
      verb.add_option("--at", options.at, commands.Say({"引用（citation）が表す値", "The figures of this citation"}))
          ->option_text("CITATION")
          ->excludes(fresh);
  verb.add_option("--at-least", options.at_least,
                  commands.Say({"少なくともこのリビジョン以降（繰り返し可）",
                                "At least as new as this revision; may be repeated"}))
      ->option_text("SERVICE=TOKEN")
      ->excludes(fresh)
      ->excludes(at);
  verb.add_flag("--strict", options.strict,
                commands.Say({"不足や古い可能性のある値は受け取らない",
                              "Fail rather than show what is incomplete or may be old"}));
}

void AddSummaryRequestOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options) {
  AddSummaryPartOptions(commands, verb, options);
  AddFreshnessOptions(commands, verb, options);
}

summary::v1::Freshness ReadFreshness(const SummaryRequestOptions& options) {
  summary::v1::Freshness freshness;
  if (options.fresh) freshness.set_fully_consistent(true);
  if (!options.at.empty()) freshness.set_citation(options.at);
  for (const std::string& token : options.at_least) freshness.mutable_at_least()->add_tokens(token);
  return freshness;
}

SummaryRequest ReadSummaryRequest(const SummaryRequestOptions& options) {
  SummaryRequest read;
  read.request.set_survey(SurveyName(options.survey));
  for (const std::string& part : options.parts) read.request.mutable_read_mask()->add_paths(part == "all" ? "*" : part);
  for (const std::string& text : options.regions) {
    const auto region = ReadRegion(text);
    if (region) {
      read.request.add_regions(*region);
    } else {
      read.error = {absl::StrCat("--region：「", text, "」という地域はありません。例：関東"),
                    absl::StrCat("--region: there is no region '", text, "'; an example is kanto")};
    }
  }
  for (const std::string& text : options.prefectures) {
    const auto code = ReadPrefecture(text);
    if (code) {
      read.request.add_prefecture_codes(*code);
    } else {
      read.error = {absl::StrCat("--prefecture：「", text, "」という都道府県はありません。例：東京都"),
                    absl::StrCat("--prefecture: there is no prefecture '", text, "'; an example is Tokyo")};
    }
  }
  if (auto freshness = ReadFreshness(options); freshness.requirement_case() != 0)
    *read.request.mutable_freshness() = std::move(freshness);
  read.request.set_strict(options.strict);
  return read;
}

}  // namespace zaitaku::cli
