#include "services/training/application_calls.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "domain/prefectures.h"
#include "platform/status/status.h"
#include "services/training/application_rules.h"
#include "services/training/application_store.h"
#include "services/training/training_cells.h"

namespace zaitaku::training {
namespace {

std::string LookupOf(const v1::ApplyForEventRequest& request, const v1::Person& person) {
  return PersonLookup(request.event(), request.local_government_code(), person.email());
}

// What is known of an applicant.
struct Known {
  std::optional<std::string> person;           // Of an application of this government for the event.
  std::optional<v1::Application> application;  // If it was not cancelled.
};

absl::StatusOr<std::vector<Known>> FindKnown(const v1::ApplyForEventRequest& request, const Transaction& transaction) {
  std::vector<Known> known(request.applicants_size());
  for (int i = 0; i < request.applicants_size(); ++i) {
    ASSIGN_OR_RETURN(known[i].person,
                     transaction.FindPrivateName(kPeople, LookupOf(request, request.applicants(i).person())));
    if (!known[i].person) continue;
    ASSIGN_OR_RETURN(known[i].application, FindApplicationOf(*known[i].person, transaction));
  }
  return known;
}

// Keeps who the person of a new application is, and returns the resource name. What an application of the same
// government that was cancelled says of the same person makes way for it.
absl::StatusOr<std::string> KeepPerson(const v1::ApplyForEventRequest& request, const v1::Person& given,
                                       const Known& known, Transaction& transaction) {
  if (known.person) RETURN_IF_ERROR(transaction.ErasePrivate(*known.person).status());
  v1::Person person;
  person.set_full_name(given.full_name());
  person.set_email(given.email());
  return transaction.PutPrivate(kPeople, LookupOf(request, given), person);
}

absl::Status Register(const v1::ApplyForEventRequest& request, const std::vector<Known>& known, ApplicationBook& book,
                      Transaction& transaction, v1::ApplyForEventResponse& response) {
  for (int i = 0; i < request.applicants_size(); ++i) {
    v1::Application& application = *response.add_applications();
    if (known[i].application) {
      application = *known[i].application;
      continue;
    }
    const v1::Applicant& applicant = request.applicants(i);
    ASSIGN_OR_RETURN(const std::string person, KeepPerson(request, applicant.person(), known[i], transaction));
    application.set_local_government_code(request.local_government_code());
    application.set_role(applicant.role());
    application.set_person(person);
    RETURN_IF_ERROR(book.Register(application));
    response.set_new_applications(response.new_applications() + 1);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyForEvent(const v1::ApplyForEventRequest& request, Transaction& transaction,
                           v1::ApplyForEventResponse& response) {
  ASSIGN_OR_RETURN(const auto event, transaction.Get<v1::Event>(request.event()));
  const std::string& government = request.local_government_code();
  RETURN_IF_ERROR(CheckTakesApplications(event));
  RETURN_IF_ERROR(CheckEligible(event, government));
  ApplicationBook book(event, transaction);
  ASSIGN_OR_RETURN(const auto known, FindKnown(request, transaction));
  int needed = 0;
  for (const Known& of_applicant : known) needed += !of_applicant.application;
  if (needed > 0 && !event.application_rule().waiting_list()) {
    ASSIGN_OR_RETURN(const v1::Places of_government, book.PlacesOf(government));
    ASSIGN_OR_RETURN(const v1::Places of_event, book.Places());
    RETURN_IF_ERROR(CheckRoom(needed, government, of_government, of_event));
    ASSIGN_OR_RETURN(const bool others_first, book.OthersComeFirst(government));
    if (others_first) return PlacesAreBeingGiven();
  }
  RETURN_IF_ERROR(Register(request, known, book, transaction, response));
  response.set_unchanged(needed == 0);
  ASSIGN_OR_RETURN(*response.mutable_event_places(), book.Places());
  ASSIGN_OR_RETURN(*response.mutable_government_places(), book.PlacesOf(government));
  return absl::OkStatus();
}

namespace {

// A reason stays in the history for ever, so it must not say who the application's person is.
absl::Status CheckReasonOf(const v1::Application& application, const std::string& reason, Transaction& transaction) {
  if (reason.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto person, transaction.FindPrivate<v1::Person>(application.person()));
  return person ? CheckReasonIsImpersonal(reason, *person, "the person") : absl::OkStatus();
}

}  // namespace

absl::Status CancelApplication(const v1::CancelApplicationRequest& request, Transaction& transaction,
                               v1::CancelApplicationResponse& response) {
  v1::Application& application = *response.mutable_application();
  ASSIGN_OR_RETURN(application, transaction.Get<v1::Application>(request.name()));
  RETURN_IF_ERROR(Transaction::CheckEtag(request.etag(), application));
  RETURN_IF_ERROR(CheckReasonOf(application, request.reason(), transaction));
  ASSIGN_OR_RETURN(const auto event, transaction.Get<v1::Event>(EventOf(request.name())));
  ApplicationBook book(event, transaction);
  if (application.state() == v1::Application::STATE_CANCELLED) {
    response.set_unchanged(true);
  } else {
    RETURN_IF_ERROR(CheckNotOver(event));
    RETURN_IF_ERROR(book.Cancel(application, *response.mutable_promoted()));
  }
  ASSIGN_OR_RETURN(*response.mutable_event_places(), book.Places());
  return absl::OkStatus();
}

absl::Status RecordAttendance(const v1::RecordAttendanceRequest& request, Transaction& transaction,
                              v1::RecordAttendanceResponse& response) {
  ASSIGN_OR_RETURN(const auto event, transaction.Get<v1::Event>(request.event()));
  RETURN_IF_ERROR(CheckHeld(event));
  ApplicationBook book(event, transaction);
  for (int i = 0; i < request.entries_size(); ++i) {
    const v1::AttendanceEntry& entry = request.entries(i);
    ASSIGN_OR_RETURN(auto application, transaction.Get<v1::Application>(entry.application()));
    if (application.state() != v1::Application::STATE_ADMITTED) {
      return InvalidField(
          absl::StrCat("entries[", i, "].application"),
          absl::StrCat("'", application.name(), "' has no place (", v1::Application::State_Name(application.state()),
                       "), expected an application that has one"));
    }
    RETURN_IF_ERROR(CheckReasonOf(application, request.reason(), transaction));
    if (application.attendance() == entry.attendance()) continue;
    const bool corrects = application.attendance() != v1::Application::ATTENDANCE_UNSPECIFIED;
    if (corrects && request.reason().empty()) return CorrectionNeedsReason(application);
    RETURN_IF_ERROR(book.Record(application, entry.attendance()));
    response.set_changed(response.changed() + 1);
  }
  response.set_unchanged(response.changed() == 0);
  return absl::OkStatus();
}

namespace {

// Nobody whose data are gone keeps a place, but who took part in an event took part.
absl::Status CancelApplicationOf(const std::string& person, Transaction& transaction,
                                 v1::ErasePersonResponse& response) {
  ASSIGN_OR_RETURN(auto application, FindApplicationOf(person, transaction));
  if (!application) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto event, transaction.Get<v1::Event>(EventOf(application->name())));
  if (event.state() == v1::Event::STATE_HELD) return absl::OkStatus();
  RETURN_IF_ERROR(ApplicationBook(event, transaction).Cancel(*application, *response.mutable_promoted()));
  *response.mutable_cancelled() = *std::move(application);
  return absl::OkStatus();
}

}  // namespace

absl::Status ErasePerson(const v1::ErasePersonRequest& request, Transaction& transaction,
                         v1::ErasePersonResponse& response) {
  ASSIGN_OR_RETURN(const auto person, transaction.FindPrivate<v1::Person>(request.name()));
  if (person) RETURN_IF_ERROR(CheckReasonIsImpersonal(request.reason(), *person, "the person"));
  ASSIGN_OR_RETURN(const Erasure erasure, transaction.ErasePrivate(request.name()));
  if (erasure == Erasure::kNeverThere) return ResourceNotFound(request.name());
  RETURN_IF_ERROR(CancelApplicationOf(request.name(), transaction, response));
  response.set_unchanged(erasure == Erasure::kErasedBefore && !response.has_cancelled());
  return absl::OkStatus();
}

absl::Status GetApplication(const ResourceReader& reader, const v1::GetApplicationRequest& request,
                            v1::Application& response) {
  ASSIGN_OR_RETURN(response, reader.Get<v1::Application>(request.name()));
  return absl::OkStatus();
}

absl::Status ListApplications(const Page& page, const v1::ListApplicationsRequest& request,
                              v1::ListApplicationsResponse& response) {
  ASSIGN_OR_RETURN(const bool exists, page.reader().Exists(request.event()));
  if (!exists) return ResourceNotFound(request.event());
  const std::string label = BestLabel(request);
  return FillPage<v1::Application>(
      page,
      [&](const std::string& after, int limit) {
        return label.empty() ? page.reader().List<v1::Application>(ApplicationsOf(request.event()), after, limit)
                             : page.reader().ListByLabel<v1::Application>(label, after, limit);
      },
      [&](const v1::Application& application) { return Passes(application, request); },
      *response.mutable_applications(), *response.mutable_next_page_token(), kMaxApplicationsRead);
}

absl::Status GetPerson(const ResourceReader& reader, const v1::GetPersonRequest& request, v1::Person& response) {
  ASSIGN_OR_RETURN(auto person, reader.FindPrivate<v1::Person>(request.name()));
  if (!person) return ResourceNotFound(request.name());
  response = *std::move(person);
  response.set_name(request.name());
  return absl::OkStatus();
}

absl::Status GetParticipation(const ResourceReader& reader, const v1::GetParticipationRequest& request,
                              v1::GetParticipationResponse& response) {
  ASSIGN_OR_RETURN(const auto event, reader.Get<v1::Event>(request.event()));
  ASSIGN_OR_RETURN(const ScopeCells cells, reader.Totals(ApplicationsScope(request.event())));
  for (const PrefectureEntry& entry : Prefectures()) {
    v1::PrefectureParticipation& prefecture = *response.add_prefectures();
    prefecture.set_prefecture_code(std::string(entry.code));
    *prefecture.mutable_applications() = CountsBelow(cells, PrefecturePrefix(entry.code));
    prefecture.set_participates(prefecture.applications().admitted() > 0);
    response.set_participating_prefectures(response.participating_prefectures() + prefecture.participates());
  }
  response.set_all_prefectures(response.prefectures_size());
  for (const std::string& code : GovernmentsIn(cells)) {
    v1::ApplicationCounts counts = CountsBelow(cells, GovernmentPrefix(code));
    // One whose first application came after the revision that is read at has cells, with nothing in them yet.
    if (counts.ByteSizeLong() == 0) continue;
    v1::GovernmentParticipation& government = *response.add_governments();
    government.set_local_government_code(code);
    *government.mutable_applications() = std::move(counts);
    *government.mutable_places() =
        GovernmentPlaces(event, government.applications().admitted(), government.applications().waiting());
  }
  *response.mutable_applications() = CountsBelow(cells, AllPrefix());
  *response.mutable_places() =
      EventPlaces(event, response.applications().admitted(), response.applications().waiting());
  return absl::OkStatus();
}

}  // namespace zaitaku::training
