#include "domain/training_table.h"

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "domain/training.h"

namespace zaitaku {
namespace {

namespace v1 = training::v1;

constexpr int64_t kMaxPeople = 1'000'000'000;

// Takes one of the words from the beginning, or the end, of the text.
bool TakePrefix(std::u32string_view& text, std::initializer_list<std::u32string_view> words) {
  for (const std::u32string_view word : words) {
    if (!text.starts_with(word)) continue;
    text.remove_prefix(word.size());
    return true;
  }
  return false;
}
bool TakeSuffix(std::u32string_view& text, std::initializer_list<std::u32string_view> words) {
  for (const std::u32string_view word : words) {
    if (!text.ends_with(word)) continue;
    text.remove_suffix(word.size());
    return true;
  }
  return false;
}

// Digits, in groups of three if there are commas.
std::optional<int32_t> ReadCount(std::u32string_view digits) {
  const bool grouped = digits.find(U',') != std::u32string_view::npos;
  int64_t count = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const size_t left = digits.size() - i;
    if (grouped && left % 4 == 0) {
      if (digits[i] != U',' || i == 0) return std::nullopt;
      continue;
    }
    if (!IsAsciiDigit(digits[i])) return std::nullopt;
    count = count * 10 + static_cast<int64_t>(digits[i] - U'0');
    if (count > kMaxPeople) return std::nullopt;
  }
  if (digits.empty()) return std::nullopt;
  return static_cast<int32_t>(count);
}

std::string OrganisersCell(const v1::Event& event) {
  std::string text;
  for (const v1::Organiser& organiser : event.organisers()) {
    if (!text.empty()) text += kListSeparator;
    absl::StrAppend(&text, SlugOf(organiser.role()), ":", organiser.name().ja());
  }
  return text;
}

std::string NumberCell(bool has, int32_t number) { return has ? absl::StrCat(number) : std::string(); }

}  // namespace

std::optional<EventColumn> FindEventColumn(std::string_view head) {
  return FindColumn<EventColumn>(kEventColumnHeads, head);
}

std::array<std::string, kEventColumnHeads.size()> EventRowCells(const v1::Event& event) {
  const v1::Schedule& schedule = event.schedule();
  const v1::PrintedParticipants& people = event.participants();
  const v1::ApplicationRule& rule = event.application_rule();
  return {
      event.name(),
      event.title().ja(),
      event.title().en(),
      SlugOf(event.kind()),
      SlugOf(event.state()),
      SlugsOf<v1::TrainingField>(event.fields()),
      schedule.date(),
      schedule.start_time(),
      schedule.end_time(),
      schedule.text(),
      event.venue().name().ja(),
      event.venue().name().en(),
      event.venue().prefecture_code(),
      OrganisersCell(event),
      SlugsOf<v1::Audience>(event.audiences()),
      event.audience_text().ja(),
      event.audience_text().en(),
      event.purpose().ja(),
      event.purpose().en(),
      people.has_count() ? FormatPeople({people.count(), people.approximate()}) : std::string(),
      people.text(),
      event.material_url(),
      NumberCell(rule.has_per_government(), rule.per_government()),
      NumberCell(rule.has_capacity(), rule.capacity()),
      !event.has_application_rule() ? ""
      : rule.waiting_list()         ? "yes"
                                    : "no",
      event.training_program(),
      event.catalog_program(),
  };
}

std::string WriteEventsCsv(std::span<const v1::Event> events) {
  std::string csv;
  AppendHeads(kEventColumnHeads, &csv);
  for (const v1::Event& event : events) AppendRow(EventRowCells(event), &csv);
  return csv;
}

std::optional<PeopleCount> ParsePeople(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  std::u32string_view rest = folded;
  PeopleCount people;
  people.approximate = TakePrefix(rest, {U"約", U"およそ", U"おおよそ", U"おおむね", U"概ね"});
  people.approximate |= TakeSuffix(rest, {U"程度", U"ほど", U"前後"});
  TakeSuffix(rest, {U"名", U"人"});
  const auto count = ReadCount(rest);
  if (!count) return std::nullopt;
  people.count = *count;
  return people;
}

std::string FormatPeople(const PeopleCount& people) {
  return absl::StrCat(people.approximate ? "約" : "", people.count);
}

std::optional<bool> ParseYesNo(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  for (const std::u32string_view yes : {U"yes", U"true", U"あり", U"有", U"有り", U"○"}) {
    if (folded == yes) return true;
  }
  for (const std::u32string_view no : {U"no", U"false", U"なし", U"無", U"無し", U"×"}) {
    if (folded == no) return false;
  }
  return std::nullopt;
}

std::optional<v1::Organiser> ParseOrganiser(std::string_view text) {
  for (const std::string_view colon : {":", "："}) {
    const size_t at = text.find(colon);
    if (at == std::string_view::npos) continue;
    const auto* role = ReadTerm<v1::Organiser::Role>(EncodeUtf8(FoldNotation(text.substr(0, at))));
    const std::string_view name = text.substr(at + colon.size());
    if (role == nullptr || FoldNotation(name).empty()) continue;
    v1::Organiser organiser;
    organiser.set_role(role->value);
    organiser.mutable_name()->set_ja(std::string(name));
    return organiser;
  }
  return std::nullopt;
}

}  // namespace zaitaku
