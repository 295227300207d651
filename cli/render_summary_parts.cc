#include "cli/render_summary_parts.h"

#include <google/protobuf/util/time_util.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/details.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"
#include "domain/catalogue.h"

namespace zaitaku::cli {
namespace {

using catalog::v1::CareField;
using catalog::v1::GovernmentLevel;
using summary::v1::NationwideSummary;
using summary::v1::ServiceCondition;

// The counts of one year by field and level.
void RenderYear(const catalog::v1::ProgramTotals& totals, Language language, const Style& style, std::ostream& out) {
  std::map<CareField, std::map<GovernmentLevel, const catalog::v1::ProgramCell*>> rows;
  std::map<GovernmentLevel, int> levels;
  for (const auto& cell : totals.cells()) {
    rows[cell.field()][cell.level()] = &cell;
    ++levels[cell.level()];
  }
  std::vector<Column> columns = {{Text{"分野", "Field"}.In(language)}};
  for (const auto& [level, count] : levels) columns.push_back({TermWord(level, language), Align::kRight});
  Table table(std::move(columns));
  for (const auto& [field, cells] : rows) {
    std::vector<Cell> row = {TermWord(field, language)};
    for (const auto& [level, count] : levels) {
      const auto found = cells.find(level);
      if (found == cells.end()) {
        row.emplace_back(0);
        continue;
      }
      const int inferred = found->second->inferred();
      row.emplace_back(absl::StrCat(
          found->second->programs(),
          inferred == 0
              ? ""
              : Text{absl::StrCat("（うち推定", inferred, "）"), absl::StrCat(" (", inferred, " inferred)")}.In(
                    language)));
    }
    table.AddRow(std::move(row));
  }
  table.Print(out, style, 4);
}

std::string SinceText(const ServiceCondition& condition, Language language) {
  if (!condition.has_since()) return "";
  const std::string time = google::protobuf::util::TimeUtil::ToString(condition.since());
  return Text{absl::StrCat("、", time, " から"), absl::StrCat(" since ", time)}.In(language);
}

}  // namespace

void RenderProgramTotals(const NationwideSummary& summary, Language language, const Style& style, std::ostream& out) {
  if (summary.programs().empty()) return;
  out << '\n'
      << style.Paint(Tone::kHeading, Text{"事業（実施主体・分野別）", "Programmes by level and field"}.In(language))
      << '\n';
  for (const auto& totals : summary.programs()) {
    const std::string year = FiscalYearName(totals.fiscal_year(), language);
    out << "  "
        << Text{absl::StrCat(year, "：", totals.programs(), "事業、位置づけ不明 ", totals.unplaced()),
                absl::StrCat(year, ": ", totals.programs(), " programmes, ", totals.unplaced(), " of unknown place")}
               .In(language)
        << '\n';
    RenderYear(totals, language, style, out);
  }
}

void RenderBudgets(const NationwideSummary& summary, Language language, const Style& style, std::ostream& out) {
  if (summary.budgets().empty()) return;
  out << '\n'
      << style.Paint(Tone::kHeading, Text{"予算（年度・区分別。区分をまたいで合計しない）",
                                          "Budgets by fiscal year and stage, never added across"}
                                         .In(language))
      << '\n';
  Table table({{Text{"年度", "Fiscal year"}.In(language)},
               {Text{"区分", "Stage"}.In(language)},
               {Text{"件数", "Lines"}.In(language), Align::kRight},
               {Text{"金額", "Amount"}.In(language), Align::kRight},
               {Text{"公表された計", "Printed sums"}.In(language)}});
  for (const auto& budget : summary.budgets()) {
    std::vector<std::string> sums;
    for (const auto& sum : budget.printed_sums()) {
      sums.push_back(
          absl::StrCat(sum.printed().text(), " ",
                       sum.matches() ? Text{"一致", "matches"}.In(language) : Text{"相違", "DIFFERS"}.In(language)));
    }
    table.AddRow({FiscalYearName(budget.fiscal_year(), language), TermName(budget.stage(), language),
                  budget.line_count(), budget.total().text(), absl::StrJoin(sums, ", ")});
  }
  table.Print(out, style, 2);
}

// Where no event prints a number, the sum is not 0 but unknown.
std::string PrintedParticipants(const summary::v1::ParticipantCounts& counts, Language language) {
  if (counts.events_with_number().numerator() == 0) return Text{"（記載なし）", "(none printed)"}.In(language);
  return absl::StrCat(counts.approximate() ? Text{"約", "about "}.In(language) : "", counts.printed_participants());
}

void RenderTraining(const NationwideSummary& summary, Language language, const Style& style, std::ostream& out) {
  // Any of the parts may be absent, so that the rows are joined by year and field; the year as a whole comes first.
  struct Row {
    const summary::v1::EventCounts* events = nullptr;
    const summary::v1::ParticipantCounts* participants = nullptr;
    const summary::v1::ApplicationTotals* applications = nullptr;
  };
  std::map<std::tuple<int, bool, int>, Row> rows;
  const auto join = [&rows](const auto& part, auto member) {
    for (const auto& of : part.fiscal_years()) rows[{of.fiscal_year(), false, 0}].*member = &of;
    for (const auto& of : part.fields()) rows[{of.fiscal_year(), true, of.field()}].*member = &of;
  };
  join(summary.events(), &Row::events);
  join(summary.participants(), &Row::participants);
  join(summary.applications(), &Row::applications);
  if (rows.empty()) return;
  out << '\n'
      << style.Paint(Tone::kHeading, Text{"研修・行事（年度・分野別。複数分野の行事は各分野に数える）",
                                          "Training events by fiscal year and field; one of two fields counts in both"}
                                         .In(language))
      << '\n';
  Table table({{Text{"年度", "Fiscal year"}.In(language)},
               {Text{"分野", "Field"}.In(language)},
               {Text{"行事", "Events"}.In(language), Align::kRight},
               {Text{"公表された参加者", "Printed participants"}.In(language), Align::kRight},
               {Text{"参加決定", "Admitted"}.In(language), Align::kRight},
               {Text{"待機", "Waiting"}.In(language), Align::kRight},
               {Text{"出席", "Attended"}.In(language), Align::kRight}});
  for (const auto& [key, row] : rows) {
    const auto& [year, of_field, field] = key;
    const auto text = [](bool there, int64_t number) { return there ? absl::StrCat(number) : std::string(); };
    std::string field_name;
    if (of_field) {
      field_name = field == 0 ? Text{"（分野の記載なし）", "(no field stated)"}.In(language)
                              : TermWord(static_cast<training::v1::TrainingField>(field), language);
    }
    const auto* counts = row.applications == nullptr ? nullptr : &row.applications->counts();
    table.AddRow({of_field ? "" : FiscalYearName(year, language), field_name,
                  row.events == nullptr ? "" : absl::StrCat(row.events->events()),
                  row.participants == nullptr ? "" : PrintedParticipants(*row.participants, language),
                  text(counts != nullptr, counts == nullptr ? 0 : counts->admitted()),
                  text(counts != nullptr, counts == nullptr ? 0 : counts->waiting()),
                  text(counts != nullptr, counts == nullptr ? 0 : counts->attended())});
  }
  table.Print(out, style, 2);
}

void RenderPrefectures(const NationwideSummary& summary, Language language, const Style& style, std::ostream& out) {
  if (summary.prefectures().empty()) return;
  out << '\n' << style.Paint(Tone::kHeading, Text{"都道府県別", "By prefecture"}.In(language)) << '\n';
  std::vector<Column> columns = {{Text{"都道府県", "Prefecture"}.In(language)}};
  for (const auto& kind : summary.prefectures(0).councils().kinds()) {
    columns.push_back({ShortKindName(kind.kind(), language)});
    columns.push_back({Text{"都道府県単位", "Prefecture-wide"}.In(language)});
    columns.push_back({Text{"圏域数", "Area councils"}.In(language), Align::kRight});
  }
  Table table(std::move(columns));
  const auto mark = [language](int yes, int no) -> std::string {
    return yes > 0  ? PresenceName(council::v1::PRESENCE_PRESENT, language)
           : no > 0 ? PresenceName(council::v1::PRESENCE_ABSENT, language)
                    : "";
  };
  for (const auto& prefecture : summary.prefectures()) {
    std::vector<Cell> row = {PrefectureName(prefecture.prefecture_code(), language)};
    for (const auto& kind : prefecture.councils().kinds()) {
      const bool reported = kind.not_reported() == 0;
      row.emplace_back(reported ? mark(kind.established(), kind.not_established())
                                : Text{"未回答", "not reported"}.In(language));
      row.emplace_back(mark(kind.prefecture_wide(), reported ? 1 : 0));
      row.emplace_back(kind.sub_prefectural_councils());
    }
    table.AddRow(std::move(row));
  }
  table.Print(out, style, 2);
}

std::string ConditionName(ServiceCondition::Condition condition, Language language) {
  switch (condition) {
    case ServiceCondition::CONDITION_CURRENT:
      return Text{"最新", "current"}.In(language);
    case ServiceCondition::CONDITION_STARTING:
      return Text{"まだ確認できていない", "not heard of yet"}.In(language);
    case ServiceCondition::CONDITION_UNREACHABLE:
      return Text{"接続できない", "cannot be reached"}.In(language);
    case ServiceCondition::CONDITION_SILENT:
      return Text{"応答がない", "gives no sign of life"}.In(language);
    case ServiceCondition::CONDITION_LAGGING:
      return Text{"新しい集計が届かない", "has newer totals, which do not come"}.In(language);
    case ServiceCondition::CONDITION_PUT_BACK:
      return Text{"古い状態に戻されている", "was put back to an older state"}.In(language);
    case ServiceCondition::CONDITION_DAMAGED:
      return Text{"集計が明細と一致しない", "has totals that contradict its rows"}.In(language);
    case ServiceCondition::CONDITION_REFUSED:
      return Text{"監視を拒否している", "refuses to be watched"}.In(language);
    case ServiceCondition::CONDITION_UNANSWERED:
      return Text{"時間内に回答がない", "did not answer in time"}.In(language);
    default:
      return absl::StrCat(static_cast<int>(condition));
  }
}

void RenderConditions(const summary::v1::CallInfo& info, Language language, const Style& style, std::ostream& out) {
  const std::string separator = Text{"、", ", "}.In(language);
  for (const auto& condition : info.missing()) {
    const std::string parts = Printable(absl::StrJoin(condition.parts(), separator));
    const std::string what =
        absl::StrCat(Printable(condition.service()), " ", ConditionName(condition.condition(), language),
                     SinceText(condition, language));
    out << style.Paint(Tone::kBad, Text{absl::StrCat("不足：", parts, "（", what, "）"),
                                        absl::StrCat("MISSING: ", parts, " (", what, ")")}
                                       .In(language))
        << '\n';
  }
  for (const auto& condition : info.stale()) {
    const std::string parts = Printable(absl::StrJoin(condition.parts(), separator));
    const std::string what =
        absl::StrCat(Printable(condition.service()), " ", ConditionName(condition.condition(), language),
                     SinceText(condition, language));
    out << style.Paint(
               Tone::kBad,
               Text{absl::StrCat("古い可能性：", parts, "（", what, "。", Printable(condition.revision()), " の値）"),
                    absl::StrCat("MAY BE OLD: ", parts, " (", what, "; as of ", Printable(condition.revision()), ")")}
                   .In(language))
        << '\n';
  }
}

}  // namespace zaitaku::cli
