// The words of the training events.
#include "domain/training.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace zaitaku {
namespace {

namespace v1 = training::v1;

// Every value but UNSPECIFIED has words of its own, which read back.
template <typename Enum>
void ExpectWords(const google::protobuf::EnumDescriptor& descriptor) {
  EXPECT_EQ(Terms<Enum>().size() + 1, static_cast<size_t>(descriptor.value_count())) << descriptor.full_name();
  std::set<std::string_view> slugs, names;
  for (const Term<Enum>& term : Terms<Enum>()) {
    EXPECT_EQ(&term, FindTerm(term.value));
    EXPECT_EQ(&term, ReadTerm<Enum>(term.slug));
    EXPECT_EQ(&term, ReadTerm<Enum>(term.ja));
    EXPECT_FALSE(term.en.empty());
    EXPECT_TRUE(slugs.insert(term.slug).second) << term.slug;
    EXPECT_TRUE(names.insert(term.ja).second) << term.ja;
  }
  EXPECT_EQ(nullptr, FindTerm(Enum{}));
  EXPECT_EQ(nullptr, ReadTerm<Enum>("no such word"));
}

TEST(TrainingTermsTest, EveryValueHasWordsThatReadBack) {
  ExpectWords<v1::TrainingField>(*v1::TrainingField_descriptor());
  ExpectWords<v1::Audience>(*v1::Audience_descriptor());
  ExpectWords<v1::ParticipantRole>(*v1::ParticipantRole_descriptor());
  ExpectWords<v1::Event::Kind>(*v1::Event::Kind_descriptor());
  ExpectWords<v1::Event::State>(*v1::Event::State_descriptor());
  ExpectWords<v1::Organiser::Role>(*v1::Organiser::Role_descriptor());
  ExpectWords<v1::TimetableBlock::Section>(*v1::TimetableBlock::Section_descriptor());
  ExpectWords<v1::TimetableItem::Kind>(*v1::TimetableItem::Kind_descriptor());
  ExpectWords<v1::Application::State>(*v1::Application::State_descriptor());
  ExpectWords<v1::Application::Attendance>(*v1::Application::Attendance_descriptor());
  ExpectWords<v1::TimetableFinding::Kind>(*v1::TimetableFinding::Kind_descriptor());
}

TEST(TrainingTermsTest, OfficialsOtherFormsAreRead) {
  EXPECT_EQ(v1::TRAINING_FIELD_ELDERLY_HOME_CARE, ReadTerm<v1::TrainingField>("在宅医療 （高齢者）")->value);
  EXPECT_EQ(v1::TRAINING_FIELD_PAEDIATRIC_HOME_CARE, ReadTerm<v1::TrainingField>("小児")->value);
  EXPECT_EQ(v1::AUDIENCE_DESIGNATED_CITIES, ReadTerm<v1::Audience>("政令指定都市")->value);
  EXPECT_EQ(v1::AUDIENCE_MUNICIPALITIES, ReadTerm<v1::Audience>("市町村")->value);
}

}  // namespace
}  // namespace zaitaku
