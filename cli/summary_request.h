// The options that say which summary, and how new.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::cli {

struct SummaryRequestOptions {
  std::string survey;
  std::vector<std::string> parts;
  std::vector<std::string> regions;
  std::vector<std::string> prefectures;
  bool fresh = false;
  std::string at;
  std::vector<std::string> at_least;
  bool strict = false;
};

// Adds them to a command: which parts, of what; how new; both.
void AddSummaryPartOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options);
void AddFreshnessOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options);
void AddSummaryRequestOptions(Commands& commands, CLI::App& verb, SummaryRequestOptions& options);

// The request, or what is wrong with the options.
struct SummaryRequest {
  summary::v1::GetNationwideSummaryRequest request;
  Text error;
  bool ok() const { return error.en.empty(); }
};
summary::v1::Freshness ReadFreshness(const SummaryRequestOptions& options);
SummaryRequest ReadSummaryRequest(const SummaryRequestOptions& options);

}  // namespace zaitaku::cli
