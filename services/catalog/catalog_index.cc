#include "services/catalog/catalog_index.h"

#include "absl/strings/str_cat.h"
#include "domain/characters.h"

namespace zaitaku::catalog {
namespace {

// Gathers texts; the rank is the place's number, so that names come first.
class TextList {
 public:
  void Add(v1::SearchResult::Place place, const std::string& text) {
    if (!text.empty()) texts_.push_back({static_cast<int>(place), text, FoldForSearch(text)});
  }
  void Add(v1::SearchResult::Place place, const type::v1::LocalizedText& text) {
    Add(place, text.ja());
    Add(place, text.en());
  }
  void AddAliases(const google::protobuf::RepeatedPtrField<v1::Alias>& aliases) {
    for (const v1::Alias& alias : aliases) Add(v1::SearchResult::PLACE_ALIAS, alias.text());
  }
  void AddParts(const google::protobuf::RepeatedPtrField<v1::Part>& parts) {
    for (const v1::Part& part : parts) {
      Add(v1::SearchResult::PLACE_TEXT, part.title());
      Add(v1::SearchResult::PLACE_TEXT, part.title_en());
      for (const std::string& title : part.other_titles()) Add(v1::SearchResult::PLACE_TEXT, title);
      Add(v1::SearchResult::PLACE_TEXT, part.description());
      AddParts(part.parts());
    }
  }
  void AddConditions(const google::protobuf::RepeatedPtrField<v1::Condition>& conditions) {
    for (const v1::Condition& condition : conditions) Add(v1::SearchResult::PLACE_TEXT, condition.text());
  }
  std::vector<IndexedText> Take() { return std::move(texts_); }

 private:
  std::vector<IndexedText> texts_;
};

template <typename Names>
void AddAll(const Names& names, const std::string& field, std::vector<Reference>& references) {
  for (int i = 0; i < names.size(); ++i) references.push_back({absl::StrCat(field, "[", i, "]"), names[i]});
}

}  // namespace

std::vector<Reference> ReferencesOf(const v1::Program& program) {
  std::vector<Reference> references;
  AddAll(program.funding_sources(), "funding_sources", references);
  if (!program.parent().empty()) references.push_back({"parent", program.parent()});
  AddAll(program.predecessors(), "predecessors", references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::FundingSource&) { return {}; }

std::vector<Reference> ReferencesOf(const v1::BudgetLine& line) {
  std::vector<Reference> references;
  if (!line.program().empty()) references.push_back({"program", line.program()});
  if (!line.funding_source().empty()) references.push_back({"funding_source", line.funding_source()});
  AddAll(line.sum_of(), "sum_of", references);
  return references;
}

std::vector<Reference> ReferencesOf(const v1::Guideline& guideline) {
  std::vector<Reference> references;
  AddAll(guideline.programs(), "programs", references);
  return references;
}

IndexEntries IndexOf(const v1::Program& program) {
  TextList texts;
  texts.Add(v1::SearchResult::PLACE_NAME, program.display_name());
  texts.AddAliases(program.aliases());
  texts.Add(v1::SearchResult::PLACE_TEXT, program.purpose());
  texts.AddParts(program.parts());
  texts.AddConditions(program.conditions());
  return {ReferrerLabels(ReferencesOf(program)), texts.Take()};
}

IndexEntries IndexOf(const v1::FundingSource& source) {
  TextList texts;
  texts.Add(v1::SearchResult::PLACE_NAME, source.display_name());
  texts.AddAliases(source.aliases());
  texts.Add(v1::SearchResult::PLACE_TEXT, source.purpose());
  texts.AddParts(source.parts());
  texts.AddConditions(source.conditions());
  return {{}, texts.Take()};
}

IndexEntries IndexOf(const v1::BudgetLine& line) {
  std::vector<std::string> labels = ReferrerLabels(ReferencesOf(line));
  const auto file = [&labels](std::string_view key, const std::string& value) {
    labels.push_back(LineLabel(key, value));
  };
  file("fiscal-year", absl::StrCat(line.fiscal_year()));
  file("stage", absl::StrCat(line.stage()));
  file("fiscal-year-stage", YearStageKey(line.fiscal_year(), line.stage()));
  if (line.bureau() != v1::BUREAU_UNSPECIFIED) file("bureau", absl::StrCat(line.bureau()));
  if (line.field() != v1::CARE_FIELD_UNSPECIFIED) file("field", absl::StrCat(line.field()));
  if (!line.program().empty()) file("program", line.program());
  if (!line.funding_source().empty()) file("funding-source", line.funding_source());
  if (line.sum_of_size() > 0) labels.push_back(SumLabel(line.fiscal_year(), line.stage()));
  return {labels, {}};
}

IndexEntries IndexOf(const v1::Guideline& guideline) {
  TextList texts;
  texts.Add(v1::SearchResult::PLACE_NAME, guideline.display_name());
  for (const v1::Section& section : guideline.sections()) {
    texts.Add(v1::SearchResult::PLACE_TEXT, section.heading());
    for (const v1::Paragraph& paragraph : section.paragraphs()) {
      texts.Add(v1::SearchResult::PLACE_TEXT, paragraph.text());
      texts.Add(v1::SearchResult::PLACE_TEXT, paragraph.text_en());
    }
  }
  for (const v1::Definition& definition : guideline.definitions()) {
    texts.Add(v1::SearchResult::PLACE_TEXT, definition.term());
    texts.Add(v1::SearchResult::PLACE_TEXT, definition.text());
  }
  for (const v1::CareFunction& function : guideline.functions())
    texts.Add(v1::SearchResult::PLACE_TEXT, function.display_name());
  return {ReferrerLabels(ReferencesOf(guideline)), texts.Take()};
}

std::string LineLabel(std::string_view key, const std::string& value) {
  return absl::StrCat("line/", std::string(key), "/", value);
}

std::string YearStageKey(int fiscal_year, v1::BudgetStage stage) { return absl::StrCat(fiscal_year, "-", stage); }

std::string SumLabel(int fiscal_year, v1::BudgetStage stage) {
  return absl::StrCat("sum/", YearStageKey(fiscal_year, stage));
}

std::string BestLabel(const v1::ListBudgetLinesRequest& request) {
  if (!request.program().empty()) return LineLabel("program", request.program());
  const bool year = request.fiscal_year() != 0, stage = request.stage() != v1::BUDGET_STAGE_UNSPECIFIED;
  if (year && stage) return LineLabel("fiscal-year-stage", YearStageKey(request.fiscal_year(), request.stage()));
  if (year) return LineLabel("fiscal-year", absl::StrCat(request.fiscal_year()));
  if (!request.funding_source().empty()) return LineLabel("funding-source", request.funding_source());
  if (stage) return LineLabel("stage", absl::StrCat(request.stage()));
  if (request.bureau() != v1::BUREAU_UNSPECIFIED) return LineLabel("bureau", absl::StrCat(request.bureau()));
  if (request.field() != v1::CARE_FIELD_UNSPECIFIED) return LineLabel("field", absl::StrCat(request.field()));
  return "";
}

std::string FoldForSearch(std::string_view text) { return EncodeUtf8(FoldNotation(FoldCase(text))); }

}  // namespace zaitaku::catalog
