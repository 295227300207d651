#include "services/training/training_questions.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/status/field_checker.h"
#include "services/entries/entry_checks.h"
#include "services/training/training_cells.h"
#include "services/training/training_checks.h"
#include "services/training/training_names.h"
#include "services/training/training_rules.h"

namespace zaitaku::training {
namespace {

constexpr size_t kMaxFlagCodeBytes = 63;

void CheckField(v1::TrainingField field, FieldChecker& check) {
  RequireKnown(v1::TrainingField_IsValid(field), "field", "TRAINING_FIELD_HOME_VISIT_NURSING", check);
}
void CheckAudience(v1::Audience audience, FieldChecker& check) {
  RequireKnown(v1::Audience_IsValid(audience), "audience", "AUDIENCE_DOCTORS", check);
}

absl::Status CheckEvent(const std::string& event) { return zaitaku::CheckName(kEvents, event, "event"); }

bool IsFlagCode(const std::string& code) {
  return code.size() <= kMaxFlagCodeBytes && std::all_of(code.begin(), code.end(), [](char c) {
           return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

bool HasFilters(const v1::ExportCalendarRequest& request) {
  return request.field() != 0 || request.fiscal_year() != 0 || !request.month().empty() || request.audience() != 0;
}

}  // namespace

absl::Status CheckRequest(const v1::ListEventsRequest& request) {
  FieldChecker check("");
  RequireKnown(v1::Event::Kind_IsValid(request.kind()), "kind", "KIND_TRAINING", check);
  RequireKnown(v1::Event::State_IsValid(request.state()), "state", "STATE_OPEN", check);
  CheckField(request.field(), check);
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckMonth(request.month(), "month", check);
  CheckAudience(request.audience(), check);
  CheckPrefectureCode(request.prefecture_code(), "prefecture_code", check);
  CheckReference(kTrainingPrograms, request.training_program(), "training_program", check);
  CheckReference(kCatalogPrograms, request.catalog_program(), "catalog_program", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ListTrainingProgramsRequest& request) {
  FieldChecker check("");
  CheckField(request.field(), check);
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckYearFilter(request.new_in_fiscal_year(), "new_in_fiscal_year", check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::CheckTimetableRequest& request) { return CheckEvent(request.event()); }
absl::Status CheckRequest(const v1::GetParticipationRequest& request) { return CheckEvent(request.event()); }

absl::Status CheckRequest(const v1::GetEventTotalsRequest& request) {
  FieldChecker check("");
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckField(request.field(), check);
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ListQualityFlagsRequest& request) {
  FieldChecker check("");
  const std::string& name = request.resource();
  check.Require(name.empty() || IsNameIn(kEvents, name) || IsNameIn(kTrainingPrograms, name), "resource",
                ExpectedName(kEvents, name));
  check.Require(IsFlagCode(request.code()), "code",
                absl::StrCat("read ", Quoted(request.code()), ", expected a code such as 'DATED_BEFORE_PROGRAMME'"));
  return ToStatus(check);
}

absl::Status CheckRequest(const v1::ExportCalendarRequest& request) {
  FieldChecker check("");
  CheckReference(kEvents, request.event(), "event", check);
  check.Require(request.event().empty() || !HasFilters(request), "event",
                "expected either one event or filters, not both");
  RequireKnown(v1::ExportCalendarRequest::Detail_IsValid(request.detail()), "detail", "DETAIL_TIMETABLE", check);
  CheckField(request.field(), check);
  CheckYearFilter(request.fiscal_year(), "fiscal_year", check);
  CheckMonth(request.month(), "month", check);
  CheckAudience(request.audience(), check);
  const std::string& language = request.language();
  check.Require(language.empty() || language == "ja" || language == "en", "language",
                absl::StrCat("read ", Quoted(language), ", expected 'ja' or 'en'"));
  return ToStatus(check);
}

bool Passes(const v1::Event& event, const v1::ListEventsRequest& request) {
  return Matches(request.kind(), event.kind()) && Matches(request.state(), event.state()) &&
         (request.field() == 0 || Contains(event.fields(), request.field())) &&
         (request.fiscal_year() == 0 || FiscalYearOf(event) == request.fiscal_year()) &&
         Matches(request.month(), event.schedule().date().substr(0, 7)) &&
         (request.audience() == 0 || Contains(event.audiences(), request.audience())) &&
         Matches(request.prefecture_code(), event.venue().prefecture_code()) &&
         Matches(request.training_program(), event.training_program()) &&
         Matches(request.catalog_program(), event.catalog_program());
}

bool Passes(const v1::TrainingProgram& program, const v1::ListTrainingProgramsRequest& request) {
  return Matches(request.field(), program.field()) &&
         (request.fiscal_year() == 0 || ExistsIn(program, request.fiscal_year())) &&
         (request.new_in_fiscal_year() == 0 || Contains(program.new_in_fiscal_years(), request.new_in_fiscal_year()));
}

v1::ListEventsRequest FiltersOf(const v1::ExportCalendarRequest& request) {
  v1::ListEventsRequest list;
  list.set_field(request.field());
  list.set_fiscal_year(request.fiscal_year());
  list.set_month(request.month());
  list.set_audience(request.audience());
  return list;
}

}  // namespace zaitaku::training
