#include "services/training/application_store.h"

#include <google/protobuf/util/message_differencer.h>

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/training/application_rules.h"

namespace zaitaku::training {
namespace {

// The cell of an event's own scope that counts its applications: the last number given.
constexpr char kNumbers[] = "numbers";
constexpr int kApplicationsAtATime = 1000;

v1::Application WithState(v1::Application application, v1::Application::State state) {
  application.set_state(state);
  return application;
}

}  // namespace

absl::StatusOr<std::optional<v1::Application>> FindApplicationOf(const std::string& person,
                                                                 const ResourceReader& reader) {
  ASSIGN_OR_RETURN(const auto names, reader.LabelledNames(ApplicantLabel(person), "", 1));
  if (names.empty()) return std::nullopt;
  return reader.Find<v1::Application>(names.front());
}

absl::StatusOr<v1::Places> ApplicationBook::Places() const {
  const std::string scope = ApplicationsScope(event_.name());
  ASSIGN_OR_RETURN(const int64_t admitted, transaction_.Total(scope, AllPrefix() + kAdmittedFigure));
  ASSIGN_OR_RETURN(const int64_t waiting, transaction_.Total(scope, AllPrefix() + kWaitingFigure));
  return EventPlaces(event_, admitted, waiting);
}

absl::StatusOr<v1::Places> ApplicationBook::PlacesOf(const std::string& code) const {
  const std::string scope = ApplicationsScope(event_.name()), prefix = GovernmentPrefix(code);
  ASSIGN_OR_RETURN(const int64_t admitted, transaction_.Total(scope, prefix + kAdmittedFigure));
  ASSIGN_OR_RETURN(const int64_t waiting, transaction_.Total(scope, prefix + kWaitingFigure));
  return GovernmentPlaces(event_, admitted, waiting);
}

absl::Status ApplicationBook::Write(const v1::Application* before, v1::Application& application) {
  MoveApplication(event_, before, &application, transaction_);
  RETURN_IF_ERROR(transaction_.Put(application));
  RETURN_IF_ERROR(transaction_.Index(application.name(), {LabelsOf(application, false), {}}));
  return MarkHead(application.local_government_code());
}

// Only the first who waits of a government is ever a head, so that no other has the label to lose.
absl::Status ApplicationBook::MarkHead(const std::string& code) {
  ASSIGN_OR_RETURN(const auto names, transaction_.LabelledNames(WaitingLabel(event_.name(), code), "", 1));
  if (names.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto first, transaction_.Get<v1::Application>(names.front()));
  ASSIGN_OR_RETURN(const v1::Places places, PlacesOf(code));
  return transaction_.Index(first.name(), {LabelsOf(first, HasRoom(places)), {}});
}

absl::Status ApplicationBook::Promote(ApplicationList& promoted) {
  if (IsOver(event_)) return absl::OkStatus();
  while (true) {
    ASSIGN_OR_RETURN(const v1::Places places, Places());
    if (!HasRoom(places)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto heads, transaction_.LabelledNames(HeadLabel(event_.name()), "", 1));
    if (heads.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto waiting, transaction_.Get<v1::Application>(heads.front()));
    v1::Application admitted = WithState(waiting, v1::Application::STATE_ADMITTED);
    RETURN_IF_ERROR(Write(&waiting, admitted));
    if (promoted.size() < kMaxPromotedShown) *promoted.Add() = std::move(admitted);
  }
}

absl::Status ApplicationBook::Register(v1::Application& application) {
  const std::string scope = ApplicationsScope(event_.name());
  ASSIGN_OR_RETURN(const int64_t numbers, transaction_.Total(scope, kNumbers));
  transaction_.AddToTotal(scope, kNumbers, 1);
  ASSIGN_OR_RETURN(const v1::Places event, Places());
  ASSIGN_OR_RETURN(const v1::Places government, PlacesOf(application.local_government_code()));
  application.set_name(ApplicationName(event_.name(), numbers + 1));
  application.set_state(HasRoom(event) && HasRoom(government) ? v1::Application::STATE_ADMITTED
                                                              : v1::Application::STATE_WAITING);
  *application.mutable_create_time() = transaction_.time();
  return Write(nullptr, application);
}

absl::Status ApplicationBook::Cancel(v1::Application& application, ApplicationList& promoted) {
  const v1::Application before = application;
  application.set_state(v1::Application::STATE_CANCELLED);
  application.clear_attendance();
  RETURN_IF_ERROR(Write(&before, application));
  return Promote(promoted);
}

absl::Status ApplicationBook::Record(v1::Application& application, v1::Application::Attendance attendance) {
  const v1::Application before = application;
  application.set_attendance(attendance);
  return Write(&before, application);
}

absl::Status ApplicationBook::FollowRule(ApplicationList& promoted) {
  RETURN_IF_ERROR(transaction_.WriteTotals());
  ASSIGN_OR_RETURN(const ScopeCells cells, transaction_.Totals(ApplicationsScope(event_.name())));
  for (const std::string& code : GovernmentsIn(cells)) {
    if (CellOr0(cells, GovernmentPrefix(code) + kWaitingFigure) > 0) RETURN_IF_ERROR(MarkHead(code));
  }
  return Promote(promoted);
}

absl::StatusOr<bool> HasApplications(const Transaction& transaction, const std::string& event) {
  ASSIGN_OR_RETURN(const int64_t numbers, transaction.Total(ApplicationsScope(event), kNumbers));
  return numbers > 0;
}

namespace {

absl::Status CheckRuleAllowsAdmitted(const v1::Event& event, Transaction& transaction) {
  RETURN_IF_ERROR(transaction.WriteTotals());
  ASSIGN_OR_RETURN(const ScopeCells cells, transaction.Totals(ApplicationsScope(event.name())));
  const auto admitted = [&](const std::string& prefix) { return CellOr0(cells, prefix + kAdmittedFigure); };
  RETURN_IF_ERROR(CheckNotBelowAdmitted(EventPlaces(event, admitted(AllPrefix()), 0), ""));
  for (const std::string& code : GovernmentsIn(cells)) {
    RETURN_IF_ERROR(CheckNotBelowAdmitted(GovernmentPlaces(event, admitted(GovernmentPrefix(code)), 0), code));
  }
  return absl::OkStatus();
}

bool IsSameRule(const v1::Event& a, const v1::Event& b) {
  return a.has_application_rule() == b.has_application_rule() &&
         google::protobuf::util::MessageDifferencer::Equals(a.application_rule(), b.application_rule());
}

}  // namespace

absl::Status OnEventChanged(const v1::Event& before, const v1::Event& after, Transaction& transaction,
                            ApplicationList& promoted) {
  const bool same_rule = IsSameRule(before, after);
  // A rule that was widened while the event was over takes effect when it is not any more.
  if (same_rule && IsOver(before) == IsOver(after)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool has_applications, HasApplications(transaction, after.name()));
  if (!has_applications) return absl::OkStatus();
  if (!same_rule) RETURN_IF_ERROR(CheckRuleAllowsAdmitted(after, transaction));
  if (IsOver(after)) return absl::OkStatus();
  return ApplicationBook(after, transaction).FollowRule(promoted);
}

absl::StatusOr<Cells> RecomputeApplicationTotals(const ResourceReader& reader, const v1::Event& event) {
  ScopeCells own;
  std::string after;
  while (true) {
    ASSIGN_OR_RETURN(const auto applications,
                     reader.List<v1::Application>(ApplicationsOf(event.name()), after, kApplicationsAtATime));
    for (const v1::Application& application : applications) {
      for (const auto& [cell, amount] : CellsOf(application)) own[cell] += amount;
      ++own[kNumbers];
    }
    if (applications.size() < kApplicationsAtATime) break;
    after = applications.back().name();
  }
  Cells cells = YearCellsOf(event, own);
  for (const auto& [cell, amount] : own) cells[{ApplicationsScope(event.name()), cell}] += amount;
  return cells;
}

}  // namespace zaitaku::training
