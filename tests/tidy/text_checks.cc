#include "tests/tidy/text_checks.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>
#include <set>

namespace zaitaku::tidy {
namespace {

constexpr int kMostLines = 600;

bool IsWrittenByUs(std::string_view path) { return NameOf(path) != "package-lock.json"; }

bool IsSource(const SourceFile& file) {
  return IsCxx(file.path) || IsShell(file) || NameOf(file.path) == "CMakeLists.txt" ||
         HasSuffix(file.path, {".proto", ".cmake", ".sql", ".js", ".mjs"});
}

std::string Sha256(const std::string& content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) return "";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    for (int nibble : {digest[i] >> 4, digest[i] & 15}) hex += "0123456789abcdef"[nibble];
  }
  return hex;
}

// What is wrong with the layout of one line; empty if nothing is.
std::string ObjectionTo(std::string_view line) {
  if (Contains(line, "\t")) return "a tab";
  if (Contains(line, "\r")) return "a carriage return";
  if (line.ends_with(' ')) return "spaces before the line's end";
  return "";
}

std::string ShellQuoted(const std::string& word) {
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// Runs a program in `root` on the files; a finding with its output if it fails or is not there.
Findings RunOn(const std::string& root, const std::string& program, const std::vector<std::string>& paths) {
  if (paths.empty()) return {};
  std::string command = "(cd " + ShellQuoted(root) + " && " + program;
  for (const std::string& path : paths) command += " " + ShellQuoted(path);
  FILE* pipe = popen((command + ") 2>&1").c_str(), "r");
  if (pipe == nullptr) return {{root, 0, "cannot run " + program}};
  std::string output;
  std::array<char, 4096> chunk;
  for (size_t n; (n = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;) output.append(chunk.data(), n);
  const int status = pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return {{root, 0, program + ":\n" + output}};
}

// The file that a link in `from` names, from the root; empty for one that leads out of the repository.
std::string TargetOf(std::string_view from, std::string link) {
  if (Contains(link, "://") || link.starts_with("#") || link.starts_with("mailto:")) return "";
  link = link.substr(0, link.find('#'));
  return (std::filesystem::path(FolderOf(from)) / link).lexically_normal().generic_string();
}

}  // namespace

Findings CheckLength(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    const int lines = static_cast<int>(LinesOf(file.content).size());
    if (IsSource(file) && lines > kMostLines) {
      findings.push_back({file.path, lines, "has more than " + std::to_string(kMostLines) + " lines"});
    }
  }
  return findings;
}

Findings CheckText(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    if (IsKeptAsItIs(file.path)) continue;
    if (!file.content.empty() && (!file.content.ends_with('\n') || file.content.ends_with("\n\n"))) {
      findings.push_back({file.path, 0, "does not end with one line feed"});
    }
    int number = 0;
    for (std::string_view line : LinesOf(file.content)) {
      ++number;
      const std::string objection = ObjectionTo(line);
      if (!objection.empty()) findings.push_back({file.path, number, objection});
    }
  }
  return findings;
}

Findings CheckHeaderGuards(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree) {
    if (file.path.ends_with(".h") && !Contains("\n" + file.content, "\n#pragma once\n")) {
      findings.push_back({file.path, 0, "has no #pragma once"});
    }
  }
  return findings;
}

Findings CheckRegistries(const Tree& tree) {
  // The hosts by what they are called, so that none is named here either.
  static const std::regex kHost(
      "[a-z]+://[^/\\s\"']*(registry|npmjs|yarnpkg|debian|ubuntu|pypi|pythonhosted|crates|golang|nodesource|maven)"
      "[^/\\s\"']*\\.(org|com|io|net)",
      std::regex::icase);
  Findings findings;
  for (const SourceFile& file : tree) {
    if (IsKeptAsItIs(file.path)) continue;
    int number = 0;
    for (std::string_view line : LinesOf(file.content)) {
      ++number;
      if (std::regex_search(line.begin(), line.end(), kHost)) {
        findings.push_back({file.path, number, "names the address of a package registry"});
      }
      if (!IsWrittenByUs(file.path) && Contains(line, "\"resolved\"")) {
        findings.push_back({file.path, number,
                            "names where a package lay; npm install --package-lock-only "
                            "--omit-lockfile-registry-resolved leaves it out"});
      }
    }
  }
  return findings;
}

Findings CheckLinks(const Tree& tree) {
  static const std::regex kLink("\\]\\(([^)\\s]+)\\)");
  std::set<std::string> there;
  for (const SourceFile& file : tree) {
    for (std::string_view path = file.path; !path.empty(); path = FolderOf(path)) there.emplace(path);
  }
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!file.path.ends_with(".md")) continue;
    for (std::sregex_iterator link(file.content.begin(), file.content.end(), kLink), end; link != end; ++link) {
      std::string target = TargetOf(file.path, link->str(1));
      if (target.ends_with('/')) target.pop_back();
      if (!target.empty() && !there.contains(target)) {
        findings.push_back({file.path, 0, "the link to " + link->str(1) + " leads nowhere"});
      }
    }
  }
  return findings;
}

Findings CheckSourceDocument(const Tree& tree) {
  const auto file = std::ranges::find(tree, std::string(kSourceDocument), &SourceFile::path);
  if (file == tree.end()) return {{kSourceDocument, 0, "missing"}};
  const std::string sha256 = Sha256(file->content);
  if (sha256 == kSourceDocumentSha256) return {};
  return {{kSourceDocument, 0, "is not the document that was published; its SHA-256 is " + sha256}};
}

Findings CheckFormat(const std::string& root, const Tree& tree) {
  std::vector<std::string> paths;
  for (const SourceFile& file : tree) {
    if (IsCxx(file.path)) paths.push_back(file.path);
  }
  return RunOn(root, "clang-format --style=file --dry-run --Werror --ferror-limit=1", paths);
}

Findings CheckShell(const std::string& root, const Tree& tree) {
  std::vector<std::string> paths;
  for (const SourceFile& file : tree) {
    // What a library offers, only its users use: it is read with them.
    if (IsShell(file) && !file.path.ends_with(".sh")) paths.push_back(file.path);
  }
  return RunOn(root, "shellcheck --external-sources", paths);
}

}  // namespace zaitaku::tidy
