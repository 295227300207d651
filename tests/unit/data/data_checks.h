// What must hold of all data: every line of the document is accounted for, and every fact is where it says.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/data/data_set.h"

namespace zaitaku::data {

// What a check objects to, as sentences; empty if nothing is wrong.
using Objections = std::vector<std::string>;

// The lines that all data together answers for. Those before are the surveys, which the registry reads from the
// document itself.
inline constexpr LineRange kDataLines = {236, 733};

// A fact is read from a few lines, not from a slide: no source spans more, blank lines aside.
inline constexpr int kMaxSourceLines = 5;

// Every non-blank line of kDataLines is among those that a data set answers for, and each set that answers for it has a
// fact that was read from it, unless any of them excludes it. No line is both excluded and read, by whatever sets;
// exclusions quote their lines and have a reason.
Objections CheckCoverage(const std::vector<const DataSet*>& sets);

// Every source quotes its lines and the document's hash, is stated or inferred with evidence, and names a fact that the
// resource has. If that fact is a text, those lines hold it, white space and bullets aside.
Objections CheckSources(const DataSet& data);

// Every text has a source of its own. Every other value but a resource's name and kind has one, is a part of what has
// one, or stands in a list's element of which another value has one.
Objections CheckFactsHaveSources(const DataSet& data);

// Names are well-formed, of their collection and unique; what a resource refers to exists, here or in the others.
Objections CheckReferences(const DataSet& data, const std::vector<const DataSet*>& others);

// No private-use character, which the document has for bullets, is in any value but the quoted lines.
Objections CheckCharacters(const DataSet& data);

// Every text of two languages is there in both.
Objections CheckLanguages(const DataSet& data);

}  // namespace zaitaku::data
