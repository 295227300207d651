#include "cli/render_council.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "domain/fiscal_years.h"
#include "domain/notation.h"

namespace zaitaku::cli {
namespace {

using council::v1::CouncilReport;

// home-medical-care-16, the part of the name that differs between reports of one survey.
std::string ReportId(const CouncilReport& report) { return report.name().substr(report.name().rfind('/') + 1); }

Tone ToneOf(council::v1::Presence presence) {
  return presence == council::v1::PRESENCE_ABSENT ? Tone::kBad : Tone::kPlain;
}

std::string CoveragesText(const CouncilReport& report, Language language, const std::string& separator) {
  std::vector<std::string> parts;
  for (const auto& coverage : report.coverages()) parts.push_back(CoverageText(coverage, language));
  return absl::StrJoin(parts, separator);
}

// ○：20/21医療圏, or 20/21 medical areas; where there are none, the mark alone.
std::string SubPrefecturalText(const CouncilReport& report, Language language) {
  if (report.coverages().empty()) return PresenceName(report.sub_prefectural(), language);
  return CoveragesText(report, language, ListSeparator(language));
}

std::string PlansText(const CouncilReport& report, Language language, const std::string& separator) {
  std::vector<std::string> parts;
  for (const auto& plan : report.plans()) parts.push_back(PlanText(plan, language));
  return absl::StrJoin(parts, separator);
}

std::string NotStated(Language language) { return Text{"（記載なし）", "(not stated)"}.In(language); }

const Text kEstablishmentLabel = {"設置状況", "Established"};
const Text kWideLabel = {"都道府県単位", "Prefecture-wide"};
const Text kSubPrefecturalLabel = {"二次医療圏等", "Sub-prefectural"};
const Text kPlansLabel = {"今後の設置予定", "Planned"};

// Where a report was read and in which words.
void RenderOrigin(const CouncilReport& report, Language language, const Style& style, std::ostream& out) {
  if (!report.has_provenance()) return;
  const auto& provenance = report.provenance();
  out << '\n'
      << style.Paint(Tone::kHeading, Text{"出典", "Read from"}.In(language)) << "  "
      << Text{absl::StrCat(provenance.first_line(), "–", provenance.last_line(), "行"),
              absl::StrCat("lines ", provenance.first_line(), "–", provenance.last_line())}
             .In(language)
      << "  SHA-256 " << Printable(provenance.document_sha256()) << '\n';
  std::string_view rest = provenance.verbatim();
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    out << "  " << style.Paint(Tone::kFaint, absl::StrCat("│ ", Printable(rest.substr(0, end)))) << '\n';
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (!provenance.evidence().empty()) {
    out << "  " << Text{"推定の根拠：", "inferred from: "}.In(language) << Printable(provenance.evidence()) << '\n';
  }
  for (const auto& flag : provenance.flags()) {
    out << "  " << Printable(flag.code()) << ": "
        << Printable(language == Language::kJapanese ? flag.note().ja() : flag.note().en()) << '\n';
  }
}

}  // namespace

void RenderReports(const google::protobuf::RepeatedPtrField<CouncilReport>& reports, Language language,
                   const Style& style, std::ostream& out) {
  Table table({{Text{"回答", "Report"}.In(language)},
               {Text{"都道府県", "Prefecture"}.In(language)},
               {kEstablishmentLabel.In(language)},
               {kWideLabel.In(language)},
               {kSubPrefecturalLabel.In(language)},
               {kPlansLabel.In(language)}});
  for (const CouncilReport& report : reports) {
    table.AddRow({ReportId(report), PrefectureName(report.prefecture_code(), language),
                  Cell(PresenceName(report.establishment(), language), ToneOf(report.establishment())),
                  Cell(PresenceName(report.prefecture_wide(), language), ToneOf(report.prefecture_wide())),
                  SubPrefecturalText(report, language), PlansText(report, language, ListSeparator(language))});
  }
  table.Print(out, style);
}

void RenderReportsCsv(const google::protobuf::RepeatedPtrField<CouncilReport>& reports, std::ostream& out) {
  WriteCsvRow(out,
              {"name", "kind", "prefecture_code", "prefecture_ja", "prefecture_en", "establishment", "prefecture_wide",
               "sub_prefectural", "coverages", "plans", "first_line", "last_line", "revision_id", "etag"});
  for (const CouncilReport& report : reports) {
    const bool read = report.has_provenance();
    WriteCsvRow(out, {report.name(), Slug(report.kind()), report.prefecture_code(),
                      PrefectureName(report.prefecture_code(), Language::kJapanese),
                      PrefectureName(report.prefecture_code(), Language::kEnglish), Slug(report.establishment()),
                      Slug(report.prefecture_wide()), Slug(report.sub_prefectural()),
                      CoveragesText(report, Language::kJapanese, " "), PlansText(report, Language::kJapanese, " "),
                      read ? absl::StrCat(report.provenance().first_line()) : "",
                      read ? absl::StrCat(report.provenance().last_line()) : "", report.revision_id(), report.etag()});
  }
}

void RenderReport(const CouncilReport& report, Language language, const Style& style, std::ostream& out) {
  const auto stated = [language](std::string text) { return text.empty() ? NotStated(language) : text; };
  out << style.Paint(Tone::kHeading, Printable(report.name())) << "\n\n";
  Table table({{""}, {""}});
  const auto add = [&](const Text& label, const std::string& value) { table.AddRow({label.In(language), value}); };
  add({"協議会", "Council"}, KindName(report.kind(), language));
  add({"都道府県", "Prefecture"},
      absl::StrCat(PrefectureName(report.prefecture_code(), language), " (", report.prefecture_code(), ")"));
  add(kEstablishmentLabel, stated(PresenceName(report.establishment(), language)));
  add(kWideLabel, stated(PresenceName(report.prefecture_wide(), language)));
  add(kSubPrefecturalLabel, stated(SubPrefecturalText(report, language)));
  if (report.plans().empty()) add(kPlansLabel, NotStated(language));
  for (const auto& plan : report.plans()) {
    std::string text = PlanText(plan, language);
    // In Japanese that is the notation; the dates that it means stand beside it.
    if (language == Language::kJapanese && !plan.undecided()) {
      absl::StrAppend(&text, "（", DescribePlannedTimingJa(ToPlannedTiming(plan.interval())), "）");
    }
    add(kPlansLabel, text);
  }
  add({"リビジョン", "Revision"},
      absl::StrCat(report.revision_id(), "  ",
                   report.has_revision_create_time()
                       ? google::protobuf::util::TimeUtil::ToString(report.revision_create_time())
                       : ""));
  add({"etag", "Etag"}, report.etag());
  table.PrintRows(out, style, 2);
  RenderOrigin(report, language, style, out);
}

std::vector<FieldChange> FieldChanges(const CouncilReport* before, const CouncilReport& after, Language language) {
  static const CouncilReport& nothing = CouncilReport::default_instance();
  const CouncilReport& old = before == nullptr ? nothing : *before;
  const std::string& separator = ListSeparator(language);
  const FieldChange candidates[] = {
      {"establishment", kEstablishmentLabel.In(language), PresenceName(old.establishment(), language),
       PresenceName(after.establishment(), language)},
      {"prefecture_wide", kWideLabel.In(language), PresenceName(old.prefecture_wide(), language),
       PresenceName(after.prefecture_wide(), language)},
      {"sub_prefectural", kSubPrefecturalLabel.In(language), SubPrefecturalText(old, language),
       SubPrefecturalText(after, language)},
      {"plans", kPlansLabel.In(language), PlansText(old, language, separator), PlansText(after, language, separator)},
  };
  std::vector<FieldChange> changes;
  for (const FieldChange& candidate : candidates) {
    if (candidate.before != candidate.after) changes.push_back(candidate);
  }
  return changes;
}

void RenderReportChanges(const google::protobuf::RepeatedPtrField<council::v1::ReportChange>& changes,
                         Language language, const Style& style, std::ostream& out, int indent) {
  Table table({{Text{"回答", "Report"}.In(language)},
               {Text{"都道府県", "Prefecture"}.In(language)},
               {Text{"項目", "Field"}.In(language)},
               {Text{"前", "Before"}.In(language)},
               {""},
               {Text{"後", "After"}.In(language)}});
  for (const auto& change : changes) {
    const CouncilReport* before = change.has_before() ? &change.before() : nullptr;
    std::string id = ReportId(change.after());
    std::string prefecture = PrefectureName(change.after().prefecture_code(), language);
    const auto add = [&](const std::string& label, const std::string& old, const std::string& now) {
      table.AddRow({id, prefecture, label, old, "→", now});
      id.clear();
      prefecture.clear();
    };
    const auto fields = FieldChanges(before, change.after(), language);
    if (before == nullptr) {
      std::vector<std::string> facts;
      const std::string colon = Text{"：", ": "}.In(language);
      for (const FieldChange& field : fields) facts.push_back(absl::StrCat(field.label, colon, field.after));
      add(Text{"新規", "new"}.In(language), "", absl::StrJoin(facts, Text{"　", "; "}.In(language)));
      continue;
    }
    // Facts that stay while the cells that they were read from are others: a correction of spelling.
    if (fields.empty()) add(Text{"出典のみ", "source only"}.In(language), "", "");
    for (const FieldChange& field : fields) {
      add(field.label, field.before.empty() ? NotStated(language) : field.before,
          field.after.empty() ? NotStated(language) : field.after);
    }
  }
  table.Print(out, style, indent);
}

void RenderChangesCsv(const google::protobuf::RepeatedPtrField<council::v1::ReportChange>& changes,
                      const google::protobuf::RepeatedPtrField<council::v1::TotalsChange>& totals, std::ostream& out) {
  WriteCsvRow(out, {"subject", "field", "before", "after"});
  for (const auto& change : changes) {
    const CouncilReport* before = change.has_before() ? &change.before() : nullptr;
    for (const FieldChange& field : FieldChanges(before, change.after(), Language::kJapanese)) {
      WriteCsvRow(out, {change.after().name(), field.slug, field.before, field.after});
    }
  }
  for (const auto& change : totals) {
    WriteCsvRow(out, {"nation", change.figure(), absl::StrCat(change.before()), absl::StrCat(change.after())});
  }
}

}  // namespace zaitaku::cli
