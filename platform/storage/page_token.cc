#include "platform/storage/page_token.h"

#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/digest/digest.h"
#include "platform/status/status.h"

namespace zaitaku {

std::string QuestionDigest(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> question(request.New());
  question->CopyFrom(request);
  for (const char* paging : {"page_size", "page_token", "revision"}) {
    if (const auto* field = request.GetDescriptor()->FindFieldByName(paging)) {
      question->GetReflection()->ClearField(question.get(), field);
    }
  }
  return Sha256Hex(absl::StrCat(request.GetDescriptor()->full_name(), "\n", question->SerializeAsString()))
      .substr(0, 16);
}

std::string MakePageToken(const PagePosition& position, const std::string& question_digest) {
  return absl::WebSafeBase64Escape(absl::StrCat(question_digest, "\n", position.revision, "\n", position.after));
}

absl::Status InvalidPageToken() {
  return Error(type::v1::ERROR_REASON_INVALID_PAGE_TOKEN,
               {"page_token: not a next_page_token of this method for this request; leave it empty to start again",
                "page_token がこのリクエストのものではありません。空にして最初からやり直してください"});
}

absl::StatusOr<PagePosition> ParsePageToken(const std::string& token, const std::string& question_digest) {
  std::string text;
  if (token.size() > kMaxPageTokenBytes || !absl::WebSafeBase64Unescape(token, &text)) return InvalidPageToken();
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  if (parts.size() != 3 || parts[0] != question_digest) return InvalidPageToken();
  const PagePosition position{parts[1], parts[2]};
  // Base64 overlooks blanks, padding and loose bits at the end: of the many texts that say the same, one is ours.
  if (MakePageToken(position, question_digest) != token) return InvalidPageToken();
  return position;
}

}  // namespace zaitaku
