#include "cli/entry_changes.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>

#include <array>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/entry_text.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Longer lists are counted.
constexpr size_t kMostItems = 5;

struct FieldLabel {
  const char* field;
  const char* ja;
  const char* en;
};

constexpr std::array<FieldLabel, 54> kLabels = {{
    {"display_name", "名称", "Name"},
    {"aliases", "別名", "Other names"},
    {"kind", "種類", "Kind"},
    {"bureau", "所管", "Bureau"},
    {"levels", "実施主体", "Levels"},
    {"fields", "分野", "Fields"},
    {"conducted_by", "実施者", "Carried out by"},
    {"funding_sources", "財源", "Who pays"},
    {"purpose", "目的", "Purpose"},
    {"eligible", "対象", "Open to"},
    {"first_fiscal_year", "開始年度", "First fiscal year"},
    {"last_fiscal_year", "終了年度", "Last fiscal year"},
    {"fiscal_years", "年度別", "Year by year"},
    {"parent", "親事業", "Part of"},
    {"predecessors", "前身", "Before it"},
    {"parts", "項目", "Items"},
    {"conditions", "条件", "Conditions"},
    {"sources", "出典", "Sources"},
    {"reviews", "推定の確認", "Reviews"},
    {"program", "事業", "Programme"},
    {"funding_source", "財源", "Who pays"},
    {"fiscal_year", "年度", "Fiscal year"},
    {"stage", "区分", "Stage"},
    {"amount", "金額", "Amount"},
    {"field", "分野", "Field"},
    {"sum_of", "内訳", "Sum of"},
    {"issue_month", "発行", "Issued"},
    {"sections", "節", "Sections"},
    {"definitions", "用語", "Terms"},
    {"functions", "機能", "Functions"},
    {"programs", "事業", "Programmes"},
    {"title", "名称", "Title"},
    {"state", "状態", "State"},
    {"catalog_program", "事業", "Programme"},
    {"training_program", "研修プログラム", "Training programme"},
    {"schedule", "日時", "When"},
    {"venue", "場所", "Where"},
    {"organisers", "主催等", "Organisers"},
    {"audiences", "対象", "Audience"},
    {"audience_text", "対象（原文）", "Audience as printed"},
    {"participants", "参加者", "Participants"},
    {"material_url", "資料", "Material"},
    {"material_note", "資料の注記", "Note on material"},
    {"application_rule", "申込の規則", "Rule for applications"},
    {"timetable", "時間割", "Timetable"},
    {"agenda", "議題", "Agenda"},
    {"new_in_fiscal_years", "新規", "New in"},
    {"activities", "内容", "What is done"},
    {"local_government_code", "自治体", "Local government"},
    {"role", "担当", "Role"},
    {"person", "個人", "Person"},
    {"attendance", "出欠", "Attendance"},
    {"create_time", "受付", "Arrived"},
    {"full_name", "氏名", "Name"},
}};

std::string LabelOf(const std::string& field, Language language) {
  for (const FieldLabel& label : kLabels) {
    if (field == label.field) return language == Language::kJapanese ? label.ja : label.en;
  }
  return field;
}

// What says which version a message is, and is no fact.
bool IsOfVersion(const std::string& field) {
  return field == "name" || field == "revision_id" || field == "revision_create_time" || field == "etag";
}

std::string SingleText(const Message& message, const FieldDescriptor& field, Language language) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_INT32:
      return field.has_presence() && !reflection.HasField(message, &field)
                 ? ""
                 : absl::StrCat(reflection.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWord(field, reflection.GetEnumValue(message, &field), language);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reflection.HasField(message, &field) ? MessageText(reflection.GetMessage(message, &field), language) : "";
    default:
      return "";
  }
}

std::string RepeatedText(const Message& message, const FieldDescriptor& field, Language language) {
  const Reflection& reflection = *message.GetReflection();
  const int size = reflection.FieldSize(message, &field);
  if (size > static_cast<int>(kMostItems) || field.name() == "sources") {
    return size == 0 ? ""
                     : Text{absl::StrCat(size, " 件"), absl::StrCat(size, size == 1 ? " item" : " items")}.In(language);
  }
  std::vector<std::string> items;
  for (int i = 0; i < size; ++i) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        items.push_back(reflection.GetRepeatedString(message, &field, i));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        items.push_back(absl::StrCat(reflection.GetRepeatedInt32(message, &field, i)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        items.push_back(EnumWord(field, reflection.GetRepeatedEnumValue(message, &field, i), language));
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        items.push_back(MessageText(reflection.GetRepeatedMessage(message, &field, i), language));
        break;
      default:
        break;
    }
  }
  return absl::StrJoin(items, ListSeparator(language));
}

std::string FieldText(const Message* message, const FieldDescriptor& field, Language language) {
  if (message == nullptr) return "";
  return field.is_repeated() ? RepeatedText(*message, field, language) : SingleText(*message, field, language);
}

// True if the two versions say the same in this field.
bool IsSame(const Message* before, const Message* after, const FieldDescriptor& field) {
  const auto size = [&field](const Message* message) {
    if (message == nullptr) return 0;
    const Reflection& reflection = *message->GetReflection();
    return field.is_repeated() ? reflection.FieldSize(*message, &field) : int{reflection.HasField(*message, &field)};
  };
  if (before == nullptr || after == nullptr) return size(before) == size(after);
  google::protobuf::util::MessageDifferencer differencer;
  return differencer.CompareWithFields(*before, *after, {&field}, {&field});
}

std::unique_ptr<Message> Unpack(const google::protobuf::Any& any) {
  std::string type;
  if (!google::protobuf::Any::ParseAnyTypeUrl(any.type_url(), &type)) return nullptr;
  // The council registry's are shown in ways of their own.
  if (!absl::StartsWith(type, "zaitaku.catalog.v1.") && !absl::StartsWith(type, "zaitaku.training.v1.")) return nullptr;
  const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) return nullptr;
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  if (!message->ParseFromString(any.value())) return nullptr;
  return message;
}

}  // namespace

std::optional<EntryChange> EntryChangeOf(const type::v1::ResourceChange& change) {
  EntryChange entry;
  if (change.has_before() && !(entry.before = Unpack(change.before()))) return std::nullopt;
  if (change.has_after() && !(entry.after = Unpack(change.after()))) return std::nullopt;
  if (!entry.before && !entry.after) return std::nullopt;
  if (entry.before && entry.after && entry.before->GetDescriptor() != entry.after->GetDescriptor()) return std::nullopt;
  return entry;
}

std::vector<FieldChange> EntryFieldChanges(const Message* before, const Message* after, Language language) {
  std::vector<FieldChange> changes;
  const auto* descriptor = (before != nullptr ? before : after)->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor& field = *descriptor->field(i);
    if (IsOfVersion(field.name()) || IsSame(before, after, field)) continue;
    FieldChange change = {field.name(), LabelOf(field.name(), language), FieldText(before, field, language),
                          FieldText(after, field, language)};
    // What is not in the short text: a description of a part, the English of a name.
    if (change.before == change.after) change.after += Text{"（内容を変更）", " (changed inside)"}.In(language);
    changes.push_back(std::move(change));
  }
  return changes;
}

void RenderFieldChanges(const std::vector<FieldChange>& changes, Language language, const Style& style,
                        std::ostream& out, int indent) {
  Table table({{Text{"項目", "Field"}.In(language)},
               {Text{"前", "Before"}.In(language)},
               {""},
               {Text{"後", "After"}.In(language)}});
  const auto stated = [language](const std::string& text) {
    return text.empty() ? Text{"（記載なし）", "(not stated)"}.In(language) : text;
  };
  for (const FieldChange& change : changes) {
    table.AddRow({change.label, stated(change.before), "→", stated(change.after)});
  }
  table.Print(out, style, indent);
}

}  // namespace zaitaku::cli
