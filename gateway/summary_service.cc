#include "gateway/summary_service.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/server/calls.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

constexpr char kLatestSurvey[] = "surveys/latest";

// A slice that keeps the shared body alive as long as gRPC holds it, without a copy.
grpc::Slice Share(const SummaryBody& body) {
  return grpc::Slice(
      const_cast<char*>(body->data()), body->size(), [](void* held) { delete static_cast<SummaryBody*>(held); },
      new SummaryBody(body));
}

grpc::ByteBuffer Encode(const SummaryAnswer& answer) {
  summary::v1::GetNationwideSummaryResponse of_this_call;
  of_this_call.mutable_call_info()->set_level(answer.level);
  const std::array<grpc::Slice, 2> slices = {Share(answer.body), grpc::Slice(of_this_call.SerializeAsString())};
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace

grpc::ServerUnaryReactor* SummaryService::GetNationwideSummary(grpc::CallbackServerContext* context,
                                                               const grpc::ByteBuffer* request,
                                                               grpc::ByteBuffer* response) {
  return RunOnPool(pool_, context, [this, request, response] { return Answer(*request, *response); });
}

absl::StatusOr<SummaryQuestion> SummaryService::Resolve(const summary::v1::GetNationwideSummaryRequest& request) const {
  ASSIGN_OR_RETURN(const council::v1::GetHeadResponse head, council_.GetHead());
  SummaryQuestion question;
  question.survey = request.survey();
  if (request.survey().empty() || request.survey() == kLatestSurvey) question.survey = head.latest_survey();
  if (question.survey.empty()) {
    return Error(type::v1::ERROR_REASON_NO_PUBLISHED_SURVEY,
                 {"no survey has been published yet, so there is no latest one; publish one, or name one such as "
                  "'surveys/2015-12'",
                  "公表済みの調査がまだありません。公表するか、surveys/2015-12 のように指定してください"});
  }
  question.council.set_service(kCouncilRegistry);
  question.council.set_revision(head.revision());
  if (head.has_revision_create_time()) *question.council.mutable_revision_create_time() = head.revision_create_time();
  return question;
}

absl::Status SummaryService::Answer(const grpc::ByteBuffer& request, grpc::ByteBuffer& response) const {
  summary::v1::GetNationwideSummaryRequest parsed;
  grpc::ByteBuffer copy(request);
  if (!grpc::SerializationTraits<summary::v1::GetNationwideSummaryRequest>::Deserialize(&copy, &parsed).ok()) {
    return InvalidField("request", "expected a zaitaku.summary.v1.GetNationwideSummaryRequest");
  }
  ASSIGN_OR_RETURN(const SummaryQuestion question, Resolve(parsed));
  ASSIGN_OR_RETURN(const SummaryAnswer answer, source_.Get(question));
  response = Encode(answer);
  return absl::OkStatus();
}

}  // namespace zaitaku::gateway
