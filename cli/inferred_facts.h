// Marks on facts that no line of the document states.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <ostream>
#include <set>
#include <string>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku::cli {

using FactSources = google::protobuf::RepeatedPtrField<type::v1::FactSource>;

// The inferred facts of a resource. One that is stated in another line is stated.
class InferredFacts {
 public:
  explicit InferredFacts(const FactSources& sources);

  // True if the fact itself is inferred.
  bool IsInferred(const std::string& fact) const { return facts_.contains(fact); }

  // True if the fact, or something in it, is inferred: `venue` if `venue.prefecture_code` is.
  bool Contains(const std::string& fact) const;

  // The text with a mark if the fact is inferred and there is a text; `Legend` then explains the mark.
  std::string Mark(const std::string& text, const std::string& fact);

  // Explains the mark if one was set.
  void PrintLegend(Language language, const Style& style, std::ostream& out) const;

 private:
  std::set<std::string> facts_;
  bool marked_ = false;
};

// The sources of a fact and of what is in it.
FactSources SourcesBelow(const FactSources& sources, const std::string& fact);

}  // namespace zaitaku::cli
