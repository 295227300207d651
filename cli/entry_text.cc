#include "cli/entry_text.h"

#include "absl/strings/str_cat.h"
#include "cli/entry_terms.h"
#include "cli/terms.h"
#include "domain/money.h"
#include "zaitaku/catalog/v1/budget.pb.h"
#include "zaitaku/catalog/v1/catalog.pb.h"

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

}  // namespace

std::string EnumWord(const FieldDescriptor& field, int value, Language language) {
  using namespace catalog::v1;
  return WordAmong<GovernmentLevel, CareField, GovernmentKind, Bureau, Program::Kind, FundingSource::Kind, BudgetStage>(
      field, value, language);
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
