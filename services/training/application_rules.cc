#include "services/training/application_rules.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "domain/local_governments.h"
#include "domain/training.h"
#include "platform/status/field_errors.h"
#include "platform/status/status.h"
#include "services/training/training_cells.h"

namespace zaitaku::training {
namespace {

constexpr std::string_view kApplicationsSegment = "/applications";

// The rules by the names of their fields in ApplicationRule, as errors name them.
constexpr char kPerGovernment[] = "per_government";
constexpr char kCapacity[] = "capacity";

std::string Describe(v1::Event::State state, bool japanese) {
  const auto* term = FindTerm(state);
  if (term == nullptr) return absl::StrCat(static_cast<int>(state));
  return std::string(japanese ? term->ja : term->en);
}

// A refusal because of how far the event has come.
absl::Status StateRefused(ErrorReason reason, const v1::Event& event, const std::string& en, const std::string& ja) {
  return Error(reason,
               {absl::StrCat("'", event.name(), "' ", en, "; its state is: ", Describe(event.state(), false)),
                absl::StrCat("「", event.name(), "」は", ja, "（状態：", Describe(event.state(), true), "）")},
               {{"resource", event.name()}, {"state", v1::Event::State_Name(event.state())}});
}

v1::Places PlacesUnder(std::optional<int64_t> limit, int64_t admitted, int64_t waiting) {
  v1::Places places;
  places.set_admitted(static_cast<int32_t>(admitted));
  places.set_waiting(static_cast<int32_t>(waiting));
  if (!limit) return places;
  places.set_limit(static_cast<int32_t>(*limit));
  places.set_left(static_cast<int32_t>(std::max<int64_t>(0, *limit - admitted)));
  return places;
}

int64_t LeftOrAny(const v1::Places& places) {
  return places.has_left() ? places.left() : std::numeric_limits<int32_t>::max();
}

std::map<std::string, std::string> PlacesMetadata(const char* rule, const v1::Places& places) {
  return {{"rule", rule}, {"limit", absl::StrCat(places.limit())}, {"left", absl::StrCat(places.left())}};
}

absl::Status QuotaExceeded(int needed, const std::string& code, const v1::Places& places) {
  return Error(type::v1::ERROR_REASON_QUOTA_EXCEEDED,
               {absl::StrCat("local government ", code, " may send at most ", places.limit(), " (", kPerGovernment,
                             "): ", needed, " more asked for, ", places.left(), " left"),
                absl::StrCat("団体 ", code, " からの参加は", places.limit(), "名までです（", kPerGovernment, "）。申込",
                             needed, "名に対し、残りは", places.left(), "名です")},
               PlacesMetadata(kPerGovernment, places));
}

absl::Status CapacityExceeded(int needed, const v1::Places& places) {
  return Error(type::v1::ERROR_REASON_CAPACITY_EXCEEDED,
               {absl::StrCat("the event has room for at most ", places.limit(), " (", kCapacity, "): ", needed,
                             " more asked for, ", places.left(), " left"),
                absl::StrCat("定員は", places.limit(), "名です（", kCapacity, "）。申込", needed, "名に対し、残りは",
                             places.left(), "名です")},
               PlacesMetadata(kCapacity, places));
}

}  // namespace

std::string ApplicationsOf(std::string_view event) {
  return absl::StrCat(std::string(event), std::string(kApplicationsSegment));
}

std::string ApplicationName(std::string_view event, int64_t number) {
  return absl::StrCat(ApplicationsOf(event), "/", absl::StrFormat("%09d", number));
}

std::string EventOf(std::string_view application) {
  const size_t end = application.find(kApplicationsSegment);
  return std::string(application.substr(0, end));
}

absl::Status CheckTakesApplications(const v1::Event& event) {
  if (!event.has_application_rule()) {
    return StateRefused(type::v1::ERROR_REASON_APPLICATIONS_NOT_OPEN, event, "has no rule for applications",
                        "申込みの規則がありません");
  }
  if (event.state() == v1::Event::STATE_OPEN) return absl::OkStatus();
  return StateRefused(type::v1::ERROR_REASON_APPLICATIONS_NOT_OPEN, event, "takes no applications",
                      "申込みを受け付けていません");
}

namespace {

// The audiences that are governments.
std::vector<v1::Audience> GovernmentsOf(const v1::Event& event) {
  std::vector<v1::Audience> governments;
  for (const int value : event.audiences()) {
    const auto audience = static_cast<v1::Audience>(value);
    if (IsOfGovernments(audience)) governments.push_back(audience);
  }
  return governments;
}

}  // namespace

bool IsEligible(const v1::Event& event, const std::string& code) {
  const std::vector<v1::Audience> audiences = GovernmentsOf(event);
  const auto government = ReadLocalGovernment(code);
  const int fiscal_year = FiscalYearOf(event);
  return audiences.empty() || std::any_of(audiences.begin(), audiences.end(), [&](v1::Audience audience) {
           return government && BelongsTo(*government, audience, fiscal_year);
         });
}

absl::Status CheckEligible(const v1::Event& event, const std::string& code) {
  if (IsEligible(event, code)) return absl::OkStatus();
  std::vector<std::string> en, ja;
  for (const v1::Audience audience : GovernmentsOf(event)) {
    const auto* term = FindTerm(audience);
    en.emplace_back(term == nullptr ? "" : term->en);
    ja.emplace_back(term == nullptr ? "" : term->ja);
  }
  return Error(
      type::v1::ERROR_REASON_GOVERNMENT_NOT_ELIGIBLE,
      {absl::StrCat("local government ", code, " is not of the audience of '", event.name(),
                    "': ", absl::StrJoin(en, ", ")),
       absl::StrCat("団体 ", code, " は「", event.name(), "」の対象（", absl::StrJoin(ja, "、"), "）ではありません")},
      {{"resource", event.name()}, {"local_government_code", code}});
}

bool IsOver(const v1::Event& event) {
  return event.state() == v1::Event::STATE_HELD || event.state() == v1::Event::STATE_CANCELLED;
}

absl::Status CheckNotOver(const v1::Event& event) {
  if (!IsOver(event)) return absl::OkStatus();
  return StateRefused(type::v1::ERROR_REASON_EVENT_OVER, event, "is over, so that its applications no longer change",
                      "終了または中止されたため、申込みは変更できません");
}

absl::Status CheckHeld(const v1::Event& event) {
  if (event.state() == v1::Event::STATE_HELD) return absl::OkStatus();
  return StateRefused(type::v1::ERROR_REASON_EVENT_NOT_HELD, event, "was not held, so that nobody can have come",
                      "まだ開催されていないため、出欠は記録できません");
}

v1::Places GovernmentPlaces(const v1::Event& event, int64_t admitted, int64_t waiting) {
  const v1::ApplicationRule& rule = event.application_rule();
  return PlacesUnder(rule.has_per_government() ? std::optional<int64_t>(rule.per_government()) : std::nullopt, admitted,
                     waiting);
}

// Without a rule nobody can apply.
v1::Places EventPlaces(const v1::Event& event, int64_t admitted, int64_t waiting) {
  if (!event.has_application_rule()) return PlacesUnder(0, admitted, waiting);
  const v1::ApplicationRule& rule = event.application_rule();
  return PlacesUnder(rule.has_capacity() ? std::optional<int64_t>(rule.capacity()) : std::nullopt, admitted, waiting);
}

bool HasRoom(const v1::Places& places) { return !places.has_left() || places.left() > 0; }

absl::Status CheckRoom(int needed, const std::string& code, const v1::Places& government, const v1::Places& event) {
  if (needed <= std::min(LeftOrAny(government), LeftOrAny(event))) return absl::OkStatus();
  return LeftOrAny(government) <= LeftOrAny(event) ? QuotaExceeded(needed, code, government)
                                                   : CapacityExceeded(needed, event);
}

absl::Status CheckNotBelowAdmitted(const v1::Places& places, const std::string& code, const std::string& path) {
  if (!places.has_limit() || places.admitted() <= places.limit()) return absl::OkStatus();
  const char* rule = code.empty() ? kCapacity : kPerGovernment;
  std::map<std::string, std::string> metadata = {
      {"rule", rule}, {"limit", absl::StrCat(places.limit())}, {"admitted", absl::StrCat(places.admitted())}};
  if (!code.empty()) metadata["local_government_code"] = code;
  const std::string en = code.empty() ? "" : absl::StrCat(" of local government ", code);
  const std::string ja = code.empty() ? "" : absl::StrCat("団体 ", code, " の");
  const std::string field = absl::StrCat(path, ".application_rule.", rule);
  return AtField(
      Error(type::v1::ERROR_REASON_RULE_BELOW_ADMITTED,
            {absl::StrCat(field, ": the rule would allow ", places.limit(), " people", en, ", but ", places.admitted(),
                          " have a place; cancel applications first, or set a higher limit"),
             absl::StrCat(field, "：", ja, "参加決定者は", places.admitted(), "名で、変更後の上限", places.limit(),
                          "名を超えています。先に申込みを取り消すか、上限を上げてください")},
            metadata),
      {field, absl::StrCat("read ", places.limit(), ", expected at least ", places.admitted(), ", as so many people",
                           en, " have a place")});
}

absl::Status PlacesAreBeingGiven() {
  return Overloaded({"the places that there are go to those who wait, who come first; try again",
                     "空いた枠は待機中の方に順に割り当てています。しばらくしてからやり直してください"},
                    absl::Milliseconds(500));
}

absl::Status CorrectionNeedsReason(const v1::Application& application) {
  return Error(
      type::v1::ERROR_REASON_REASON_REQUIRED,
      {absl::StrCat("'", application.name(), "': attendance is recorded already; a correction needs a reason, such as ",
                    "'mistaken for somebody else'"),
       absl::StrCat("「", application.name(),
                    "」の出欠は記録済みです。訂正には理由（reason）が必要です。例：「別人の記録だったため」")},
      {{"resource", application.name()}});
}

std::string ApplicantLabel(const std::string& person) { return absl::StrCat("applicant/", person); }
std::string GovernmentLabel(const std::string& event, const std::string& code) {
  return absl::StrCat("government/", event, "/", code);
}
std::string WaitingLabel(const std::string& event) { return absl::StrCat("waiting/", event); }
std::string WaitingLabel(const std::string& event, const std::string& code) {
  return absl::StrCat("waiting/", event, "/", code);
}
std::string HeadLabel(const std::string& event) { return absl::StrCat("waiting-head/", event); }

std::vector<std::string> LabelsOf(const v1::Application& application, bool is_head) {
  const std::string event = EventOf(application.name());
  const std::string& code = application.local_government_code();
  std::vector<std::string> labels = {GovernmentLabel(event, code)};
  // Who has cancelled may apply again.
  if (application.state() != v1::Application::STATE_CANCELLED) {
    labels.push_back(ApplicantLabel(application.person()));
  }
  if (application.state() == v1::Application::STATE_WAITING) {
    labels.push_back(WaitingLabel(event));
    labels.push_back(WaitingLabel(event, code));
    if (is_head) labels.push_back(HeadLabel(event));
  }
  return labels;
}

std::string BestLabel(const v1::ListApplicationsRequest& request) {
  const std::string& code = request.local_government_code();
  const bool waiting = request.state() == v1::Application::STATE_WAITING;
  if (!code.empty()) return waiting ? WaitingLabel(request.event(), code) : GovernmentLabel(request.event(), code);
  return waiting ? WaitingLabel(request.event()) : "";
}

bool Passes(const v1::Application& application, const v1::ListApplicationsRequest& request) {
  const std::string& code = application.local_government_code();
  if (request.state() != v1::Application::STATE_UNSPECIFIED && request.state() != application.state()) return false;
  if (!request.local_government_code().empty() && request.local_government_code() != code) return false;
  if (!request.prefecture_code().empty() && request.prefecture_code() != code.substr(0, 2)) return false;
  if (request.role() != v1::PARTICIPANT_ROLE_UNSPECIFIED && request.role() != application.role()) return false;
  return request.attendance() == v1::Application::ATTENDANCE_UNSPECIFIED ||
         request.attendance() == application.attendance();
}

}  // namespace zaitaku::training
