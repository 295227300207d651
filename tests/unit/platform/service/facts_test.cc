// What becomes of sources and reviews, and how sure a fact is.
#include "platform/service/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "zaitaku/catalog/v1/catalog.pb.h"

namespace zaitaku {
namespace {

using catalog::v1::Program;

type::v1::FactSource Source(const std::string& fact, type::v1::Provenance::Basis basis) {
  type::v1::FactSource source;
  source.set_fact(fact);
  source.mutable_provenance()->set_basis(basis);
  return source;
}

TEST(FactsTest, AChangeTakesItsFieldsSourcesAndReviewsAndNoOthers) {
  Program program;
  for (const char* fact : {"levels", "parts[ア].title", "purpose"}) {
    *program.add_sources() = Source(fact, type::v1::Provenance::BASIS_INFERRED);
    program.add_reviews()->set_fact(fact);
  }
  const auto field = [](const char* name) { return Program::descriptor()->FindFieldByName(name); };
  Program changed = program;
  DropStaleFacts({field("parts")}, {field("parts")}, changed);
  ASSERT_EQ(changed.sources_size(), 2);
  EXPECT_EQ(changed.sources(1).fact(), "purpose");
  EXPECT_EQ(changed.reviews_size(), 2);
  // Sources that come with the change stay, though they be the same; the review was of what is no more.
  Program brought = program;
  DropStaleFacts({field("parts")}, {field("parts"), field("sources")}, brought);
  EXPECT_EQ(brought.sources_size(), 3);
  EXPECT_EQ(brought.reviews_size(), 2);
  // A fact that is no longer inferred needs no review.
  Program stated = program;
  stated.mutable_sources(0)->mutable_provenance()->set_basis(type::v1::Provenance::BASIS_STATED);
  DropStaleFacts({field("sources")}, {field("sources")}, stated);
  EXPECT_EQ(stated.reviews_size(), 2);
}

TEST(FactsTest, OneInferredSourceMakesAFactInferred) {
  Program program;
  EXPECT_EQ(BasisOf(program, "levels"), type::v1::Provenance::BASIS_UNSPECIFIED);
  *program.add_sources() = Source("levels", type::v1::Provenance::BASIS_STATED);
  EXPECT_EQ(BasisOf(program, "levels"), type::v1::Provenance::BASIS_STATED);
  *program.add_sources() = Source("levels[0]", type::v1::Provenance::BASIS_INFERRED);
  EXPECT_EQ(BasisOf(program, "levels"), type::v1::Provenance::BASIS_INFERRED);
  EXPECT_EQ(BasisOf(program, "level"), type::v1::Provenance::BASIS_UNSPECIFIED);
}

}  // namespace
}  // namespace zaitaku
