// One run of the command: what it was told, where it reads and writes, and the servers that it calls.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "cli/connection.h"
#include "cli/errors.h"
#include "cli/language.h"
#include "cli/settings.h"
#include "cli/style.h"

namespace zaitaku::cli {

// What a run sees of the world.
struct Environment {
  std::istream& in;
  std::ostream& out;  // Results, nothing else.
  std::ostream& err;  // Errors, progress and notes.
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  Variables variable;
};

class Session {
 public:
  Session(Settings settings, const Environment& environment);

  const Settings& settings() const { return settings_; }
  Language language() const { return settings_.language; }
  Connection& connection() { return connection_; }
  std::istream& in() { return environment_.in; }
  std::ostream& out() { return environment_.out; }
  std::ostream& err() { return environment_.err; }
  const Style& style() const { return style_; }

  // The text in the language of this run.
  const std::string& Say(const Text& text) const { return text.In(language()); }

  // Writes a note to stderr.
  void Note(const Text& text);

  // Tells that a call failed, and returns the exit code for it.
  int Fail(Text doing, const absl::Status& status, Server server);
  int Fail(Text doing, const absl::Status& status, std::string called);

  // The same for an error that may have been found here, before any call: INVALID_ARGUMENT without a reason is wrong
  // usage.
  int FailOrRefuse(Text doing, const absl::Status& status, Server server);

  // Tells that the command line is wrong, and returns the exit code for it.
  int RefuseUsage(const Text& message);

  // Tells that the result could not be written, and returns the exit code for it.
  int FailOutput();

 private:
  const Settings settings_;
  const Environment& environment_;
  const Style style_;
  const Style err_style_;
  Connection connection_;
};

}  // namespace zaitaku::cli
