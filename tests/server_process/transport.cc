#include "tests/server_process/transport.h"

#include "tests/certificates/certificates.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

struct Certificates {
  std::string Write(const std::string& name, const std::string& content) const {
    WriteWhole(folder.File(name), content);
    return folder.File(name);
  }
  std::vector<std::string> Options(const std::string& certificate, const std::string& key, const std::string& ca,
                                   const IssuedCertificate& issued) const {
    return {certificate, Write(certificate.substr(2) + ".pem", issued.certificate),
            key,         Write(key.substr(2) + ".pem", issued.key),
            ca,          Write("ca.pem", authority.certificate())};
  }

  TemporaryFolder folder;
  CertificateAuthority authority;
  IssuedCertificate ministry = authority.Issue(ClientWishes("spiffe://zaitaku.example/ministry"));
  std::vector<std::string> server =
      Options("--tls-cert", "--tls-key", "--tls-client-ca", authority.Issue({.usages = "serverAuth"}));
  std::vector<std::string> services =
      Options("--services-cert", "--services-key", "--services-ca",
              authority.Issue(ClientWishes("spiffe://zaitaku.example/service/gateway")));
};

// Null while plaintext is spoken.
std::unique_ptr<const Certificates>& Spoken() {
  static std::unique_ptr<const Certificates> certificates;
  return certificates;
}

}  // namespace

void SpeakTls() {
  if (Spoken() == nullptr) Spoken() = std::make_unique<const Certificates>();
}

std::vector<std::string> TransportArguments() {
  return Spoken() == nullptr ? std::vector<std::string>{"--insecure"} : Spoken()->server;
}

std::vector<std::string> ServicesTransportArguments() {
  return Spoken() == nullptr ? std::vector<std::string>{} : Spoken()->services;
}

std::shared_ptr<grpc::ChannelCredentials> TestCredentials() {
  const auto& spoken = Spoken();
  if (spoken == nullptr) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({spoken->authority.certificate(), spoken->ministry.key, spoken->ministry.certificate});
}

}  // namespace zaitaku
