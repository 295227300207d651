#include "platform/status/status.h"

#include <fstream>
#include <map>

#include "google/rpc/status.pb.h"
#include "tests/status_matchers/status_matchers.h"

namespace zaitaku {
namespace {

TEST(StatusTest, DetailsSurviveTheWire) {
  const absl::Status sent =
      Error(type::v1::ERROR_REASON_ETAG_MISMATCH, {"english", "日本語"}, {{"resource", "surveys/2015-12"}});
  const absl::Status received = FromGrpc(ToGrpc(sent));
  EXPECT_THAT(received, HasCode(absl::StatusCode::kAborted));
  EXPECT_THAT(received, HasReason(type::v1::ERROR_REASON_ETAG_MISMATCH));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(received, info));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
  EXPECT_EQ(info.domain(), "zaitaku");
  EXPECT_EQ(info.metadata().at("resource"), "surveys/2015-12");
  google::rpc::LocalizedMessage localized;
  ASSERT_TRUE(GetDetail(received, localized));
  EXPECT_EQ(localized.locale(), "ja");
  EXPECT_EQ(localized.message(), "日本語");
}

// `// NOT_FOUND. No resource ...` above `ERROR_REASON_RESOURCE_NOT_FOUND = 3;` says NOT_FOUND.
std::map<std::string, std::string> CodesInComments() {
  std::ifstream file(ZAITAKU_SOURCE_DIR "/protos/zaitaku/type/v1/errors.proto");
  std::map<std::string, std::string> codes;
  std::string line, comment;
  while (std::getline(file, line)) {
    const size_t name = line.find("ERROR_REASON_");
    if (line.starts_with("  // ")) {
      if (comment.empty()) comment = line.substr(5);
    } else if (line.starts_with("  ERROR_REASON_")) {
      codes[line.substr(name, line.find(' ', name) - name)] = comment.substr(0, comment.find('.'));
      comment.clear();
    }
  }
  return codes;
}

TEST(StatusTest, EveryReasonHasTheCodeThatItsCommentNames) {
  auto codes = CodesInComments();
  const auto* descriptor = google::protobuf::GetEnumDescriptor<ErrorReason>();
  ASSERT_EQ(codes.size(), static_cast<size_t>(descriptor->value_count()));
  for (int i = 1; i < descriptor->value_count(); ++i) {
    const absl::Status error = Error(static_cast<ErrorReason>(descriptor->value(i)->number()), {"en", "ja"});
    EXPECT_EQ(absl::StatusCodeToString(error.code()), codes[descriptor->value(i)->name()])
        << descriptor->value(i)->name();
  }
}

TEST(StatusTest, ManyProblemsStayBelowTheLimitOnDetails) {
  std::vector<FieldProblem> problems;
  for (int i = 0; i < 500; ++i) problems.push_back({"field" + std::to_string(i), std::string(100, 'x')});
  const absl::Status status = InvalidFields(problems);
  EXPECT_LE(ToGrpc(status).error_details().size(), kMaxDetailsBytes);
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(GetDetail(status, bad_request));
  EXPECT_GT(bad_request.field_violations_size(), 10);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(GetDetail(status, info));
  EXPECT_EQ(info.metadata().at("problems"), "500");
}

TEST(StatusTest, ErrorWithoutDetailsHasNoReason) {
  EXPECT_THAT(absl::InternalError("x"), HasReason(type::v1::ERROR_REASON_UNSPECIFIED));
  EXPECT_THAT(FromGrpc(grpc::Status(grpc::UNAVAILABLE, "x")), HasCode(absl::StatusCode::kUnavailable));
}

TEST(StatusTest, LongInputIsCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 64; ++i) text += "在";
  EXPECT_EQ(Quoted(text), "'" + text + "'");
  EXPECT_EQ(Quoted(text + "宅"), "'" + text + "…'");
  const absl::Status status =
      Error(type::v1::ERROR_REASON_INVALID_FIELD, {text + text + text + text + text + text + text, text});
  EXPECT_LE(status.message().size(), kMaxMessageBytes);
  EXPECT_THAT(status, HasReason(type::v1::ERROR_REASON_INVALID_FIELD));
}

TEST(StatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
  EXPECT_OK(FromGrpc(grpc::Status::OK));
}

}  // namespace
}  // namespace zaitaku
