// Real handshakes with a server whose certificates come from files.
#include "platform/tls/tls_source.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/server/grpc_server.h"
#include "platform/status/status.h"
#include "tests/certificates/certificates.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

constexpr char kMinistry[] = "spiffe://zaitaku.example/ministry";

// A certificate of the test's own in files, and whom it trusts.
class Files {
 public:
  explicit Files(const std::string& name) : name_(name) {}

  void Write(const IssuedCertificate& issued) const {
    WriteWhole(File("cert"), issued.certificate);
    WriteWhole(File("key"), issued.key);
  }
  void WriteAuthorities(const std::string& authorities) const { WriteWhole(File("ca"), authorities); }

  TlsFiles Get(TlsSide side, bool own = true, bool authorities = true) const {
    return {side,
            {"--cert", own ? File("cert") : ""},
            {"--key", own ? File("key") : ""},
            {"--ca", authorities ? File("ca") : ""}};
  }
  std::string File(const std::string& name) const { return folder_.File(absl::StrCat(name_, "-", name, ".pem")); }

 private:
  const std::string name_;
  TemporaryFolder folder_;
};

// What one call over a connection of its own came to, and the serial number of the server's certificate.
struct Answer {
  absl::Status status;
  std::string server_certificate;
};

Answer Ask(const std::string& address, const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  grpc::GenericStub stub(grpc::CreateCustomChannel(address, credentials, arguments));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  grpc::CompletionQueue queue;
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  const auto call = stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag;
  bool ok;
  queue.Next(&tag, &ok);
  Answer answer{FromGrpc(status), ""};
  if (!status.ok() || context.auth_context() == nullptr) return answer;
  for (const auto& value : context.auth_context()->FindPropertyValues("x509_pem_cert")) {
    answer.server_certificate.assign(value.data(), value.size());
  }
  return answer;
}

class TlsSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_files_.Write(authority_.Issue());
    server_files_.WriteAuthorities(authority_.certificate());
    client_files_.Write(authority_.Issue(ClientWishes(kMinistry)));
    client_files_.WriteAuthorities(authority_.certificate());
  }

  void StartServer(bool client_authorities = true) {
    ServerOptions options;
    ASSERT_OK_AND_ASSIGN(options.tls, TlsSource::Open(server_files_.Get(TlsSide::kServer, true, client_authorities)));
    ASSERT_OK_AND_ASSIGN(server_, GrpcServer::Start(options, {}, [] { return true; }));
    address_ = absl::StrCat("127.0.0.1:", server_->port());
  }

  absl::Status Call(const Files& files, bool own = true, bool authorities = true) const {
    return Ask(address_, Credentials(files, own, authorities)).status;
  }
  static std::shared_ptr<grpc::ChannelCredentials> Credentials(const Files& files, bool own = true,
                                                               bool authorities = true) {
    const auto material = ReadTlsMaterial(files.Get(TlsSide::kClient, own, authorities), absl::Now());
    EXPECT_OK(material);
    return FixedChannelCredentials(material.value());
  }

  // Waits until the server shows new connections that certificate.
  void AwaitShown(const std::string& certificate, const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    const absl::Time end = absl::Now() + absl::Seconds(60);
    Answer answer;
    while (absl::Now() < end) {
      answer = Ask(address_, credentials);
      ASSERT_OK(answer.status);
      if (answer.server_certificate == certificate) return;
      absl::SleepFor(absl::Milliseconds(50));
    }
    FAIL() << "not shown";
  }

  CertificateAuthority authority_;
  Files server_files_{"server"};
  Files client_files_{"client"};
  std::unique_ptr<GrpcServer> server_;
  std::string address_;
};

TEST_F(TlsSourceTest, ClientsWithAndWithoutACertificateAreServed) {
  StartServer();
  EXPECT_OK(Call(client_files_));
  EXPECT_OK(Call(client_files_, /*own=*/false));
}

TEST_F(TlsSourceTest, ServerWithoutAuthoritiesAsksForNoCertificate) {
  StartServer(/*client_authorities=*/false);
  EXPECT_OK(Call(client_files_));
}

TEST_F(TlsSourceTest, ClientWithoutTheAuthorityTrustsNoServer) {
  StartServer();
  EXPECT_THAT(Call(client_files_, /*own=*/true, /*authorities=*/false), HasCode(absl::StatusCode::kUnavailable));
  client_files_.WriteAuthorities(CertificateAuthority().certificate());
  EXPECT_THAT(Call(client_files_), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsSourceTest, ClientWithAnUntrustedCertificateIsRefusedEvenThoughNoneWouldDo) {
  StartServer();
  client_files_.Write(CertificateAuthority().Issue(ClientWishes(kMinistry)));
  EXPECT_THAT(Call(client_files_), HasCode(absl::StatusCode::kUnavailable));
  EXPECT_OK(Call(client_files_, /*own=*/false));
}

TEST_F(TlsSourceTest, ClientWithAnExpiredCertificateIsRefused) {
  StartServer();
  CertificateWishes wishes = ClientWishes(kMinistry);
  wishes.valid_until = absl::Now() + absl::Seconds(3);
  client_files_.Write(authority_.Issue(wishes));
  const auto credentials = Credentials(client_files_);
  absl::SleepFor(wishes.valid_until + absl::Seconds(1) - absl::Now());
  EXPECT_THAT(Ask(address_, credentials).status, HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsSourceTest, CertificateForServersIsNoneForClients) {
  StartServer();
  const auto issued = authority_.Issue({.usages = "serverAuth"});
  // By gRPC alone: our own reading of the files refuses it earlier.
  const auto credentials = grpc::SslCredentials({authority_.certificate(), issued.key, issued.certificate});
  EXPECT_THAT(Ask(address_, credentials).status, HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsSourceTest, ServerOfAnotherNameIsNotTrusted) {
  server_files_.Write(authority_.Issue({.names = "DNS:council-registry.example,IP:192.0.2.1"}));
  StartServer();
  EXPECT_THAT(Call(client_files_), HasCode(absl::StatusCode::kUnavailable));
}

TEST_F(TlsSourceTest, PlaintextIsRefused) {
  StartServer();
  EXPECT_THAT(Ask(address_, grpc::InsecureChannelCredentials()).status, HasCode(absl::StatusCode::kUnavailable));
}

// A handshake by OpenSSL itself, as a client that offers this version of TLS and no other. True if it succeeds.
bool HandshakeSucceeds(const std::string& address, int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);  // OpenSSL itself would not even try the old ones.
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  const unsigned char protocols[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(context, protocols, sizeof(protocols));
  BIO* bio = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(bio, address.c_str());
  const bool done = BIO_do_connect(bio) == 1 && BIO_do_handshake(bio) == 1;
  BIO_free_all(bio);
  SSL_CTX_free(context);
  return done;
}

TEST_F(TlsSourceTest, OnlyTls12AndNewerAreSpoken) {
  StartServer();
  EXPECT_FALSE(HandshakeSucceeds(address_, TLS1_VERSION));
  EXPECT_FALSE(HandshakeSucceeds(address_, TLS1_1_VERSION));
  EXPECT_TRUE(HandshakeSucceeds(address_, TLS1_2_VERSION));
  EXPECT_TRUE(HandshakeSucceeds(address_, TLS1_3_VERSION));
}

TEST_F(TlsSourceTest, NewCertificateAndAuthoritiesAreTakenWithoutARestart) {
  StartServer();
  ASSERT_OK_AND_ASSIGN(const auto client, TlsSource::Open(client_files_.Get(TlsSide::kClient)));
  const auto credentials = client->ChannelCredentials();
  ASSERT_OK(Ask(address_, credentials).status);
  const auto renewed = authority_.Issue();
  server_files_.Write(renewed);
  AwaitShown(renewed.certificate, credentials);
  // Another authority: first everybody trusts both, then everybody shows certificates of the new one.
  const CertificateAuthority next("Next authority");
  for (const Files* files : {&server_files_, &client_files_}) {
    files->WriteAuthorities(authority_.certificate() + next.certificate());
  }
  const auto by_next = next.Issue();
  absl::SleepFor(absl::Seconds(3));  // Long enough for both to have read it: then nothing fails below.
  server_files_.Write(by_next);
  client_files_.Write(next.Issue(ClientWishes(kMinistry)));
  AwaitShown(by_next.certificate, credentials);
  for (const Files* files : {&server_files_, &client_files_}) files->WriteAuthorities(next.certificate());
  // Who still has the old one is no longer trusted.
  const IssuedCertificate old = authority_.Issue(ClientWishes(kMinistry));
  const auto old_credentials = grpc::SslCredentials({next.certificate(), old.key, old.certificate});
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (Ask(address_, old_credentials).status.ok() && absl::Now() < end) absl::SleepFor(absl::Milliseconds(50));
  EXPECT_THAT(Ask(address_, old_credentials).status, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_OK(Ask(address_, credentials).status);
}

TEST_F(TlsSourceTest, HalfReplacedPairOrRubbishChangesNothing) {
  StartServer();
  const auto credentials = Credentials(client_files_);
  const std::string before = Ask(address_, credentials).server_certificate;
  const auto renewed = authority_.Issue();
  WriteWhole(server_files_.File("cert"), renewed.certificate);
  // For as long as it takes twice over, the old pair is shown; not one call fails.
  for (const absl::Time end = absl::Now() + absl::Seconds(4); absl::Now() < end;) {
    const Answer answer = Ask(address_, credentials);
    ASSERT_OK(answer.status);
    ASSERT_EQ(answer.server_certificate, before);
  }
  WriteWhole(server_files_.File("key"), renewed.key);
  AwaitShown(renewed.certificate, credentials);
  WriteWhole(server_files_.File("ca"), "rubbish");
  ASSERT_EQ(unlink(server_files_.File("key").c_str()), 0);
  for (const absl::Time end = absl::Now() + absl::Seconds(4); absl::Now() < end;) {
    ASSERT_OK(Ask(address_, credentials).status);
  }
  server_files_.WriteAuthorities(authority_.certificate());
  server_files_.Write(renewed);
}

}  // namespace
}  // namespace zaitaku
