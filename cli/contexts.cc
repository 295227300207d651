#include "cli/contexts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/status/status.h"

namespace zaitaku::cli {
namespace {

namespace fs = std::filesystem;

template <typename... Parts>
absl::Status Wrong(const std::string& path, const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat("--context-file: ", path, parts...));
}

absl::Status CheckFile(const std::string& path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) {
    return absl::NotFoundError(absl::StrCat("--context-file: ", path, " cannot be read: ", strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) return Wrong(path, " is no regular file");
  // Whoever writes it chooses to which servers the user's token goes.
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 || (status.st_uid != geteuid() && status.st_uid != 0)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("--context-file: %s can be written by others (mode %04o, owner %u); it needs mode 0600 or 0644 "
                        "and you as its owner",
                        path, status.st_mode & 07777, status.st_uid));
  }
  return absl::OkStatus();
}

std::string BesideFile(const std::string& file, const std::string& path) {
  return path.empty() ? path : (fs::absolute(file).parent_path() / path).lexically_normal().string();
}

// False if there is no such option.
bool Set(Context& context, const std::string& file, const std::string& option, const std::string& value) {
  static constexpr std::pair<const char*, std::string Context::*> kAddresses[] = {{"gateway", &Context::gateway},
                                                                                  {"council", &Context::council},
                                                                                  {"catalog", &Context::catalog},
                                                                                  {"training", &Context::training}};
  static constexpr std::pair<const char*, std::string Access::*> kFiles[] = {
      {"ca", &Access::ca}, {"cert", &Access::cert}, {"key", &Access::key}, {"token-file", &Access::token_file}};
  for (const auto& [name, member] : kAddresses) {
    if (option != name) continue;
    context.*member = value;
    return true;
  }
  for (const auto& [name, member] : kFiles) {
    if (option != name) continue;
    context.access.*member = BesideFile(file, value);
    return true;
  }
  if (option != "insecure" || (value != "true" && value != "false")) return false;
  context.access.insecure = value == "true";
  return true;
}

absl::StatusOr<Contexts> Parse(const std::string& path) {
  Contexts contexts;
  for (const CLI::ConfigItem& item : CLI::ConfigINI().from_file(path)) {
    if (item.name == "++" || item.name == "--") {  // Where a section begins and ends.
      if (item.parents.size() == 1) contexts.by_name[item.parents.front()];
      continue;
    }
    const std::string value = absl::StrJoin(item.inputs, " ");
    if (item.parents.empty() && item.name == "current") {
      contexts.current = value;
    } else if (item.parents.size() != 1 || !Set(contexts.by_name[item.parents.front()], path, item.name, value)) {
      return Wrong(path, ": not understood: ", item.fullname(), "=", value,
                   "; expected current=NAME, and below [NAME] gateway, council, catalog, training (HOST:PORT), ca, "
                   "cert, key, token-file (paths) or insecure (true, false)");
    }
  }
  if (!contexts.current.empty() && !contexts.by_name.contains(contexts.current)) {
    return Wrong(path, ": current=", contexts.current, ", but there is no [", contexts.current, "]");
  }
  return contexts;
}

}  // namespace

std::string ContextFilePath(const std::string& given, const Variables& variables) {
  if (!given.empty()) return given;
  if (std::string named = variables(kContextFileVariable); !named.empty()) return named;
  if (const std::string folder = variables("XDG_CONFIG_HOME"); !folder.empty()) return folder + "/zaitaku/contexts";
  const std::string home = variables("HOME");
  return home.empty() ? "" : home + "/.config/zaitaku/contexts";
}

absl::StatusOr<Contexts> ReadContexts(const std::string& path) {
  RETURN_IF_ERROR(CheckFile(path));
  try {
    return Parse(path);
  } catch (const CLI::Error& error) {
    return Wrong(path, ": ", error.what());
  }
}

absl::Status UseContext(const std::string& path, const std::string& name) {
  ASSIGN_OR_RETURN(const Contexts contexts, ReadContexts(path));
  if (!contexts.by_name.contains(name)) {
    const auto names = [](std::string* out, const auto& entry) { out->append(entry.first); };
    return absl::NotFoundError(
        absl::StrCat(path, " has no context '", name, "'; it has: ", absl::StrJoin(contexts.by_name, ", ", names)));
  }
  std::ifstream file(path);
  std::vector<std::string> lines = absl::StrSplit(std::string{std::istreambuf_iterator<char>(file), {}}, '\n');
  std::erase_if(lines, [](const std::string& line) { return absl::StartsWith(line, "current="); });
  lines.insert(lines.begin(), "current=" + name);
  const std::string next = path + ".new";
  std::error_code error;
  std::ofstream out(next);
  out << absl::StrJoin(lines, "\n");
  out.close();
  // A disk that is full says so when the file is closed; half of it must not take the whole one's place.
  if (!out) return absl::UnavailableError(absl::StrCat(path, " stays as it was: ", next, " cannot be written"));
  fs::permissions(next, fs::status(path).permissions(), error);
  if (!error) fs::rename(next, path, error);
  if (error) return absl::UnavailableError(absl::StrCat(path, " cannot be written: ", error.message()));
  return absl::OkStatus();
}

}  // namespace zaitaku::cli
