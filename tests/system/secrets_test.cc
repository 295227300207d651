// Fifty secrets and names of people, planted in the real processes wherever a caller can put them: none comes out in a
// log, a metric, an error, the history, or the stores but for the one place that people's data is kept in.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/metrics_page/scrape.h"
#include "tests/stored_bytes/stored_bytes.h"
#include "tests/system/whole_system.h"
#include "tests/token_issuer/token_issuer.h"

namespace zaitaku {
namespace {

using Metadata = std::multimap<std::string, std::string>;

constexpr int kRounds = 5;

class SecretsTest : public WholeSystem {
 protected:
  void SetUp() override {
    SpeakTls();
    const std::string keys = council_.File("keys.json");
    std::ofstream(keys) << issuer_.Jwks();
    for (ServerProcess* process : processes()) {
      process->AddArguments({"--log-format", "json", "--log-level", "debug", "--slow-call-ms", "1", "--token-keys",
                             keys, "--token-issuer", kTestIssuer, "--token-audience", kTestAudience});
    }
    WholeSystem::SetUp();
  }

  // A new one; nothing else is written like it.
  std::string Plant() {
    secrets_.push_back(absl::StrCat("sEcReT", 1000 + secrets_.size(), "x"));
    return secrets_.back();
  }
  Metadata Bearer(const std::string& token) {
    secrets_.push_back(token.substr(token.rfind('.') + 1));  // Its signature, or all of it.
    return {{"authorization", "Bearer " + token}};
  }

  // A call; what it was answered is kept.
  template <typename Rpc, typename Request, typename Response>
  absl::Status Call(const ServerProcess& process, const Metadata& metadata,
                    grpc::Status (Rpc::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request) {
    const auto stub = Rpc::NewStub(grpc::CreateChannel(process.address(), TestCredentials()));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    Response response;
    const grpc::Status status = (stub.get()->*method)(&context, request, &response);
    absl::StrAppend(&said_, status.error_message(), "\n", status.error_details(), "\n", response.DebugString(), "\n");
    for (const auto& [key, value] : context.GetServerTrailingMetadata())
      absl::StrAppend(&said_, std::string(key.data(), key.size()), "=", std::string(value.data(), value.size()), "\n");
    return FromGrpc(status);
  }

  // One that every server refuses or answers, with these; the first kind writes.
  void TryAll(const Metadata& metadata, bool refused) {
    council::v1::UpdateCouncilReportRequest correction;
    correction.mutable_council_report()->set_name("surveys/2015-12/reports/home-medical-care-13");
    const std::vector<absl::Status> outcomes = {
        Call<CouncilRpc>(council_, metadata, &CouncilRpc::Stub::UpdateCouncilReport, correction),
        Call<CatalogRpc>(catalog_, metadata, &CatalogRpc::Stub::DeleteProgram, catalog::v1::DeleteProgramRequest()),
        Call<TrainingRpc>(training_, metadata, &TrainingRpc::Stub::DeleteEvent, training::v1::DeleteEventRequest()),
        Call<SummaryRpc>(gateway_, metadata, &SummaryRpc::Stub::GetNationwideSummary, GetNationwideSummaryRequest())};
    for (const absl::Status& outcome : outcomes)
      if (refused) EXPECT_TRUE(absl::IsUnauthenticated(outcome)) << outcome;
  }

  absl::Status Apply(const Metadata& metadata, const std::string& name, const std::string& email) {
    training::v1::ApplyForEventRequest request;
    request.set_request_id(absl::StrCat("application-", ++applications_));  // So that what comes of it is kept.
    request.set_event("events/2026-12-canaries");
    request.set_local_government_code("130001");
    request.mutable_applicants()->Add()->mutable_person()->set_full_name(name);
    request.mutable_applicants(0)->mutable_person()->set_email(email);
    return Call<TrainingRpc>(training_, metadata, &TrainingRpc::Stub::ApplyForEvent, request);
  }

  // Everything that the services remember, as they tell the ministry.
  void ReadHistories() {
    type::v1::ListRevisionsRequest all;
    all.set_include_values(true);
    all.set_page_size(1000);
    EXPECT_OK(Call<CouncilRpc>(council_, {}, &CouncilRpc::Stub::ListRevisions, all));
    EXPECT_OK(Call<CatalogRpc>(catalog_, {}, &CatalogRpc::Stub::ListRevisions, all));
    EXPECT_OK(Call<TrainingRpc>(training_, {}, &TrainingRpc::Stub::ListRevisions, all));
  }

  // The private keys, in lines, as whoever prints a file by mistake would show them.
  void AddKeys() {
    std::vector<std::string> files = {key_};
    for (const auto& arguments : {TransportArguments(), ServicesTransportArguments()}) {
      for (size_t i = 0; i + 1 < arguments.size(); i += 2)
        if (absl::EndsWith(arguments[i], "-key")) files.push_back(arguments[i + 1]);
    }
    EXPECT_EQ(files.size(), 3);
    for (const std::string& file : files) {
      std::ifstream in(file);
      for (std::string line; std::getline(in, line);)
        if (line.size() > 40) secrets_.push_back(line);
    }
  }

  std::string Stored() {
    std::string bytes;
    for (ServerProcess* process : {&council_, &catalog_, &training_}) bytes += StoredBytes(process->File(""));
    return bytes;
  }

  const TokenIssuer issuer_{TokenIssuer::Kind::kEc, "key"};
  std::vector<std::string> secrets_;
  int applications_ = 0;
  std::string said_;
};

TEST_F(SecretsTest, NoneOfFiftyComesOut) {
  ASSERT_OK(Call<TrainingRpc>(training_, {}, &TrainingRpc::Stub::UpdateEvent, NewEvent("研修")));
  for (int i = 0; i < kRounds; ++i) {
    TryAll(Bearer(Plant()), true);
    TryAll(Bearer(absl::StrCat(Plant(), ".", Plant(), ".", Plant())), true);
    TryAll({{"authorization", "Basic " + Plant()}}, true);
    // Signed tokens: claims that nobody asked for, and such as are refused or not kept because they may be names.
    TryAll(Bearer(issuer_.Sign(TestClaims("agency/statistics", ", \"name\": \"" + Plant() + "\""))), false);
    TryAll(Bearer(issuer_.Sign(absl::StrReplaceAll(TestClaims("ministry"), {{"officer-7", Plant() + "@example.jp"}}))),
           true);
    TryAll(Bearer(issuer_.Sign(absl::StrReplaceAll(TestClaims("agency/statistics"), {{"token-1", "J. " + Plant()}}))),
           false);
    TryAll(Bearer(issuer_.Sign("{\"alg\": \"ES256\", \"kid\": \"" + Plant() + "\"}", TestClaims("ministry"))), true);
    TryAll(Bearer(issuer_.Sign(TestClaims(Plant()))), true);
    // What goes along with calls of people who are let in.
    const Metadata beside = {{"cookie", Plant()}, {"x-api-key", Plant()}, {"traceparent", Plant()}};
    TryAll(beside, false);
    // People who are let in, who find no place, whose address is none, and whom somebody may not register.
    for (int person = 0; person < 3; ++person) Apply(beside, "在宅 " + Plant(), Plant() + "@example.jp").IgnoreError();
    EXPECT_THAT(Apply({}, Plant(), Plant()), HasCode(absl::StatusCode::kInvalidArgument));
    EXPECT_TRUE(absl::IsPermissionDenied(
        Apply(Bearer(issuer_.Sign(TestClaims("prefecture/27"))), Plant(), Plant() + "@example.jp")));
  }
  EXPECT_GE(secrets_.size(), 50);
  AddKeys();
  ReadHistories();
  for (ServerProcess* process : processes()) {
    ASSERT_OK_AND_ASSIGN(const std::string page, Scrape(process->metrics_address()));
    absl::StrAppend(&said_, page);
  }
  // What they still had to write, such as refusals, is written when they end.
  for (ServerProcess* process : {&gateway_, &training_, &catalog_, &council_}) ASSERT_OK(process->Stop());
  std::string logs;
  for (ServerProcess* process : processes()) absl::StrAppend(&logs, process->Log());
  const std::string stored = Stored();
  // All of it is looked through.
  for (const char* part : {"zaitaku_rpc_ended_total", "is not in Base64", "prefecture/27 officer-7",
                           "idempotency.response=", "resource_version."})
    EXPECT_TRUE(absl::StrContains(said_ + stored, part)) << part;
  EXPECT_TRUE(absl::StrContains(stored, "zaitaku.audit.RefusedWrites"));
  EXPECT_TRUE(absl::StrContains(logs, "call failed"));
  const std::pair<const char*, const std::string*> places[] = {
      {"said", &said_}, {"logged", &logs}, {"stored", &stored}};
  for (const std::string& secret : secrets_) {
    for (const auto& [place, text] : places) {
      const size_t at = text->find(secret);
      EXPECT_EQ(at, std::string::npos) << secret << " is " << place << ": "
                                       << text->substr(at < 200 ? 0 : at - 200, 400);
    }
  }
}

// People's data is in them.
TEST_F(SecretsTest, StoresAreNobodyElses) {
  int files = 0;
  for (ServerProcess* process : {&council_, &catalog_, &training_}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(process->File("")))) {
      if (!absl::StrContains(entry.path().filename().string(), ".db")) continue;
      struct stat state = {};
      ASSERT_EQ(stat(entry.path().c_str(), &state), 0);
      EXPECT_EQ(state.st_mode & (S_IWGRP | S_IRWXO), 0u) << entry.path();
      ++files;
    }
  }
  EXPECT_GE(files, 6);  // With their logs.
}

}  // namespace
}  // namespace zaitaku
