#include "tests/tidy/layout_checks.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

namespace zaitaku::tidy {
namespace {

// Calls `handle(line number, captures)` for each line of the file that matches.
template <typename Handle>
void ForEachMatch(const SourceFile& file, const std::regex& pattern, Handle handle) {
  int number = 0;
  for (std::string_view line : LinesOf(file.content)) {
    ++number;
    std::match_results<std::string_view::const_iterator> match;
    if (std::regex_search(line.begin(), line.end(), match, pattern)) handle(number, match);
  }
}

// The one folder there that is no service: what they share that needs the domain's words.
constexpr std::string_view kSharedByServices = "services/entries";

// `platform`, `services/council`: what the rules speak about. Empty for files in the root.
std::string LayerOf(std::string_view path) {
  const size_t first = path.find('/');
  if (first == std::string_view::npos) return "";
  const std::string_view top = path.substr(0, first);
  if (top != "services") return std::string(top);
  return std::string(path.substr(0, path.find('/', first + 1)));
}

bool IsOurFolder(std::string_view layer) {
  return layer == "domain" || layer == "platform" || layer == "gateway" || layer == "cli" || layer == "tests" ||
         layer.starts_with("services");
}

// The layers of ours that a layer may include, beside itself. Tests may include everything.
std::vector<std::string_view> LayersBelow(std::string_view layer) {
  if (layer == kSharedByServices) return {"domain", "platform"};
  if (layer.starts_with("services/")) return {"domain", "platform", kSharedByServices};
  if (layer == "gateway" || layer == "cli") return {"domain", "platform"};
  return {};
}

bool MayInclude(std::string_view from, std::string_view to) {
  if (from == to || from == "tests") return true;
  const auto below = LayersBelow(from);
  return std::ranges::find(below, to) != below.end();
}

// The contracts that a layer may use: a service its own, platform none that knows a resource.
bool MayUseContract(std::string_view from, std::string_view include) {
  if (!include.starts_with("zaitaku/") || include.starts_with("zaitaku/type/")) return true;
  if (from == "platform") return false;
  if (!from.starts_with("services/")) return true;
  return include.starts_with("zaitaku/" + std::string(NameOf(from)) + "/");
}

bool IsThirdParty(std::string_view include) {
  static constexpr std::string_view kQuoted[] = {"absl/", "gtest/", "gmock/", "google/protobuf/", "grpc/", "grpcpp/"};
  return std::ranges::any_of(kQuoted, [&](std::string_view prefix) { return include.starts_with(prefix); });
}

// The .proto that a generated header comes from; empty for another header.
std::string ProtoOf(std::string_view include) {
  for (std::string_view suffix : {".grpc.pb.h", ".pb.h", ".methods.h"}) {
    if (include.ends_with(suffix)) {
      return "protos/" + std::string(include.substr(0, include.size() - suffix.size())) + ".proto";
    }
  }
  return "";
}

// What is wrong with one include; empty if nothing is.
std::string ObjectionTo(const std::string& from, const std::string& include, bool quoted,
                        const std::set<std::string>& paths) {
  const std::string to = LayerOf(include);
  if (!quoted) {
    const bool ours = IsOurFolder(to) || include.starts_with("zaitaku/");
    return ours ? "<" + include + ">: our own headers are included in quotes" : "";
  }
  // The second is made of all protos: the names of their methods.
  if (IsThirdParty(include) || include == "zaitaku/rpcs.h") return "";
  if (const std::string proto = ProtoOf(include); !proto.empty()) {
    if (!paths.contains(proto)) return "there is no " + proto;
    return MayUseContract(from, include) ? "" : from + " may not use the contract " + include;
  }
  if (!paths.contains(include)) return "\"" + include + "\" is no path from the repository's root";
  return MayInclude(from, to) ? "" : from + " may not include " + to;
}

std::set<std::string> PathsOf(const Tree& tree) {
  std::set<std::string> paths;
  for (const SourceFile& file : tree) paths.insert(file.path);
  return paths;
}

// Occurrences of a word such as `zaitaku_library(`.
int CountOf(std::string_view text, std::string_view word) {
  int count = 0;
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

// How a CMakeLists.txt may name a source: by itself or, in a list of tests, without its ending.
std::vector<std::string> NamesOf(const std::string& source, bool is_test) {
  std::vector<std::string> names = {source};
  if (!is_test) return names;
  for (std::string_view ending : {".cc", "_test.cc", "_fuzz.cc"}) {
    if (source.ends_with(ending)) names.push_back(source.substr(0, source.size() - ending.size()));
  }
  return names;
}

// Whether a CMakeLists.txt names the source, or a pattern such as survey_*.cc that it matches.
bool IsNamedIn(const std::string& cmake, const std::string& source, bool is_test) {
  static const std::regex kWord("[A-Za-z0-9_.*-]+");
  const std::vector<std::string> names = NamesOf(source, is_test);
  for (std::sregex_iterator word(cmake.begin(), cmake.end(), kWord), end; word != end; ++word) {
    const std::string name = word->str();
    if (std::ranges::find(names, name) != names.end()) return true;
    const size_t star = name.find('*');
    if (star == std::string::npos || !name.ends_with(".cc")) continue;
    if (source.starts_with(name.substr(0, star)) && source.ends_with(name.substr(star + 1))) return true;
  }
  return false;
}

}  // namespace

Findings CheckIncludes(const Tree& tree) {
  static const std::regex kInclude("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
  const std::set<std::string> paths = PathsOf(tree);
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!IsCxx(file.path)) continue;
    ForEachMatch(file, kInclude, [&](int line, const auto& match) {
      const std::string objection = ObjectionTo(LayerOf(file.path), match.str(2), match.str(1) == "\"", paths);
      if (!objection.empty()) findings.push_back({file.path, line, objection});
    });
  }
  return findings;
}

Findings CheckProtoImports(const Tree& tree) {
  static const std::regex kImport("^\\s*import\\s+(public\\s+|weak\\s+)?\"(zaitaku/[a-z]+)/");
  static const std::map<std::string, std::set<std::string>> kBelow = {
      {"zaitaku/type", {}},
      {"zaitaku/council", {"zaitaku/type"}},
      {"zaitaku/catalog", {"zaitaku/type"}},
      {"zaitaku/training", {"zaitaku/type"}},
      {"zaitaku/summary", {"zaitaku/type", "zaitaku/council", "zaitaku/catalog", "zaitaku/training"}},
  };
  Findings findings;
  for (const SourceFile& file : tree) {
    if (!file.path.starts_with("protos/") || !file.path.ends_with(".proto")) continue;
    std::string from = file.path.substr(sizeof("protos/") - 1);
    from = from.substr(0, from.find('/', from.find('/') + 1));
    if (from.starts_with("zaitaku/") && !kBelow.contains(from)) {
      findings.push_back({file.path, 0, "tests/tidy does not know what " + from + " may import"});
    }
    ForEachMatch(file, kImport, [&](int line, const auto& match) {
      const std::string to = match.str(2);
      const auto below = kBelow.find(from);
      const bool allowed = to == from || (below != kBelow.end() && below->second.contains(to));
      if (!allowed) findings.push_back({file.path, line, from + " may not import " + to});
    });
  }
  return findings;
}

Findings CheckPlatformWords(const Tree& tree) {
  static constexpr std::string_view kWords[] = {"council", "prefecture", "協議会", "都道府県"};
  Findings findings;
  for (const SourceFile& file : tree) {
    // Who may do what is said of roles and methods, by their names (ADR 16).
    const bool says_who_may = file.path.starts_with("platform/auth/");
    if (!file.path.starts_with("platform/") || says_who_may) continue;
    std::string lower = file.content;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    int number = 0;
    for (std::string_view line : LinesOf(lower)) {
      ++number;
      for (std::string_view word : kWords) {
        if (Contains(line, word)) {
          findings.push_back({file.path, number, "platform must not know the word " + std::string(word)});
        }
      }
    }
  }
  return findings;
}

Findings CheckTargets(const Tree& tree) {
  std::map<std::string, std::vector<std::string>> sources;  // By folder.
  std::map<std::string, std::string> cmake;
  for (const SourceFile& file : tree) {
    const std::string folder(FolderOf(file.path));
    if (NameOf(file.path) == "CMakeLists.txt") cmake[folder] = file.content;
    if (file.path.ends_with(".cc")) sources[folder].emplace_back(NameOf(file.path));
  }
  Findings findings;
  for (const auto& [folder, names] : sources) {
    const std::string list = folder + "/CMakeLists.txt";
    const bool is_test = LayerOf(folder + "/") == "tests";
    if (!cmake.contains(folder)) {
      findings.push_back({list, 0, "missing, although the folder has C++ sources"});
      continue;
    }
    const std::string& text = cmake[folder];
    if (!is_test && (CountOf(text, "zaitaku_library(") != 1 || CountOf(text, "add_executable(") > 1)) {
      findings.push_back({list, 0, "a folder has one zaitaku_library and at most one program"});
    }
    for (const std::string& name : names) {
      if (!IsNamedIn(text, name, is_test)) findings.push_back({list, 0, name + " is in no target"});
    }
  }
  return findings;
}

Findings CheckNames(const Tree& tree) {
  static const std::regex kSaysNothing("(^|/|_|-)(utils?|common|helpers?|misc|stuff)(\\.|/|$|_|-)");
  Findings findings;
  for (const SourceFile& file : tree) {
    if (std::regex_search(file.path, kSaysNothing)) {
      findings.push_back({file.path, 0, "a name that says nothing of the duty"});
    }
  }
  return findings;
}

Findings CheckDecisionRecords(const Tree& tree) {
  static const std::regex kName("^docs/adr/([0-9]{4})-[a-z0-9-]+\\.md$");
  static const std::regex kMention("docs/adr/[0-9]{4}-[a-z0-9-]+\\.md");
  const std::set<std::string> paths = PathsOf(tree);
  Findings findings;
  int expected = 1;
  for (const SourceFile& file : tree) {
    if (!file.path.starts_with("tests/tidy/") && !IsKeptAsItIs(file.path)) {
      ForEachMatch(file, kMention, [&](int line, const auto& match) {
        if (!paths.contains(match.str())) findings.push_back({file.path, line, match.str() + " does not exist"});
      });
    }
    if (!file.path.starts_with("docs/adr/") || file.path == "docs/adr/README.md") continue;
    std::smatch match;
    if (!std::regex_match(file.path, match, kName)) {
      findings.push_back({file.path, 0, "a decision record is called NNNN-title.md"});
      continue;
    }
    if (std::stoi(match.str(1)) != expected) {
      findings.push_back({file.path, 0, "the next record's number is " + std::to_string(expected)});
    }
    expected = std::stoi(match.str(1)) + 1;
    if (!file.content.starts_with("# ")) findings.push_back({file.path, 1, "begins with no heading"});
  }
  return findings;
}

}  // namespace zaitaku::tidy
