// Certificates, keys, authorities and the keys of tokens are replaced again and again under load, and no call fails for
// it: real processes, real files.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/tls/tls_source.h"
#include "tests/certificates/certificates.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/system/registry_process.h"
#include "tests/token_issuer/token_issuer.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"
#include "zaitaku/summary/v1/summary_service.grpc.pb.h"

namespace zaitaku {
namespace {

constexpr int kCallers = 8;
constexpr int kCallsPerSecond = 200;
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr char kMinistry[] = "spiffe://zaitaku.example/ministry";
constexpr char kGateway[] = "spiffe://zaitaku.example/service/gateway";

int Rotations() { return FullSize() ? 20 : 3; }

using Credentials = std::shared_ptr<grpc::ChannelCredentials>;

// A call over a connection of its own; what certificate the server showed. The gateway has no such method, which is as
// good an answer.
absl::StatusOr<std::string> CallAnew(const std::string& address, const Credentials& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto stub = council::v1::CouncilService::NewStub(grpc::CreateCustomChannel(address, credentials, arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  council::v1::GetHeadResponse response;
  const grpc::Status status = stub->GetHead(&context, {}, &response);
  if (!status.ok() && status.error_code() != grpc::StatusCode::UNIMPLEMENTED) return FromGrpc(status);
  const auto shown = context.auth_context()->FindPropertyValues("x509_pem_cert");
  return shown.empty() ? "" : std::string(shown.front().data(), shown.front().size());
}

class RotationTest : public testing::Test {
 protected:
  void SetUp() override {
    Trust(authority_.certificate());
    IssueAll();
    // Connections are made anew again and again meanwhile, which nobody may notice either.
    WriteWhole(keys_, issuer_->Jwks());
    for (ServerProcess* server : {&council_, &gateway_}) {
      server->AddArguments({"--max-connection-age-s", "2", "--token-keys", keys_, "--token-issuer", kTestIssuer,
                            "--token-audience", kTestAudience});
    }
    council_.AddArguments({"--database", council_.File("council.db")});
    council_.SetTransport(ServerOptions(), ClientCredentials());
    ASSERT_OK(council_.Start());
    // Nobody is at the other two addresses: what is missing is flagged, and does not matter here.
    gateway_.AddArguments({"--council", council_.address(), "--catalog", "127.0.0.1:1", "--training", "127.0.0.1:1",
                           "--services-ca", File("ca"), "--services-cert", File("gateway"), "--services-key",
                           File("gateway-key")});
    gateway_.SetTransport(ServerOptions(), ClientCredentials());
    ASSERT_OK(gateway_.Start());
    Publish();
  }

  // Something to sum up.
  void Publish() {
    const auto stub =
        council::v1::CouncilService::NewStub(grpc::CreateChannel(council_.address(), ClientCredentials()));
    grpc::ClientContext importing, publishing;
    council::v1::ImportSurveyRequest document;
    document.set_content(ReadData("source/survey-2015-12.txt"));
    council::v1::ImportSurveyResponse imported;
    ASSERT_OK(FromGrpc(stub->ImportSurvey(&importing, document, &imported)));
    council::v1::PublishSurveyRequest survey;
    survey.set_name("surveys/2015-12");
    council::v1::PublishSurveyResponse published;
    ASSERT_OK(FromGrpc(stub->PublishSurvey(&publishing, survey, &published)));
  }

  std::string File(const std::string& name) const { return folder_.File(name + ".pem"); }
  std::vector<std::string> ServerOptions() const {
    return {"--tls-cert", File("server"), "--tls-key", File("server-key"), "--tls-client-ca", File("ca")};
  }

  // Everybody trusts these from now on.
  void Trust(const std::string& authorities) { WriteWhole(File("ca"), authorities); }
  void Issue(const std::string& name, const CertificateWishes& wishes) {
    const IssuedCertificate issued = authority_.Issue(wishes);
    if (name == "server") server_certificate_ = issued.certificate;
    // Pairs that servers follow arrive one file after the other, as they do in real life; the client's is read whole.
    const std::lock_guard lock(client_files_);
    WriteWhole(File(name), issued.certificate);
    WriteWhole(File(name + "-key"), issued.key);
  }
  void IssueAll() {
    Issue("server", {.usages = "serverAuth"});
    Issue("gateway", ClientWishes(kGateway));
    Issue("client", ClientWishes(kMinistry));
  }

  // As a client has them that starts now.
  Credentials ClientCredentials() {
    const std::lock_guard lock(client_files_);
    const auto material = ReadTlsMaterial(
        {TlsSide::kClient, {"--cert", File("client")}, {"--key", File("client-key")}, {"--ca", File("ca")}},
        absl::Now());
    EXPECT_OK(material);
    return FixedChannelCredentials(material.value());
  }
  static Credentials SignedBy(const CertificateAuthority& authority, const std::string& trusted) {
    const IssuedCertificate issued = authority.Issue(ClientWishes(kMinistry));
    return grpc::SslCredentials({trusted, issued.key, issued.certificate});
  }

  // Waits until both servers do what is expected of a call with these credentials.
  template <typename Expected>
  void Await(const Credentials& credentials, Expected expected) {
    for (const ServerProcess* server : {&council_, &gateway_}) {
      const absl::Time end = absl::Now() + kPatience;
      while (!expected(CallAnew(server->address(), credentials)) && absl::Now() < end) {
        absl::SleepFor(absl::Milliseconds(100));
      }
      ASSERT_TRUE(expected(CallAnew(server->address(), credentials))) << "not in use in time\n" << server->Log();
    }
  }

  void AwaitShown() {
    Await(ClientCredentials(), [this](const absl::StatusOr<std::string>& outcome) {
      return outcome.ok() && *outcome == server_certificate_;
    });
  }

  // The steps of docs/security.md.
  void RotateAuthority() {
    const CertificateAuthority old = std::exchange(authority_, CertificateAuthority("Next authority"));
    const std::string both = old.certificate() + authority_.certificate();
    Trust(both);
    Await(SignedBy(authority_, both), [](const auto& outcome) { return outcome.ok(); });
    AwaitReconnected();  // Whoever still trusts the old one alone refuses what the servers show next.
    IssueAll();
    AwaitShown();
    AwaitReconnected();  // Whoever trusts the next one alone refuses certificates of the old one.
    Trust(authority_.certificate());
    Await(SignedBy(old, both), [](const auto& outcome) { return absl::IsUnavailable(outcome.status()); });
  }

  // The next key stands beside the one before it until everybody has a token of the next one's.
  void RotateTokenKeys() {
    auto next = std::make_unique<TokenIssuer>(TokenIssuer::Kind::kEc, absl::StrCat("key-", ++issuers_));
    const std::string new_token = next->Sign(TestClaims("ministry")), old_token = Token();
    WriteWhole(keys_, absl::StrCat("{\"keys\": [", issuer_->Jwk(), ", ", next->Jwk(), "]}"));
    AwaitToken(new_token, grpc::StatusCode::OK);
    SetToken(new_token);
    AwaitReconnected();
    WriteWhole(keys_, next->Jwks());
    AwaitToken(old_token, grpc::StatusCode::UNAUTHENTICATED);
    issuer_ = std::move(next);
  }

  std::string Token() {
    const std::lock_guard lock(client_files_);
    return token_;
  }
  void SetToken(const std::string& token) {
    const std::lock_guard lock(client_files_);
    token_ = token;
  }

  // Waits until both servers end calls with the token so.
  void AwaitToken(const std::string& token, grpc::StatusCode expected) {
    for (const bool council : {true, false}) {
      const auto channel = grpc::CreateChannel(council ? council_address_ : gateway_address_, ClientCredentials());
      const auto ask = [&] { return (council ? AskCouncil(channel, token) : AskGateway(channel, token)).error_code(); };
      const absl::Time end = absl::Now() + kPatience;
      while (ask() != expected && absl::Now() < end) absl::SleepFor(absl::Milliseconds(100));
      ASSERT_EQ(ask(), expected);
    }
  }

  // Until all who call show and trust what the client has now, over the connections that they keep too.
  void AwaitReconnected() {
    const int wanted = ++generation_;
    const absl::Time end = absl::Now() + kPatience;
    const auto all = [&] {
      return std::all_of(shown_.begin(), shown_.end(), [&](const std::atomic<int>& shown) { return shown >= wanted; });
    };
    while (!all() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(20));
    ASSERT_TRUE(all()) << "somebody does not call";
  }

  // Calls at an even pace until told to end: every fifth over a new connection. Every other pair of callers brings a
  // token. Whatever fails is kept.
  void CallOn(int caller) {
    const std::string& address = caller % 2 == 0 ? council_address_ : gateway_address_;
    std::shared_ptr<grpc::Channel> old_channel;
    std::string token;
    int generation = -1;
    absl::Time due = absl::Now();
    for (int call = 0; !enough_; ++call, due += absl::Seconds(1) * kCallers / kCallsPerSecond) {
      absl::SleepFor(due - absl::Now());
      if (generation != generation_) {
        generation = generation_;
        old_channel = grpc::CreateChannel(address, ClientCredentials());
        if (caller % 4 >= 2) token = Token();
      }
      grpc::ChannelArguments arguments;
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      const auto channel =
          call % 5 == 0 ? grpc::CreateCustomChannel(address, ClientCredentials(), arguments) : old_channel;
      const grpc::Status status = caller % 2 == 0 ? AskCouncil(channel, token) : AskGateway(channel, token);
      ++calls_;
      if (channel == old_channel) shown_[caller] = generation;
      if (status.ok()) continue;
      const std::lock_guard lock(failures_mutex_);
      failures_.push_back(absl::StrCat(status.error_code(), " ", status.error_message()));
    }
  }
  // With a token, unless that is empty.
  static void Prepare(grpc::ClientContext& context, const std::string& token) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  }
  static grpc::Status AskCouncil(const std::shared_ptr<grpc::Channel>& channel, const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    council::v1::GetHeadResponse response;
    return council::v1::CouncilService::NewStub(channel)->GetHead(&context, {}, &response);
  }
  static grpc::Status AskGateway(const std::shared_ptr<grpc::Channel>& channel, const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    summary::v1::GetNationwideSummaryResponse response;
    return summary::v1::SummaryService::NewStub(channel)->GetNationwideSummary(&context, {}, &response);
  }

  TemporaryFolder folder_;
  std::mutex client_files_;
  CertificateAuthority authority_;
  const std::string keys_ = folder_.File("keys.json");
  int issuers_ = 1;
  std::unique_ptr<TokenIssuer> issuer_ = std::make_unique<TokenIssuer>(TokenIssuer::Kind::kEc, "key-1");
  std::string token_ = issuer_->Sign(TestClaims("ministry"));  // That clients are to bring.
  std::string server_certificate_;
  ServerProcess council_{BinaryOr("ZAITAKU_REGISTRY", ZAITAKU_REGISTRY_BINARY)};
  ServerProcess gateway_{BinaryOr("ZAITAKU_GATEWAY", ZAITAKU_GATEWAY_BINARY)};
  std::string council_address_;
  std::string gateway_address_;
  std::atomic<bool> enough_ = false;
  std::atomic<int> calls_ = 0;
  std::atomic<int> generation_ = 0;  // Of the certificates that clients are to show.
  std::array<std::atomic<int>, kCallers> shown_ = {};
  std::mutex failures_mutex_;
  std::vector<std::string> failures_;
};

TEST_F(RotationTest, NoCallFailsWhileCertificatesKeysAndAuthoritiesAreReplaced) {
  council_address_ = council_.address();
  gateway_address_ = gateway_.address();
  const absl::Time begin = absl::Now();
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) callers.emplace_back([this, caller] { CallOn(caller); });
  for (int rotation = 0; rotation < Rotations() && !HasFatalFailure(); ++rotation) {
    if (rotation % 3 == 2) {
      RotateAuthority();
    } else {
      IssueAll();
      AwaitShown();
    }
    if (!HasFatalFailure()) RotateTokenKeys();
  }
  enough_ = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(failures_.empty()) << failures_.size() << " of " << calls_ << " calls, the first: " << failures_.front();
  // They came at about the rate that is meant, but where the machine has too much else to do.
  EXPECT_GT(10 * calls_, kCallsPerSecond * absl::ToDoubleSeconds(absl::Now() - begin));
  RecordProperty("calls", calls_);

  // What the gateway calls the services with has followed too: nothing of the beginning would do any more.
  council_.SetTransport(ServerOptions(), ClientCredentials());
  ASSERT_OK(council_.Stop());
  ASSERT_OK(council_.Start());
  const auto stub = summary::v1::SummaryService::NewStub(grpc::CreateChannel(gateway_address_, ClientCredentials()));
  const auto council_is_current = [&stub] {
    grpc::ClientContext context;
    summary::v1::ExplainSummaryResponse response;
    EXPECT_TRUE(stub->ExplainSummary(&context, {}, &response).ok());
    for (const auto& service : response.services()) {
      if (service.service() == "council-registry") {
        return service.condition() == summary::v1::ServiceCondition::CONDITION_CURRENT;
      }
    }
    return false;
  };
  const absl::Time end = absl::Now() + kPatience;
  while (!council_is_current() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(100));
  EXPECT_TRUE(council_is_current()) << gateway_.Log();
}

}  // namespace
}  // namespace zaitaku
