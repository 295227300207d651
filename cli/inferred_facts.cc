#include "cli/inferred_facts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zaitaku::cli {
namespace {

constexpr char kMark[] = "†";

// True if `path` is `fact` or in it.
bool IsBelow(const std::string& path, const std::string& fact) {
  if (!path.starts_with(fact)) return false;
  return path.size() == fact.size() || path[fact.size()] == '.' || path[fact.size()] == '[';
}

}  // namespace

InferredFacts::InferredFacts(const FactSources& sources) {
  std::set<std::string> stated;
  for (const auto& source : sources) {
    const bool inferred = source.provenance().basis() == type::v1::Provenance::BASIS_INFERRED;
    (inferred ? facts_ : stated).insert(source.fact());
  }
  for (const std::string& fact : stated) facts_.erase(fact);
}

bool InferredFacts::Contains(const std::string& fact) const {
  return std::any_of(facts_.begin(), facts_.end(), [&fact](const std::string& path) { return IsBelow(path, fact); });
}

std::string InferredFacts::Mark(const std::string& text, const std::string& fact) {
  if (text.empty() || !Contains(fact)) return text;
  marked_ = true;
  return absl::StrCat(text, " ", kMark);
}

void InferredFacts::PrintLegend(Language language, const Style& style, std::ostream& out) const {
  if (!marked_) return;
  out << '\n'
      << style.Paint(
             Tone::kFaint,
             absl::StrCat(kMark,
                          Text{" 推定。根拠は --sources で表示", " inferred; --sources shows from what"}.In(language)))
      << '\n';
}

FactSources SourcesBelow(const FactSources& sources, const std::string& fact) {
  FactSources below;
  for (const auto& source : sources) {
    if (IsBelow(source.fact(), fact)) *below.Add() = source;
  }
  return below;
}

}  // namespace zaitaku::cli
