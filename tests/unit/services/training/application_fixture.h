// Events and their applications in a ledger on a real SQLite file. At the end of each test the running totals must be
// what the rows add up to.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/digest/digest.h"
#include "platform/storage/ledger.h"
#include "services/training/application_calls.h"
#include "services/training/application_rules.h"
#include "services/training/application_store.h"
#include "services/training/training_cells.h"
#include "services/training/training_index.h"
#include "services/training/training_store.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku::training {

// The metadata of an error's reason.
inline std::map<std::string, std::string> MetadataOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  EXPECT_TRUE(GetDetail(status, info)) << status;
  return {info.metadata().begin(), info.metadata().end()};
}

inline std::string JapaneseOf(const absl::Status& status) {
  google::rpc::LocalizedMessage message;
  EXPECT_TRUE(GetDetail(status, message)) << status;
  return message.message();
}

inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  google::rpc::BadRequest bad_request;
  std::vector<std::string> fields;
  if (GetDetail(status, bad_request)) {
    for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

class ApplicationTest : public testing::Test {
 protected:
  static constexpr char kEvent[] = "events/2016-03-joint-meeting";
  static constexpr char kTokyo[] = "130001";
  static constexpr char kOsaka[] = "270008";
  static constexpr char kSapporo[] = "011002";

  void SetUp() override {
    LedgerOptions options;
    options.now = [this] { return now_; };
    auto opened = Ledger::Open(File(), options);
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }

  void TearDown() override {
    if (ledger_ != nullptr) ExpectTotalsRight();
  }

  std::string File() const { return folder_.File("training.db"); }

  // A mutation with the request's own checks before it, as the service makes it.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(absl::Status (*body)(const Request&, Transaction&, Response&), const Request& request) {
    RETURN_IF_ERROR(CheckRequest(request));
    Response response;
    auto status = std::make_shared<std::promise<absl::Status>>();
    Mutation mutation;
    mutation.origin = {
        .caller = "tester", .method = "test.Method", .request_id = request.request_id(), .reason = request.reason()};
    mutation.request_digest = Sha256Hex(request.SerializeAsString());
    mutation.validate_only = request.validate_only();
    mutation.response = &response;
    mutation.set_revision = [&response](const std::string& token) { response.set_revision(token); };
    mutation.apply = [&](Transaction& transaction) { return body(request, transaction, response); };
    mutation.done = [status](const absl::Status& done) { status->set_value(done); };
    ledger_->Submit(std::move(mutation));
    RETURN_IF_ERROR(status->get_future().get());
    return response;
  }

  // A mutation that no call makes.
  absl::Status Mutate(std::function<absl::Status(Transaction&)> apply) {
    auto done = std::make_shared<std::promise<absl::Status>>();
    Mutation mutation;
    mutation.origin = {.caller = "tester", .method = "test.Method"};
    mutation.set_revision = [](const std::string&) {};
    mutation.apply = std::move(apply);
    mutation.done = [done](const absl::Status& status) { done->set_value(status); };
    ledger_->Submit(std::move(mutation));
    return done->get_future().get();
  }

  // One more revision of what is due.
  absl::Status Continue() {
    return Mutate([](Transaction& transaction) { return ContinuePromotions(kEvent, transaction); });
  }

  // Whether the event is filed as one for which promotions are due.
  bool IsFiledAsDue() {
    auto view = ledger_->ReadAt("");
    return !(*view)->reader.LabelledNames(kPromotionsDueLabel, "", 1)->empty();
  }

  // Files the event or changes it, as the service does. `promoted` gets who has a place by it.
  absl::Status PutEvent(v1::Event event, std::vector<std::string>* promoted = nullptr) {
    v1::UpdateEventResponse response;
    const absl::Status status = Mutate([&](Transaction& transaction) -> absl::Status {
      TrainingWriter writer(transaction);
      RETURN_IF_ERROR(writer.Put(event, "event"));
      *response.mutable_promoted() = writer.promoted();
      response.set_more_promotions(writer.is_promotion_due());
      return writer.CheckReferences();
    });
    more_promotions_ = response.more_promotions();
    if (promoted != nullptr) {
      promoted->clear();
      for (const auto& application : response.promoted()) promoted->push_back(application.name());
    }
    return status;
  }

  // An open event of FY2015 for anybody; limits of 0 are none.
  static v1::Event OpenEvent(int per_government, int capacity, bool waiting_list, const std::string& name = kEvent) {
    v1::Event event;
    event.set_name(name);
    event.set_state(v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.add_fields(v1::TRAINING_FIELD_HOME_VISIT_NURSING);
    v1::ApplicationRule& rule = *event.mutable_application_rule();
    if (per_government > 0) rule.set_per_government(per_government);
    if (capacity > 0) rule.set_capacity(capacity);
    rule.set_waiting_list(waiting_list);
    return event;
  }

  static v1::ApplyForEventRequest ApplyRequest(const std::string& government, const std::vector<std::string>& people,
                                               const std::string& event = kEvent) {
    v1::ApplyForEventRequest request;
    request.set_event(event);
    request.set_local_government_code(government);
    for (const std::string& person : people) {
      v1::Applicant& applicant = *request.add_applicants();
      applicant.mutable_person()->set_full_name("Officer " + person);
      applicant.mutable_person()->set_email(person + "@example.jp");
      applicant.set_role(v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
    }
    return request;
  }

  absl::StatusOr<v1::ApplyForEventResponse> Apply(const v1::ApplyForEventRequest& request) {
    return Call(&ApplyForEvent, request);
  }
  absl::StatusOr<v1::ApplyForEventResponse> Apply(const std::string& government,
                                                  const std::vector<std::string>& people) {
    return Apply(ApplyRequest(government, people));
  }

  static std::string Name(int number) { return ApplicationName(kEvent, number); }

  absl::StatusOr<v1::CancelApplicationResponse> Cancel(int number) {
    v1::CancelApplicationRequest request;
    request.set_name(Name(number));
    return Call(&CancelApplication, request);
  }

  absl::StatusOr<v1::RecordAttendanceResponse> Record(
      const std::vector<std::pair<int, v1::Application::Attendance>>& entries, const std::string& reason = "") {
    v1::RecordAttendanceRequest request;
    request.set_event(kEvent);
    request.set_reason(reason);
    for (const auto& [number, attendance] : entries) {
      v1::AttendanceEntry& entry = *request.add_entries();
      entry.set_application(Name(number));
      entry.set_attendance(attendance);
    }
    return Call(&RecordAttendance, request);
  }

  absl::StatusOr<v1::ErasePersonResponse> Erase(const std::string& person) {
    v1::ErasePersonRequest request;
    request.set_name(person);
    return Call(&ErasePerson, request);
  }

  absl::StatusOr<v1::Person> Person(const std::string& name) {
    v1::GetPersonRequest request;
    request.set_name(name);
    RETURN_IF_ERROR(CheckRequest(request));
    ASSIGN_OR_RETURN(const auto view, ledger_->ReadAt(""));
    v1::Person person;
    RETURN_IF_ERROR(GetPerson(view->reader, request, person));
    return person;
  }

  v1::Application Get(int number) {
    auto view = ledger_->ReadAt("");
    auto application = (*view)->reader.Get<v1::Application>(Name(number));
    EXPECT_OK(application);
    return application.value_or(v1::Application());
  }

  // How the applications stand, in order: a letter for each, such as "AAWC".
  std::string States(const std::string& event = kEvent) {
    auto view = ledger_->ReadAt("");
    auto applications = (*view)->reader.List<v1::Application>(ApplicationsOf(event), "", 100000);
    std::string states;
    for (const v1::Application& application : *applications) states += "?AWC"[application.state()];
    return states;
  }

  // A list, all of its pages.
  absl::StatusOr<std::vector<v1::Application>> List(v1::ListApplicationsRequest request) {
    std::vector<v1::Application> all;
    do {
      RETURN_IF_ERROR(CheckRequest(request));
      ASSIGN_OR_RETURN(const Page page, OpenPage(*ledger_, request, 100));
      v1::ListApplicationsResponse response;
      RETURN_IF_ERROR(ListApplications(page, request, response));
      all.insert(all.end(), response.applications().begin(), response.applications().end());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  v1::GetParticipationResponse Participation() {
    v1::GetParticipationRequest request;
    request.set_event(kEvent);
    v1::GetParticipationResponse response;
    auto view = ledger_->ReadAt("");
    EXPECT_OK(GetParticipation((*view)->reader, request, response));
    return response;
  }

  void ExpectTotalsRight() {
    ASSERT_OK_AND_ASSIGN(auto view, ledger_->ReadAt(""));
    ASSERT_OK_AND_ASSIGN(auto running, view->reader.AllTotals());
    Cells recomputed;
    ASSERT_OK_AND_ASSIGN(const auto events, view->reader.ListAll<v1::Event>("events"));
    for (const v1::Event& event : events) {
      for (const auto& [cell, amount] : CellsOf(event)) recomputed[cell] += amount;
      ASSERT_OK_AND_ASSIGN(const Cells applications, RecomputeApplicationTotals(view->reader, event));
      for (const auto& [cell, amount] : applications) recomputed[cell] += amount;
    }
    std::erase_if(running, [](const auto& cell) { return cell.second == 0; });
    std::erase_if(recomputed, [](const auto& cell) { return cell.second == 0; });
    EXPECT_EQ(running, recomputed);
  }

  TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'450'000'000);
  std::unique_ptr<Ledger> ledger_;
  bool more_promotions_ = false;  // What the last PutEvent said.
};

}  // namespace zaitaku::training
