// The repository's files, read once for all checks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zaitaku::tidy {

struct SourceFile {
  std::string path;  // From the repository's root, with slashes.
  std::string content;
};

// In order of path.
using Tree = std::vector<SourceFile>;

// Something that a check objects to. Line 0: the file as a whole.
struct Finding {
  std::string path;
  int line = 0;
  std::string what;
};
using Findings = std::vector<Finding>;

// Every file below `root` that somebody wrote: all but what is built, installed, run or kept by git.
Tree ReadTree(const std::string& root);

// The lines without their line feeds.
std::vector<std::string_view> LinesOf(std::string_view content);

// Whether the text has these characters in it.
inline bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Whether the path ends in one of these.
bool HasSuffix(std::string_view path, std::vector<std::string_view> suffixes);

// Whether the path names a C++ file.
bool IsCxx(std::string_view path);

// Whether the path names a program for bash.
bool IsShell(const SourceFile& file);

// Whether the file is kept byte for byte and not to be tidied: the source document, and what is not text.
bool IsKeptAsItIs(std::string_view path);

// `services/council` of `services/council/main.cc`; empty for a file in the root.
std::string_view FolderOf(std::string_view path);

// `main.cc` of `services/council/main.cc`.
std::string_view NameOf(std::string_view path);

}  // namespace zaitaku::tidy
