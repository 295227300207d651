#include "cli/details.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/entry_terms.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::Condition;
using catalog::v1::Part;
using type::v1::FactReview;
using type::v1::FactSource;

std::string Spaces(int count) { return std::string(static_cast<size_t>(count), ' '); }

// The text on lines of its own, each `indent` in.
void PrintIndented(const std::string& text, int indent, std::ostream& out) {
  if (text.empty()) return;
  for (const auto line : absl::StrSplit(text, '\n')) out << Spaces(indent) << Printable(std::string(line)) << '\n';
}

// In English with the words of the document beside it.
std::string PartTitle(const Part& part, Language language) {
  std::string title = part.title();
  if (language == Language::kEnglish && !part.title_en().empty()) {
    title = absl::StrCat(part.title_en(), " (", part.title(), ")");
  }
  if (!part.code().empty())
    return absl::StrCat(Text{"（", "("}.In(language), part.code(), Text{"）", ") "}.In(language), title);
  return absl::StrCat(Text{"・", "- "}.In(language), title);
}

void RenderPart(const Part& part, int indent, Language language, std::ostream& out) {
  out << Spaces(indent) << Printable(PartTitle(part, language)) << '\n';
  for (const std::string& other : part.other_titles()) {
    out << Spaces(indent + 4) << Text{"別の表記：", "also worded: "}.In(language) << Printable(other) << '\n';
  }
  PrintIndented(part.description(), indent + 4, out);
  for (const Part& below : part.parts()) RenderPart(below, indent + 4, language, out);
}

// obligation, by 2018-04
std::string ConditionTitle(const Condition& condition, Language language) {
  std::vector<std::string> words = {TermName(condition.kind(), language)};
  if (!condition.from_month().empty()) {
    words.push_back(
        Text{absl::StrCat(condition.from_month(), " から"), absl::StrCat("from ", condition.from_month())}.In(
            language));
  }
  if (!condition.by_month().empty()) {
    words.push_back(
        Text{absl::StrCat(condition.by_month(), " まで"), absl::StrCat("by ", condition.by_month())}.In(language));
  }
  return absl::StrJoin(words, Text{"、", ", "}.In(language));
}

std::string LinesText(int first, int last, Language language) {
  const std::string span = first == last ? absl::StrCat(first) : absl::StrCat(first, "–", last);
  return Text{absl::StrCat(span, "行"), absl::StrCat(first == last ? "line " : "lines ", span)}.In(language);
}

void RenderReview(const FactReview& review, Language language, const Style& style, std::ostream& out) {
  const bool confirmed = review.verdict() == FactReview::VERDICT_CONFIRMED;
  out << "    " << style.Paint(confirmed ? Tone::kGood : Tone::kBad, ReviewName(review.verdict(), language));
  if (review.has_review_time()) out << "  " << google::protobuf::util::TimeUtil::ToString(review.review_time());
  out << "  " << Printable(review.reason()) << '\n';
}

// What stands below a fact's line: evidence, flags, words.
void RenderSourceNotes(const FactSource& source, bool verbatim, Language language, const Style& style,
                       std::ostream& out) {
  const auto& provenance = source.provenance();
  if (!provenance.evidence().empty()) {
    out << "    " << Text{"推定の根拠：", "inferred from: "}.In(language) << Printable(provenance.evidence()) << '\n';
  }
  for (const auto& flag : provenance.flags()) {
    out << "    " << Printable(flag.code()) << ": " << Printable(TextIn(flag.note(), language)) << '\n';
  }
  if (!verbatim || provenance.verbatim().empty()) return;
  for (const auto line : absl::StrSplit(provenance.verbatim(), '\n')) {
    out << "    " << style.Paint(Tone::kFaint, absl::StrCat("│ ", Printable(std::string(line)))) << '\n';
  }
}

// The documents that facts were read from; there is one, unless sources of several were brought together.
void RenderDocuments(const google::protobuf::RepeatedPtrField<FactSource>& sources, std::ostream& out) {
  std::set<std::string> documents;
  for (const FactSource& source : sources) documents.insert(source.provenance().document_sha256());
  for (const std::string& document : documents) {
    if (!document.empty()) out << "  SHA-256 " << Printable(document) << '\n';
  }
}

}  // namespace

void Details::Add(const Text& label, const std::string& value) {
  table_.AddRow({label.In(language_), value.empty() ? Text{"（記載なし）", "(not stated)"}.In(language_) : value});
}

void Details::AddIfStated(const Text& label, const std::string& value) {
  if (!value.empty()) Add(label, value);
}

void Details::AddVersion(const std::string& revision_id, const google::protobuf::Timestamp* time,
                         const std::string& etag) {
  const std::string moment =
      time == nullptr ? "" : absl::StrCat("  ", google::protobuf::util::TimeUtil::ToString(*time));
  AddIfStated({"リビジョン", "Revision"}, absl::StrCat(revision_id, moment));
  AddIfStated({"etag", "Etag"}, etag);
}

void RenderTitle(const std::string& name, const type::v1::LocalizedText& display_name, Language language,
                 const Style& style, std::ostream& out) {
  out << style.Paint(Tone::kHeading, Printable(name)) << '\n';
  out << "  " << Printable(NameIn(display_name, language)) << "\n\n";
}

void RenderHeading(const Text& heading, Language language, const Style& style, std::ostream& out) {
  out << '\n' << style.Paint(Tone::kHeading, heading.In(language)) << '\n';
}

void RenderParts(const Text& heading, const Parts& parts, Language language, const Style& style, std::ostream& out) {
  if (parts.empty()) return;
  RenderHeading(heading, language, style, out);
  for (const Part& part : parts) RenderPart(part, 2, language, out);
}

void RenderPartTitles(const Parts& parts, int indent, Language language, std::ostream& out) {
  for (const Part& part : parts) out << Spaces(indent) << Printable(PartTitle(part, language)) << '\n';
}

void RenderConditions(const Conditions& conditions, Language language, const Style& style, std::ostream& out) {
  if (conditions.empty()) return;
  RenderHeading({"条件", "Conditions"}, language, style, out);
  RenderConditionLines(conditions, 2, language, out);
}

void RenderConditionLines(const Conditions& conditions, int indent, Language language, std::ostream& out) {
  for (const Condition& condition : conditions) {
    out << Spaces(indent) << Printable(condition.id()) << "  " << Printable(ConditionTitle(condition, language))
        << '\n';
    if (language == Language::kEnglish) PrintIndented(condition.text().en(), indent + 2, out);
    PrintIndented(condition.text().ja(), indent + 2, out);
  }
}

void RenderAliases(const google::protobuf::RepeatedPtrField<catalog::v1::Alias>& aliases, Language language,
                   const Style& style, std::ostream& out) {
  if (aliases.empty()) return;
  RenderHeading({"別名", "Other names"}, language, style, out);
  Table table({{""}, {""}, {""}});
  for (const auto& alias : aliases) {
    const std::string lines = absl::StrJoin(alias.lines(), Text{"、", ", "}.In(language));
    const char* word = alias.lines_size() == 1 ? "line " : "lines ";
    table.AddRow({alias.text(), alias.earlier() ? Text{"旧称", "earlier name"}.In(language) : std::string(),
                  alias.lines().empty() ? std::string()
                                        : Text{absl::StrCat(lines, "行"), absl::StrCat(word, lines)}.In(language)});
  }
  table.PrintRows(out, style, 2);
}

void RenderFacts(const google::protobuf::RepeatedPtrField<FactSource>& sources,
                 const google::protobuf::RepeatedPtrField<FactReview>& reviews, bool verbatim, Language language,
                 const Style& style, std::ostream& out) {
  if (sources.empty() && reviews.empty()) return;
  RenderHeading({"出典", "Facts"}, language, style, out);
  RenderDocuments(sources, out);
  int fact_width = 0, basis_width = 0;
  for (const FactSource& source : sources) {
    fact_width = std::max(fact_width, DisplayWidth(Printable(source.fact())));
    basis_width = std::max(basis_width, DisplayWidth(BasisName(source.provenance().basis(), language)));
  }
  std::set<std::string> shown;
  for (const FactSource& source : sources) {
    const auto& provenance = source.provenance();
    const std::string fact = Printable(source.fact());
    const std::string basis = BasisName(provenance.basis(), language);
    const bool inferred = provenance.basis() == type::v1::Provenance::BASIS_INFERRED;
    out << "  " << fact << Spaces(fact_width - DisplayWidth(fact)) << "  "
        << style.Paint(inferred ? Tone::kHeading : Tone::kPlain, basis) << Spaces(basis_width - DisplayWidth(basis))
        << "  " << LinesText(provenance.first_line(), provenance.last_line(), language) << '\n';
    RenderSourceNotes(source, verbatim, language, style, out);
    if (!inferred || !shown.insert(source.fact()).second) continue;
    for (const FactReview& review : reviews) {
      if (review.fact() == source.fact()) RenderReview(review, language, style, out);
    }
  }
}

}  // namespace zaitaku::cli
