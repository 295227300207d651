#include "domain/survey_table.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "domain/councils.h"
#include "domain/notation.h"
#include "domain/prefectures.h"

namespace zaitaku {
namespace {

namespace v1 = council::v1;

constexpr std::string_view kLineEnd = "\r\n";

void AppendRow(const std::array<std::string, 7>& cells, std::string* csv) {
  for (size_t i = 0; i < cells.size(); ++i) absl::StrAppend(csv, i == 0 ? "" : ",", CsvField(cells[i]));
  *csv += kLineEnd;
}

std::string OptionalNumber(bool is_set, int32_t value) { return is_set ? absl::StrCat(value) : std::string(); }

const v1::PrintedTotals* FindPrintedTotals(const v1::Survey& survey, v1::CouncilKind kind) {
  for (const v1::CouncilNotes& notes : survey.notes()) {
    if (notes.kind() == kind && notes.has_printed_totals()) return &notes.printed_totals();
  }
  return nullptr;
}

// 道県 for 北海道 and any 県: the last characters of the prefectures' names, each once, in their customary order.
std::string PrefectureTypes(std::span<const v1::CouncilReport> reports, v1::CouncilKind kind, int32_t printed) {
  std::set<std::string_view> types;
  int32_t count = 0;
  for (const v1::CouncilReport& report : reports) {
    if (report.kind() != kind || report.coverages().empty()) continue;
    const PrefectureEntry* prefecture = FindPrefecture(report.prefecture_code());
    if (prefecture == nullptr) continue;
    types.insert(prefecture->ja.substr(prefecture->ja.size() - std::string_view("県").size()));
    ++count;
  }
  std::string text;
  for (const std::string_view type : {"都", "道", "府", "県"}) {
    if (count != printed || count == 0 || types.contains(type)) text += type;
  }
  return text;
}

}  // namespace

std::string FormatAreaCount(const v1::PrintedTotals& totals, std::span<const v1::CouncilReport> reports,
                            v1::CouncilKind kind) {
  std::string text;
  if (totals.has_sub_prefectural_prefectures()) {
    const int32_t prefectures = totals.sub_prefectural_prefectures();
    absl::StrAppend(&text, prefectures, PrefectureTypes(reports, kind, prefectures));
  }
  if (totals.has_sub_prefectural_councils()) absl::StrAppend(&text, totals.sub_prefectural_councils(), "圏域");
  return text;
}

std::array<std::string, 7> SurveyRowCells(const v1::CouncilReport& report) {
  const CouncilKindEntry* kind = FindCouncilKind(report.kind());
  const PrefectureEntry* prefecture = FindPrefecture(report.prefecture_code());
  return {
      std::string(kind == nullptr ? "" : kind->ja),
      std::string(prefecture == nullptr ? "" : prefecture->row_number()),
      std::string(prefecture == nullptr ? "" : prefecture->ja),
      std::string(FormatMark(report.establishment())),
      FormatPlanCell(report),
      std::string(FormatMark(report.prefecture_wide())),
      FormatSubPrefecturalCell(report),
  };
}

std::string CsvField(std::string_view text) {
  const bool has_outer_blank = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !has_outer_blank) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  quoted += '"';
  return quoted;
}

std::string WriteSurveyCsv(const v1::Survey& survey, std::span<const v1::CouncilReport> reports) {
  std::string csv;
  std::array<std::string, 7> heads;
  for (size_t i = 0; i < heads.size(); ++i) heads[i] = std::string(kSurveyColumnHeads[i]);
  AppendRow(heads, &csv);
  for (const CouncilKindEntry& kind : CouncilKinds()) {
    for (const v1::CouncilReport& report : reports) {
      if (report.kind() == kind.kind) AppendRow(SurveyRowCells(report), &csv);
    }
    const v1::PrintedTotals* totals = FindPrintedTotals(survey, kind.kind);
    if (totals == nullptr) continue;
    AppendRow({std::string(kind.ja), "", std::string(kTotalsRowName),
               OptionalNumber(totals->has_established(), totals->established()), "",
               OptionalNumber(totals->has_prefecture_wide(), totals->prefecture_wide()),
               FormatAreaCount(*totals, reports, kind.kind)},
              &csv);
  }
  return csv;
}

}  // namespace zaitaku
