// What is the same question, in canonical forms and citations.
#include "gateway/summary_question.h"

#include <random>
#include <set>

#include "gateway/citation.h"
#include "platform/digest/digest.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::GetNationwideSummaryRequest;
using ::testing::HasSubstr;

SummaryQuestion Read(const GetNationwideSummaryRequest& request) {
  const auto question = ReadQuestion(request);
  EXPECT_OK(question);
  return question.ok() ? *question : SummaryQuestion();
}

// The first field that is wrong.
std::string WrongField(const absl::Status& status) {
  google::rpc::BadRequest detail;
  return GetDetail(status, detail) ? detail.field_violations(0).field() : "";
}

FixedQuestion Example() {
  FixedQuestion fixed;
  GetNationwideSummaryRequest request;
  request.set_survey("surveys/2015-12");
  fixed.question = Read(request);
  for (const ServiceEntry& service : Services()) {
    fixed.revisions[service.id] = std::to_string(static_cast<int>(service.id) + 12) + "-061a5b47202682cb";
  }
  return fixed;
}

TEST(SummaryQuestionTest, WaysOfAskingTheSameAreOneQuestion) {
  GetNationwideSummaryRequest latest, all_regions, named_parts;
  latest.set_survey("surveys/latest");
  for (int region = 1; region <= 8; ++region) all_regions.add_regions(static_cast<type::v1::Region>(region));
  for (const PartEntry& part : Parts()) {
    if (part.by_default) named_parts.mutable_read_mask()->add_paths(std::string(part.name));
  }
  named_parts.mutable_read_mask()->add_paths("figures");
  for (const auto* request : {&latest, &all_regions, &named_parts}) EXPECT_EQ(Read(*request), Read({}));
  EXPECT_EQ(ToRequest(Read(named_parts)).SerializeAsString(), "");
}

// A filter on a part that is not asked for, or a survey that no part needs.
TEST(SummaryQuestionTest, WhatDoesNotMatterIsNotPartOfIt) {
  GetNationwideSummaryRequest plain, decorated;
  plain.mutable_read_mask()->add_paths("budgets");
  decorated = plain;
  decorated.set_survey("surveys/2015-12");
  decorated.add_regions(type::v1::REGION_KANTO);
  decorated.add_prefecture_codes("13");
  EXPECT_EQ(Read(decorated), Read(plain));
}

TEST(SummaryQuestionTest, WhatCannotBeIsNamed) {
  const auto field = [](auto fill) {
    GetNationwideSummaryRequest request;
    fill(request);
    return WrongField(ReadQuestion(request).status());
  };
  for (const char* survey : {"nonsense", "surveys/2015-13", "surveys/2015-00", "surveys/15-12", "surveys/2015-12/x"}) {
    EXPECT_EQ(field([survey](auto& request) { request.set_survey(survey); }), "survey") << survey;
  }
  EXPECT_EQ(field([](auto& request) { request.mutable_read_mask()->add_paths("nation"); }), "read_mask");
  EXPECT_EQ(field([](auto& request) { request.add_regions(static_cast<type::v1::Region>(9)); }), "regions");
  EXPECT_EQ(field([](auto& request) { request.add_prefecture_codes("1"); }), "prefecture_codes");
  EXPECT_EQ(field([](auto& request) { request.add_prefecture_codes("48"); }), "prefecture_codes");
}

TEST(SummaryQuestionTest, DifferentQuestionsHaveDifferentCodesAndComeBack) {
  std::mt19937_64 random(47);
  std::set<std::string> codes;
  std::set<std::string> requests;
  for (int i = 0; i < 20000; ++i) {
    SummaryQuestion question;
    question.parts = 1 + random() % ((1u << Parts().size()) - 1);
    question.regions = question.Has(Part::kCouncils) ? 1 + random() % kAllRegions : kAllRegions;
    question.prefectures = question.Has(Part::kPrefectures) ? 1 + random() % kAllPrefectures : kAllPrefectures;
    const std::string code = CodeOf(question);
    const auto back = ParseCode(code);
    ASSERT_TRUE(back.has_value()) << code;
    ASSERT_EQ(*back, question) << code;
    const auto again = ReadQuestion(ToRequest(question));
    ASSERT_OK(again);
    ASSERT_EQ(*again, question) << code;
    codes.insert(code);
    requests.insert(ToRequest(question).SerializeAsString());
  }
  EXPECT_EQ(codes.size(), requests.size());
}

TEST(SummaryQuestionTest, KeysTellQuestionsSurveysAndRevisionsApart) {
  const FixedQuestion question = Example();
  FixedQuestion other = question;
  other.question.survey = "surveys/2016-12";
  EXPECT_NE(KeyOf(other), KeyOf(question));
  for (const ServiceEntry& service : Services()) {
    other = question;
    other.revisions[service.id] = "99-061a5b47202682cb";
    EXPECT_NE(KeyOf(other), KeyOf(question)) << service.name;
  }
  other = question;
  other.question.parts ^= 1;
  EXPECT_NE(KeyOf(other), KeyOf(question));
}

TEST(CitationTest, ComesBackAndIsOnePrintableWord) {
  const FixedQuestion question = Example();
  const std::string citation = MakeCitation(question);
  EXPECT_THAT(citation, HasSubstr(".201512.council=12-061a5b47202682cb."));
  for (const char c : citation) EXPECT_TRUE(c > ' ' && c < 0x7f) << citation;
  EXPECT_LT(citation.size(), 160u);
  ASSERT_OK_AND_ASSIGN(const FixedQuestion back, ParseCitation(citation, "citation"));
  EXPECT_EQ(back, question);
}

// Each character changed to each other one, left out, and doubled.
TEST(CitationTest, EverySlipOfThePenIsNoticed) {
  const std::string citation = MakeCitation(Example());
  for (size_t i = 0; i < citation.size(); ++i) {
    for (const char c : std::string("0123456789abcdefz.=-")) {
      if (c == citation[i]) continue;
      std::string wrong = citation;
      wrong[i] = c;
      google::rpc::BadRequest detail;
      ASSERT_TRUE(GetDetail(ParseCitation(wrong, "citation").status(), detail)) << wrong;
      ASSERT_THAT(detail.field_violations(0).description(), HasSubstr("a character was changed or lost")) << wrong;
    }
    std::string shorter = citation, longer = citation;
    shorter.erase(i, 1);
    longer.insert(i, 1, citation[i]);
    ASSERT_FALSE(ParseCitation(shorter, "citation").ok()) << shorter;
    ASSERT_FALSE(ParseCitation(longer, "citation").ok()) << longer;
  }
}

// Right check digits make no citation of what is none.
TEST(CitationTest, OnlyWhatWeWouldWriteIsOne) {
  FixedQuestion question = Example();
  question.revisions[ServiceId::kCouncil].clear();
  EXPECT_FALSE(ParseCitation(MakeCitation(question), "citation").ok()) << "a service that is used has no revision";
  question = Example();
  question.question.parts = uint32_t{1} << static_cast<uint32_t>(Part::kBudgets);
  EXPECT_FALSE(ParseCitation(MakeCitation(question), "citation").ok()) << "a service that is not used has one";
  question = Example();
  question.question.survey = "surveys/2015-13";
  EXPECT_FALSE(ParseCitation(MakeCitation(question), "citation").ok()) << "no such month";
  question = Example();
  question.revisions[ServiceId::kCouncil] = "012-061a5b47202682cb";
  EXPECT_FALSE(ParseCitation(MakeCitation(question), "citation").ok()) << "no such token";
  const std::string other_words = "z1.03.201512.council-registry=12-061a5b47202682cb";
  EXPECT_FALSE(ParseCitation(other_words + "." + Sha256Hex(other_words).substr(0, 8), "citation").ok())
      << "one answer, one citation";
  for (const char* text : {"", ".", "z1", "z1....", "surveys/2015-12"}) {
    EXPECT_EQ(WrongField(ParseCitation(text, "citation").status()), "citation") << text;
  }
  EXPECT_FALSE(ParseCitation(std::string(100000, 'z'), "citation").ok());
}

TEST(ServiceTokenTest, IsReadByKeyAndByName) {
  for (const char* text : {"council=12-061a5b47202682cb", "council-registry=12-061a5b47202682cb"}) {
    ASSERT_OK_AND_ASSIGN(const ServiceToken token, ParseServiceToken(text, "tokens[0]"));
    EXPECT_EQ(token.service, ServiceId::kCouncil);
    EXPECT_EQ(token.number, 12);
    EXPECT_EQ(token.token, "12-061a5b47202682cb");
  }
  for (const char* text :
       {"", "council", "council=", "12-061a5b47202682cb", "nobody=12-061a5b47202682cb", "council=12-061a5b47202682c",
        "council=12-061A5B47202682CB", "council=-1-061a5b47202682cb"}) {
    EXPECT_EQ(WrongField(ParseServiceToken(text, "tokens[0]").status()), "tokens[0]") << text;
  }
}

}  // namespace
}  // namespace zaitaku::gateway
