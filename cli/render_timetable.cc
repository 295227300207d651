#include "cli/render_timetable.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/table.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using training::v1::BlockCheck;
using training::v1::CheckTimetableResponse;
using training::v1::Event;
using training::v1::TimetableBlock;
using training::v1::TimetableFinding;
using training::v1::TimetableItem;

const BlockCheck* CheckOf(const CheckTimetableResponse* check, int block) {
  if (check == nullptr) return nullptr;
  for (const BlockCheck& of : check->blocks()) {
    if (of.block() == block) return &of;
  }
  return nullptr;
}

// 総論　小児在宅の現状と問題点の共有; the kind of section where nothing is printed.
std::string BlockTitle(const TimetableBlock& block, Language language) {
  const std::string title = TextIn(block.title(), language);
  if (block.code().empty() && title.empty()) return TermName(block.section(), language);
  if (block.code().empty() || title.empty()) return absl::StrCat(block.code(), title);
  return absl::StrCat(block.code(), Text{"　", " "}.In(language), title);
}

// The minutes that items take of the block's: 160/190.
std::string BlockMinutes(const BlockCheck* check) {
  return check == nullptr ? "" : absl::StrCat(check->item_minutes(), "/", check->block_minutes());
}

void AddItem(const TimetableItem& item, const std::string& fact, InferredFacts& inferred, Language language,
             Table& table) {
  const auto mark = [&](const std::string& text, const char* field) {
    return inferred.Mark(text, absl::StrCat(fact, ".", field));
  };
  table.AddRow({"", item.has_minutes() ? mark(absl::StrCat(item.minutes()), "minutes") : "",
                mark(TermWord(item.kind(), language), "kind"), mark(TextIn(item.title(), language), "title"),
                mark(item.speaker(), "speaker"), mark(item.affiliation(), "affiliation")});
}

std::string Minutes(int minutes, Language language) {
  return Text{absl::StrCat(minutes, "分"), absl::StrCat(minutes, minutes == 1 ? " minute" : " minutes")}.In(language);
}

std::string FindingText(const Event& event, const TimetableFinding& finding, const CheckTimetableResponse& check,
                        Language language) {
  const std::string minutes = Minutes(finding.minutes(), language);
  const BlockCheck* block = CheckOf(&check, finding.block());
  const int all = block == nullptr ? 0 : block->block_minutes();
  switch (finding.kind()) {
    case TimetableFinding::KIND_GAP:
      return Text{absl::StrCat("前後のどちらの枠にも属さない ", minutes),
                  absl::StrCat(minutes, " between two blocks that belong to neither")}
          .In(language);
    case TimetableFinding::KIND_OVERLAP:
      return Text{absl::StrCat("二つの枠が重なる ", minutes), absl::StrCat(minutes, " that belong to two blocks")}.In(
          language);
    case TimetableFinding::KIND_UNALLOCATED:
      return Text{absl::StrCat(all, "分のうち、どの項目にも割り当てられていない ", minutes),
                  absl::StrCat(finding.minutes(), " of ", all, " minutes that no item takes")}
          .In(language);
    case TimetableFinding::KIND_OVERFULL:
      return Text{absl::StrCat("項目の合計が枠の ", all, "分を ", minutes, "超過"),
                  absl::StrCat("its items take ", minutes, " more than its ", all)}
          .In(language);
    case TimetableFinding::KIND_OUTSIDE_EVENT: {
      const std::string span = SpanText(event.schedule().start_time(), event.schedule().end_time(), language);
      return Text{absl::StrCat("行事の時間（", span, "）の外の ", minutes),
                  absl::StrCat(minutes, " outside the event's own hours, ", span)}
          .In(language);
    }
    default:
      return absl::StrCat(TermName(finding.kind(), language), " ", minutes);
  }
}

}  // namespace

void RenderTimetable(const Event& event, InferredFacts& inferred, Language language, const Style& style,
                     std::ostream& out, const CheckTimetableResponse* check) {
  // What is inferred of an item is marked there; the heading is about the timetable as a whole.
  Text heading = {"時間割", "Timetable"};
  if (inferred.IsInferred("timetable"))
    heading = {inferred.Mark(heading.ja, "timetable"), inferred.Mark(heading.en, "timetable")};
  RenderHeading(heading, language, style, out);
  Table table({{Text{"時間", "Time"}.In(language)},
               {Text{"分", "Minutes"}.In(language), Align::kRight},
               {Text{"種類", "Kind"}.In(language)},
               {Text{"項目", "Item"}.In(language)},
               {Text{"講師", "Speaker"}.In(language)},
               {Text{"所属", "Affiliation"}.In(language)}});
  const auto& blocks = event.timetable().blocks();
  for (int i = 0; i < blocks.size(); ++i) {
    const std::string fact = absl::StrCat("timetable.blocks[", i, "]");
    const TimetableBlock& block = blocks.Get(i);
    table.AddRow({Cell(SpanText(block.start_time(), block.end_time(), language), Tone::kHeading),
                  BlockMinutes(CheckOf(check, i)), TermWord(block.section(), language),
                  Cell(inferred.Mark(BlockTitle(block, language), absl::StrCat(fact, ".title")), Tone::kHeading)});
    for (int j = 0; j < block.items_size(); ++j) {
      AddItem(block.items(j), absl::StrCat(fact, ".items[", j, "]"), inferred, language, table);
    }
  }
  table.Print(out, style, 2);
}

void RenderTimetableCheck(const Event& event, const CheckTimetableResponse& check, Language language,
                          const Style& style, std::ostream& out) {
  RenderHeading({"検算", "Check"}, language, style, out);
  for (const TimetableFinding& finding : check.findings()) {
    out << "  " << style.Paint(Tone::kBad, Printable(SpanText(finding.start_time(), finding.end_time(), language)))
        << Text{"　", "  "}.In(language) << Printable(FindingText(event, finding, check, language)) << '\n';
  }
  if (check.findings().empty()) {
    out << "  " << style.Paint(Tone::kGood, Text{"過不足はありません", "the timetable adds up"}.In(language)) << '\n';
  }
  int without = 0;
  for (const BlockCheck& block : check.blocks()) without += block.items_without_minutes();
  if (without > 0) {
    out << "  "
        << Text{absl::StrCat("分の記載がない項目が ", without, " 件あります"),
                absl::StrCat(without, without == 1 ? " item prints no minutes" : " items print no minutes")}
               .In(language)
        << '\n';
  }
  out << "  "
      << Text{absl::StrCat("項目の計 ", check.item_minutes(), "分、枠の計 ", check.block_minutes(), "分"),
              absl::StrCat("items take ", Minutes(check.item_minutes(), language), " in all, blocks ",
                           Minutes(check.block_minutes(), language))}
             .In(language)
      << '\n';
}

void RenderTimetableCsv(const Event& event, const CheckTimetableResponse& check, std::ostream& out) {
  WriteCsvRow(out, {"type", "block", "start_time", "end_time", "section", "code", "block_title_ja", "block_title_en",
                    "item", "kind", "title_ja", "title_en", "minutes", "speaker", "affiliation", "inferred"});
  constexpr Language kWords = Language::kEnglish;
  const InferredFacts inferred(event.sources());
  const auto& blocks = event.timetable().blocks();
  for (int i = 0; i < blocks.size(); ++i) {
    const TimetableBlock& block = blocks.Get(i);
    for (int j = 0; j < block.items_size(); ++j) {
      const TimetableItem& item = block.items(j);
      const bool marked = inferred.Contains(absl::StrCat("timetable.blocks[", i, "].items[", j, "]"));
      WriteCsvRow(out,
                  {"item", absl::StrCat(i), block.start_time(), block.end_time(), TermWord(block.section(), kWords),
                   block.code(), block.title().ja(), block.title().en(), absl::StrCat(j), TermWord(item.kind(), kWords),
                   item.title().ja(), item.title().en(), item.has_minutes() ? absl::StrCat(item.minutes()) : "",
                   item.speaker(), item.affiliation(), marked ? "true" : "false"});
    }
  }
  for (const TimetableFinding& finding : check.findings()) {
    WriteCsvRow(out, {"finding", absl::StrCat(finding.block()), finding.start_time(), finding.end_time(), "", "", "",
                      "", "", TermWord(finding.kind(), kWords), "", "", absl::StrCat(finding.minutes()), "", "", ""});
  }
}

}  // namespace zaitaku::cli
