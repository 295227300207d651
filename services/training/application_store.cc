#include "services/training/application_store.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/training/application_rules.h"
#include "services/training/training_index.h"

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
  return transaction_.Index(first.name(), {LabelsOf(first, HasRoom(places) && IsEligible(event_, code)), {}});
}

absl::StatusOr<std::optional<std::string>> ApplicationBook::NextInLine() const {
  if (IsOver(event_)) return std::nullopt;
  ASSIGN_OR_RETURN(const v1::Places places, Places());
  if (!HasRoom(places)) return std::nullopt;
  ASSIGN_OR_RETURN(const auto heads, transaction_.LabelledNames(HeadLabel(event_.name()), "", 1));
  return heads.empty() ? std::nullopt : std::optional<std::string>(heads.front());
}

absl::StatusOr<bool> ApplicationBook::IsPromotionDue() const {
  ASSIGN_OR_RETURN(const auto next, NextInLine());
  return next.has_value();
}

absl::Status ApplicationBook::Promote(Promotions& promotions) {
  while (promotions.left > 0) {
    ASSIGN_OR_RETURN(const auto next, NextInLine());
    if (!next) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto waiting, transaction_.Get<v1::Application>(*next));
    v1::Application admitted = WithState(waiting, v1::Application::STATE_ADMITTED);
    RETURN_IF_ERROR(Write(&waiting, admitted));
    --promotions.left;
    if (promotions.shown.size() < kMaxPromotedShown) *promotions.shown.Add() = std::move(admitted);
  }
  return absl::OkStatus();
}

// Without a capacity, governments do not take places from each other.
absl::StatusOr<bool> ApplicationBook::OthersComeFirst(const std::string& code) const {
  if (event_.application_rule().has_capacity()) return IsPromotionDue();
  ASSIGN_OR_RETURN(const v1::Places places, PlacesOf(code));
  return places.waiting() > 0;
}

absl::Status ApplicationBook::Register(v1::Application& application) {
  const std::string scope = ApplicationsScope(event_.name());
  ASSIGN_OR_RETURN(const int64_t numbers, transaction_.Total(scope, kNumbers));
  transaction_.AddToTotal(scope, kNumbers, 1);
  ASSIGN_OR_RETURN(const v1::Places event, Places());
  ASSIGN_OR_RETURN(const v1::Places government, PlacesOf(application.local_government_code()));
  bool has_place = HasRoom(event) && HasRoom(government);
  if (has_place) {
    ASSIGN_OR_RETURN(const bool others, OthersComeFirst(application.local_government_code()));
    has_place = !others;
  }
  application.set_name(ApplicationName(event_.name(), numbers + 1));
  application.set_state(has_place ? v1::Application::STATE_ADMITTED : v1::Application::STATE_WAITING);
  *application.mutable_create_time() = transaction_.time();
  return Write(nullptr, application);
}

absl::Status ApplicationBook::Cancel(v1::Application& application, ApplicationList& promoted) {
  ASSIGN_OR_RETURN(const bool was_due, IsPromotionDue());
  const v1::Application before = application;
  application.set_state(v1::Application::STATE_CANCELLED);
  application.clear_attendance();
  RETURN_IF_ERROR(Write(&before, application));
  Promotions one{1, {}};
  RETURN_IF_ERROR(Promote(one));
  promoted.Swap(&one.shown);
  ASSIGN_OR_RETURN(const bool is_due, IsPromotionDue());
  return is_due == was_due ? absl::OkStatus() : transaction_.Index(event_.name(), IndexOf(event_, is_due));
}

absl::Status ApplicationBook::Record(v1::Application& application, v1::Application::Attendance attendance) {
  const v1::Application before = application;
  application.set_attendance(attendance);
  return Write(&before, application);
}

absl::Status ApplicationBook::FollowRule() {
  RETURN_IF_ERROR(transaction_.WriteTotals());
  ASSIGN_OR_RETURN(const ScopeCells cells, transaction_.Totals(ApplicationsScope(event_.name())));
  for (const std::string& code : GovernmentsIn(cells)) {
    if (CellOr0(cells, GovernmentPrefix(code) + kWaitingFigure) > 0) RETURN_IF_ERROR(MarkHead(code));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> HasApplications(const Transaction& transaction, const std::string& event) {
  ASSIGN_OR_RETURN(const int64_t numbers, transaction.Total(ApplicationsScope(event), kNumbers));
  return numbers > 0;
}

namespace {

absl::Status CheckRuleAllowsAdmitted(const v1::Event& event, const std::string& path, Transaction& transaction) {
  RETURN_IF_ERROR(transaction.WriteTotals());
  ASSIGN_OR_RETURN(const ScopeCells cells, transaction.Totals(ApplicationsScope(event.name())));
  const auto admitted = [&](const std::string& prefix) { return CellOr0(cells, prefix + kAdmittedFigure); };
  RETURN_IF_ERROR(CheckNotBelowAdmitted(EventPlaces(event, admitted(AllPrefix()), 0), "", path));
  for (const std::string& code : GovernmentsIn(cells)) {
    const v1::Places places = GovernmentPlaces(event, admitted(GovernmentPrefix(code)), 0);
    RETURN_IF_ERROR(CheckNotBelowAdmitted(places, code, path));
  }
  return absl::OkStatus();
}

bool IsSameRule(const v1::Event& a, const v1::Event& b) {
  return a.has_application_rule() == b.has_application_rule() &&
         google::protobuf::util::MessageDifferencer::Equals(a.application_rule(), b.application_rule());
}

// Who is of the audience depends on the year, too.
bool IsSameAudience(const v1::Event& a, const v1::Event& b) {
  return std::equal(a.audiences().begin(), a.audiences().end(), b.audiences().begin(), b.audiences().end()) &&
         FiscalYearOf(a) == FiscalYearOf(b);
}

}  // namespace

absl::StatusOr<bool> OnEventChanged(const v1::Event& before, const v1::Event& after, const std::string& path,
                                    Transaction& transaction, Promotions& promotions) {
  ASSIGN_OR_RETURN(const bool has_applications, HasApplications(transaction, after.name()));
  if (!has_applications) return false;
  const bool same_rule = IsSameRule(before, after);
  if (!same_rule) RETURN_IF_ERROR(CheckRuleAllowsAdmitted(after, path, transaction));
  ApplicationBook book(after, transaction);
  // What was changed while the event was over takes effect when it is not any more.
  const bool same_places = same_rule && IsSameAudience(before, after) && IsOver(before) == IsOver(after);
  if (!same_places && !IsOver(after)) {
    RETURN_IF_ERROR(book.FollowRule());
    RETURN_IF_ERROR(book.Promote(promotions));
  }
  return book.IsPromotionDue();
}

absl::Status ContinuePromotions(const std::string& name, Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto event, transaction.Find<v1::Event>(name));
  if (!event) return absl::OkStatus();
  ApplicationBook book(*event, transaction);
  Promotions promotions;
  RETURN_IF_ERROR(book.Promote(promotions));
  if (promotions.left == kMaxPromotions) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool is_due, book.IsPromotionDue());
  return transaction.Index(name, IndexOf(*event, is_due));
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
