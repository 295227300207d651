// Any bytes as a page token: nothing but what was made for a question is taken as an answer's place in it, and what is
// taken reads back to itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "platform/storage/page_token.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace {

using zaitaku::MakePageToken;
using zaitaku::PagePosition;
using zaitaku::ParsePageToken;
using zaitaku::QuestionDigest;
using zaitaku::council::v1::ListCouncilReportsRequest;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Whatever parses is the one text of its position, and no larger than a token may be.
void CheckParsed(const std::string& token, const std::string& question) {
  const auto position = ParsePageToken(token, question);
  if (!position.ok()) return;
  Require(token.size() <= zaitaku::kMaxPageTokenBytes);
  Require(position->revision.size() + position->after.size() < token.size());
  Require(MakePageToken(*position, question) == token);
}

// A right token with the bytes put into it somewhere.
void CheckDamaged(std::string_view bytes, const std::string& question) {
  if (bytes.empty()) return;
  std::string token = MakePageToken({"12-aaaaaaaaaaaaaaaa", "surveys/2015-12/reports/x"}, question);
  const size_t place = static_cast<unsigned char>(bytes[0]) % (token.size() + 1);
  CheckParsed(token.insert(place, bytes.substr(1)), question);
}

ListCouncilReportsRequest RequestFrom(std::string_view bytes) {
  ListCouncilReportsRequest request;
  request.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return request;
}

std::string Question(ListCouncilReportsRequest request) {
  request.clear_page_size();
  request.clear_page_token();
  request.clear_revision();
  return request.SerializeAsString();
}

// A token of one request's list is taken by requests for the same list only, whatever their paging.
void CheckQuestions(std::string_view bytes) {
  const size_t half = bytes.size() / 2;
  const ListCouncilReportsRequest one = RequestFrom(bytes.substr(0, half)), other = RequestFrom(bytes.substr(half));
  const std::string token = MakePageToken({"12-aaaaaaaaaaaaaaaa", "surveys/2015-12/reports/x"}, QuestionDigest(one));
  const auto position = ParsePageToken(token, QuestionDigest(one));
  Require(position.ok() && position->revision == "12-aaaaaaaaaaaaaaaa" &&
          position->after == "surveys/2015-12/reports/x");
  Require(ParsePageToken(token, QuestionDigest(other)).ok() == (Question(one) == Question(other)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string question = QuestionDigest(ListCouncilReportsRequest());
  CheckParsed(std::string(bytes), question);
  // With the right question in front, what is behind it is reached.
  CheckParsed(absl::WebSafeBase64Escape(absl::StrCat(question, "\n", std::string(bytes))), question);
  CheckDamaged(bytes, question);
  CheckQuestions(bytes);
  return 0;
}
