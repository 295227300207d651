// What must hold of the catalogue's data: every line of the document is accounted for, and every fact is where it says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/data/catalog_data.h"

namespace zaitaku::data {

// What a check objects to, as sentences; empty if nothing is wrong.
using Objections = std::vector<std::string>;

// The lines that the catalogue answers for, both ends included. The joint meeting and the two training events, which
// lie between, are no programmes.
struct LineRange {
  int first;
  int last;
};
inline constexpr LineRange kCatalogLines[] = {{236, 515}, {550, 592}, {664, 733}};

// A fact is read from a few lines, not from a slide: no source spans more, blank lines aside.
inline constexpr int kMaxSourceLines = 5;

// Every non-blank line of kCatalogLines is read by a fact or excluded, not both; exclusions quote their lines and have
// a reason.
Objections CheckCoverage(const CatalogData& data);

// Every source quotes its lines and the document's hash, is stated or inferred with evidence, and names a fact that the
// resource has. If that fact is a text, those lines hold it, white space and bullets aside.
Objections CheckSources(const CatalogData& data);

// Every text, and every field but a resource's name and kind, has a source.
Objections CheckFactsHaveSources(const CatalogData& data);

// Names are well-formed, of their collection and unique; what a resource refers to exists.
Objections CheckReferences(const CatalogData& data);

// No private-use character, which the document has for bullets, is in any value but the quoted lines.
Objections CheckCharacters(const CatalogData& data);

// The lines that an alias names hold it, after joining wraps.
Objections CheckAliases(const CatalogData& data);

// True if the lines hold the text, white space, private-use characters and the bullets that begin lines aside.
bool LinesHold(const std::vector<std::string>& lines, std::string_view text);

}  // namespace zaitaku::data
