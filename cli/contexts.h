// A file of contexts: which servers, and as whom, under a name.
#pragma once

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/language.h"
#include "cli/settings.h"

namespace zaitaku::cli {

inline constexpr char kContextFileVariable[] = "ZAITAKU_CONTEXT_FILE";
inline constexpr char kContextVariable[] = "ZAITAKU_CONTEXT";

// What one context says. An address that it does not name is empty.
struct Context {
  std::string gateway;
  std::string council;
  std::string catalog;
  std::string training;
  Access access;
};

struct Contexts {
  std::string current;  // Empty for none.
  std::map<std::string, Context> by_name;
};

// The file that --context-file or the environment names, or else `contexts` in the user's configuration folder; empty
// if there is none either.
std::string ContextFilePath(const std::string& given, const Variables& variables);

// Reads lines `current=NAME` and, below `[NAME]`, OPTION=VALUE; paths are relative to the file's folder. It holds no
// secrets, but says where they are sent. INVALID_ARGUMENT or FAILED_PRECONDITION, in one line, if there is no such
// file, others can write it, or a line is not understood.
absl::StatusOr<Contexts> ReadContexts(const std::string& path);

// Makes a context of the file the current one, and leaves all else as it is. NOT_FOUND if it has none of that name.
absl::Status UseContext(const std::string& path, const std::string& name);

}  // namespace zaitaku::cli
