// Metrics, logs and traces of the real processes, and what must never be in them.
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_split.h"
#include "tests/metrics_page/promtool.h"
#include "tests/metrics_page/scrape.h"
#include "tests/signal/signal.h"
#include "tests/system/alert_rules.h"
#include "tests/system/whole_system.h"
#include "tests/token_issuer/token_issuer.h"

namespace zaitaku {
namespace {

constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kCaller[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

class TelemetryTest : public WholeSystem {
 protected:
  void SetUp() override {
    SpeakTls();
    const std::string keys = council_.File("keys.json");
    std::ofstream(keys) << issuer_.Jwks();
    for (ServerProcess* process : processes()) {
      process->AddArguments({"--log-format", "json", "--log-level", "debug", "--token-keys", keys, "--token-issuer",
                             kTestIssuer, "--token-audience", kTestAudience});
    }
    WholeSystem::SetUp();
  }

  // A call with metadata, to whichever server.
  template <typename Stub, typename Request, typename Response>
  static grpc::Status CallWith(const std::multimap<std::string, std::string>& metadata, Stub& stub,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, Response& response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    return (stub.*method)(&context, request, &response);
  }
  template <typename Rpc>
  static std::unique_ptr<typename Rpc::Stub> StubOf(const ServerProcess& process) {
    return Rpc::NewStub(grpc::CreateChannel(process.address(), TestCredentials()));
  }

  // The metrics that the processes serve, and their kinds.
  std::map<std::string, std::string> Served() {
    std::map<std::string, std::string> served;
    for (ServerProcess* process : processes()) {
      const Samples samples(Scrape(process->metrics_address()).value_or(""));
      for (const auto& [name, type] : samples.types()) served[name] = type;
    }
    return served;
  }

  static void CallMethodThatNobodyHas(const ServerProcess& process, const std::string& method) {
    grpc::TemplatedGenericStub<GetNationwideSummaryRequest, GetNationwideSummaryResponse> stub(
        grpc::CreateChannel(process.address(), TestCredentials()));
    grpc::ClientContext context;
    const GetNationwideSummaryRequest request;
    GetNationwideSummaryResponse response;
    Signal done;
    stub.UnaryCall(&context, method, {}, &request, &response, [&](const grpc::Status& status) {
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED);
      done.Give();
    });
    done.Await();
  }

  // The lines of a log that contain all of `parts`, waited for.
  static std::vector<std::string> Lines(const ServerProcess& process, const std::vector<std::string>& parts) {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    std::vector<std::string> found;
    do {
      std::istringstream log(process.Log());
      for (std::string line; std::getline(log, line);) {
        bool matches = true;
        for (const std::string& part : parts) matches = matches && line.find(part) != std::string::npos;
        if (matches) found.push_back(line);
      }
      if (found.empty()) absl::SleepFor(absl::Milliseconds(20));
    } while (found.empty() && absl::Now() < end);
    return found;
  }

  const TokenIssuer issuer_{TokenIssuer::Kind::kEc, "key"};
};

std::string Field(const std::string& line, const std::string& name) {
  const std::string begin = "\"" + name + "\":\"";
  const size_t at = line.find(begin);
  if (at == std::string::npos) return "";
  return line.substr(at + begin.size(), line.find('"', at + begin.size()) - at - begin.size());
}

TEST_F(TelemetryTest, PromtoolApprovesOfWhatEveryProcessServes) {
  for (ServerProcess* process : processes()) {
    ASSERT_OK_AND_ASSIGN(const std::string page, Scrape(process->metrics_address()));
    EXPECT_OK(CheckMetrics(page));
    const Samples samples(page);
    EXPECT_EQ(samples["zaitaku_ready"], 1);
    EXPECT_GT(samples["process_resident_memory_bytes"], 1e6);
    EXPECT_EQ(samples.Sum({"zaitaku_build_info{"}), 1);
  }
}

TEST_F(TelemetryTest, DocumentsExactlyTheMetricsThatThereAre) {
  const std::map<std::string, std::string> served = Served();
  std::map<std::string, std::string> documented;
  std::ifstream page(std::string(ZAITAKU_SOURCE_DIR) + "/docs/metrics.md");
  // | `name` | kind | …
  for (std::string line; std::getline(page, line);) {
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (!line.starts_with("| `") || cells.size() < 3) continue;
    documented[cells[0].substr(3, cells[0].size() - 4)] = cells[1];
  }
  EXPECT_EQ(documented, served);
}

TEST_F(TelemetryTest, AlertsNameOnlyMetricsThatThereAre) {
  const std::map<std::string, std::string> served = Served();
  std::ostringstream rules;
  rules << std::ifstream(kAlertRules).rdbuf();
  const std::string text = rules.str();
  const std::regex expression("expr:([^\n]*(\n {10,}[^\n]*)*)"), metric("\\b(zaitaku|process)_[a-z_]+");
  int named = 0;
  for (auto rule = std::sregex_iterator(text.begin(), text.end(), expression); rule != std::sregex_iterator(); ++rule) {
    const std::string body = (*rule)[1];
    for (auto name = std::sregex_iterator(body.begin(), body.end(), metric); name != std::sregex_iterator(); ++name) {
      const std::string family = std::regex_replace(name->str(), std::regex("_bucket$"), "");
      EXPECT_TRUE(served.contains(family)) << name->str();
      ++named;
    }
  }
  EXPECT_GE(named, 20);
}

TEST_F(TelemetryTest, CertificatesAreToldByTheirOptions) {
  const double now = static_cast<double>(absl::ToUnixSeconds(absl::Now()));
  const std::string series = "zaitaku_certificate_valid_until_timestamp_seconds{option=\"--";
  for (ServerProcess* process : processes()) {
    ASSERT_OK_AND_ASSIGN(const std::string page, Scrape(process->metrics_address()));
    EXPECT_GT(Samples(page)[series + "tls-cert\"}"], now);
    EXPECT_EQ(Samples(page)[series + "services-cert\"}"] > now, process == &gateway_);
  }
}

TEST_F(TelemetryTest, CallsRevisionsAndHitsAreCounted) {
  ASSERT_OK_AND_ASSIGN(const std::string council, Scrape(council_.metrics_address()));
  const Samples registry(council);
  EXPECT_EQ(registry["zaitaku_revision"], 2);
  EXPECT_EQ(registry["zaitaku_watches_open"], 1);
  EXPECT_EQ(registry["zaitaku_totals_correct"], 1);
  EXPECT_GE(registry["zaitaku_store_batch_mutations_sum"], 2);
  EXPECT_GE(registry["zaitaku_store_commit_seconds_count"], 2);
  EXPECT_EQ(registry.Sum({"zaitaku_rpc_ended_total", "ImportSurvey", "\"OK\""}), 1);
  Client<SummaryRpc> client(gateway_.address());
  int calls = 0;
  std::string page;
  const auto prepared = [&page] { return Samples(page)["zaitaku_cache_hits_total{level=\"prepared\"}"]; };
  // The answer is prepared some time after it was first asked for.
  do {
    ASSERT_OK(client.Call(&SummaryRpc::Stub::GetNationwideSummary, {}));
    ++calls;
    ASSERT_OK_AND_ASSIGN(page, Scrape(gateway_.metrics_address()));
  } while (prepared() == 0 && calls < 10000);
  const Samples gateway(page);
  EXPECT_EQ(prepared(), 1) << "after " << calls << " calls";
  EXPECT_EQ(gateway.Sum({"zaitaku_rpc_ended_total", "GetNationwideSummary", "\"OK\""}), calls);
  EXPECT_EQ(gateway.Sum({"zaitaku_rpc_duration_seconds_count", "GetNationwideSummary"}), calls);
  EXPECT_EQ(gateway["zaitaku_watch_condition{watched=\"council-registry\",condition=\"current\"}"], 1);
  EXPECT_EQ(gateway["zaitaku_watch_head_revision{watched=\"council-registry\"}"], 2);
  EXPECT_EQ(gateway["zaitaku_redis_breaker{state=\"closed\"}"], 1);
}

// No interceptor sees them.
TEST_F(TelemetryTest, CallsOfTheMethodInBytesAreCountedHoweverTheyEnd) {
  const auto summaries = StubOf<SummaryRpc>(gateway_);
  const auto ask = [&](const std::multimap<std::string, std::string>& metadata, const std::string& survey) {
    GetNationwideSummaryRequest request;
    request.set_survey(survey);
    GetNationwideSummaryResponse response;
    return CallWith(metadata, *summaries, &SummaryRpc::Stub::GetNationwideSummary, request, response).error_code();
  };
  EXPECT_EQ(ask({}, ""), grpc::StatusCode::OK);
  EXPECT_EQ(ask({}, "2015"), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ask({{"authorization", "nonsense"}}, ""), grpc::StatusCode::UNAUTHENTICATED);
  ASSERT_OK_AND_ASSIGN(const std::string page, Scrape(gateway_.metrics_address()));
  const Samples samples(page);
  for (const char* code : {"\"OK\"", "\"INVALID_ARGUMENT\"", "\"UNAUTHENTICATED\""})
    EXPECT_EQ(samples.Sum({"zaitaku_rpc_ended_total", "GetNationwideSummary", code}), 1) << code;
  EXPECT_EQ(samples.Sum({"zaitaku_rpc_duration_seconds_count", "GetNationwideSummary"}), 3);
  EXPECT_FALSE(Lines(gateway_, {"call failed", "GetNationwideSummary", "INVALID_ARGUMENT"}).empty());
}

TEST_F(TelemetryTest, TraceGoesFromTheGatewayToTheServices) {
  GetNationwideSummaryRequest newest;
  newest.mutable_freshness()->set_fully_consistent(true);
  GetNationwideSummaryResponse answer;
  const auto gateway = StubOf<SummaryRpc>(gateway_);
  ASSERT_TRUE(
      CallWith({{"traceparent", kCaller}}, *gateway, &SummaryRpc::Stub::GetNationwideSummary, newest, answer).ok());
  const auto at_gateway = Lines(gateway_, {kTrace, "GetNationwideSummary"});
  ASSERT_FALSE(at_gateway.empty());
  EXPECT_EQ(Field(at_gateway[0], "parent_span_id"), "b7ad6b7169203331");
  for (ServerProcess* service : {&council_, &catalog_, &training_}) {
    const auto lines = Lines(*service, {kTrace, "GetNationalTotals"});
    ASSERT_FALSE(lines.empty()) << service->Log();
    EXPECT_EQ(Field(lines[0], "parent_span_id"), Field(at_gateway[0], "span_id"));
  }
}

TEST_F(TelemetryTest, RevisionsLineHasTheTraceOfItsCall) {
  const auto training = StubOf<TrainingRpc>(training_);
  training::v1::UpdateEventResponse updated;
  const grpc::Status status =
      CallWith({{"traceparent", kCaller}}, *training, &TrainingRpc::Stub::UpdateEvent, NewEvent("研修"), updated);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto lines = Lines(training_, {"writing revision " + updated.revision()});
  ASSERT_EQ(lines.size(), 1) << training_.Log();
  EXPECT_EQ(Field(lines[0], "trace_id"), kTrace);
  EXPECT_EQ(Field(lines[0], "process"), "training-events");
}

TEST_F(TelemetryTest, BadTraceparentIsReplacedAndNotRepeated) {
  const auto council = StubOf<CouncilRpc>(council_);
  council::v1::GetSurveyRequest absent;
  absent.set_name("surveys/1999-01");
  council::v1::Survey survey;
  EXPECT_EQ(CallWith({{"traceparent", "00-canary-traceparent"}, {"tracestate", "canary=1"}}, *council,
                     &CouncilRpc::Stub::GetSurvey, absent, survey)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
  const auto lines = Lines(council_, {"call failed", "GetSurvey", "RESOURCE_NOT_FOUND"});
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(Field(lines[0], "trace_id").size(), 32);
  EXPECT_EQ(council_.Log().find("canary"), std::string::npos);
}

// Planted wherever a caller can put something.
constexpr char kCanary[] = "Canary4711";

TEST_F(TelemetryTest, NoSecretAndNobodysDataIsInALogOrAMetric) {
  const std::string canary = kCanary;
  const std::string token = issuer_.Sign(TestClaims("ministry", ", \"name\": \"" + canary + "\""));
  const std::multimap<std::string, std::string> secrets = {
      {"authorization", "Bearer " + token}, {"x-note", canary}, {"traceparent", canary}};
  const auto training = StubOf<TrainingRpc>(training_);
  const auto council = StubOf<CouncilRpc>(council_);
  const auto gateway = StubOf<SummaryRpc>(gateway_);

  training::v1::UpdateEventResponse updated;
  EXPECT_TRUE(CallWith(secrets, *training, &TrainingRpc::Stub::UpdateEvent, NewEvent(canary), updated).ok());

  // Somebody applies, applies again, and asks for what there is not.
  training::v1::ApplyForEventRequest application;
  application.set_event("events/2026-12-canaries");
  application.set_local_government_code("130001");
  application.set_request_id(canary + "-1");
  auto& person = *application.add_applicants()->mutable_person();
  person.set_full_name("在宅 " + canary);
  person.set_email(canary + "@example.jp");
  training::v1::ApplyForEventResponse applied;
  const grpc::Status first = CallWith(secrets, *training, &TrainingRpc::Stub::ApplyForEvent, application, applied);
  EXPECT_TRUE(first.ok()) << first.error_message();
  application.set_request_id(canary + "-2");
  EXPECT_TRUE(CallWith(secrets, *training, &TrainingRpc::Stub::ApplyForEvent, application, applied).ok());
  person.set_email(canary);
  EXPECT_FALSE(CallWith(secrets, *training, &TrainingRpc::Stub::ApplyForEvent, application, applied).ok());
  training::v1::GetPersonRequest nobody;
  nobody.set_name("people/" + canary);
  training::v1::Person found;
  EXPECT_FALSE(CallWith(secrets, *training, &TrainingRpc::Stub::GetPerson, nobody, found).ok());

  // Tokens that are none.
  std::multimap<std::string, std::string> bad = secrets;
  bad.find("authorization")->second = "Bearer " + canary + ".e30.sig";
  EXPECT_EQ(CallWith(bad, *training, &TrainingRpc::Stub::ApplyForEvent, application, applied).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);

  // Bad files, names and citations.
  council::v1::ImportSurveyRequest file;
  file.set_content("prefecture," + canary + "\n13," + canary + "\n");
  file.set_reason(canary);
  council::v1::ImportSurveyResponse imported;
  EXPECT_FALSE(CallWith(secrets, *council, &CouncilRpc::Stub::ImportSurvey, file, imported).ok());
  council::v1::GetSurveyRequest survey;
  survey.set_name("surveys/" + canary + "\n{\"level\":\"error\"}");
  council::v1::Survey none;
  EXPECT_FALSE(CallWith(secrets, *council, &CouncilRpc::Stub::GetSurvey, survey, none).ok());
  GetNationwideSummaryRequest summary;
  summary.set_survey("surveys/" + canary);
  GetNationwideSummaryResponse answer;
  EXPECT_FALSE(CallWith(secrets, *gateway, &SummaryRpc::Stub::GetNationwideSummary, summary, answer).ok());
  summary::v1::ResolveCitationRequest citation;
  citation.set_citation(canary);
  summary::v1::ResolveCitationResponse resolved;
  EXPECT_FALSE(CallWith(secrets, *gateway, &SummaryRpc::Stub::ResolveCitation, citation, resolved).ok());
  for (ServerProcess* process : processes()) CallMethodThatNobodyHas(*process, "/zaitaku." + canary + "/" + canary);

  ASSERT_FALSE(Lines(training_, {"call failed", "ApplyForEvent"}).empty());
  ASSERT_FALSE(Lines(council_, {"call failed", "ImportSurvey"}).empty());
  ASSERT_FALSE(Lines(gateway_, {"call failed", "ResolveCitation"}).empty());
  for (ServerProcess* process : processes()) {
    ASSERT_OK_AND_ASSIGN(const std::string page, Scrape(process->metrics_address()));
    for (const std::string& text : {page, process->Log()}) {
      for (const std::string& secret : {canary, token.substr(token.find('.'))}) {
        const size_t at = text.find(secret);
        EXPECT_EQ(at, std::string::npos) << text.substr(at < 300 ? 0 : at - 300, 600);
      }
    }
  }
}

}  // namespace
}  // namespace zaitaku
