// Every RPC of the contract x 47 prefectures x 8 identities, over TLS: each outcome as docs/policy.md says, which
// officials read and nothing here computes.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "domain/prefectures.h"
#include "tests/access/guarded_servers.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/rpcs.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr char kTraining[] = "zaitaku.training.v1.TrainingService/";
constexpr char kEvent[] = "events/matrix";

// What the page says: yes, own or –, by column.
std::map<std::string, std::map<std::string, std::string>> ReadPage() {
  std::ifstream file(ZAITAKU_SOURCE_DIR "/docs/policy.md");
  std::map<std::string, std::map<std::string, std::string>> page;
  for (std::string line; std::getline(file, line);) {
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (!absl::StartsWith(line, "| zaitaku.")) continue;
    page[cells.at(0).substr(2)] = {{"anybody", cells.at(1)},
                                   {"agency", cells.at(2)},
                                   {"prefecture", cells.at(3)},
                                   {"ministry", cells.at(4)},
                                   {"operator", cells.at(5).substr(0, cells.at(5).find(' '))}};
  }
  return page;
}

// What belongs to one prefecture.
struct Own {
  std::string code;
  std::string government;
  std::string application;
  std::string person;
};

// A request that is about the prefecture wherever it can be, made from its descriptor.
void Fill(const Own& own, const std::string& rpc, Message& message) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.name() == "prefecture_code") reflection->SetString(&message, &field, own.code);
    if (field.name() == "local_government_code") reflection->SetString(&message, &field, own.government);
    if (field.name() == "validate_only") reflection->SetBool(&message, &field, true);
    if (field.name() == "event" && field.type() == FieldDescriptor::TYPE_STRING)
      reflection->SetString(&message, &field, kEvent);
    if (field.name() == "name" && absl::EndsWith(rpc, "Application"))
      reflection->SetString(&message, &field, own.application);
    if (field.name() == "name" && absl::EndsWith(rpc, "Person")) reflection->SetString(&message, &field, own.person);
    if (field.name() == "council_report") {
      Message& report = *reflection->MutableMessage(&message, &field);
      report.GetReflection()->SetString(&report, report.GetDescriptor()->FindFieldByName("name"),
                                        absl::StrCat("surveys/2015-12/reports/home-medical-care-", own.code));
    }
    if (field.name() == "requests") {
      Fill(own, rpc, *reflection->AddMessage(&message, &field));
      Fill(own, rpc, *reflection->AddMessage(&message, &field));
    }
  }
}

const MethodDescriptor& DescriptorOf(const std::string& rpc) {
  std::string name = rpc;
  name[name.find('/')] = '.';
  return *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
}

std::string RequestFor(const std::string& rpc, const Own& own) {
  const auto* type = DescriptorOf(rpc).input_type();
  const std::unique_ptr<Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  Fill(own, rpc, *request);
  return request->SerializeAsString();
}

// One of the eight, for each server.
struct Identity {
  std::string name;
  std::string column;  // Of the page; empty: never let in.
  absl::StatusCode refusal;
  std::map<std::string, RawClient> clients = {};  // By service.
};

class MatrixTest : public testing::Test {
 protected:
  template <typename Request, typename Response>
  Response AsMinistry(const std::string& method, const Request& request) {
    std::string answer;
    const auto client = servers_.WithCertificate(kTraining, "ministry");
    EXPECT_OK(client.Call(kTraining + method, request.SerializeAsString(), false, &answer));
    Response response;
    EXPECT_TRUE(response.ParseFromString(answer));
    return response;
  }

  // An event with an application of every prefecture.
  void ApplyForAll() {
    training::v1::UpdateEventRequest update;
    update.set_allow_missing(true);
    training::v1::Event& event = *update.mutable_event();
    event.set_name(kEvent);
    event.mutable_title()->set_ja("合同会議");
    event.set_kind(training::v1::Event::KIND_JOINT_MEETING);
    event.set_state(training::v1::Event::STATE_OPEN);
    event.mutable_schedule()->set_date("2016-03-16");
    event.add_audiences(training::v1::AUDIENCE_PREFECTURES);
    event.mutable_application_rule()->set_per_government(2);
    AsMinistry<training::v1::UpdateEventRequest, training::v1::UpdateEventResponse>("UpdateEvent", update);
    for (const PrefectureEntry& prefecture : Prefectures()) {
      training::v1::ApplyForEventRequest apply;
      apply.set_event(kEvent);
      apply.set_local_government_code(std::string(prefecture.local_government_code));
      training::v1::Person& person = *apply.add_applicants()->mutable_person();
      person.set_full_name("Officer " + std::string(prefecture.code));
      person.set_email(std::string(prefecture.code) + "@example.jp");
      const auto applied =
          AsMinistry<training::v1::ApplyForEventRequest, training::v1::ApplyForEventResponse>("ApplyForEvent", apply);
      ASSERT_EQ(applied.applications_size(), 1);
      owns_.push_back({std::string(prefecture.code), std::string(prefecture.local_government_code),
                       applied.applications(0).name(), applied.applications(0).person()});
    }
  }

  std::vector<Identity> IdentitiesFor(const std::string& own, const std::string& other) {
    using Code = absl::StatusCode;
    std::vector<Identity> identities = {
        {"none", "anybody", Code::kUnauthenticated},
        {"untrusted certificate", "", Code::kUnavailable},
        {"expired token", "", Code::kUnauthenticated},
        {"another prefecture", "prefecture", Code::kPermissionDenied},
        {"reader", "agency", Code::kPermissionDenied},
        {"own prefecture", "prefecture", Code::kPermissionDenied},
        {"ministry", "ministry", Code::kPermissionDenied},
        {"operator", "operator", Code::kPermissionDenied},
    };
    // Half of the prefectures come with a certificate, half with a token.
    const bool certificates = (own[1] - '0') % 2 == 0;
    for (const std::string& service : services_) {
      const auto prefecture = [&](const std::string& code) {
        return certificates ? servers_.WithCertificate(service, "prefecture/" + code)
                            : servers_.WithToken(service, "prefecture/" + code);
      };
      const RawClient clients[] = {servers_.Anonymous(service),
                                   servers_.WithCertificate(service, "ministry", false),
                                   servers_.WithToken(service, "ministry", -60),
                                   prefecture(other),
                                   servers_.WithCertificate(service, "agency/statistics"),
                                   prefecture(own),
                                   servers_.WithCertificate(service, "ministry"),
                                   servers_.WithToken(service, "operator")};
      for (size_t i = 0; i < identities.size(); ++i) identities[i].clients[service] = clients[i];
    }
    return identities;
  }

  void Check(const std::string& rpc, const Identity& identity, const std::string& cell, const absl::Status& status) {
    const std::string what = absl::StrCat(rpc, " by ", identity.name, ": ", status.ToString());
    const auto code = status.code();
    if (cell == "yes") {
      EXPECT_TRUE(code != absl::StatusCode::kUnauthenticated && code != absl::StatusCode::kPermissionDenied &&
                  code != absl::StatusCode::kUnimplemented)
          << what;
    } else if (cell == "own" && absl::EndsWith(rpc, "Application") && identity.name == "another prefecture") {
      EXPECT_EQ(code, absl::StatusCode::kNotFound) << what;
    } else if (cell == "own" && absl::EndsWith(rpc, "/GetPerson") && identity.name == "another prefecture") {
      EXPECT_EQ(code, absl::StatusCode::kNotFound) << what;
    } else {
      EXPECT_EQ(code, identity.refusal) << what;
    }
  }

  GuardedServers servers_;
  const std::vector<std::string> services_ = {"zaitaku.council.v1.CouncilService", "zaitaku.catalog.v1.CatalogService",
                                              "zaitaku.training.v1.TrainingService",
                                              "zaitaku.summary.v1.SummaryService"};
  std::vector<Own> owns_;
};

TEST_F(MatrixTest, EveryOutcomeIsAsThePageSays) {
  ApplyForAll();
  ASSERT_EQ(owns_.size(), 47);
  auto page = ReadPage();
  ASSERT_EQ(page.size(), std::size(kRpcs));
  int calls = 0;
  std::map<std::string, int> stored;  // Of those that compare stored rows, how many were answered to their owner.
  for (size_t p = 0; p < owns_.size(); ++p) {
    const std::vector<Identity> identities = IdentitiesFor(owns_[p].code, owns_[(p + 1) % owns_.size()].code);
    for (const std::string_view name : kRpcs) {
      const std::string rpc(name), service = rpc.substr(0, rpc.find('/'));
      const std::string request = RequestFor(rpc, owns_[p]);
      for (const Identity& identity : identities) {
        const absl::Status status =
            identity.clients.at(service).Call(rpc, request, DescriptorOf(rpc).server_streaming());
        std::string cell = identity.column.empty() ? "–" : page.at(rpc).at(identity.column);
        if (cell == "own" && identity.name == "own prefecture") cell = "yes";
        if (cell == "yes" && page.at(rpc).at("prefecture") == "own" && identity.name == "own prefecture")
          stored[rpc] += status.ok();
        Check(rpc, identity, cell, status);
        ++calls;
      }
    }
    if (HasFailure()) return;  // The other prefectures' would be the same.
  }
  EXPECT_EQ(calls, 47 * 8 * static_cast<int>(std::size(kRpcs)));
  for (const char* method : {"GetApplication", "GetPerson", "ListApplications", "CancelApplication"})
    EXPECT_EQ(stored[absl::StrCat(kTraining, method)], 47) << method;
}

}  // namespace
}  // namespace zaitaku
