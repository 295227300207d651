#include "platform/storage/page_token.h"
#include "platform/storage/revision_token.h"
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

}  // namespace
}  // namespace zaitaku
