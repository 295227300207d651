// The rules of applications: what a request must say, who may apply, and how many. Pure functions on the messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

// The collection of people, who are private records.
inline constexpr std::string_view kPeople = "people";

// The applications for an event, such as `events/2016-03-joint-meeting/applications`, one of them by its number, and
// the event of one.
std::string ApplicationsOf(std::string_view event);
std::string ApplicationName(std::string_view event, int64_t number);
std::string EventOf(std::string_view application);

// INVALID_ARGUMENT if the request is wrong in itself. No error repeats what it says of people.
absl::Status CheckRequest(const v1::ApplyForEventRequest& request);
absl::Status CheckRequest(const v1::CancelApplicationRequest& request);
absl::Status CheckRequest(const v1::RecordAttendanceRequest& request);
absl::Status CheckRequest(const v1::GetApplicationRequest& request);
absl::Status CheckRequest(const v1::ListApplicationsRequest& request);
absl::Status CheckRequest(const v1::GetPersonRequest& request);
absl::Status CheckRequest(const v1::ErasePersonRequest& request);

// An address as people are told apart by it: widths, case and blanks do not count.
std::string FoldAddress(std::string_view email);

// What a person's record is looked up by: the address, for one event and of one government. So no government learns
// whom another one has registered, and none changes or erases what another one said of the same person.
std::string PersonLookup(std::string_view event, std::string_view local_government_code, std::string_view email);

// INVALID_ARGUMENT if the reason, which is kept for ever, holds the name or the address of the person that `path`
// names.
absl::Status CheckReasonIsImpersonal(const std::string& reason, const v1::Person& person, const std::string& path);

// FAILED_PRECONDITION: APPLICATIONS_NOT_OPEN unless the event is open and has a rule, GOVERNMENT_NOT_ELIGIBLE unless
// the government is of its audience, EVENT_OVER once it was held or cancelled, EVENT_NOT_HELD until it was held.
absl::Status CheckTakesApplications(const v1::Event& event);
absl::Status CheckEligible(const v1::Event& event, const std::string& local_government_code);
bool IsEligible(const v1::Event& event, const std::string& local_government_code);
absl::Status CheckNotOver(const v1::Event& event);
absl::Status CheckHeld(const v1::Event& event);

// Whether it was held or cancelled, so that nobody gets a place any more.
bool IsOver(const v1::Event& event);

// Places of one government at the event, and of the event.
v1::Places GovernmentPlaces(const v1::Event& event, int64_t admitted, int64_t waiting);
v1::Places EventPlaces(const v1::Event& event, int64_t admitted, int64_t waiting);

// Whether there is a place for one more.
bool HasRoom(const v1::Places& places);

// FAILED_PRECONDITION (QUOTA_EXCEEDED or CAPACITY_EXCEEDED) unless there are places for so many. Where there are too
// few by both rules, the error names the one that leaves fewer.
absl::Status CheckRoom(int needed, const std::string& local_government_code, const v1::Places& government,
                       const v1::Places& event);

// FAILED_PRECONDITION (RULE_BELOW_ADMITTED) if more people have a place than `places` allows. The code is empty for the
// event's own places. `path` is the event's in the request.
absl::Status CheckNotBelowAdmitted(const v1::Places& places, const std::string& local_government_code,
                                   const std::string& path);

// RESOURCE_EXHAUSTED (OVERLOADED): others who wait are getting the places that there are.
absl::Status PlacesAreBeingGiven();

// FAILED_PRECONDITION (REASON_REQUIRED): recorded attendance changes by corrections only.
absl::Status CorrectionNeedsReason(const v1::Application& application);

// The labels that an application is found by. Those who wait are found in the order in which they came, of all
// governments and of one. The first of each government that has room for it carries the head's label: the next to get a
// place is the first of these.
std::string ApplicantLabel(const std::string& person);
std::string GovernmentLabel(const std::string& event, const std::string& local_government_code);
std::string WaitingLabel(const std::string& event);
std::string WaitingLabel(const std::string& event, const std::string& local_government_code);
std::string HeadLabel(const std::string& event);
std::vector<std::string> LabelsOf(const v1::Application& application, bool is_head);

// The label under which the fewest applications that pass the filters may be expected; empty if there is none.
std::string BestLabel(const v1::ListApplicationsRequest& request);
bool Passes(const v1::Application& application, const v1::ListApplicationsRequest& request);

}  // namespace zaitaku::training
