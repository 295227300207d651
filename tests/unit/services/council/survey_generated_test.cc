// Documents made from a seed: what was put in comes out, and what is damaged is refused at the right line.
#include <gtest/gtest.h>

#include <string>

#include "google/protobuf/util/message_differencer.h"
#include "services/council/survey_parsing.h"
#include "tests/generators/survey_documents.h"

namespace zaitaku::council {
namespace {

using generators::Damage;
using generators::MakeSurveyDocument;
using generators::SurveyDocument;
using google::protobuf::util::MessageDifferencer;

constexpr uint32_t kDocuments = 400;
constexpr uint32_t kDamagedDocuments = 250;  // Of each kind.

std::string Describe(const std::vector<type::v1::ImportProblem>& problems) {
  std::string text;
  for (const type::v1::ImportProblem& problem : problems) text += problem.ShortDebugString() + "\n";
  return text;
}

// A report's facts and lines alone, without its name, cells and the rest of its provenance.
v1::CouncilReport FactsAndLines(const v1::CouncilReport& report) {
  v1::CouncilReport facts = report;
  facts.clear_name();
  facts.clear_cells();
  facts.clear_provenance();
  facts.mutable_provenance()->set_first_line(report.provenance().first_line());
  facts.mutable_provenance()->set_last_line(report.provenance().last_line());
  return facts;
}

void ExpectNotes(const v1::CouncilNotes& expected, const v1::CouncilNotes& read) {
  EXPECT_EQ(expected.kind(), read.kind());
  EXPECT_EQ(expected.example().ShortDebugString(), read.example().ShortDebugString());
  const v1::PrintedTotals& totals = read.printed_totals();
  EXPECT_EQ(expected.printed_totals().established(), totals.established());
  EXPECT_EQ(expected.printed_totals().prefecture_wide(), totals.prefecture_wide());
  EXPECT_EQ(expected.printed_totals().sub_prefectural_prefectures(), totals.sub_prefectural_prefectures());
  EXPECT_EQ(expected.printed_totals().sub_prefectural_councils(), totals.sub_prefectural_councils());
}

TEST(GeneratedSurveyTest, EveryDocumentIsReadExactly) {
  for (uint32_t seed = 0; seed < kDocuments; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SurveyDocument document = MakeSurveyDocument(seed);
    const ParseResult result = ParseSurveyDocument(document.text, "");
    ASSERT_EQ("", Describe(result.problems)) << document.text;
    ASSERT_EQ(document.reports.size(), result.parsed.reports.size());
    for (size_t i = 0; i < document.reports.size(); ++i) {
      const v1::CouncilReport facts = FactsAndLines(result.parsed.reports[i]);
      ASSERT_TRUE(MessageDifferencer::Equals(document.reports[i], facts))
          << document.reports[i].DebugString() << "was read as\n"
          << facts.DebugString() << document.text;
    }
    EXPECT_EQ(document.reference_month, result.parsed.survey.reference_month());
    EXPECT_EQ(document.reference_month_text, result.parsed.survey.reference_month_text());
    ASSERT_EQ(2, result.parsed.survey.notes_size());
    for (int i = 0; i < 2; ++i) ExpectNotes(document.notes[i], result.parsed.survey.notes(i));
    if (HasFailure()) FAIL() << document.text;
  }
}

// Damages that are one fault are one problem, where the fault is.
void ExpectOneProblem(Damage damage, const std::string& cell) {
  for (uint32_t seed = 0; seed < kDamagedDocuments; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SurveyDocument document = MakeSurveyDocument(seed, damage);
    const ParseResult result = ParseSurveyDocument(document.text, "");
    ASSERT_EQ(1u, result.problems.size()) << Describe(result.problems) << document.text;
    const type::v1::ImportProblem& problem = result.problems[0];
    EXPECT_EQ(document.damaged_line, problem.line()) << problem.DebugString() << document.text;
    EXPECT_EQ(cell, problem.cell());
    if (!document.damaged_read.empty()) {
      EXPECT_EQ(document.damaged_read, problem.read());
    }
    EXPECT_FALSE(problem.expected().empty() || problem.expected_ja().empty() || problem.example().empty());
    EXPECT_TRUE(result.parsed.reports.empty());
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(GeneratedSurveyTest, MissingRowIsRefusedAtTheNextRow) { ExpectOneProblem(Damage::kRowMissing, "都道府県"); }

TEST(GeneratedSurveyTest, DoubledRowIsRefusedAtTheSecond) { ExpectOneProblem(Damage::kRowDoubled, "都道府県"); }

TEST(GeneratedSurveyTest, CoveredAboveTotalIsRefusedAtTheFraction) {
  ExpectOneProblem(Damage::kCoveredExceedsTotal, "区域単位：二次医療圏等");
}

TEST(GeneratedSurveyTest, UnknownUnitIsRefusedAtTheUnit) {
  ExpectOneProblem(Damage::kUnknownUnit, "区域単位：二次医療圏等");
}

TEST(GeneratedSurveyTest, PrefectureUnderAnothersNumberIsRefusedAtTheNumber) {
  ExpectOneProblem(Damage::kWrongNumber, "都道府県");
}

TEST(GeneratedSurveyTest, TruncatedDocumentIsRefusedAtItsLastLine) {
  for (uint32_t seed = 0; seed < kDamagedDocuments; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const SurveyDocument document = MakeSurveyDocument(seed, Damage::kTruncated);
    const ParseResult result = ParseSurveyDocument(document.text, "");
    ASSERT_FALSE(result.problems.empty()) << document.text;
    ASSERT_EQ(document.damaged_line, result.problems.back().line()) << Describe(result.problems) << document.text;
    EXPECT_TRUE(result.parsed.reports.empty());
  }
}

}  // namespace
}  // namespace zaitaku::council
