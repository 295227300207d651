#include "services/training/training_description.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/prefectures.h"
#include "domain/terms.h"
#include "domain/training.h"

namespace zaitaku::training {
namespace {

using type::v1::LocalizedText;

// Lines of text in one language.
class Lines {
 public:
  explicit Lines(Language language) : language_(language) {}

  bool is_japanese() const { return language_ == Language::kJapanese; }
  const std::string& In(const LocalizedText& text) const { return training::In(language_, text); }
  std::string Pick(std::string_view ja, std::string_view en) const { return std::string(is_japanese() ? ja : en); }

  // The word of an enum's value; empty for none.
  template <typename Enum>
  std::string Word(int value) const {
    const Term<Enum>* term = FindTerm(static_cast<Enum>(value));
    return term == nullptr ? "" : Pick(term->ja, term->en);
  }

  // Text and what is added to it in brackets, if there is any.
  std::string WithBrackets(const std::string& text, const std::string& addition) const {
    if (addition.empty()) return text;
    return is_japanese() ? absl::StrCat(text, "（", addition, "）") : absl::StrCat(text, " (", addition, ")");
  }

  void Add(const std::string& line) {
    if (!line.empty()) lines_.push_back(line);
  }
  // 対象：医師, if there is anything to say.
  void Add(const std::string& label, const std::string& text) {
    if (!text.empty()) Add(absl::StrCat(label, is_japanese() ? "：" : ": ", text));
  }

  std::string Text() const { return absl::StrJoin(lines_, "\n"); }

 private:
  const Language language_;
  std::vector<std::string> lines_;
};

std::string AudienceOf(const v1::Event& event, const Lines& lines) {
  const std::string& text = lines.In(event.audience_text());
  if (!text.empty()) return text;
  std::vector<std::string> words;
  for (const int audience : event.audiences()) words.push_back(lines.Word<v1::Audience>(audience));
  return absl::StrJoin(words, lines.is_japanese() ? "、" : ", ");
}

std::string ParticipantsOf(const v1::PrintedParticipants& participants, const Lines& lines) {
  if (!participants.has_count()) return "";
  const std::string number = lines.is_japanese()
                                 ? absl::StrCat(participants.approximate() ? "約" : "", participants.count(), "名")
                                 : absl::StrCat(participants.approximate() ? "about " : "", participants.count());
  const bool prints_japanese = lines.is_japanese() && !participants.text().empty();
  return lines.WithBrackets(prints_japanese ? participants.text() : number, lines.In(participants.recruitment()));
}

void AddOrganisers(const v1::Event& event, Lines& lines) {
  for (const v1::Organiser& organiser : event.organisers()) {
    lines.Add(lines.Word<v1::Organiser::Role>(organiser.role()), lines.In(organiser.name()));
  }
}

void AddAgenda(const google::protobuf::RepeatedPtrField<v1::AgendaItem>& items, const std::string& indent,
               Lines& lines) {
  for (const v1::AgendaItem& item : items) {
    const std::string mark = item.is_new() ? lines.Pick("（新）", "(new) ") : "";
    lines.Add(absl::StrCat(indent, lines.Pick("・", "- "), mark, lines.In(item.title())));
    AddAgenda(item.items(), indent + "  ", lines);
  }
}

void AddItems(const v1::TimetableBlock& block, Lines& lines) {
  for (const v1::TimetableItem& item : block.items()) {
    std::string line = lines.Pick("・", "- ") + lines.In(item.title());
    if (item.has_minutes()) {
      line = lines.WithBrackets(line, absl::StrCat(item.minutes(), lines.Pick("分", " minutes")));
    }
    if (!item.speaker().empty()) {
      absl::StrAppend(&line, lines.Pick(" ", ", "), lines.WithBrackets(item.speaker(), item.affiliation()));
    }
    lines.Add(line);
  }
}

void AddTimetable(const v1::Timetable& timetable, Lines& lines) {
  for (const v1::TimetableBlock& block : timetable.blocks()) {
    const std::string heading = Heading(block, lines.is_japanese() ? Language::kJapanese : Language::kEnglish);
    lines.Add(
        absl::StrCat(block.start_time(), lines.Pick("～", "-"), block.end_time(), heading.empty() ? "" : " ", heading));
    AddItems(block, lines);
  }
}

}  // namespace

const std::string& In(Language language, const LocalizedText& text) {
  const bool takes_japanese = (language == Language::kJapanese && !text.ja().empty()) || text.en().empty();
  return takes_japanese ? text.ja() : text.en();
}

std::string Describe(const v1::Event& event, Language language) {
  Lines lines(language);
  lines.Add(lines.In(event.purpose()));
  lines.Add(lines.Pick("対象", "For"), AudienceOf(event, lines));
  lines.Add(lines.Pick("参加人数", "How many may come"), lines.In(event.application_rule().text()));
  lines.Add(lines.Pick("参加者", "Participants"), ParticipantsOf(event.participants(), lines));
  AddOrganisers(event, lines);
  AddAgenda(event.agenda(), "", lines);
  AddTimetable(event.timetable(), lines);
  lines.Add(lines.In(event.material_note()));
  return lines.Text();
}

std::string Describe(const v1::TimetableBlock& block, Language language) {
  Lines lines(language);
  AddItems(block, lines);
  return lines.Text();
}

std::string Heading(const v1::TimetableBlock& block, Language language) {
  const Lines lines(language);
  const bool prints_mark = lines.is_japanese() && !block.code().empty();
  const std::string mark = prints_mark ? block.code() : lines.Word<v1::TimetableBlock::Section>(block.section());
  const std::string& title = lines.In(block.title());
  return absl::StrCat(mark, mark.empty() || title.empty() ? "" : lines.Pick(" ", ": "), title);
}

std::string Place(const v1::Venue& venue, Language language) {
  const std::string& name = In(language, venue.name());
  if (!name.empty()) return name;
  const PrefectureEntry* prefecture = FindPrefecture(venue.prefecture_code());
  if (prefecture == nullptr) return "";
  return std::string(language == Language::kJapanese ? prefecture->ja : prefecture->en);
}

}  // namespace zaitaku::training
