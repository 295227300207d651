// How servers are reached and as whom: TLS, certificates, tokens, contexts.
#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "cli/errors.h"
#include "tests/certificates/certificates.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "tests/unit/cli/fake_servers.h"

namespace zaitaku::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kMinistry[] = "spiffe://zaitaku.example/ministry";

class AccessTest : public testing::Test {
 protected:
  AccessTest() : servers_(Credentials(authority_)) {
    Write("ca", authority_.certificate());
    WriteClient("cert", "key", authority_.Issue(ClientWishes(kMinistry)));
    servers_.on_list_surveys = [](const auto&, auto*) { return grpc::Status::OK; };
  }

  static std::shared_ptr<grpc::ServerCredentials> Credentials(const CertificateAuthority& authority) {
    const IssuedCertificate issued = authority.Issue({.usages = "serverAuth"});
    grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = authority.certificate();
    options.pem_key_cert_pairs = {{issued.key, issued.certificate}};
    return grpc::SslServerCredentials(options);
  }

  std::string Write(const std::string& name, const std::string& content) const {
    WriteWhole(folder_.File(name), content);
    return folder_.File(name);
  }
  void WriteClient(const std::string& certificate, const std::string& key, const IssuedCertificate& issued) const {
    Write(certificate, issued.certificate);
    Write(key, issued.key);
  }
  std::string File(const std::string& name) const { return folder_.File(name); }

  // `survey list` with these options, over TLS.
  Outcome List(const std::vector<std::string>& options, std::map<std::string, std::string> variables = {}) const {
    std::vector<std::string> arguments = {"survey", "list"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    variables.emplace("ZAITAKU_INSECURE", "");
    return RunCommand(servers_, arguments, {.variables = std::move(variables)});
  }
  // The metadata that the server saw with the last call.
  std::string Authorization() const { return servers_.last_authorization(); }

  TemporaryFolder folder_;
  CertificateAuthority authority_;
  FakeServers servers_;
};

TEST_F(AccessTest, TlsIsWhatIsSpokenUnlessPlaintextIsAskedFor) {
  EXPECT_EQ(List({"--ca", File("ca")}).code, 0);
  EXPECT_EQ(List({"--insecure"}).code, 78);
  FakeServers plain;
  plain.on_list_surveys = [](const auto&, auto*) { return grpc::Status::OK; };
  EXPECT_EQ(RunCommand(plain, {"survey", "list", "--insecure"}, {.variables = {{"ZAITAKU_INSECURE", ""}}}).code, 0);
  const Outcome outcome =
      RunCommand(plain, {"survey", "list", "--ca", File("ca")}, {.variables = {{"ZAITAKU_INSECURE", ""}}});
  EXPECT_EQ(outcome.code, 78);
  EXPECT_THAT(outcome.err, HasSubstr("speaks no TLS"));
}

TEST_F(AccessTest, ServerThatIsNotTrustedIsNotCalledAndTheHintSaysWhy) {
  const Outcome outcome = List({});
  EXPECT_EQ(outcome.code, 78);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("is not trusted"), HasSubstr("--ca")));
  Write("ca", CertificateAuthority().certificate());
  EXPECT_EQ(List({"--ca", File("ca")}).code, 78);
}

TEST_F(AccessTest, CertificateIsShown) {
  EXPECT_EQ(List({"--ca", File("ca"), "--cert", File("cert"), "--key", File("key")}).code, 0);
  EXPECT_EQ(servers_.last_uri(), kMinistry);
  EXPECT_EQ(List({}, {{"ZAITAKU_CA", File("ca")}, {"ZAITAKU_CERT", File("cert")}, {"ZAITAKU_KEY", File("key")}}).code,
            0);
  EXPECT_EQ(servers_.last_uri(), kMinistry);
  EXPECT_EQ(List({"--ca", File("ca")}).code, 0);
  EXPECT_EQ(servers_.last_uri(), "");
}

TEST_F(AccessTest, TokenGoesWithTheCall) {
  Write("token", "abc.def.ghi\n");
  EXPECT_EQ(List({"--ca", File("ca"), "--token-file", File("token")}).code, 0);
  EXPECT_EQ(Authorization(), "Bearer abc.def.ghi");
  EXPECT_EQ(List({"--ca", File("ca")}).code, 0);
  EXPECT_EQ(Authorization(), "");
}

TEST_F(AccessTest, TokenNeverLeavesThisMachineInPlaintext) {
  Write("token", "abc.def.ghi");
  const Outcome outcome = List({"--insecure", "--token-file", File("token"), "--council", "192.0.2.1:7051"});
  EXPECT_EQ(outcome.code, kExitUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--token-file"), HasSubstr("192.0.2.1"), HasSubstr("plaintext")));
  // Names that begin like this machine's are others'.
  for (const char* address : {"127.0.0.1.example.com:7051", "127.example.com:7051", "localhost.example.com:7051"}) {
    EXPECT_EQ(List({"--insecure", "--token-file", File("token"), "--council", address}).code, kExitUsage) << address;
  }
}

TEST_F(AccessTest, SecretsThatOthersCanReadAreRefused) {
  Write("token", "abc.def.ghi");
  ASSERT_EQ(chmod(File("token").c_str(), 0644), 0);
  Outcome outcome = List({"--ca", File("ca"), "--token-file", File("token")});
  EXPECT_EQ(outcome.code, kExitUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--token-file"), HasSubstr("open to others (mode 0644)")));
  ASSERT_EQ(chmod(File("key").c_str(), 0604), 0);
  outcome = List({"--ca", File("ca"), "--cert", File("cert"), "--key", File("key")});
  EXPECT_EQ(outcome.code, kExitUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--key"), HasSubstr("open to others (mode 0604)")));
}

TEST_F(AccessTest, WhatIsWrongWithTheFilesIsUsageAndNamesTheOption) {
  EXPECT_THAT(List({"--ca", File("none")}).err, HasSubstr("--ca: there is no file"));
  EXPECT_THAT(List({"--cert", File("cert")}).err, HasSubstr("--key: required with --cert"));
  EXPECT_THAT(List({"--insecure", "--ca", File("ca")}).err, HasSubstr("--insecure: does not go with"));
  Write("token", "two words");
  EXPECT_THAT(List({"--ca", File("ca"), "--token-file", File("token")}).err, HasSubstr("--token-file"));
  EXPECT_EQ(List({"--ca", File("ca"), "--token-file", File("token")}).code, kExitUsage);
}

TEST_F(AccessTest, RefusalTellsWhichIdentityWasUsed) {
  servers_.on_list_surveys = [](const auto&, auto*) {
    return grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "needs operator");
  };
  EXPECT_THAT(List({"--ca", File("ca"), "--cert", File("cert"), "--key", File("key")}).err,
              HasSubstr(absl::StrCat("called as ", kMinistry, ", the certificate in ", File("cert"))));
  Write("token", absl::StrCat("e30.", absl::WebSafeBase64Escape(R"({"sub":"prefecture-13"})"), ".x"));
  EXPECT_THAT(List({"--ca", File("ca"), "--token-file", File("token")}).err,
              HasSubstr(absl::StrCat("called as prefecture-13, the token in ", File("token"))));
  servers_.on_list_surveys = [](const auto&, auto*) { return grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "who?"); };
  EXPECT_THAT(List({"--ca", File("ca")}).err,
              AllOf(HasSubstr("called as nobody in particular"), HasSubstr("--token-file")));
}

TEST_F(AccessTest, ContextSaysWhereAndAsWhomUnlessAnOptionSaysOtherwise) {
  WriteClient("other.pem", "other.key", authority_.Issue(ClientWishes("spiffe://zaitaku.example/operator")));
  const std::string contexts = Write("contexts",
                                     "current=ministry\n\n[ministry]\nca=ca\ncert=cert\nkey=key\n\n"
                                     "[operator]\nca=ca\ncert=other.pem\nkey=other.key\n\n[nobody]\nca=ca\n"
                                     "[plain]\ninsecure=true\n[far]\ncouncil=127.0.0.1:1\nca=ca\n");
  EXPECT_EQ(List({"--context-file", contexts}).code, 0);
  EXPECT_EQ(servers_.last_uri(), kMinistry);
  EXPECT_EQ(List({"--context", "operator"}, {{"ZAITAKU_CONTEXT_FILE", contexts}}).code, 0);
  EXPECT_EQ(servers_.last_uri(), "spiffe://zaitaku.example/operator");
  EXPECT_EQ(List({}, {{"ZAITAKU_CONTEXT_FILE", contexts}, {"ZAITAKU_CONTEXT", "nobody"}}).code, 0);
  EXPECT_EQ(servers_.last_uri(), "");
  // A whole identity, never one source's certificate with another's key.
  EXPECT_EQ(List({"--context-file", contexts, "--cert", File("other.pem"), "--key", File("other.key")}).code, 0);
  EXPECT_EQ(servers_.last_uri(), "spiffe://zaitaku.example/operator");
  EXPECT_EQ(List({"--context-file", contexts, "--context", "plain"}).code, 78);
  EXPECT_EQ(RunCommand({"survey", "list", "--context-file", contexts, "--context", "far"},
                       {.variables = {{"ZAITAKU_INSECURE", ""}}})
                .code,
            78);
  const Outcome unknown = List({"--context-file", contexts, "--context", "none"});
  EXPECT_EQ(unknown.code, kExitUsage);
  EXPECT_THAT(unknown.err, HasSubstr("no context 'none'"));
}

TEST_F(AccessTest, ContextFileThatOthersCanWriteOrThatIsNotUnderstoodIsRefused) {
  const std::string contexts = Write("contexts", "current=a\n[a]\nca=ca\n");
  EXPECT_EQ(List({"--context-file", contexts}).code, 0);
  ASSERT_EQ(chmod(contexts.c_str(), 0666), 0);
  EXPECT_THAT(List({"--context-file", contexts}).err, HasSubstr("can be written by others (mode 0666"));
  for (const char* text : {"current=b\n[a]\nca=ca\n", "[a]\nauthority=ca\n", "[a]\ninsecure=perhaps\n", "ca=ca\n"}) {
    const Outcome outcome = List({"--context-file", Write("contexts", text)});
    EXPECT_EQ(outcome.code, kExitUsage) << text;
    EXPECT_THAT(outcome.err, HasSubstr("--context-file: ")) << text;
  }
  EXPECT_THAT(List({"--context-file", File("none")}).err, HasSubstr("--context-file: "));
}

TEST_F(AccessTest, ContextsAreListedAndChosen) {
  const std::string contexts = Write("contexts", "current=a\n# mine\n[a]\nca=ca\ncert=cert\nkey=key\n[b]\nca=ca\n");
  EXPECT_THAT(RunCommand({"context", "list", "-o", "csv", "--context-file", contexts}).out,
              HasSubstr(absl::StrCat("a,true,", File("cert"), ",", File("ca"), "\r\nb,false,,", File("ca"))));
  EXPECT_EQ(RunCommand({"context", "use", "b", "--context-file", contexts}).code, 0);
  EXPECT_THAT(RunCommand({"context", "list", "-o", "csv", "--context-file", contexts}).out, HasSubstr("b,true"));
  struct stat status = {};
  ASSERT_EQ(stat(contexts.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  // A device that is always full.
  ASSERT_EQ(symlink("/dev/full", (contexts + ".new").c_str()), 0);
  const Outcome full = RunCommand({"context", "use", "a", "--context-file", contexts});
  EXPECT_NE(full.code, 0);
  EXPECT_THAT(full.err, HasSubstr("stays as it was"));
  ASSERT_EQ(unlink((contexts + ".new").c_str()), 0);
  EXPECT_THAT(RunCommand({"context", "list", "-o", "csv", "--context-file", contexts}).out, HasSubstr("b,true"));
  const Outcome unknown = RunCommand({"context", "use", "c", "--context-file", contexts});
  EXPECT_EQ(unknown.code, kExitUsage);
  EXPECT_THAT(unknown.err, HasSubstr("it has: a, b"));
}

}  // namespace
}  // namespace zaitaku::cli
