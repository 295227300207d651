#include "gateway/prefecture_profile.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/councils.h"
#include "platform/status/field_checker.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::EventOutline;
using summary::v1::NationwideSummary;
using summary::v1::PrefectureProfile;
using summary::v1::PrefectureSummary;
using summary::v1::ReportStatus;

constexpr std::array<ProfilePartEntry, 5> kParts = {{
    {ProfilePart::kReports, "reports", ServiceId::kCouncil, true},
    {ProfilePart::kPrograms, "programs", ServiceId::kCatalog, false},
    {ProfilePart::kEvents, "events", ServiceId::kTraining, false},
    {ProfilePart::kParticipation, "participation", ServiceId::kTraining, false},
    {ProfilePart::kApplications, "applications", ServiceId::kTraining, true},
}};

constexpr std::string_view kPrefix = "prefectures/";
constexpr std::string_view kSuffix = "/profile";

uint32_t BitOf(ProfilePart part) { return uint32_t{1} << static_cast<uint32_t>(part); }

std::string NameOf(const std::string& code) { return absl::StrCat(std::string(kPrefix), code, std::string(kSuffix)); }

EventOutline OutlineOf(const training::v1::Event& event) {
  // A timetable has speakers in it; an outline has nobody.
  EventOutline outline;
  outline.set_name(event.name());
  if (event.has_title()) *outline.mutable_title() = event.title();
  outline.set_kind(event.kind());
  outline.set_state(event.state());
  outline.set_date(event.schedule().date());
  *outline.mutable_fields() = event.fields();
  return outline;
}

void AddReports(const PrefectureSummary& prefecture, const ProfileDetails& details, PrefectureProfile& profile) {
  if (!prefecture.has_councils()) return;
  *profile.mutable_councils() = prefecture.councils();
  for (const auto& kind : prefecture.councils().kinds()) {
    ReportStatus& status = *profile.add_reports();
    status.set_kind(kind.kind());
    status.set_status(kind.not_reported() > 0 ? ReportStatus::STATUS_NOT_REPORTED : ReportStatus::STATUS_REPORTED);
    if (details.reports == nullptr) continue;
    for (const auto& report : *details.reports) {
      if (report.kind() == kind.kind() && report.prefecture_code() == prefecture.prefecture_code())
        *status.mutable_report() = report;
    }
  }
}

void AddEvents(const std::string& code, const ProfileDetails& details, PrefectureProfile& profile) {
  if (details.events == nullptr) return;
  for (const auto& event : *details.events) {
    if (event.venue().prefecture_code() == code) *profile.add_events() = OutlineOf(event);
  }
  std::stable_sort(profile.mutable_events()->begin(), profile.mutable_events()->end(),
                   [](const EventOutline& a, const EventOutline& b) { return a.date() < b.date(); });
}

void AddParticipation(const std::string& code, const ProfileDetails& details, PrefectureProfile& profile) {
  for (const auto& [event, participation] : details.participation) {
    for (const auto& prefecture : participation->prefectures()) {
      const auto& counts = prefecture.applications();
      if (prefecture.prefecture_code() != code || counts.admitted() + counts.waiting() + counts.cancelled() == 0)
        continue;
      summary::v1::EventParticipation& added = *profile.add_participation();
      *added.mutable_event() = OutlineOf(*event);
      added.set_participates(prefecture.participates());
      *added.mutable_applications() = counts;
    }
  }
}

bool PlansFor(const PrefectureSummary& prefecture, int fiscal_year) {
  for (const auto& kind : prefecture.councils().kinds()) {
    for (const auto& plan : kind.plans()) {
      const auto& interval = plan.interval();
      const bool begun = !interval.has_first_fiscal_year() || interval.first_fiscal_year() <= fiscal_year;
      const bool open = !interval.has_last_fiscal_year() || fiscal_year <= interval.last_fiscal_year();
      if (!plan.undecided() && begun && open) return true;
    }
  }
  return false;
}

}  // namespace

std::span<const ProfilePartEntry> ProfileParts() { return kParts; }

bool ProfileQuestion::Uses(ServiceId service) const {
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](const ProfilePartEntry& entry) { return entry.service == service && Has(entry.part); });
}

SummaryQuestion ProfileQuestion::OfSummary() const {
  SummaryQuestion question;
  question.parts = gateway::BitOf(Part::kPrefectures);
  if (Uses(ServiceId::kCatalog)) question.parts |= gateway::BitOf(Part::kPrograms);
  if (Uses(ServiceId::kTraining)) question.parts |= gateway::BitOf(Part::kApplications);
  return question;
}

absl::StatusOr<ProfileQuestion> ReadProfileQuestion(const google::protobuf::FieldMask& mask, int fiscal_year,
                                                    bool list) {
  FieldChecker check("");
  ProfileQuestion question{0, fiscal_year};
  check.Require(fiscal_year == 0 || (fiscal_year >= 1868 && fiscal_year <= 9999), "fiscal_year",
                absl::StrCat("read ", fiscal_year, ", expected a fiscal year, such as 2016, or 0"));
  for (const ProfilePartEntry& entry : kParts) {
    const bool all = std::find(mask.paths().begin(), mask.paths().end(), "*") != mask.paths().end();
    const bool named = std::find(mask.paths().begin(), mask.paths().end(), entry.name) != mask.paths().end();
    if (all || named || (mask.paths().empty() && (!list || entry.in_lists))) question.parts |= BitOf(entry.part);
  }
  for (const std::string& path : mask.paths()) {
    const bool known =
        path == "*" || std::any_of(kParts.begin(), kParts.end(), [&](const auto& entry) { return entry.name == path; });
    check.Require(known, "read_mask",
                  absl::StrCat("read ", Quoted(path), ", expected *, ",
                               absl::StrJoin(kParts, ", ", [](std::string* out, const ProfilePartEntry& entry) {
                                 out->append(entry.name);
                               })));
  }
  if (const auto problems = check.Take(); !problems.empty()) return InvalidFields(problems);
  return question;
}

absl::StatusOr<const PrefectureEntry*> ReadProfileName(const std::string& name) {
  const size_t ends = kPrefix.size() + kSuffix.size();
  if (name.size() != ends + 2 || !name.starts_with(kPrefix) || !name.ends_with(kSuffix)) {
    return InvalidField("name", absl::StrCat("read ", Quoted(name), ", expected prefectures/CODE/profile, such as '",
                                             NameOf("13"), "'"));
  }
  const PrefectureEntry* entry = FindPrefecture(name.substr(kPrefix.size(), 2));
  if (entry == nullptr) return ResourceNotFound(name);
  return entry;
}

int NewestOverview(const NationwideSummary& summary) {
  int newest = 0;
  for (const auto& year : summary.programs()) newest = std::max(newest, year.fiscal_year());
  return newest;
}

PrefectureProfile MakeProfile(const ProfileQuestion& question, const PrefectureSummary& prefecture,
                              const NationwideSummary& summary, const ProfileDetails& details) {
  const std::string& code = prefecture.prefecture_code();
  PrefectureProfile profile;
  profile.set_name(NameOf(code));
  *profile.mutable_prefecture() = ToProto(*FindPrefecture(code));
  profile.set_survey(summary.survey());
  profile.set_reference_month(summary.reference_month());
  if (question.Has(ProfilePart::kReports)) AddReports(prefecture, details, profile);
  if (details.eligible != nullptr) {
    profile.set_programs_fiscal_year(details.eligible_fiscal_year);
    *profile.mutable_programs() = details.eligible->programs();
    *profile.mutable_undetermined_programs() = details.eligible->undetermined();
  }
  if (question.Has(ProfilePart::kEvents)) AddEvents(code, details, profile);
  if (question.Has(ProfilePart::kParticipation)) AddParticipation(code, details, profile);
  if (question.Has(ProfilePart::kApplications) && prefecture.has_applications())
    *profile.mutable_applications() = prefecture.applications();
  *profile.mutable_revisions() = summary.revisions();
  if (summary.has_as_of_time()) *profile.mutable_as_of_time() = summary.as_of_time();
  profile.set_citation(summary.citation());
  return profile;
}

bool Passes(const summary::v1::ListPrefectureProfilesRequest& request, const PrefectureSummary& prefecture) {
  if (request.region() != type::v1::REGION_UNSPECIFIED && prefecture.region() != request.region()) return false;
  for (const auto& kind : prefecture.councils().kinds()) {
    if (kind.kind() == request.has_council() && kind.established() == 0) return false;
    if (kind.kind() == request.lacks_council() && kind.not_established() == 0) return false;
  }
  if (request.plan_fiscal_year() != 0 && !PlansFor(prefecture, request.plan_fiscal_year())) return false;
  return !request.has_takes_part() || request.takes_part() == (prefecture.applications().admitted() > 0);
}

void KeepConditionsOf(const ProfileQuestion& question, summary::v1::CallInfo& info) {
  for (auto* conditions : {info.mutable_missing(), info.mutable_stale()}) {
    for (int i = conditions->size() - 1; i >= 0; --i) {
      summary::v1::ServiceCondition& condition = (*conditions)[i];
      const ServiceId service = FindService(condition.service())->id;
      condition.clear_parts();
      for (const ProfilePartEntry& entry : kParts) {
        if (entry.service == service && question.Has(entry.part)) condition.add_parts(std::string(entry.name));
      }
      if (condition.parts().empty()) conditions->DeleteSubrange(i, 1);
    }
  }
}

}  // namespace zaitaku::gateway
