// Programmes that a resource of the training events refers to: that service knows none of them, the catalogue does.
#pragma once

#include <string>

#include "cli/language.h"
#include "cli/session.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::cli {

// What the catalogue says of a programme.
struct ResolvedProgram {
  enum class Outcome {
    kNone,      // Nothing is referred to.
    kKnown,     // The catalogue has it, under `display_name`.
    kUnknown,   // The catalogue has none of that name.
    kNotAsked,  // The catalogue did not answer: `error` and `address` say why and where.
  };
  Outcome outcome = Outcome::kNone;
  std::string name;
  type::v1::LocalizedText display_name;
  std::string error;
  std::string address;
};

// Asks the catalogue for a programme's newest version; empty is no programme.
ResolvedProgram ResolveProgram(Session& session, const std::string& name);

// The programme with its name; or the resource name, marked as unresolved (未解決) with the reason. Empty if there is
// none.
std::string ProgramText(const ResolvedProgram& program, Language language);

}  // namespace zaitaku::cli
