#include "cli/render_history.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/csv.h"
#include "cli/entry_changes.h"
#include "cli/entry_text.h"
#include "cli/moment.h"
#include "cli/render_council.h"
#include "cli/table.h"
#include "cli/terms.h"

namespace zaitaku::cli {
namespace {

using council::v1::CouncilReport;
using council::v1::Survey;
using type::v1::ResourceChange;
using type::v1::RevisionRecord;

// New resources beyond this many are counted, not shown: an import files dozens, and none of them was anything before.
constexpr int kMostNew = 10;

// zaitaku.council.v1.UpdateCouncilReport is UpdateCouncilReport.
std::string ShortMethod(const RevisionRecord& record) { return record.method().substr(record.method().rfind('.') + 1); }

bool Shows(const ResourceChange& change, const std::string& only) { return only.empty() || change.name() == only; }

// The report before and after, if that is what changed.
std::optional<council::v1::ReportChange> ReportChangeOf(const ResourceChange& change) {
  council::v1::ReportChange report;
  if (change.has_before() && !change.before().UnpackTo(report.mutable_before())) return std::nullopt;
  if (change.has_after() && !change.after().UnpackTo(report.mutable_after())) return std::nullopt;
  if (!change.has_before() && !change.has_after()) return std::nullopt;
  if (!change.has_after()) {
    report.mutable_after()->set_name(change.name());
    report.mutable_after()->set_prefecture_code(report.before().prefecture_code());
  }
  return report;
}

// The same for a survey's own fields. What the document says beside the rows is too long for a table.
std::vector<FieldChange> SurveyChangesOf(const ResourceChange& change, Language language) {
  Survey before, after;
  if (change.has_before() && !change.before().UnpackTo(&before)) return {};
  if (change.has_after() && !change.after().UnpackTo(&after)) return {};
  std::vector<FieldChange> changes;
  const auto state = [language](const Survey& survey) {
    return survey.state() == Survey::STATE_UNSPECIFIED ? "" : StateName(survey.state(), language);
  };
  if (before.state() != after.state()) {
    changes.push_back({"state", Text{"状態", "State"}.In(language), state(before), state(after)});
  }
  if (before.reference_month_text() != after.reference_month_text()) {
    changes.push_back({"reference_month_text", Text{"時点", "Reference month"}.In(language),
                       before.reference_month_text(), after.reference_month_text()});
  }
  const auto notes = [language](const Survey& survey) {
    return survey.notes().empty() ? "" : Text{"あり", "stated"}.In(language);
  };
  Survey before_notes, after_notes;
  *before_notes.mutable_notes() = before.notes();
  *after_notes.mutable_notes() = after.notes();
  if (!google::protobuf::util::MessageDifferencer::Equals(before_notes, after_notes)) {
    changes.push_back(
        {"notes", Text{"注記と公表値", "Notes and printed totals"}.In(language), notes(before), notes(after)});
  }
  return changes;
}

std::vector<FieldChange> FieldChangesOf(const ResourceChange& change, Language language) {
  if (const auto report = ReportChangeOf(change)) {
    return FieldChanges(report->has_before() ? &report->before() : nullptr, report->after(), language);
  }
  if (const auto entry = EntryChangeOf(change)) {
    return EntryFieldChanges(entry->before.get(), entry->after.get(), language);
  }
  return SurveyChangesOf(change, language);
}

// What is said of a resource of the catalogue that is new or gone; empty if it only changed.
std::string NewOrGone(const EntryChange& entry, Language language) {
  if (entry.before && entry.after) return "";
  const Text word = entry.after ? Text{"新規", "new"} : Text{"削除", "deleted"};
  return absl::StrCat(word.In(language), Text{"：", ": "}.In(language),
                      EntryTitle(entry.after ? *entry.after : *entry.before, language));
}

// home-medical-care-16: × → ○ and the like, or how many resources.
std::string ChangesInShort(const RevisionRecord& record, Language language) {
  if (record.changes_size() > 1) {
    return absl::StrCat(record.changes_size(), Text{" 件の変更", " resources changed"}.In(language));
  }
  if (record.changes().empty()) return "";
  const ResourceChange& change = record.changes(0);
  std::vector<std::string> parts;
  const std::string colon = Text{"：", ": "}.In(language);
  const std::string blank = Text{"（記載なし）", "(not stated)"}.In(language);
  if (const auto entry = EntryChangeOf(change); entry && !NewOrGone(*entry, language).empty()) {
    return absl::StrCat(change.name(), " ", NewOrGone(*entry, language));
  }
  for (const FieldChange& field : FieldChangesOf(change, language)) {
    parts.push_back(absl::StrCat(field.label, colon, field.before.empty() ? blank : field.before, " → ",
                                 field.after.empty() ? blank : field.after));
  }
  const std::string name =
      change.name().substr(change.name().rfind("reports/") == std::string::npos ? 0 : change.name().rfind('/') + 1);
  return parts.empty() ? name : absl::StrCat(name, " ", absl::StrJoin(parts, Text{"　", "; "}.In(language)));
}

void RenderHead(const RevisionRecord& record, absl::TimeZone zone, Language language, const Style& style,
                std::ostream& out) {
  out << style.Paint(Tone::kHeading, Printable(record.revision())) << "  " << MomentText(record.create_time(), zone)
      << '\n';
  Table table({{""}, {""}});
  const auto add = [&](const Text& label, const std::string& value) {
    table.AddRow({label.In(language), value.empty() ? Text{"（記載なし）", "(not stated)"}.In(language) : value});
  };
  add({"変更者", "Who"}, record.caller());
  add({"操作", "What"}, ShortMethod(record));
  add({"理由", "Why"}, record.reason());
  table.PrintRows(out, style, 2);
}

void AddOtherChange(const ResourceChange& change, Language language, Table& table) {
  const auto entry = EntryChangeOf(change);
  const std::string whole = entry ? NewOrGone(*entry, language) : std::string();
  if (!whole.empty()) {
    table.AddRow({change.name(), whole});
    return;
  }
  const auto fields = FieldChangesOf(change, language);
  if (fields.empty()) table.AddRow({change.name()});
  std::string name = change.name();
  for (const FieldChange& field : fields) {
    table.AddRow({name, field.label, field.before, "→", field.after});
    name.clear();
  }
}

// What is not a report: surveys, the catalogue's resources, and what a newer server has beside them.
void RenderOtherChanges(const std::vector<const ResourceChange*>& changes, Language language, const Style& style,
                        std::ostream& out) {
  const auto is_new = [](const ResourceChange* change) { return !change->has_before() && change->has_after(); };
  const auto count = std::count_if(changes.begin(), changes.end(), is_new);
  Table table({{""}, {""}, {""}, {""}, {""}});
  for (const ResourceChange* change : changes) {
    if (count <= kMostNew || !is_new(change)) AddOtherChange(*change, language, table);
  }
  table.PrintRows(out, style, 2);
  if (count <= kMostNew) return;
  out << "  " << Text{absl::StrCat("新規 ", count, " 件"), absl::StrCat(count, " new resources")}.In(language) << '\n';
}

}  // namespace

void RenderRevision(const RevisionRecord& record, const std::string& only, absl::TimeZone zone, Language language,
                    const Style& style, std::ostream& out) {
  RenderHead(record, zone, language, style, out);
  google::protobuf::RepeatedPtrField<council::v1::ReportChange> changed, created;
  std::vector<const ResourceChange*> others;
  for (const ResourceChange& change : record.changes()) {
    if (!Shows(change, only)) continue;
    const auto report = ReportChangeOf(change);
    if (!report) {
      others.push_back(&change);
    } else {
      *(report->has_before() ? changed : created).Add() = *report;
    }
  }
  const int count = created.size();
  if (count <= kMostNew) changed.MergeFrom(created);
  RenderOtherChanges(others, language, style, out);
  if (!changed.empty()) RenderReportChanges(changed, language, style, out, 2);
  if (count > kMostNew) {
    out << "  " << Text{absl::StrCat("新規の回答 ", count, " 件"), absl::StrCat(count, " new reports")}.In(language)
        << '\n';
  }
}

void RenderRevisionLine(const RevisionRecord& record, absl::TimeZone zone, Language language, const Style& style,
                        std::ostream& out) {
  std::vector<std::string> parts = {
      MomentText(record.create_time(), zone), style.Paint(Tone::kHeading, Printable(record.revision())),
      Printable(record.caller()), Printable(ShortMethod(record)), Printable(ChangesInShort(record, language))};
  if (!record.reason().empty()) {
    parts.push_back(absl::StrCat(Text{"理由：", "why: "}.In(language), Printable(record.reason())));
  }
  out << absl::StrJoin(parts, "  ") << '\n';
}

void RenderRevisionsCsvHeading(std::ostream& out) {
  WriteCsvRow(out, {"revision", "create_time", "caller", "method", "reason", "subject", "field", "before", "after"});
}

void RenderRevisionCsv(const RevisionRecord& record, const std::string& only, std::ostream& out) {
  const std::string time = google::protobuf::util::TimeUtil::ToString(record.create_time());
  const auto write = [&](const std::string& subject, const FieldChange& field) {
    WriteCsvRow(out, {record.revision(), time, record.caller(), record.method(), record.reason(), subject, field.slug,
                      field.before, field.after});
  };
  if (record.changes().empty()) write("", {});
  for (const ResourceChange& change : record.changes()) {
    if (!Shows(change, only)) continue;
    const auto fields = FieldChangesOf(change, Language::kJapanese);
    if (fields.empty()) write(change.name(), {});
    for (const FieldChange& field : fields) write(change.name(), field);
  }
}

void DropUnknownValues(RevisionRecord& record) {
  const auto unknown = [](const google::protobuf::Any& value) {
    std::string type;
    const auto* known = google::protobuf::DescriptorPool::generated_pool();
    return !google::protobuf::Any::ParseAnyTypeUrl(value.type_url(), &type) ||
           known->FindMessageTypeByName(type) == nullptr;
  };
  for (ResourceChange& change : *record.mutable_changes()) {
    if (change.has_before() && unknown(change.before())) change.clear_before();
    if (change.has_after() && unknown(change.after())) change.clear_after();
  }
}

}  // namespace zaitaku::cli
