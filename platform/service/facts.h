// Facts of resources: which field a fact's path begins with, how sure it is, and what becomes of sources and reviews
// when the resource changes. For any message with `sources` and `reviews`.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "platform/service/resource_fields.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku {

// The field that a fact's path begins with: `parts` of `parts[ア].title`.
inline std::string_view RootOf(std::string_view fact) { return fact.substr(0, fact.find_first_of(".[")); }

// How sure the facts at and below a field are: INFERRED if any source says so, else STATED if any does, else
// UNSPECIFIED.
template <typename Resource>
type::v1::Provenance::Basis BasisOf(const Resource& resource, std::string_view field) {
  auto basis = type::v1::Provenance::BASIS_UNSPECIFIED;
  for (const type::v1::FactSource& source : resource.sources()) {
    if (RootOf(source.fact()) == field) basis = std::max(basis, source.provenance().basis());
  }
  return basis;
}

// True if one of the sources says that the fact was inferred.
template <typename Resource>
bool HasInferredFact(const Resource& resource, std::string_view fact) {
  return std::any_of(resource.sources().begin(), resource.sources().end(), [&](const auto& source) {
    return source.fact() == fact && source.provenance().basis() == type::v1::Provenance::BASIS_INFERRED;
  });
}

// What no longer holds once `changed` fields are not what was read: their sources, unless `stated`, the fields that the
// change states, has sources among them, be they the same as before: a change that is made twice must change nothing
// the second time. And reviews of them or of what is no longer inferred.
template <typename Resource>
void DropStaleFacts(const std::vector<Field>& changed, const std::vector<Field>& stated, Resource& resource) {
  std::set<std::string_view> roots;
  for (Field field : changed) roots.insert(field->name());
  const bool brings_sources =
      std::any_of(stated.begin(), stated.end(), [](Field field) { return field->name() == "sources"; });
  const auto stale = [&](const std::string& fact) { return roots.contains(RootOf(fact)); };
  if (!brings_sources) {
    auto* sources = resource.mutable_sources();
    sources->erase(std::remove_if(sources->begin(), sources->end(), [&](const auto& s) { return stale(s.fact()); }),
                   sources->end());
  }
  auto* reviews = resource.mutable_reviews();
  reviews->erase(std::remove_if(reviews->begin(), reviews->end(),
                                [&](const auto& r) { return stale(r.fact()) || !HasInferredFact(resource, r.fact()); }),
                 reviews->end());
}

}  // namespace zaitaku
