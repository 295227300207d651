// A survey stands for any resource.
#include "platform/storage/batch_memory.h"

#include <gtest/gtest.h>

#include "zaitaku/council/v1/council.pb.h"

namespace zaitaku {
namespace {

using council::v1::Survey;

std::shared_ptr<const Survey> Make(int number, size_t bytes) {
  Survey survey;
  survey.set_name("surveys/" + std::to_string(number));
  survey.set_reference_month_text(std::string(bytes, 'x'));
  return std::make_shared<const Survey>(std::move(survey));
}

// How many of the resources are known.
int Known(const BatchMemory& memory, int of) {
  int known = 0;
  for (int i = 0; i < of; ++i) known += memory.Find<Survey>("surveys/" + std::to_string(i)) != nullptr;
  return known;
}

TEST(BatchMemoryTest, KeepsNoMoreThanItsBytesHoweverFewResources) {
  BatchMemory memory;
  for (int i = 0; i < 40; ++i) {
    memory.Keep(Make(i, 1 << 20));
    EXPECT_LE(Known(memory, i + 1), 16);
    EXPECT_NE(memory.Find<Survey>("surveys/" + std::to_string(i)), nullptr) << "the newest is known";
  }
}

TEST(BatchMemoryTest, KeepsNoMoreThanItsNumberHoweverSmallResources) {
  BatchMemory memory;
  for (int i = 0; i < 2500; ++i) memory.Keep(Make(i, 1));
  EXPECT_EQ(Known(memory, 2500), 500);
}

TEST(BatchMemoryTest, ResourceThatIsTooLargeIsNotKeptNorIsTheOneBefore) {
  BatchMemory memory;
  memory.Keep(Make(1, 1));
  memory.Keep(Make(2, 1));
  memory.Keep(Make(1, 17 << 20));
  EXPECT_EQ(memory.Find<Survey>("surveys/1"), nullptr);
  EXPECT_NE(memory.Find<Survey>("surveys/2"), nullptr);
}

}  // namespace
}  // namespace zaitaku
