// What the options that every command takes say.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "cli/language.h"

namespace zaitaku::cli {

// The environment variables that give addresses; flags come first, the defaults last.
inline constexpr char kGatewayVariable[] = "ZAITAKU_GATEWAY";
inline constexpr char kCouncilVariable[] = "ZAITAKU_COUNCIL";
inline constexpr char kCatalogVariable[] = "ZAITAKU_CATALOG";
inline constexpr char kTrainingVariable[] = "ZAITAKU_TRAINING";

enum class Output { kTable, kJson, kCsv };

struct Settings {
  std::string gateway = "127.0.0.1:7050";      // HOST:PORT
  std::string council = "127.0.0.1:7051";      // HOST:PORT
  std::string catalog = "127.0.0.1:7052";      // HOST:PORT
  std::string training = "127.0.0.1:7053";     // HOST:PORT
  absl::Duration timeout = absl::Seconds(10);  // Of each call.
  Output output = Output::kTable;
  Language language = Language::kEnglish;
};

}  // namespace zaitaku::cli
