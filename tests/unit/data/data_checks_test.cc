// All data passes every check, and each check finds what it is there for, planted into the real data.
#include "tests/unit/data/data_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tests/unit/data/catalog_data.h"
#include "tests/unit/data/document.h"
#include "tests/unit/data/fact_paths.h"
#include "tests/unit/data/training_data.h"

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

const CatalogData& Catalog() {
  static const CatalogData data = ReadCatalogData();
  return data;
}

const TrainingData& Training() {
  static const TrainingData data = ReadTrainingData();
  return data;
}

// Calls `test(data)` with the data set of each folder, and in failures says which.
template <typename Test>
void ForEachDataSet(Test test) {
  const auto run = [&](const auto& data) {
    SCOPED_TRACE(data.format->folder);
    test(data);
  };
  run(Catalog());
  run(Training());
}

TEST(Data, IsReadWhole) {
  ForEachDataSet([](const DataSet& data) {
    EXPECT_THAT(data.problems, IsEmpty());
    for (const DataFile& file : data.format->files) {
      const auto is_of_file = [&](const auto* resource) { return resource->GetDescriptor() == file.type; };
      EXPECT_TRUE(std::ranges::any_of(data.Resources(), is_of_file)) << file.path;
    }
  });
}

TEST(Data, AccountsForEveryLine) { EXPECT_THAT(CheckCoverage({&Catalog(), &Training()}), IsEmpty()); }

TEST(Data, SourcesQuoteTheDocument) {
  ForEachDataSet([](const DataSet& data) { EXPECT_THAT(CheckSources(data), IsEmpty()); });
}

TEST(Data, EveryFactHasASource) {
  ForEachDataSet([](const DataSet& data) { EXPECT_THAT(CheckFactsHaveSources(data), IsEmpty()); });
}

// The catalogue refers to itself, the training events to the catalogue as well.
TEST(Data, ReferencesExist) {
  EXPECT_THAT(CheckReferences(Catalog(), {}), IsEmpty());
  EXPECT_THAT(CheckReferences(Training(), {&Catalog()}), IsEmpty());
}

TEST(Data, BulletsReachNoReader) {
  ForEachDataSet([](const DataSet& data) { EXPECT_THAT(CheckCharacters(data), IsEmpty()); });
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

TEST(Data, IsInBothLanguages) {
  ForEachDataSet([](const DataSet& data) { EXPECT_THAT(CheckLanguages(data), IsEmpty()); });
}

// Takes out all facts and exclusions that account for the line.
void Forget(int line, DataSet* data) {
  for (google::protobuf::Message* resource : data->MutableResources()) {
    RemoveSources(
        [&](const FactSource& source) {
          const Provenance& provenance = source.provenance();
          return provenance.first_line() <= line && line <= provenance.last_line();
        },
        resource);
  }
  std::erase_if(data->exclusions, [&](const Exclusion& exclusion) {
    return exclusion.first_line <= line && line <= exclusion.last_line;
  });
}

// Forgets each line that the data set answers for, one by one, and sees that `objections(forgetful)` name it. Returns
// how many those were.
template <typename Data, typename ObjectionsOf>
int MissesEveryLine(const Data& whole, ObjectionsOf objections) {
  int tried = 0;
  for (const LineRange& range : whole.format->lines) {
    for (int line = range.first; line <= range.last; ++line) {
      if (IsBlankLine(SourceDocument().lines[line - 1])) continue;
      Data data = whole;
      Forget(line, &data);
      const std::string missing =
          absl::StrCat("line ", line, " is neither a fact of ", whole.format->folder, " nor excluded");
      EXPECT_THAT(objections(data), Contains(StartsWith(missing)));
      ++tried;
    }
  }
  return tried;
}

TEST(CheckCoverage, MissesEveryLineWhoseFactIsRemoved) {
  EXPECT_GT(MissesEveryLine(Catalog(), [](const auto& data) { return CheckCoverage({&data, &Training()}); }), 200);
  EXPECT_GT(MissesEveryLine(Training(), [](const auto& data) { return CheckCoverage({&Catalog(), &data}); }), 80);
}

TEST(CheckCoverage, FindsLinesThatAreNobodys) {
  DataFormat format = TrainingFormat();
  std::erase_if(format.lines, [](const LineRange& range) { return range.first == 519; });
  TrainingData data = Training();
  data.format = &format;
  EXPECT_THAT(CheckCoverage({&Catalog(), &data}), Contains(StartsWith("line 531 is nobody's: ")));
}

TEST(CheckCoverage, FindsExclusionsThatAreFactsOrQuoteWrongOrHaveNoReason) {
  CatalogData data = Catalog();
  data.exclusions.push_back({420, 420, SourceDocument().lines[419], ""});
  data.exclusions.front().verbatim += ' ';
  const Objections objections = CheckCoverage({&data, &Training()});
  EXPECT_THAT(objections, Contains(StartsWith("line 420 is excluded, but programs/home-care-coordination")));
  EXPECT_THAT(objections, Contains("the exclusion of lines 420-420 has no reason"));
  EXPECT_THAT(objections, Contains(HasSubstr("quotes them wrong")));
}

TEST(CheckCoverage, FindsExclusionsOfWhatAnotherDataSetReads) {
  CatalogData data = Catalog();
  data.exclusions.push_back({688, 688, SourceDocument().lines[687], "A mark."});
  data.exclusions.push_back({522, 522, SourceDocument().lines[521], "A heading."});
  EXPECT_THAT(CheckCoverage({&data, &Training()}),
              ElementsAre("line 688 is excluded, but trainingPrograms/home-visit-nursing new_in_fiscal_years",
                          "line 522 is excluded twice"));
}

// What CheckSources says after the first source of `conditions[deadline].text` was changed so.
template <typename Change>
Objections AfterChange(Change change) {
  CatalogData data = Catalog();
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
  CatalogData data = Catalog();
  Coordination(&data)->mutable_parts(0)->set_title("地域の医療の資源の把握");
  // The title is printed twice.
  EXPECT_THAT(CheckSources(data), ElementsAre(HasSubstr("do not hold 地域の医療の資源の把握"),
                                              HasSubstr("do not hold 地域の医療の資源の把握")));
}

// Takes the sources of each text away, one text after the other, and sees that the check names it.
template <typename Data>
void MissesEveryText(const Data& whole) {
  for (size_t i = 0; i < whole.entries.size(); ++i) {
    for (const Fact& fact : FactsOf(ResourceOf(whole.entries[i]))) {
      if (fact.text.empty()) continue;
      Data data = whole;
      RemoveSources([&](const FactSource& source) { return source.fact() == fact.path; },
                    MutableResourceOf(&data.entries[i]));
      EXPECT_THAT(CheckFactsHaveSources(data), Contains(HasSubstr(" " + fact.path + " has no source")));
    }
  }
}

TEST(CheckFactsHaveSources, FindsEveryTextWithoutItsSource) {
  ForEachDataSet([](const auto& data) { MissesEveryText(data); });
}

TEST(CheckFactsHaveSources, FindsFieldsWithoutASource) {
  CatalogData data = Catalog();
  Coordination(&data)->set_bureau(catalog::v1::BUREAU_ELDERLY);
  EXPECT_THAT(CheckFactsHaveSources(data), ElementsAre("programs/home-care-coordination bureau has no source"));
}

TEST(CheckFactsHaveSources, FindsPartsOfAFieldWithoutASource) {
  TrainingData data = Training();
  data.entries.front().mutable_training_program()->set_last_fiscal_year(2016);
  training::v1::Event* meeting = data.entries.back().mutable_event();
  ASSERT_EQ(meeting->name(), "events/2016-03-joint-meeting");
  meeting->mutable_application_rule()->set_capacity(400);
  EXPECT_THAT(CheckFactsHaveSources(data),
              ElementsAre("trainingPrograms/elderly-home-care last_fiscal_year has no source",
                          "events/2016-03-joint-meeting application_rule.capacity has no source"));
}

TEST(CheckReferences, FindsWhatDoesNotExistOrIsOfAnotherKind) {
  CatalogData data = Catalog();
  Coordination(&data)->set_parent("programs/none");
  Coordination(&data)->set_funding_sources(0, "programs/home-care-hubs");
  EXPECT_THAT(CheckReferences(data, {}), ElementsAre(HasSubstr("funding_sources refers to programs/home-care-hubs"),
                                                     HasSubstr("parent refers to programs/none")));
}

TEST(CheckReferences, FindsWhatNoOtherDataSetHas) {
  EXPECT_THAT(CheckReferences(Training(), {}),
              Contains("events/2015-01-home-care-lecturer-training catalog_program refers to "
                       "programs/home-care-lecturer-training"));
}

TEST(CheckReferences, FindsNamesThatAreMalformedOrThereTwice) {
  CatalogData data = Catalog();
  MutableProgram("programs/medical-short-stay", &data)->set_name("programs/Medical");
  MutableProgram("programs/care-coordinator-training", &data)->set_name("programs/home-care-coordination");
  EXPECT_THAT(CheckReferences(data, {}),
              ElementsAre("programs/home-care-coordination is there twice", "programs/Medical is no name"));
}

TEST(CheckCharacters, FindsABulletInATitle) {
  CatalogData data = Catalog();
  Coordination(&data)->mutable_parts(0)->mutable_parts(0)->set_title("\uF075 地域の医療機関の分布");
  EXPECT_THAT(CheckCharacters(data), ElementsAre(HasSubstr("title has a private-use character")));
}

TEST(CheckLanguages, FindsATextWithoutEnglish) {
  CatalogData data = Catalog();
  Coordination(&data)->mutable_display_name()->clear_en();
  EXPECT_THAT(CheckLanguages(data),
              ElementsAre("programs/home-care-coordination has one language only: 在宅医療・介護連携推進事業"));
}

TEST(CheckAliases, FindsLinesThatDoNotHoldTheAlias) {
  CatalogData data = Catalog();
  Program* training = MutableProgram("programs/advanced-home-care-training", &data);
  ASSERT_THAT(training->aliases(0).lines(), ElementsAre(256, 257));
  training->mutable_aliases(0)->set_lines(1, 259);
  training->mutable_aliases(1)->clear_lines();
  EXPECT_THAT(CheckAliases(data), ElementsAre(HasSubstr("line 256 does not hold"), HasSubstr("line 259 does not hold"),
                                              HasSubstr("names no line")));
}

TEST(ReadEntry, RefusesUnknownFieldsAndOtherKinds) {
  CatalogData data(CatalogFormat());
  const DataFile& programs = CatalogFormat().files[0];
  CatalogEntry entry;
  EXPECT_FALSE(ReadEntry(programs, 1, R"({"program": {"name": "programs/x", "colour": "red"}})", &entry, &data));
  EXPECT_FALSE(ReadEntry(programs, 2, R"({"guideline": {"name": "guidelines/x"}})", &entry, &data));
  EXPECT_FALSE(ReadEntry(programs, 3, "{}", &entry, &data));
  EXPECT_TRUE(ReadEntry(programs, 4, R"({"program": {"name": "programs/x"}})", &entry, &data));
  EXPECT_THAT(data.problems, ElementsAre(HasSubstr("colour"), HasSubstr("belongs in another file"),
                                         HasSubstr("belongs in another file")));
}

TEST(LinesHold, JoinsWrapsAndLeavesBulletsAside) {
  EXPECT_TRUE(LinesHold({"\uF075 地域住民を対象に ", "", "したシンポジウム等 "}, "地域住民を対象にしたシンポジウム等"));
  EXPECT_TRUE(LinesHold({" ・一つ", "・二つ"}, "一つ二つ"));
  EXPECT_FALSE(LinesHold({"一・二"}, "一二"));
  EXPECT_FALSE(LinesHold({"在宅医療"}, "在宅医療等"));
}

}  // namespace
}  // namespace zaitaku::data
