#include "tests/bench/loaded_applications.h"

#include <sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "domain/prefectures.h"
#include "platform/service/paging.h"
#include "platform/status/status.h"
#include "services/training/application_calls.h"
#include "services/training/application_rules.h"
#include "services/training/application_store.h"
#include "services/training/training_cells.h"
#include "services/training/training_totals.h"

namespace zaitaku::bench {
namespace {

using training::v1::Application;

constexpr int kQuota = 4;
constexpr int kPeopleOfEach = kQuota + 1;  // The last one waits.
constexpr int kMunicipalities = 38;        // Of each prefecture: 1,833 governments with the prefectures.
constexpr int kFiscalYear = 2015;
constexpr int kPage = 100;
constexpr int kOutstanding = 256;  // While loading.

// Prefectures, and as many municipalities as there are.
std::vector<std::string> MakeGovernments() {
  std::vector<std::string> codes;
  for (const PrefectureEntry& prefecture : Prefectures()) {
    codes.emplace_back(prefecture.local_government_code);
    for (int i = 0; i < kMunicipalities; ++i) {
      const std::string digits = absl::StrCat(std::string(prefecture.code), 201 + i);
      codes.push_back(digits + *LocalGovernmentCheckDigit(digits));
    }
  }
  return codes;
}

const std::vector<std::string>& Governments() {
  static const auto* const kGovernments = new std::vector<std::string>(MakeGovernments());
  return *kGovernments;
}

int ApplicationsOfAnEvent() { return static_cast<int>(Governments().size()) * kPeopleOfEach; }

std::string EventName(int number) { return absl::StrFormat("events/event-%04d", number); }

training::v1::Event MakeEvent(int number) {
  training::v1::Event event;
  event.set_name(EventName(number));
  event.set_state(training::v1::Event::STATE_OPEN);
  event.mutable_schedule()->set_date("2015-10-01");
  event.add_fields(training::v1::TRAINING_FIELD_HOME_VISIT_NURSING);
  event.mutable_application_rule()->set_per_government(kQuota);
  event.mutable_application_rule()->set_waiting_list(true);
  return event;
}

absl::Status Wrong(const std::string& question, const std::string& answer) {
  return absl::InternalError(absl::StrCat("wrong answer to ", question, ": ", answer.substr(0, 1000)));
}

// Mutations on their way, so many at a time.
class Loading {
 public:
  explicit Loading(Ledger& ledger) : ledger_(ledger) {}
  ~Loading() { Finish().IgnoreError(); }

  void Submit(std::function<absl::Status(Transaction&)> apply) {
    {
      absl::MutexLock lock(&mutex_);
      const auto room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return outstanding_ < kOutstanding; };
      mutex_.Await(absl::Condition(&room));
      ++outstanding_;
    }
    // Its answer is nobody's.
    auto response = std::make_shared<training::v1::ApplyForEventResponse>();
    Mutation mutation;
    mutation.origin = {.caller = "bench", .method = "bench.Load"};
    mutation.response = response.get();
    mutation.set_revision = [response](const std::string&) {};
    mutation.apply = std::move(apply);
    mutation.done = [this](const absl::Status& status) {
      absl::MutexLock lock(&mutex_);
      if (!status.ok()) first_error_ = status;
      --outstanding_;
    };
    ledger_.Submit(std::move(mutation));
  }

  absl::Status Finish() {
    absl::MutexLock lock(&mutex_);
    const auto none = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return outstanding_ == 0; };
    mutex_.Await(absl::Condition(&none));
    return first_error_;
  }

 private:
  Ledger& ledger_;
  absl::Mutex mutex_;
  int outstanding_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status first_error_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

LoadedApplications::LoadedApplications(int applications) : applications_(applications) {}

absl::StatusOr<std::unique_ptr<LoadedApplications>> LoadedApplications::Start(int applications) {
  std::unique_ptr<LoadedApplications> loaded(new LoadedApplications(applications));
  ASSIGN_OR_RETURN(loaded->ledger_, Ledger::Open(loaded->folder_.File("training.db"), {}));
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(loaded->LoadEvents());
  RETURN_IF_ERROR(loaded->Load());
  loaded->load_time_ = absl::Now() - start;
  RETURN_IF_ERROR(loaded->LoadTable());
  return loaded;
}

absl::Status LoadedApplications::LoadEvents() {
  Loading loading(*ledger_);
  for (int number = 0; number * ApplicationsOfAnEvent() < applications_; ++number) {
    loading.Submit([number](Transaction& transaction) -> absl::Status {
      training::v1::Event event = MakeEvent(number);
      RETURN_IF_ERROR(training::MoveEvent(nullptr, &event, transaction));
      return transaction.Put(event);
    });
  }
  return loading.Finish();
}

training::v1::ApplyForEventRequest LoadedApplications::NextRequest(const std::string& event,
                                                                   const std::string& government, int people) {
  training::v1::ApplyForEventRequest request;
  request.set_event(event);
  request.set_local_government_code(government);
  for (int i = 0; i < people; ++i) {
    training::v1::Applicant& applicant = *request.add_applicants();
    const std::string person = absl::StrCat("officer-", people_++);
    applicant.mutable_person()->set_full_name(absl::StrCat("Person ", person));
    applicant.mutable_person()->set_email(absl::StrCat(person, "@example.jp"));
    applicant.set_role(training::v1::PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE);
  }
  return request;
}

absl::Status LoadedApplications::Load() {
  Loading loading(*ledger_);
  for (int i = 0; i < applications_; i += kPeopleOfEach) {
    const std::string& government = Governments()[i / kPeopleOfEach % Governments().size()];
    loading.Submit([request = NextRequest(EventName(i / ApplicationsOfAnEvent()), government, kPeopleOfEach)](
                       Transaction& transaction) {
      training::v1::ApplyForEventResponse response;
      return training::ApplyForEvent(request, transaction, response);
    });
  }
  return loading.Finish();
}

absl::Status LoadedApplications::LoadTable() {
  table_ = std::make_unique<SqlSession>(
      std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("table.db")));
  RETURN_IF_ERROR(table_->RunOnce(
      "CREATE TABLE application (number BIGINT PRIMARY KEY, fiscal_year BIGINT, prefecture TEXT, state BIGINT)"));
  RETURN_IF_ERROR(table_->RunOnce("BEGIN"));
  SqlInt number = 0, year = kFiscalYear, state = 0;
  std::string prefecture;
  for (; number < applications_; ++number) {
    prefecture = Governments()[number / kPeopleOfEach % Governments().size()].substr(0, 2);
    state = number % kPeopleOfEach < kQuota ? Application::STATE_ADMITTED : Application::STATE_WAITING;
    RETURN_IF_ERROR(table_->Run("INSERT INTO application VALUES (:number, :year, :prefecture, :state)",
                                soci::use(number, "number"), soci::use(year, "year"),
                                soci::use(prefecture, "prefecture"), soci::use(state, "state")));
  }
  return table_->RunOnce("COMMIT");
}

std::string LoadedApplications::AnyEvent() {
  const int events = std::max(1, applications_ / ApplicationsOfAnEvent());  // Those that are full.
  return EventName(std::uniform_int_distribution<int>(0, events - 1)(random_));
}

absl::Status LoadedApplications::Totals() {
  ASSIGN_OR_RETURN(const auto view, ledger_->ReadAt(""));
  training::v1::GetEventTotalsRequest request;
  request.set_fiscal_year(kFiscalYear);
  training::v1::GetEventTotalsResponse response;
  RETURN_IF_ERROR(training::ReadEventTotals(view->reader, request, response));
  const bool right = response.fiscal_years_size() == 1 &&
                     response.fiscal_years(0).applications().admitted() == applications_ / kPeopleOfEach * kQuota &&
                     !response.prefectures().empty();
  return right ? absl::OkStatus() : Wrong("totals", response.ShortDebugString());
}

absl::Status LoadedApplications::TotalsByCounting() {
  std::string prefecture;
  SqlInt state = 0, count = 0, admitted = 0;
  RETURN_IF_ERROR(table_->Select(
      "SELECT prefecture, state, COUNT(*) FROM application WHERE fiscal_year = 2015 GROUP BY prefecture, state",
      [&] { admitted += state == Application::STATE_ADMITTED ? count : 0; }, soci::into(prefecture), soci::into(state),
      soci::into(count)));
  const bool right = admitted == applications_ / kPeopleOfEach * kQuota;
  return right ? absl::OkStatus() : Wrong("counting", absl::StrCat(admitted));
}

absl::Status LoadedApplications::Participation() {
  ASSIGN_OR_RETURN(const auto view, ledger_->ReadAt(""));
  training::v1::GetParticipationRequest request;
  request.set_event(AnyEvent());
  training::v1::GetParticipationResponse response;
  RETURN_IF_ERROR(training::GetParticipation(view->reader, request, response));
  const int expected = std::min(applications_, ApplicationsOfAnEvent()) / kPeopleOfEach;
  return response.governments_size() == expected ? absl::OkStatus()
                                                 : Wrong("participation", absl::StrCat(response.governments_size()));
}

absl::Status LoadedApplications::List() {
  training::v1::ListApplicationsRequest request;
  request.set_event(AnyEvent());
  ASSIGN_OR_RETURN(const Page page, OpenPage(*ledger_, request, kPage));
  training::v1::ListApplicationsResponse response;
  RETURN_IF_ERROR(training::ListApplications(page, request, response));
  return response.applications_size() == kPage ? absl::OkStatus() : Wrong("list", response.ShortDebugString());
}

absl::Status LoadedApplications::ListWaiting() {
  training::v1::ListApplicationsRequest request;
  request.set_event(AnyEvent());
  request.set_state(Application::STATE_WAITING);
  ASSIGN_OR_RETURN(const Page page, OpenPage(*ledger_, request, kPage));
  training::v1::ListApplicationsResponse response;
  RETURN_IF_ERROR(training::ListApplications(page, request, response));
  return response.applications_size() == kPage ? absl::OkStatus() : Wrong("list", response.ShortDebugString());
}

template <typename Request, typename Response>
absl::StatusOr<Response> LoadedApplications::Call(absl::Status (*body)(const Request&, Transaction&, Response&),
                                                  const Request& request) {
  Response response;
  std::promise<absl::Status> status;
  Mutation mutation;
  mutation.origin = {.caller = "bench", .method = "bench.Call"};
  mutation.response = &response;
  mutation.set_revision = [&response](const std::string& token) { response.set_revision(token); };
  mutation.apply = [&](Transaction& transaction) { return body(request, transaction, response); };
  mutation.done = [&status](const absl::Status& done) { status.set_value(done); };
  ledger_->Submit(std::move(mutation));
  RETURN_IF_ERROR(status.get_future().get());
  return response;
}

absl::Status LoadedApplications::CancelAndApply() {
  const std::string event = AnyEvent();
  const int governments = std::min(applications_, ApplicationsOfAnEvent()) / kPeopleOfEach;
  const std::string& government = Governments()[std::uniform_int_distribution<int>(0, governments - 1)(random_)];
  training::v1::ListApplicationsRequest list;
  list.set_event(event);
  list.set_local_government_code(government);
  list.set_state(Application::STATE_ADMITTED);
  list.set_page_size(1);
  training::v1::ListApplicationsResponse listed;
  {
    ASSIGN_OR_RETURN(const Page page, OpenPage(*ledger_, list, kPage));
    RETURN_IF_ERROR(training::ListApplications(page, list, listed));
  }
  training::v1::CancelApplicationRequest cancel;
  cancel.set_name(listed.applications(0).name());
  ASSIGN_OR_RETURN(const auto cancelled, Call(&training::CancelApplication, cancel));
  if (cancelled.promoted_size() != 1) return Wrong("cancel", cancelled.ShortDebugString());
  const auto apply = NextRequest(event, government, 1);
  ASSIGN_OR_RETURN(const auto applied, Call(&training::ApplyForEvent, apply));
  const bool right = applied.applications(0).state() == Application::STATE_WAITING;
  return right ? absl::OkStatus() : Wrong("apply", applied.ShortDebugString());
}

}  // namespace zaitaku::bench
