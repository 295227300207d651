// Clients whose certificates come from an authority below the one that the servers trust: over new connections, and
// over such as go on with the keys of one before them, on which no client shows its chain.
#include <grpc/grpc_security.h>
#include <grpc/grpc_security_constants.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/auth/certificate_identity.h"
#include "tests/access/guarded_servers.h"
#include "tests/status_matchers/status_matchers.h"
#include "zaitaku/council/v1/council_service.grpc.pb.h"

namespace zaitaku {
namespace {

constexpr char kCouncil[] = "zaitaku.council.v1.CouncilService";

struct FreeSessions {
  void operator()(grpc_ssl_session_cache* sessions) const { grpc_ssl_session_cache_destroy(sessions); }
};

class ChainTest : public testing::Test {
 protected:
  // What a client that keeps its sessions connects with. Sessions are kept by name.
  grpc::ChannelArguments Arguments() const {
    const grpc_arg sessions = grpc_ssl_session_cache_create_channel_arg(sessions_.get());
    grpc::ChannelArguments arguments;
    arguments.SetPointerWithVtable(sessions.key, sessions.value.pointer.p, sessions.value.pointer.vtable);
    arguments.SetSslTargetNameOverride("localhost");
    return arguments;
  }

  // A call that only a known caller may make, over a connection of its own. Whether that one went on with keys is in
  // `resumed`.
  absl::Status Call(const IssuedCertificate& certificate, bool& resumed) {
    const RawClient client = servers_.With(kCouncil, certificate, Arguments());
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    type::v1::ListRevisionsResponse response;
    const grpc::Status status =
        council::v1::CouncilService::NewStub(client.channel)->ListRevisions(&context, {}, &response);
    const auto auth = context.auth_context();
    const auto shown =
        auth == nullptr ? std::vector<grpc::string_ref>() : auth->FindPropertyValues(GRPC_SSL_SESSION_REUSED_PROPERTY);
    resumed = !shown.empty() && shown[0] == "true";
    return FromGrpc(status);
  }

  IssuedCertificate Issue() const {
    IssuedCertificate issued = between_.Issue(ClientWishes("spiffe://zaitaku.example/prefecture/13"));
    issued.certificate += between_.certificate();
    return issued;
  }

  GuardedServers servers_;
  const CertificateAuthority between_ = servers_.authority().Below("Between");
  const std::unique_ptr<grpc_ssl_session_cache, FreeSessions> sessions_{grpc_ssl_session_cache_create_lru(16)};
};

TEST_F(ChainTest, IsGoodOverNewConnectionsAndOverResumedOnes) {
  const IssuedCertificate issued = Issue();
  bool resumed = false;
  ASSERT_OK(Call(issued, resumed));
  EXPECT_FALSE(resumed);
  for (int i = 0; i < 3; ++i) {
    EXPECT_OK(Call(issued, resumed));
    EXPECT_TRUE(resumed);
  }
}

TEST_F(ChainTest, IsRefusedOnceTheAuthorityBetweenWasTakenBack) {
  const IssuedCertificate issued = Issue();
  bool resumed = false;
  ASSERT_OK(Call(issued, resumed));
  servers_.Deny(CertificateFingerprint(between_.certificate()));
  servers_.PutClockAhead(absl::Seconds(3));
  EXPECT_THAT(Call(issued, resumed), HasReason(type::v1::ERROR_REASON_UNAUTHENTICATED));
  EXPECT_TRUE(resumed);
  EXPECT_OK(servers_.WithCertificate(kCouncil, "prefecture/13").Call(absl::StrCat(kCouncil, "/GetHead"), "", false));
}

}  // namespace
}  // namespace zaitaku
