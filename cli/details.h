// One resource shown at length: labels and values, then what has a heading of its own.
#pragma once

#include <string>

#include "cli/language.h"
#include "cli/style.h"
#include "cli/table.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/type/v1/fact.pb.h"

namespace zaitaku::cli {

// Labels and values, one in a line. What has no value is not stated, and said so.
class Details {
 public:
  explicit Details(Language language) : language_(language), table_({{""}, {""}}) {}

  void Add(const Text& label, const std::string& value);
  // The same where nothing is said of what has no value.
  void AddIfStated(const Text& label, const std::string& value);
  // The version's revision, time and etag.
  template <typename Resource>
  void AddVersion(const Resource& resource) {
    AddVersion(resource.revision_id(), resource.has_revision_create_time() ? &resource.revision_create_time() : nullptr,
               resource.etag());
  }
  void Print(const Style& style, std::ostream& out) const { table_.PrintRows(out, style, 2); }

 private:
  void AddVersion(const std::string& revision_id, const google::protobuf::Timestamp* time, const std::string& etag);

  const Language language_;
  Table table_;
};

// The resource's name, and below it what it is called.
void RenderTitle(const std::string& name, const type::v1::LocalizedText& display_name, Language language,
                 const Style& style, std::ostream& out);

// An empty line and a heading.
void RenderHeading(const Text& heading, Language language, const Style& style, std::ostream& out);

// A tree of parts under their heading, in order, indented. Nothing if there are none.
using Parts = google::protobuf::RepeatedPtrField<catalog::v1::Part>;
void RenderParts(const Text& heading, const Parts& parts, Language language, const Style& style, std::ostream& out);

// The parts' titles alone, without what is below them.
void RenderPartTitles(const Parts& parts, int indent, Language language, std::ostream& out);

// Conditions under their heading, or without one at `indent`.
using Conditions = google::protobuf::RepeatedPtrField<catalog::v1::Condition>;
void RenderConditions(const Conditions& conditions, Language language, const Style& style, std::ostream& out);
void RenderConditionLines(const Conditions& conditions, int indent, Language language, std::ostream& out);

// Other names, with the lines where they are used.
void RenderAliases(const google::protobuf::RepeatedPtrField<catalog::v1::Alias>& aliases, Language language,
                   const Style& style, std::ostream& out);

// Each fact's basis, lines, evidence and reviews; `verbatim` adds the lines themselves.
void RenderFacts(const google::protobuf::RepeatedPtrField<type::v1::FactSource>& sources,
                 const google::protobuf::RepeatedPtrField<type::v1::FactReview>& reviews, bool verbatim,
                 Language language, const Style& style, std::ostream& out);

}  // namespace zaitaku::cli
