// Each check finds what it is there for, planted into the real data.
#include "tests/unit/data/catalog_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/unit/data/fact_paths.h"

namespace zaitaku::data {
namespace {

using catalog::v1::CatalogEntry;
using catalog::v1::Program;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using type::v1::FactSource;
using type::v1::Provenance;

const CatalogData& Data() {
  static const CatalogData data = ReadCatalogData();
  return data;
}

Program* MutableProgram(const std::string& name, CatalogData* data) {
  const auto has_name = [&](const CatalogEntry& entry) { return entry.program().name() == name; };
  const auto found = std::ranges::find_if(data->entries, has_name);
  return found == data->entries.end() ? nullptr : found->mutable_program();
}

// The programme that the violations are planted in, and its source of a fact.
Program* Coordination(CatalogData* data) { return MutableProgram("programs/home-care-coordination", data); }

FactSource* Source(const std::string& fact, Program* program) {
  const auto found = std::ranges::find(*program->mutable_sources(), fact, &FactSource::fact);
  return found == program->mutable_sources()->end() ? nullptr : &*found;
}

// Takes out all facts and exclusions that account for the line.
void Forget(int line, CatalogData* data) {
  for (CatalogEntry& entry : data->entries) {
    FactSources* sources = MutableSourcesOf(&entry);
    sources->erase(std::remove_if(sources->begin(), sources->end(),
                                  [&](const FactSource& source) {
                                    const Provenance& provenance = source.provenance();
                                    return provenance.first_line() <= line && line <= provenance.last_line();
                                  }),
                   sources->end());
  }
  std::erase_if(data->exclusions, [&](const Exclusion& exclusion) {
    return exclusion.first_line <= line && line <= exclusion.last_line;
  });
}

bool IsNotBlank(const std::string& line) { return !LinesHold({""}, line); }

TEST(CheckCoverage, MissesEveryLineWhoseFactIsRemoved) {
  int tried = 0;
  for (const LineRange& range : kCatalogLines) {
    for (int line = range.first; line <= range.last; ++line) {
      if (!IsNotBlank(Data().lines[line - 1])) continue;
      CatalogData data = Data();
      Forget(line, &data);
      EXPECT_THAT(CheckCoverage(data), Contains(StartsWith(absl::StrCat("line ", line, " is neither"))));
      ++tried;
    }
  }
  EXPECT_GT(tried, 200);
}

TEST(CheckCoverage, FindsExclusionsThatAreFactsOrQuoteWrongOrHaveNoReason) {
  CatalogData data = Data();
  data.exclusions.push_back({420, 420, data.lines[419], ""});
  data.exclusions.front().verbatim += ' ';
  const Objections objections = CheckCoverage(data);
  EXPECT_THAT(objections, Contains(StartsWith("line 420 is excluded, but programs/home-care-coordination")));
  EXPECT_THAT(objections, Contains("the exclusion of lines 420-420 has no reason"));
  EXPECT_THAT(objections, Contains(HasSubstr("quotes them wrong")));
}

// What CheckSources says after the first source of `conditions[deadline].text` was changed so.
template <typename Change>
Objections AfterChange(Change change) {
  CatalogData data = Data();
  change(Source("conditions[deadline].text", Coordination(&data)));
  return CheckSources(data);
}

TEST(CheckSources, FindsOneCharacterMoreOrLess) {
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->mutable_verbatim()->pop_back(); }),
              ElementsAre(HasSubstr("quotes lines 420-420 wrong")));
  EXPECT_THAT(AfterChange([](FactSource* source) { *source->mutable_provenance()->mutable_verbatim() += ' '; }),
              ElementsAre(HasSubstr("quotes lines 420-420 wrong")));
}

TEST(CheckSources, FindsOtherLines) {
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->set_last_line(421); }),
              Contains(HasSubstr("quotes lines 420-421 wrong")));
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->set_last_line(9999); }),
              Contains(HasSubstr("are not in the document")));
  EXPECT_THAT(AfterChange([](FactSource* source) {
                source->mutable_provenance()->set_first_line(418);
                source->mutable_provenance()->set_last_line(431);
              }),
              Contains(HasSubstr("spans too many lines")));
}

TEST(CheckSources, FindsAnotherDocumentAndMissingOrNeedlessEvidence) {
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->clear_document_sha256(); }),
              ElementsAre(HasSubstr("names another document")));
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->clear_basis(); }),
              ElementsAre(HasSubstr("neither stated nor inferred")));
  EXPECT_THAT(
      AfterChange([](FactSource* source) { source->mutable_provenance()->set_basis(Provenance::BASIS_INFERRED); }),
      ElementsAre(HasSubstr("has evidence")));
  EXPECT_THAT(AfterChange([](FactSource* source) { source->mutable_provenance()->set_evidence("a guess"); }),
              ElementsAre(HasSubstr("has evidence")));
}

TEST(CheckSources, FindsPathsThatNameNoFact) {
  EXPECT_THAT(AfterChange([](FactSource* source) { source->set_fact("deadline"); }),
              ElementsAre(HasSubstr("no fact is called deadline")));
  EXPECT_THAT(AfterChange([](FactSource* source) { source->set_fact("conditions[end].text"); }),
              ElementsAre(HasSubstr("no element end")));
  EXPECT_THAT(AfterChange([](FactSource* source) { source->set_fact("bureau"); }),
              ElementsAre(HasSubstr("bureau is not set")));
}

TEST(CheckSources, FindsTextThatItsLinesDoNotHold) {
  CatalogData data = Data();
  Coordination(&data)->mutable_parts(0)->set_title("地域の医療の資源の把握");
  // The title is printed twice.
  EXPECT_THAT(CheckSources(data), ElementsAre(HasSubstr("do not hold 地域の医療の資源の把握"),
                                              HasSubstr("do not hold 地域の医療の資源の把握")));
}

TEST(CheckFactsHaveSources, FindsEveryTextWithoutItsSource) {
  const size_t count = Data().entries.size();
  for (size_t i = 0; i < count; ++i) {
    for (const std::string& path : PrintedTextPaths(ResourceOf(Data().entries[i]))) {
      CatalogData data = Data();
      FactSources* sources = MutableSourcesOf(&data.entries[i]);
      sources->erase(std::remove_if(sources->begin(), sources->end(),
                                    [&](const FactSource& source) { return source.fact() == path; }),
                     sources->end());
      EXPECT_THAT(CheckFactsHaveSources(data), Contains(HasSubstr(" " + path + " has no source")));
    }
  }
}

TEST(CheckFactsHaveSources, FindsFieldsWithoutASource) {
  CatalogData data = Data();
  Coordination(&data)->set_bureau(catalog::v1::BUREAU_ELDERLY);
  EXPECT_THAT(CheckFactsHaveSources(data), ElementsAre("programs/home-care-coordination bureau has no source"));
}

TEST(CheckReferences, FindsWhatDoesNotExistOrIsOfAnotherKind) {
  CatalogData data = Data();
  Coordination(&data)->set_parent("programs/none");
  Coordination(&data)->set_funding_sources(0, "programs/home-care-hubs");
  EXPECT_THAT(CheckReferences(data), ElementsAre(HasSubstr("funding_sources refers to programs/home-care-hubs"),
                                                 HasSubstr("parent refers to programs/none")));
}

TEST(CheckReferences, FindsNamesThatAreMalformedOrThereTwice) {
  CatalogData data = Data();
  MutableProgram("programs/medical-short-stay", &data)->set_name("programs/Medical");
  MutableProgram("programs/care-coordinator-training", &data)->set_name("programs/home-care-coordination");
  EXPECT_THAT(CheckReferences(data),
              ElementsAre("programs/home-care-coordination is there twice", "programs/Medical is no name"));
}

TEST(CheckCharacters, FindsABulletInATitle) {
  CatalogData data = Data();
  Coordination(&data)->mutable_parts(0)->mutable_parts(0)->set_title("\uF075 地域の医療機関の分布");
  EXPECT_THAT(CheckCharacters(data), ElementsAre(HasSubstr("title has a private-use character")));
}

TEST(CheckAliases, FindsLinesThatDoNotHoldTheAlias) {
  CatalogData data = Data();
  Program* training = MutableProgram("programs/advanced-home-care-training", &data);
  ASSERT_THAT(training->aliases(0).lines(), ElementsAre(256, 257));
  training->mutable_aliases(0)->set_lines(1, 259);
  training->mutable_aliases(1)->clear_lines();
  EXPECT_THAT(CheckAliases(data), ElementsAre(HasSubstr("line 256 does not hold"), HasSubstr("line 259 does not hold"),
                                              HasSubstr("names no line")));
}

TEST(ReadEntry, RefusesUnknownFieldsAndOtherKinds) {
  CatalogData data;
  const CatalogFile& programs = kCatalogFiles[0];
  ReadEntry(programs, 1, R"({"program": {"name": "programs/x", "colour": "red"}})", &data);
  ReadEntry(programs, 2, R"({"guideline": {"name": "guidelines/x"}})", &data);
  ReadEntry(programs, 3, R"({"program": {"name": "programs/x"}})", &data);
  EXPECT_THAT(data.problems, ElementsAre(HasSubstr("colour"), HasSubstr("belongs in another file")));
  EXPECT_EQ(data.entries.size(), 1u);
}

TEST(LinesHold, JoinsWrapsAndLeavesBulletsAside) {
  EXPECT_TRUE(LinesHold({"\uF075 地域住民を対象に ", "", "したシンポジウム等 "}, "地域住民を対象にしたシンポジウム等"));
  EXPECT_TRUE(LinesHold({" ・一つ", "・二つ"}, "一つ二つ"));
  EXPECT_FALSE(LinesHold({"一・二"}, "一二"));
  EXPECT_FALSE(LinesHold({"在宅医療"}, "在宅医療等"));
}

}  // namespace
}  // namespace zaitaku::data
