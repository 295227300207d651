#include "tests/system/training.h"

#include "absl/strings/str_cat.h"
#include "domain/local_governments.h"
#include "domain/prefectures.h"
#include "tests/system/training_recount.h"

namespace zaitaku {
namespace {

using training::v1::Application;
using training::v1::Event;

constexpr int kEventsEach = 4;  // Of each writer, at a time.
constexpr int kContendedEvents = 50;

template <typename Resource>
std::string Facts(Resource resource) {
  resource.clear_revision_id();
  resource.clear_revision_create_time();
  resource.clear_etag();
  return resource.SerializeAsString();
}

// What a caller can say beforehand. A person's name is drawn at random.
bool SameFacts(const Event& a, const Event& b) { return Facts(a) == Facts(b); }
bool SameFacts(const Application& a, const Application& b) {
  const auto facts = [](Application application) {
    application.clear_person();
    application.clear_create_time();
    return Facts(application);
  };
  return facts(a) == facts(b);
}

// True if a change of the record is the step.
template <typename Resource>
bool HasStep(const type::v1::RevisionRecord& record, const Training::Step<Resource>& step) {
  const std::string& name = step.after.name().empty() ? step.before.name() : step.after.name();
  for (const type::v1::ResourceChange& shown : record.changes()) {
    if (shown.name() != name) continue;
    return IsValue<Resource>(shown.has_before(), shown.before(), step.before, &SameFacts) &&
           IsValue<Resource>(shown.has_after(), shown.after(), step.after, &SameFacts);
  }
  return false;
}

// Sends a request with what its answer is checked by.
class Sender {
 public:
  Sender(Training::Client& client, const Training::Change& change, absl::Duration patience)
      : client_(client), change_(change), patience_(patience) {}

  absl::StatusOr<Answer> operator()(const training::v1::UpdateEventRequest& request) const {
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::UpdateEvent, request, patience_));
    return AnswerOf(response, !response.unchanged() && SameFacts(response.event(), change_.events[0].after) &&
                                  Are({response.promoted().begin(), response.promoted().end()}));
  }
  absl::StatusOr<Answer> operator()(const training::v1::DeleteEventRequest& request) const {
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::DeleteEvent, request, patience_));
    return AnswerOf(response, true);
  }
  absl::StatusOr<Answer> operator()(const training::v1::ApplyForEventRequest& request) const {
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::ApplyForEvent, request, patience_));
    return AnswerOf(response, response.new_applications() == request.applicants_size() &&
                                  Are({response.applications().begin(), response.applications().end()}));
  }
  absl::StatusOr<Answer> operator()(const training::v1::CancelApplicationRequest& request) const {
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::CancelApplication, request, patience_));
    std::vector<Application> changed = {response.application()};
    changed.insert(changed.end(), response.promoted().begin(), response.promoted().end());
    return AnswerOf(response, !response.unchanged() && Are(changed));
  }
  absl::StatusOr<Answer> operator()(const training::v1::RecordAttendanceRequest& request) const {
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::RecordAttendance, request, patience_));
    return AnswerOf(response, response.changed() == request.entries_size());
  }
  absl::StatusOr<Answer> operator()(training::v1::ErasePersonRequest request) const {
    training::v1::GetApplicationRequest get;
    get.set_name(change_.applications[0].after.name());
    ASSIGN_OR_RETURN(const auto application, client_.Call(&Training::Stub::GetApplication, get, patience_));
    request.set_name(application.person());
    ASSIGN_OR_RETURN(const auto response, client_.Call(&Training::Stub::ErasePerson, request, patience_));
    std::vector<Application> changed = {response.cancelled()};
    changed.insert(changed.end(), response.promoted().begin(), response.promoted().end());
    return AnswerOf(response, !response.unchanged() && Are(changed));
  }

 private:
  template <typename Response>
  static Answer AnswerOf(const Response& response, bool as_asked) {
    return {response.revision(), as_asked, response.ShortDebugString()};
  }

  // True if these are the change's applications afterwards.
  bool Are(const std::vector<Application>& answered) const {
    bool are = answered.size() == change_.applications.size();
    for (size_t i = 0; are && i < answered.size(); ++i) are = SameFacts(answered[i], change_.applications[i].after);
    return are;
  }

  Training::Client& client_;
  const Training::Change& change_;
  const absl::Duration patience_;
};

absl::StatusOr<std::vector<Event>> ListEvents(Training::Client& client, const std::string& revision) {
  training::v1::ListEventsRequest request;
  request.set_revision(revision);
  return client.ListAll(&Training::Stub::ListEvents, request, &training::v1::ListEventsResponse::events);
}

// What clients contend for; each number of people is another version.
Event ContendedEvent(const std::string& name, int people) {
  Event event;
  event.set_name(name);
  event.mutable_title()->set_ja("競合する研修");
  event.set_kind(Event::KIND_TRAINING);
  event.set_state(Event::STATE_HELD);
  event.mutable_schedule()->set_date(absl::StrCat(2014 + people % 4, "-10-01"));
  event.mutable_participants()->set_count(people);
  return event;
}

}  // namespace

std::string GovernmentOf(int number) {
  const auto prefectures = Prefectures();
  const auto cities = DesignatedCities();
  const auto i = static_cast<size_t>(number);
  return std::string(i < prefectures.size() ? prefectures[i].local_government_code
                                            : cities[i - prefectures.size()].code);
}

std::string Training::Binary() { return BinaryOr("ZAITAKU_TRAINING_BINARY", ZAITAKU_TRAINING_BINARY); }

absl::Status Training::Seed(Client& client) {
  training::v1::ImportEntriesRequest request;
  for (const char* name : {"training_programs", "events"}) {
    request.mutable_content()->append(ReadData(absl::StrCat("training/", name, ".jsonl")));
  }
  return client.Call(&Stub::ImportEntries, request).status();
}

absl::StatusOr<std::vector<std::vector<std::string>>> Training::Deal(Client&, int writers) {
  std::vector<std::vector<std::string>> dealt(writers);
  for (int i = 0; i < writers * kEventsEach; ++i) dealt[i % writers].push_back(absl::StrCat("events/event-", i));
  return dealt;
}

const std::string& Training::Change::request_id() const {
  return std::visit([](const auto& sent) -> const std::string& { return sent.request_id(); }, request);
}

std::string Training::Change::ToText() const {
  std::string text = std::visit([](const auto& sent) { return sent.ShortDebugString(); }, request);
  for (const auto& step : events) absl::StrAppend(&text, "; expected: ", step.after.ShortDebugString());
  for (const auto& step : applications) absl::StrAppend(&text, "; expected: ", step.after.ShortDebugString());
  return text;
}

absl::StatusOr<Answer> Training::Send(Client& client, const Change& change, absl::Duration patience) {
  return std::visit(Sender(client, change, patience), change.request);
}

absl::StatusOr<bool> Training::IsHeld(Client& client, const Change& change, const std::string& revision) {
  bool held = true;
  for (const auto& [before, after] : change.events) {
    training::v1::GetEventRequest request;
    request.set_name(after.name().empty() ? before.name() : after.name());
    request.set_revision(revision);
    const auto event = client.Call(&Stub::GetEvent, request);
    if (after.name().empty() && ReasonOf(event.status()) == type::v1::ERROR_REASON_RESOURCE_NOT_FOUND) continue;
    RETURN_IF_ERROR(event.status());
    held = held && SameFacts(*event, after);
  }
  for (const auto& step : change.applications) {
    training::v1::GetApplicationRequest request;
    request.set_name(step.after.name());
    request.set_revision(revision);
    ASSIGN_OR_RETURN(const auto application, client.Call(&Stub::GetApplication, request));
    held = held && SameFacts(application, step.after);
  }
  return held;
}

bool Training::IsShown(const type::v1::RevisionRecord& record, const Change& change) {
  const size_t people = std::holds_alternative<training::v1::ErasePersonRequest>(change.request) ? 1 : 0;
  bool shown = record.changes_size() == static_cast<int>(change.events.size() + change.applications.size() + people);
  for (const auto& step : change.events) shown = shown && HasStep(record, step);
  for (const auto& step : change.applications) shown = shown && HasStep(record, step);
  return shown;
}

absl::StatusOr<FlatTotals> Training::TotalsAt(Client& client, const std::string& revision) {
  training::v1::GetEventTotalsRequest request;
  request.set_revision(revision);
  ASSIGN_OR_RETURN(const auto totals, client.Call(&Stub::GetEventTotals, request));
  FlatTotals flat = Flatten(totals);
  ASSIGN_OR_RETURN(const auto events, ListEvents(client, revision));
  for (const Event& event : events) {
    training::v1::GetParticipationRequest of_event;
    of_event.set_event(event.name());
    of_event.set_revision(revision);
    ASSIGN_OR_RETURN(const auto participation, client.Call(&Stub::GetParticipation, of_event));
    flat.merge(Flatten(event.name(), participation));
  }
  return flat;
}

absl::StatusOr<FlatTotals> Training::RecountAt(Client& client, const std::string& revision) {
  ASSIGN_OR_RETURN(const auto events, ListEvents(client, revision));
  std::vector<EventWithApplications> counted;
  for (const Event& event : events) {
    training::v1::ListApplicationsRequest request;
    request.set_event(event.name());
    request.set_revision(revision);
    ASSIGN_OR_RETURN(auto applications, client.ListAll(&Stub::ListApplications, request,
                                                       &training::v1::ListApplicationsResponse::applications));
    counted.push_back({event, std::move(applications)});
  }
  return Recount(counted);
}

absl::StatusOr<std::vector<std::string>> Training::Contended(Client& client) {
  training::v1::BatchUpdateEntriesRequest request;
  std::vector<std::string> names;
  for (int i = 0; i < kContendedEvents; ++i) {
    names.push_back(absl::StrCat("events/contended-", i));
    training::v1::EntryChange& change = *request.add_changes();
    change.set_allow_missing(true);
    *change.mutable_entry()->mutable_event() = ContendedEvent(names.back(), 0);
  }
  RETURN_IF_ERROR(client.Call(&Stub::BatchUpdateEntries, request).status());
  return names;
}

absl::StatusOr<std::string> Training::EtagOf(Client& client, const std::string& name) {
  training::v1::GetEventRequest request;
  request.set_name(name);
  ASSIGN_OR_RETURN(const auto event, client.Call(&Stub::GetEvent, request));
  return event.etag();
}

absl::StatusOr<bool> Training::UpdateUnder(Client& client, const std::string& name, const std::string& etag, int number,
                                           int sequence) {
  training::v1::UpdateEventRequest update;
  *update.mutable_event() = ContendedEvent(name, 1 + sequence + number * 1000000);
  update.mutable_event()->set_etag(etag);
  update.set_request_id(absl::StrCat("client-", number, ".", sequence));
  ASSIGN_OR_RETURN(const auto response, client.Call(&Stub::UpdateEvent, update));
  return !response.unchanged();
}

}  // namespace zaitaku
