#include "tests/tidy/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace zaitaku::tidy {
namespace {

namespace fs = std::filesystem;

bool IsNobodysWriting(const std::string& folder) {
  return folder == ".git" || folder == "build" || folder == "var" || folder == "node_modules";
}

}  // namespace

Tree ReadTree(const std::string& root) {
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && IsNobodysWriting(entry->path().filename())) entry.disable_recursion_pending();
    if (!entry->is_regular_file()) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    tree.push_back({fs::relative(entry->path(), root).generic_string(),
                    std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>())});
  }
  std::ranges::sort(tree, {}, &SourceFile::path);
  return tree;
}

std::vector<std::string_view> LinesOf(std::string_view content) {
  std::vector<std::string_view> lines;
  while (!content.empty()) {
    const size_t length = std::min(content.find('\n'), content.size());
    lines.push_back(content.substr(0, length));
    content.remove_prefix(std::min(length + 1, content.size()));
  }
  return lines;
}

bool HasSuffix(std::string_view path, std::vector<std::string_view> suffixes) {
  return std::ranges::any_of(suffixes, [&](std::string_view suffix) { return path.ends_with(suffix); });
}

bool IsCxx(std::string_view path) { return HasSuffix(path, {".cc", ".h"}); }

bool IsShell(const SourceFile& file) {
  return file.content.starts_with("#!/usr/bin/env bash\n") || file.path.ends_with(".sh");
}

bool IsKeptAsItIs(std::string_view path) {
  return path.starts_with("data/source/") || HasSuffix(path, {".binpb", ".png"});
}

std::string_view FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view NameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace zaitaku::tidy
