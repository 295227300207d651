#include "domain/characters.h"

#include <gtest/gtest.h>

#include <string>

namespace zaitaku {
namespace {

std::string Folded(std::string_view text) { return EncodeUtf8(FoldNotation(text)); }

TEST(Utf8Test, CodePointsKnowTheirBytes) {
  const std::vector<CodePoint> code_points = DecodeUtf8("a○𠮷");
  ASSERT_EQ(3u, code_points.size());
  EXPECT_EQ(U'a', code_points[0].value);
  EXPECT_EQ(U'○', code_points[1].value);
  EXPECT_EQ(1u, code_points[1].offset);
  EXPECT_EQ(3u, code_points[1].size);
  EXPECT_EQ(U'𠮷', code_points[2].value);
  EXPECT_EQ(4u, code_points[2].offset);
  EXPECT_EQ(4u, code_points[2].size);
}

TEST(Utf8Test, WhatIsNotUtf8CountsByteByByte) {
  for (const std::string_view bytes :
       {"\x80", "\xC0\xAF", "\xE3\x81", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xF0\x82\x82\xAC"}) {
    EXPECT_FALSE(IsValidUtf8(bytes));
    size_t covered = 0;
    for (const CodePoint& code_point : DecodeUtf8(bytes)) {
      EXPECT_FALSE(code_point.is_valid);
      EXPECT_EQ(0xFFFDu, code_point.value);
      covered += code_point.size;
    }
    EXPECT_EQ(bytes.size(), covered);
  }
}

TEST(Utf8Test, ReplacementCharacterOfTheTextItselfIsValid) {
  EXPECT_TRUE(IsValidUtf8("\xEF\xBF\xBD"));
  EXPECT_TRUE(DecodeUtf8("\xEF\xBF\xBD")[0].is_valid);
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8(std::string_view("\0", 1)));
}

TEST(Utf8Test, EveryScalarValueReadsBack) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    AppendUtf8(c, &text);
    const CodePoint read = DecodeUtf8At(text, 0);
    ASSERT_TRUE(read.is_valid && read.value == c && read.size == text.size()) << static_cast<uint32_t>(c);
  }
  EXPECT_EQ("\xEF\xBF\xBD", EncodeUtf8(std::u32string(1, 0xD800)));
  EXPECT_EQ("\xEF\xBF\xBD", EncodeUtf8(std::u32string(1, 0x110000)));
}

TEST(FoldNotationTest, WidthsBecomeOne) {
  EXPECT_EQ("20/21医療圏", Folded("２０／２１医療圏"));
  EXPECT_EQ("H27年度中", Folded("Ｈ２７年度中"));
  EXPECT_EQ("(例)", Folded("（例）"));
  EXPECT_EQ("○:", Folded("○："));
  EXPECT_EQ("H27~", Folded("H27～"));
  EXPECT_EQ("H27~", Folded("H27〜"));
}

TEST(FoldNotationTest, CirclesAndCrossesOfAnyFormBecomeOne) {
  EXPECT_EQ("○○○○", Folded("○◯〇⭕"));
  EXPECT_EQ("××××", Folded("×✕✖╳"));
}

TEST(FoldNotationTest, SlashesAndColonsOfAnyFormBecomeOne) {
  EXPECT_EQ("////", Folded("/／∕⁄"));
  EXPECT_EQ("::::", Folded(":：︓∶"));
  EXPECT_EQ("1/2", Folded("½"));
}

TEST(FoldNotationTest, ListMarkersAreSetApartAndAreNoDigits) {
  EXPECT_EQ("①5/5保健所①3/27市町村", Folded("①５/５保健所②３/２７市町村"));
  for (const char* marker : {"①", "⑳", "⑴", "⒈", "❶", "㈠", "㊀", "㉑", "ⓐ", "㋐", "⓪"}) {
    EXPECT_EQ("①", Folded(marker)) << marker;
  }
}

TEST(FoldNotationTest, CompatibilityFormsBecomeTheUsualOnes) {
  EXPECT_EQ("平成", Folded("㍻"));
  EXPECT_EQ("令和", Folded("㋿"));
  EXPECT_EQ("福", Folded("\uFA1B"));  // A compatibility ideograph.
  EXPECT_EQ("山梨", Folded("⼭梨"));  // A radical, which text layers like to give.
  EXPECT_EQ("が", Folded("が"));
}

TEST(FoldNotationTest, BlanksGiveNothing) {
  EXPECT_EQ("埼玉県", Folded(" 埼\n玉　\t県\r\n\u00A0\u200B\uFEFF\u2028"));
  EXPECT_EQ("○", Folded("○\uFE0E"));
  EXPECT_EQ("", Folded(""));
}

TEST(FoldNotationTest, FoldingAgainChangesNothing) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    std::u32string once;
    AppendFolded(c, &once);
    ASSERT_LE(once.size(), 18u);
    std::u32string twice;
    for (const char32_t folded : once) {
      ASSERT_FALSE(IsBlank(folded)) << static_cast<uint32_t>(c);
      AppendFolded(folded, &twice);
    }
    ASSERT_EQ(once, twice) << static_cast<uint32_t>(c);
  }
}

TEST(FoldNotationTest, PrefectureNamesFoldToThemselves) { EXPECT_EQ("鹿児島県", Folded("鹿児島県")); }

TEST(FoldCaseTest, CaseAndWidthsDoNotCountAndBlanksOnlyIfAskedFor) {
  EXPECT_EQ(FoldCase("ＴＡＲＯ＠ｅｘａｍｐｌｅ．ｊｐ"), "taro@example.jp");
  EXPECT_EQ(FoldCase("ｶﾞ"), FoldCase("ガ"));
  EXPECT_EQ(FoldCase("a b"), "a b");
  EXPECT_EQ(FoldCaseWithoutBlanks(" ta\u3000ro\t@ example.jp\u200B"), "taro@example.jp");
  EXPECT_NE(FoldCaseWithoutBlanks("taro①"), FoldCaseWithoutBlanks("taro②"));
  EXPECT_EQ(FoldCase("\xff"), "\xff");
}

}  // namespace
}  // namespace zaitaku
