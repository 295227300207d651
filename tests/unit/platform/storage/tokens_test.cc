#include <random>
#include <string>
#include <string_view>

#include "platform/revision/revision_token.h"
#include "platform/storage/page_token.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {
namespace {

using council::v1::ListCouncilReportsRequest;

TEST(RevisionTokenTest, TokenReadsBack) {
  Revision revision;
  revision.number = 12;
  revision.digest = std::string(16, 'a') + std::string(48, 'b');
  EXPECT_EQ(revision.Token(), "12-aaaaaaaaaaaaaaaa");
  ASSERT_OK_AND_ASSIGN(const RevisionToken token, ParseRevisionToken(revision.Token(), "revision"));
  EXPECT_EQ(token.number, 12);
  EXPECT_EQ(token.digest_prefix, "aaaaaaaaaaaaaaaa");
}

TEST(RevisionTokenTest, ErrorNamesTheField) {
  google::rpc::BadRequest detail;
  ASSERT_TRUE(GetDetail(ParseRevisionToken("nonsense", "some_field").status(), detail));
  EXPECT_EQ(detail.field_violations(0).field(), "some_field");
}

TEST(RevisionTokenTest, ErrorQuotesWhatWasReadOnce) {
  EXPECT_EQ(ParseRevisionToken("nonsense", "revision").status().message(),
            "revision: read 'nonsense', expected a revision token from an earlier answer, such as "
            "'12-9f0c4b7d21e6a835'");
}

TEST(PageTokenTest, PositionReadsBackForTheSameQuestionOnly) {
  ListCouncilReportsRequest request;
  request.set_parent("surveys/2015-12");
  const std::string token =
      MakePageToken({"12-aaaaaaaaaaaaaaaa", "surveys/2015-12/reports/x"}, QuestionDigest(request));

  ListCouncilReportsRequest next = request;
  next.set_page_token(token);
  next.set_page_size(7);
  ASSERT_OK_AND_ASSIGN(const PagePosition position, ParsePageToken(token, QuestionDigest(next)));
  EXPECT_EQ(position.revision, "12-aaaaaaaaaaaaaaaa");
  EXPECT_EQ(position.after, "surveys/2015-12/reports/x");

  next.set_has_plan(true);
  EXPECT_THAT(ParsePageToken(token, QuestionDigest(next)), HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN));
}

TEST(PageTokenTest, NonsenseIsRefused) {
  for (const char* token : {"", "a", "!!!!", "AAAA", "====="}) {
    EXPECT_THAT(ParsePageToken(token, "0123456789abcdef"), HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN))
        << token;
  }
}

TEST(PageTokenTest, NoOtherTextOfTheSamePositionIsTaken) {
  const std::string question = "0123456789abcdef";
  const std::string token = MakePageToken({"12-aaaaaaaaaaaaaaaa", "x"}, question);
  ASSERT_OK(ParsePageToken(token, question).status());
  for (const std::string& other :
       {token + "=", token + "==", token + "\n", " " + token, token.substr(0, 8) + "\n" + token.substr(8)}) {
    EXPECT_THAT(ParsePageToken(other, question), HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN)) << other;
  }
}

TEST(PageTokenTest, TokenTooLongIsRefused) {
  const std::string question = "0123456789abcdef";
  EXPECT_OK(
      ParsePageToken(MakePageToken({"12-aaaaaaaaaaaaaaaa", std::string(1400, 'x')}, question), question).status());
  EXPECT_THAT(ParsePageToken(MakePageToken({"12-aaaaaaaaaaaaaaaa", std::string(1600, 'x')}, question), question),
              HasReason(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN));
}

// The short form of tests/fuzz/page_token_fuzz.cc: whatever is taken of damaged tokens reads back to itself.
TEST(PageTokenTest, DamagedTokensAreRefusedOrReadBackToThemselves) {
  const std::string question = QuestionDigest(ListCouncilReportsRequest());
  const std::string whole = MakePageToken({"12-aaaaaaaaaaaaaaaa", "surveys/2015-12/reports/x"}, question);
  constexpr std::string_view kCharacters = "AQgwBZaz09-_=+/ \n\t\"";
  std::mt19937 random(20151201);
  const auto below = [&random](size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); };
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string token = whole;
    for (size_t damages = 1 + below(3); damages > 0; --damages) {
      const size_t place = below(token.size());
      const char character = kCharacters[below(kCharacters.size())];
      switch (below(3)) {
        case 0:
          token[place] = character;
          break;
        case 1:
          token.insert(place, 1, character);
          break;
        default:
          token.erase(place, 1);
      }
    }
    const auto position = ParsePageToken(token, question);
    if (!position.ok()) continue;
    ++taken;
    ASSERT_EQ(MakePageToken(*position, question), token);
  }
  EXPECT_GT(taken, 100) << "the damage never passed";  // It is no secret: names may be changed.
}

}  // namespace
}  // namespace zaitaku
