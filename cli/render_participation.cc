#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/render_event_answers.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

using training::v1::ApplicationCounts;
using training::v1::GetParticipationResponse;
using training::v1::PrefectureParticipation;

// Where a list of prefectures ends; terminals are at least so wide.
constexpr int kWidth = 100;

type::v1::Region RegionOf(const PrefectureParticipation& prefecture) {
  const PrefectureEntry* entry = FindPrefecture(prefecture.prefecture_code());
  return entry == nullptr ? type::v1::REGION_UNSPECIFIED : entry->region;
}

// 東京都 4; of one that only waits 千葉県（待機2）.
std::string PrefectureItem(const PrefectureParticipation& prefecture, Language language) {
  const std::string name = PrefectureName(prefecture.prefecture_code(), language);
  const ApplicationCounts& counts = prefecture.applications();
  std::string text = counts.admitted() > 0 ? absl::StrCat(name, " ", counts.admitted()) : name;
  if (counts.waiting() > 0) {
    absl::StrAppend(
        &text,
        Text{absl::StrCat("（待機", counts.waiting(), "）"), absl::StrCat(" (", counts.waiting(), " waiting)")}.In(
            language));
  }
  return text;
}

// A region's prefectures of one kind, under what they have in common.
void RenderGroup(const Text& label, const std::vector<std::string>& items, Language language, std::ostream& out) {
  if (items.empty()) return;
  const std::string text = label.In(language);
  constexpr int kIndent = 14;
  out << "  " << text << std::string(static_cast<size_t>(kIndent - 2 - DisplayWidth(text)), ' ')
      << Printable(WrappedList(items, ListSeparator(language), kIndent, kWidth)) << '\n';
}

void RenderRegion(const RegionEntry& region, const GetParticipationResponse& participation, Language language,
                  const Style& style, std::ostream& out) {
  std::vector<std::string> with, without;
  for (const auto& prefecture : participation.prefectures()) {
    if (RegionOf(prefecture) != region.region) continue;
    (prefecture.participates() ? with : without).push_back(PrefectureItem(prefecture, language));
  }
  if (with.empty() && without.empty()) return;
  out << style.Paint(Tone::kHeading, RegionName(region.region, language)) << "  " << with.size() << '/'
      << with.size() + without.size() << '\n';
  RenderGroup({"参加", "take part"}, with, language, out);
  RenderGroup({"不参加", "do not"}, without, language, out);
}

void RenderGovernments(const GetParticipationResponse& participation, Language language, const Style& style,
                       std::ostream& out) {
  if (participation.governments().empty()) return;
  RenderHeading({"自治体", "Local governments"}, language, style, out);
  Table table({{Text{"番号", "Code"}.In(language)},
               {Text{"自治体", "Government"}.In(language)},
               {Text{"参加", "Admitted"}.In(language), Align::kRight},
               {Text{"待機", "Waiting"}.In(language), Align::kRight},
               {Text{"取消", "Cancelled"}.In(language), Align::kRight},
               {Text{"出席", "Attended"}.In(language), Align::kRight},
               {Text{"欠席", "Absent"}.In(language), Align::kRight},
               {Text{"枠", "Places"}.In(language)}});
  for (const auto& government : participation.governments()) {
    const ApplicationCounts& counts = government.applications();
    table.AddRow({government.local_government_code(), GovernmentName(government.local_government_code(), language),
                  counts.admitted(), counts.waiting(), counts.cancelled(), counts.attended(), counts.absent(),
                  PlacesText(government.places(), language)});
  }
  table.Print(out, style, 2);
}

}  // namespace

void RenderParticipation(const GetParticipationResponse& participation, Language language, const Style& style,
                         std::ostream& out) {
  const std::string of = absl::StrCat(participation.participating_prefectures(), "/", participation.all_prefectures());
  out << Text{absl::StrCat("参加する都道府県 ", of), absl::StrCat("Prefectures that take part: ", of)}.In(language)
      << '\n'
      << Text{"参加者の枠 ", "Places: "}.In(language) << PlacesText(participation.places(), language) << "\n\n";
  for (const RegionEntry& region : Regions()) RenderRegion(region, participation, language, style, out);
  RenderGovernments(participation, language, style, out);
}

void RenderParticipationCsv(const GetParticipationResponse& participation, std::ostream& out) {
  WriteCsvRow(out, {"prefecture_code", "prefecture", "region", "participates", "admitted", "waiting", "cancelled",
                    "attended", "absent"});
  for (const auto& prefecture : participation.prefectures()) {
    const ApplicationCounts& counts = prefecture.applications();
    WriteCsvRow(out, {prefecture.prefecture_code(), PrefectureName(prefecture.prefecture_code(), Language::kJapanese),
                      Slug(RegionOf(prefecture)), prefecture.participates() ? "true" : "false",
                      absl::StrCat(counts.admitted()), absl::StrCat(counts.waiting()), absl::StrCat(counts.cancelled()),
                      absl::StrCat(counts.attended()), absl::StrCat(counts.absent())});
  }
}

}  // namespace zaitaku::cli
