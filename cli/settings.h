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

// How the servers are reached, and as whom. Paths; empty if not given.
struct Access {
  bool insecure = false;  // Plaintext.
  std::string ca;         // Who signed the servers' certificates; empty: those whom this machine trusts.
  std::string cert;       // The caller's certificate, and its key.
  std::string key;
  std::string token_file;  // The caller's token.

  bool says_how() const { return insecure || !ca.empty(); }
  bool says_who() const { return !cert.empty() || !key.empty() || !token_file.empty(); }
};

struct Settings {
  std::string gateway = "127.0.0.1:7050";   // HOST:PORT
  std::string council = "127.0.0.1:7051";   // HOST:PORT
  std::string catalog = "127.0.0.1:7052";   // HOST:PORT
  std::string training = "127.0.0.1:7053";  // HOST:PORT
  Access access;
  std::string context_file;                    // Where contexts are; empty if there is no place for them.
  std::string context;                         // The one in use; empty for none.
  absl::Duration timeout = absl::Seconds(10);  // Of each call.
  Output output = Output::kTable;
  Language language = Language::kEnglish;
};

}  // namespace zaitaku::cli
