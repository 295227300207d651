#include "cli/entry_text.h"

#include <google/protobuf/timestamp.pb.h>

#include "absl/strings/str_cat.h"
#include "cli/entry_terms.h"
#include "cli/moment.h"
#include "cli/terms.h"
#include "cli/training_terms.h"
#include "domain/money.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"
#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

template <typename... Enums>
std::string WordAmong(const FieldDescriptor& field, int value, Language language) {
  std::string word = SlugOf(*field.enum_type(), value);
  if (language == Language::kEnglish) return word;
  const auto find = [&]<typename Enum>(Enum) {
    if (field.enum_type() != google::protobuf::GetEnumDescriptor<Enum>()) return;
    word = TermName(static_cast<Enum>(value), language);
  };
  (find(Enums{}), ...);
  return word;
}

// 4 blocks, 17 items
std::string TimetableText(const training::v1::Timetable& timetable, Language language) {
  int items = 0;
  for (const auto& block : timetable.blocks()) items += block.items_size();
  return Text{absl::StrCat(timetable.blocks_size(), "枠、", items, "項目"),
              absl::StrCat(timetable.blocks_size(), " blocks, ", items, " items")}
      .In(language);
}

// The same of messages that only training events have; empty for others.
std::string TrainingText(const Message& message, Language language) {
  using namespace training::v1;
  if (const auto* schedule = dynamic_cast<const Schedule*>(&message)) return ScheduleText(*schedule, language);
  if (const auto* venue = dynamic_cast<const Venue*>(&message)) return TextIn(venue->name(), language);
  if (const auto* organiser = dynamic_cast<const Organiser*>(&message)) return TextIn(organiser->name(), language);
  if (const auto* rule = dynamic_cast<const ApplicationRule*>(&message)) return RuleText(*rule, language);
  if (const auto* timetable = dynamic_cast<const Timetable*>(&message)) return TimetableText(*timetable, language);
  if (const auto* participants = dynamic_cast<const PrintedParticipants*>(&message)) {
    return PeopleText(participants->count(), participants->approximate(), language);
  }
  if (const auto* application = dynamic_cast<const Application*>(&message)) {
    return absl::StrCat(application->local_government_code(), " ", TermName(application->state(), language));
  }
  return "";
}

}  // namespace

std::string EnumWord(const FieldDescriptor& field, int value, Language language) {
  using namespace catalog::v1;
  using namespace training::v1;
  return WordAmong<GovernmentLevel, CareField, GovernmentKind, Bureau, Program::Kind, FundingSource::Kind, BudgetStage,
                   TrainingField, Audience, ParticipantRole, Event::Kind, Event::State, Application::State,
                   Application::Attendance>(field, value, language);
}

// The text that stands for a nested message: a name, an amount, a mark.
std::string MessageText(const Message& message, Language language) {
  if (const auto* text = dynamic_cast<const type::v1::LocalizedText*>(&message)) return TextIn(*text, language);
  if (const auto* amount = dynamic_cast<const catalog::v1::PrintedAmount*>(&message)) {
    return amount->text().empty() ? FormatAmount(amount->yen(), amount->unit()) : amount->text();
  }
  if (const auto* status = dynamic_cast<const catalog::v1::FiscalYearStatus*>(&message)) {
    return absl::StrCat(status->fiscal_year(), " ", TermName(status->status(), language));
  }
  if (const auto* review = dynamic_cast<const type::v1::FactReview*>(&message)) {
    return absl::StrCat(review->fact(), Text{"：", ": "}.In(language), ReviewName(review->verdict(), language));
  }
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&message)) {
    return MomentText(*time, *ReadTimeZone(kDefaultTimeZone));
  }
  if (const std::string text = TrainingText(message, language); !text.empty()) return text;
  for (const char* field : {"title", "text", "term", "display_name", "heading", "id", "fact"}) {
    const auto* descriptor = message.GetDescriptor()->FindFieldByName(field);
    if (descriptor == nullptr || descriptor->is_repeated()) continue;
    if (descriptor->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return message.GetReflection()->GetString(message, descriptor);
    }
    if (descriptor->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return MessageText(message.GetReflection()->GetMessage(message, descriptor), language);
    }
  }
  return "";
}

std::string EntryTitle(const Message& entry, Language language) {
  if (const auto* line = dynamic_cast<const catalog::v1::BudgetLine*>(&entry)) {
    return absl::StrCat(FiscalYearName(line->fiscal_year(), language), " ", TermName(line->stage(), language), " ",
                        MessageText(line->amount(), language));
  }
  return MessageText(entry, language);
}

}  // namespace zaitaku::cli
