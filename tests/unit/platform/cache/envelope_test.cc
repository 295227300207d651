#include "platform/cache/envelope.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

using Tokens = std::vector<std::string>;
using Problem = EnvelopeProblem;

const std::string kSecret(kEnvelopeSecretBytes, '\x5a');
const std::string kKey = "summary/v1?survey=2015-12";
const Tokens kTokens = {"17-a1b2", "4-c3d4", ""};
const std::string kBody = "the body\0 of the answer";

std::string Sealed(std::string_view key = kKey, const Tokens& tokens = kTokens, std::string_view body = kBody) {
  return *Seal(key, tokens, body, kSecret);
}

Problem ProblemOf(std::string_view sealed) {
  const OpenedEnvelope opened = Open(sealed, kKey, kTokens, kSecret);
  EXPECT_EQ(opened.body.has_value(), opened.problem == Problem::kNone);
  return opened.problem;
}

// An envelope around these bytes instead of Seal's own, with a right HMAC: only who has the secret can make it.
std::string Authenticated(std::string bytes) { return bytes + HmacSha256(kSecret, bytes); }

TEST(Envelope, OpensToWhatWasSealed) {
  const std::string nul("\0\xff", 2);
  for (const std::string& body : {std::string(), kBody, nul, std::string(100000, 'x')}) {
    for (const Tokens& tokens : {Tokens{}, kTokens, Tokens{nul}, Tokens(kMaxEnvelopeTokens, "t")}) {
      for (const std::string& key : {std::string(), kKey, nul}) {
        const OpenedEnvelope opened = Open(Sealed(key, tokens, body), key, tokens, kSecret);
        EXPECT_EQ(opened.body, body);
        EXPECT_EQ(opened.problem, Problem::kNone);
      }
    }
  }
}

TEST(Envelope, LayoutIsTheDocumentedOne) {
  const std::string head("ZTKE\x01\0\0\0\x01k\0\0\0\x02\0\0\0\x02t1\0\0\0\0\0\0\0\x03one", 31);
  EXPECT_EQ(Sealed("k", {"t1", ""}, "one"), Authenticated(head));
}

TEST(Envelope, EveryFlippedBitIsNoticed) {
  const std::string sealed = Sealed();
  for (size_t i = 0; i < sealed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      EXPECT_NE(ProblemOf(changed), Problem::kNone) << i << "." << bit;
    }
  }
}

TEST(Envelope, EveryPrefixIsTruncated) {
  const std::string sealed = Sealed();
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(ProblemOf(sealed.substr(0, size)), Problem::kTruncated) << size;
  }
}

TEST(Envelope, EverySuffixIsNoticed) {
  const std::string sealed = Sealed();
  for (size_t begin = 1; begin < sealed.size(); ++begin) {
    EXPECT_NE(ProblemOf(sealed.substr(begin)), Problem::kNone) << begin;
  }
}

TEST(Envelope, TrailingBytesAreNoticed) {
  EXPECT_EQ(ProblemOf(Sealed() + '\0'), Problem::kTrailingBytes);
  EXPECT_EQ(ProblemOf(Sealed() + Sealed()), Problem::kTrailingBytes);
}

TEST(Envelope, AnothersBytesAreForeign) {
  EXPECT_EQ(ProblemOf("not an envelope at all, but long enough"), Problem::kForeign);
  EXPECT_EQ(ProblemOf(std::string(1000, '\0')), Problem::kForeign);
}

TEST(Envelope, AnotherVersionIsNoticedEvenIfAuthenticated) {
  std::string sealed = Sealed();
  sealed[4] = 2;
  EXPECT_EQ(ProblemOf(sealed), Problem::kOtherVersion);
  EXPECT_EQ(ProblemOf(Authenticated(sealed.substr(0, sealed.size() - kSha256Bytes))), Problem::kOtherVersion);
}

TEST(Envelope, AnotherKeysEnvelopeIsNotTaken) {
  EXPECT_EQ(ProblemOf(Sealed(kKey + "x")), Problem::kOtherKey);
  EXPECT_EQ(ProblemOf(Sealed("")), Problem::kOtherKey);
}

TEST(Envelope, AnotherRevisionsEnvelopeIsNotTaken) {
  for (const Tokens& tokens :
       {Tokens{}, Tokens{"17-a1b2", "4-c3d4"}, Tokens{"4-c3d4", "17-a1b2", ""}, Tokens{"17-a1b2", "4-c3d4", "", ""},
        Tokens{"17-a1b24-c3d4", "", ""}, Tokens{"17-a1b2", "4-c3d5", ""}, Tokens{"17-a1b2", "", "4-c3d4"}}) {
    EXPECT_EQ(ProblemOf(Sealed(kKey, tokens)), Problem::kOtherTokens);
  }
}

TEST(Envelope, BytesMovedBetweenThePartsAreNotTheSame) {
  EXPECT_NE(Sealed("ab", {"c"}, "d"), Sealed("a", {"bc"}, "d"));
  EXPECT_NE(Sealed("ab", {"c"}, "d"), Sealed("ab", {}, "cd"));
  EXPECT_EQ(Open(Sealed("ab", {"c"}, "d"), "a", {"bc"}, kSecret).problem, Problem::kOtherKey);
}

TEST(Envelope, AnotherSecretIsForgery) {
  std::string other = kSecret;
  other.back() ^= 1;
  EXPECT_EQ(Open(*Seal(kKey, kTokens, kBody, other), kKey, kTokens, kSecret).problem, Problem::kForged);
  EXPECT_EQ(Open(Sealed(), kKey, kTokens, "").problem, Problem::kForged);
  EXPECT_EQ(Open(Sealed(), kKey, kTokens, kSecret.substr(1)).problem, Problem::kForged);
}

TEST(Envelope, AnEmptySecretIsNoSecret) {
  std::string sealed = Sealed();
  sealed.resize(sealed.size() - kSha256Bytes);
  sealed += HmacSha256("", sealed);
  EXPECT_EQ(Open(sealed, kKey, kTokens, "").problem, Problem::kForged);
}

TEST(Envelope, TheBodyCannotBeReplacedByOneWithAnothersHmac) {
  const std::string one = Sealed(kKey, kTokens, "answer 1");
  const std::string two = Sealed(kKey, kTokens, "answer 2");
  const size_t end = one.size() - kSha256Bytes;
  EXPECT_EQ(ProblemOf(one.substr(0, end) + two.substr(end)), Problem::kForged);
}

TEST(Envelope, HugeSizesInsideAreTruncationAndNotMemory) {
  const std::string head("ZTKE\x01", 5);
  const std::string huge("\xff\xff\xff\xff", 4);
  const std::string none("\0\0\0\0", 4);
  EXPECT_EQ(ProblemOf(Authenticated(head + huge)), Problem::kTruncated);
  EXPECT_EQ(ProblemOf(Authenticated(head + none + huge)), Problem::kMalformed);
  EXPECT_EQ(ProblemOf(Authenticated(head + none + none + huge)), Problem::kTruncated);
  EXPECT_EQ(ProblemOf(Authenticated(head + none + std::string("\0\0\0\x40", 4))), Problem::kTruncated);
  EXPECT_EQ(ProblemOf(Authenticated(head + none + std::string("\0\0\0\x41", 4) + std::string(66 * 4, '\0'))),
            Problem::kMalformed);
}

TEST(Envelope, TheLargestIsSealedAndALargerOneRefused) {
  const size_t around = Sealed(kKey, kTokens, "").size();
  const std::string body(kMaxEnvelopeBytes - around, 'b');
  const std::string largest = Sealed(kKey, kTokens, body);
  EXPECT_EQ(largest.size(), kMaxEnvelopeBytes);
  EXPECT_EQ(ProblemOf(largest), Problem::kNone);
  EXPECT_TRUE(absl::IsInvalidArgument(Seal(kKey, kTokens, body + "b", kSecret).status()));
  EXPECT_EQ(ProblemOf(largest + "b"), Problem::kTooLong);
}

TEST(Envelope, SealRefusesTooManyTokensAndOddSecrets) {
  EXPECT_TRUE(absl::IsInvalidArgument(Seal(kKey, Tokens(kMaxEnvelopeTokens + 1), kBody, kSecret).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Seal(kKey, kTokens, kBody, "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Seal(kKey, kTokens, kBody, kSecret + "x").status()));
}

TEST(Envelope, EveryProblemHasItsName) {
  EXPECT_EQ(EnvelopeProblemName(Problem::kNone), "none");
  EXPECT_EQ(EnvelopeProblemName(Problem::kTrailingBytes), "trailing_bytes");
  EXPECT_EQ(EnvelopeProblemName(Problem::kOtherTokens), "other_tokens");
}

class LoadKeyTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = (std::filesystem::temp_directory_path() / "zaitaku-key-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    path_ = folder + "/key";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<std::string> Load(const std::string& content, mode_t mode = 0600) {
    std::filesystem::remove(path_);
    std::ofstream(path_) << content;
    EXPECT_EQ(chmod(path_.c_str(), mode), 0);
    return LoadKey(path_);
  }
  // One line that names the file and holds nothing of its content.
  void ExpectClear(const absl::Status& status) {
    EXPECT_NE(status.message().find(path_), std::string::npos) << status;
    EXPECT_EQ(status.message().find('\n'), std::string::npos) << status;
    EXPECT_EQ(status.message().find("0123456789abcdef"), std::string::npos) << status;
  }

  const std::string digits_ = "0123456789abcdefABCDEF0123456789000102030405060708090a0b0c0d0eff";
  std::string folder_;
  std::string path_;
};

TEST_F(LoadKeyTest, ReadsTheDigitsWithOrWithoutALineEnd) {
  EXPECT_EQ(*Load(digits_), *HexDecode(digits_));
  EXPECT_EQ(*Load(digits_ + "\n"), *HexDecode(digits_));
  for (const mode_t mode : {0400, 0640, 0440}) EXPECT_EQ(*Load(digits_, mode), *HexDecode(digits_));
}

TEST_F(LoadKeyTest, RefusesAnyPermissionOfOthers) {
  for (const mode_t mode : {0620, 0660, 0604, 0602, 0601, 0644, 0666}) {
    const absl::Status status = Load(digits_, mode).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_NE(status.message().find("0600"), std::string::npos) << status;
    ExpectClear(status);
  }
}

TEST_F(LoadKeyTest, RefusesAnythingButTheDigits) {
  for (const std::string& content :
       {std::string(), std::string("\n"), digits_.substr(1), digits_ + "0", digits_ + "\n\n", digits_ + "\r\n",
        " " + digits_, digits_.substr(1) + "\n", "g" + digits_.substr(1), digits_ + digits_, std::string(64, '\0'),
        std::string(1 << 20, '0'), *HexDecode(digits_)}) {
    const absl::Status status = Load(content).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    ExpectClear(status);
  }
}

TEST_F(LoadKeyTest, RefusesWhatIsNotAFile) {
  EXPECT_TRUE(absl::IsNotFound(LoadKey(path_).status()));
  ExpectClear(LoadKey(path_).status());
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadKey(path_).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadKey(folder_).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(LoadKey("/dev/zero").status()));
  EXPECT_TRUE(absl::IsNotFound(LoadKey("").status()));
}

}  // namespace
}  // namespace zaitaku
