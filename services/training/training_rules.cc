#include "services/training/training_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "domain/training_table.h"
#include "platform/status/field_checker.h"
#include "services/entries/entry_checks.h"
#include "services/training/training_checks.h"
#include "services/training/training_names.h"

namespace zaitaku::training {
namespace {

constexpr int kMaxOrganisers = 20;
constexpr int kMaxActivities = 50;
constexpr int kMaxYears = 50;
constexpr int kMaxPerGovernment = 10'000;
constexpr int kMaxCapacity = 1'000'000;
constexpr int kMaxRoles = 20;
constexpr size_t kMaxUrlCharacters = 500;

bool IsUrlCharacter(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; }

bool IsUrl(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    return !host.empty() && host.front() != ':' && std::all_of(rest.begin(), rest.end(), IsUrlCharacter);
  }
  return false;
}

void CheckMaterial(const v1::Event& event, FieldChecker& check) {
  const std::string& url = event.material_url();
  check.Require(url.empty() || (url.size() <= kMaxUrlCharacters && IsUrl(url)), "material_url",
                absl::StrCat("read ", Quoted(url), ", expected http://… or https://… in ASCII, at most ",
                             kMaxUrlCharacters, " characters, such as 'https://example.jp/material.html'"));
  CheckLocalizedText(event.material_note(), kMaxTextCharacters, "material_note", check);
}

void CheckVenue(const v1::Venue& venue, FieldChecker& check) {
  CheckLocalizedText(venue.name(), kMaxNameCharacters, "venue.name", check);
  CheckPrefectureCode(venue.prefecture_code(), "venue.prefecture_code", check);
}

void CheckOrganisers(const v1::Event& event, FieldChecker& check) {
  CheckCount(event.organisers_size(), kMaxOrganisers, "organisers", check);
  for (int i = 0; i < event.organisers_size(); ++i) {
    const v1::Organiser& organiser = event.organisers(i);
    const std::string path = absl::StrCat("organisers[", i, "]");
    check.Require(organiser.role() != 0 && v1::Organiser::Role_IsValid(organiser.role()), path + ".role",
                  "expected a value of Organiser.Role, such as ROLE_HOST (主催)");
    CheckDisplayName(organiser.name(), path + ".name", "日本医師会", check);
  }
}

void CheckParticipants(const v1::Event& event, FieldChecker& check) {
  if (!event.has_participants()) return;
  const v1::PrintedParticipants& participants = event.participants();
  check.Require(participants.has_count() && participants.count() >= 0, "participants.count",
                "expected how many people, from 0, such as 280");
  CheckText(participants.text(), kMaxNameCharacters, "participants.text", check);
  CheckLocalizedText(participants.recruitment(), kMaxTextCharacters, "participants.recruitment", check);
  const auto printed = ParsePeople(participants.text());
  if (!printed) return;  // Nothing, or in other words.
  check.Require(
      printed->count == participants.count() && printed->approximate == participants.approximate(),
      "participants.count",
      absl::StrCat("read ", participants.count(), participants.approximate() ? " (about)" : "", ", expected what ",
                   Quoted(participants.text()), " says: ", printed->count, printed->approximate ? " (about)" : ""));
}

void CheckLimit(bool has, int value, int most, const std::string& field, FieldChecker& check) {
  check.Require(!has || (value >= 1 && value <= most), field,
                absl::StrCat("read ", value, ", expected 1 to ", most, ", or nothing for no limit"));
}

void CheckApplicationRule(const v1::ApplicationRule& rule, FieldChecker& check) {
  CheckLimit(rule.has_per_government(), rule.per_government(), kMaxPerGovernment, "application_rule.per_government",
             check);
  CheckLimit(rule.has_capacity(), rule.capacity(), kMaxCapacity, "application_rule.capacity", check);
  CheckCount(rule.expected_size(), kMaxRoles, "application_rule.expected", check);
  std::vector<int> roles;
  for (int i = 0; i < rule.expected_size() && i <= kMaxRoles; ++i) {
    const v1::ExpectedPeople& expected = rule.expected(i);
    const std::string path = absl::StrCat("application_rule.expected[", i, "]");
    const bool known = expected.role() != 0 && v1::ParticipantRole_IsValid(expected.role());
    check.Require(known && !Contains(roles, expected.role()), path + ".role",
                  absl::StrCat("read ", expected.role(), ", expected known roles, each once, such as ",
                               "PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE"));
    roles.push_back(expected.role());
    check.Require(expected.count() >= 1 && expected.count() <= kMaxPerGovernment, path + ".count",
                  absl::StrCat("read ", expected.count(), ", expected 1 to ", kMaxPerGovernment));
  }
  CheckLocalizedText(rule.text(), kMaxTextCharacters, "application_rule.text", check);
}

void CheckYears(const v1::TrainingProgram& program, FieldChecker& check) {
  if (program.has_first_fiscal_year()) CheckYear(program.first_fiscal_year(), "first_fiscal_year", check);
  if (program.has_last_fiscal_year()) CheckYear(program.last_fiscal_year(), "last_fiscal_year", check);
  check.Require(!program.has_first_fiscal_year() || !program.has_last_fiscal_year() ||
                    program.first_fiscal_year() <= program.last_fiscal_year(),
                "last_fiscal_year", "expected it not before first_fiscal_year");
  CheckCount(program.new_in_fiscal_years_size(), kMaxYears, "new_in_fiscal_years", check);
  for (int i = 0; i < program.new_in_fiscal_years_size(); ++i) {
    const std::string path = absl::StrCat("new_in_fiscal_years[", i, "]");
    CheckYear(program.new_in_fiscal_years(i), path, check);
    check.Require(i == 0 || program.new_in_fiscal_years(i - 1) < program.new_in_fiscal_years(i), path,
                  "expected each year once, in order");
  }
}

}  // namespace

std::vector<FieldProblem> Check(const v1::Event& event, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(event, check)) return check.Take();
  CheckName(kEvents, event.name(), check);
  CheckDisplayName(event.title(), "title", "在宅医療関連講師人材養成事業", check);
  check.Require(event.kind() != 0 && v1::Event::Kind_IsValid(event.kind()), "kind",
                "expected a value of Event.Kind, such as KIND_TRAINING (研修)");
  check.Require(event.state() != 0 && v1::Event::State_IsValid(event.state()), "state",
                "expected a value of Event.State, such as STATE_PLANNED (予定)");
  CheckReference(kCatalogPrograms, event.catalog_program(), "catalog_program", check);
  CheckReference(kTrainingPrograms, event.training_program(), "training_program", check);
  CheckValues(event.fields(), &v1::TrainingField_IsValid, "fields", "TRAINING_FIELD_HOME_VISIT_NURSING", check);
  CheckSchedule(event, check);
  CheckVenue(event.venue(), check);
  CheckOrganisers(event, check);
  CheckValues(event.audiences(), &v1::Audience_IsValid, "audiences", "AUDIENCE_DOCTORS", check);
  CheckLocalizedText(event.audience_text(), kMaxTextCharacters, "audience_text", check);
  CheckLocalizedText(event.purpose(), kMaxTextCharacters, "purpose", check);
  CheckParticipants(event, check);
  CheckMaterial(event, check);
  CheckApplicationRule(event.application_rule(), check);
  CheckTimetableForm(event.timetable(), check);
  CheckAgenda(event.agenda(), check);
  CheckSources(event.sources(), *v1::Event::descriptor(), check);
  return check.Take();
}

std::vector<FieldProblem> Check(const v1::TrainingProgram& program, const std::string& prefix) {
  FieldChecker check(prefix);
  if (IsTooLarge(program, check)) return check.Take();
  CheckName(kTrainingPrograms, program.name(), check);
  CheckDisplayName(program.display_name(), "display_name", "訪問看護", check);
  check.Require(program.field() != 0 && v1::TrainingField_IsValid(program.field()), "field",
                "expected a value of TrainingField, such as TRAINING_FIELD_HOME_VISIT_NURSING (訪問看護)");
  CheckReference(kCatalogPrograms, program.catalog_program(), "catalog_program", check);
  CheckYears(program, check);
  CheckLocalizedText(program.purpose(), kMaxTextCharacters, "purpose", check);
  CheckCount(program.activities_size(), kMaxActivities, "activities", check);
  for (int i = 0; i < program.activities_size(); ++i) {
    const std::string path = absl::StrCat("activities[", i, "]");
    check.Require(!program.activities(i).ja().empty(), path + ".ja", "expected what is done, as printed");
    CheckLocalizedText(program.activities(i), kMaxTextCharacters, path, check);
  }
  CheckSources(program.sources(), *v1::TrainingProgram::descriptor(), check);
  return check.Take();
}

bool MayFollowWithApplications(v1::Event::State before, v1::Event::State after) {
  return after == before || after != v1::Event::STATE_PLANNED;
}

bool ExistsIn(const v1::TrainingProgram& program, int fiscal_year) {
  if (Contains(program.new_in_fiscal_years(), fiscal_year)) return true;
  return program.has_first_fiscal_year() && program.first_fiscal_year() <= fiscal_year &&
         (!program.has_last_fiscal_year() || fiscal_year <= program.last_fiscal_year());
}

}  // namespace zaitaku::training
