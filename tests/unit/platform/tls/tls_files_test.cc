#include "platform/tls/tls_files.h"

#include <sys/stat.h>

#include <fstream>

#include "tests/certificates/certificates.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class TlsFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    WriteWhole(certificate_, issued_.certificate);
    WriteWhole(key_, issued_.key);
    WriteWhole(authorities_, authority_.certificate());
  }

  TlsFiles Server() const {
    return {TlsSide::kServer, {"--tls-cert", certificate_}, {"--tls-key", key_}, {"--tls-client-ca", authorities_}};
  }
  TlsFiles Client() const {
    return {TlsSide::kClient, {"--cert", certificate_}, {"--key", key_}, {"--ca", authorities_}};
  }

  // The one line that is told; empty if all is well.
  static std::string Told(const TlsFiles& files, absl::Time now = absl::Now()) {
    const auto material = ReadTlsMaterial(files, now);
    EXPECT_EQ(material.status().message().find('\n'), absl::string_view::npos);
    return std::string(material.status().message());
  }

  TemporaryFolder folder_;
  const std::string certificate_ = folder_.File("cert.pem");
  const std::string key_ = folder_.File("key.pem");
  const std::string authorities_ = folder_.File("ca.pem");
  CertificateAuthority authority_;
  const IssuedCertificate issued_ = authority_.Issue();
};

TEST_F(TlsFilesTest, WhatFitsTogetherIsRead) {
  for (const TlsFiles& files : {Server(), Client()}) {
    ASSERT_OK_AND_ASSIGN(const TlsMaterial material, ReadTlsMaterial(files, absl::Now()));
    EXPECT_EQ(material.certificate, issued_.certificate);
    EXPECT_EQ(material.key, issued_.key);
    EXPECT_EQ(material.authorities, authority_.certificate());
    EXPECT_LT(material.valid_until, absl::Now() + absl::Hours(25));
    EXPECT_FALSE(material.serial.empty());
  }
}

TEST_F(TlsFilesTest, ChainIsReadBehindTheOwnCertificate) {
  WriteWhole(certificate_, issued_.certificate + authority_.certificate());
  EXPECT_EQ(Told(Server()), "");
  WriteWhole(certificate_, authority_.certificate() + issued_.certificate);
  EXPECT_THAT(Told(Server()), StartsWith("--tls-key: "));
}

TEST_F(TlsFilesTest, ServerNeedsCertificateAndKeyAndAClientBothOrNeither) {
  TlsFiles files = Server();
  files.key.path.clear();
  EXPECT_EQ(Told(files), "--tls-key: required with --tls-cert");
  files = Server();
  files.certificate.path.clear();
  EXPECT_EQ(Told(files), "--tls-cert: required with --tls-key");
  files = Client();
  files.key.path.clear();
  EXPECT_EQ(Told(files), "--key: required with --cert");
  files.certificate.path.clear();
  EXPECT_EQ(Told(files), "");
  files = Server();
  files.authorities.path.clear();
  EXPECT_EQ(Told(files), "");
}

TEST_F(TlsFilesTest, MissingEmptyOrOddFileIsNamed) {
  for (NamedFile TlsFiles::*file : {&TlsFiles::certificate, &TlsFiles::key, &TlsFiles::authorities}) {
    TlsFiles files = Server();
    const std::string begin = (files.*file).option + ": ";
    const std::string path = folder_.File((files.*file).option);
    (files.*file).path = path;
    EXPECT_EQ(Told(files), begin + "there is no file " + path);
    WriteWhole(path, "");
    EXPECT_EQ(Told(files), begin + path + " is empty");
    WriteWhole(path, "Wordless");
    EXPECT_THAT(Told(files), AllOf(StartsWith(begin + path + " holds no "), HasSubstr("expected PEM")));
    WriteWhole(path, std::string((1 << 20) + 1, 'x'));
    EXPECT_EQ(Told(files), begin + path + " has more than 1048576 bytes");
    (files.*file).path = "/";
    EXPECT_EQ(Told(files), begin + "/ is no regular file");
  }
}

TEST_F(TlsFilesTest, DamagedCertificateBehindAGoodOneIsNoticed) {
  std::string damaged = authority_.certificate();
  damaged[damaged.size() / 2] = '!';
  WriteWhole(authorities_, authority_.certificate() + damaged);
  EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-client-ca: "), HasSubstr("damaged")));
}

TEST_F(TlsFilesTest, CertificateOutsideItsTimeIsRefused) {
  EXPECT_THAT(Told(Server(), absl::Now() + absl::Hours(25)),
              AllOf(StartsWith("--tls-cert: "), HasSubstr("expired at")));
  EXPECT_THAT(Told(Server(), absl::Now() - absl::Hours(2)),
              AllOf(StartsWith("--tls-cert: "), HasSubstr("not valid before")));
}

TEST_F(TlsFilesTest, AuthoritiesOfWhichNoneIsValidAreRefused) {
  const auto old = authority_.Issue({.valid_from = absl::Now() - absl::Hours(3),  //
                                     .valid_until = absl::Now() - absl::Hours(2)});
  WriteWhole(authorities_, old.certificate);
  EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-client-ca: "), HasSubstr("expired at")));
  WriteWhole(authorities_, old.certificate + authority_.certificate());
  EXPECT_EQ(Told(Server()), "");
}

TEST_F(TlsFilesTest, KeyOfAnotherCertificateIsRefused) {
  WriteWhole(key_, authority_.Issue().key);
  EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-key: "), HasSubstr("does not belong"), HasSubstr("--tls-cert")));
}

TEST_F(TlsFilesTest, CertificateForTheOtherSideIsRefused) {
  const auto client = authority_.Issue(ClientWishes("spiffe://zaitaku.example/ministry"));
  WriteWhole(certificate_, client.certificate);
  WriteWhole(key_, client.key);
  EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-cert: "), HasSubstr("not for servers")));
  EXPECT_EQ(Told(Client()), "");
  const auto server = authority_.Issue({.usages = "serverAuth"});
  WriteWhole(certificate_, server.certificate);
  WriteWhole(key_, server.key);
  EXPECT_EQ(Told(Server()), "");
  EXPECT_THAT(Told(Client()), AllOf(StartsWith("--cert: "), HasSubstr("not for clients")));
}

TEST_F(TlsFilesTest, KeyThatOthersCanReadIsRefused) {
  for (const mode_t mode : {0604, 0644, 0620, 0602, 0601}) {
    ASSERT_EQ(chmod(key_.c_str(), mode), 0);
    EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-key: "), HasSubstr("open to others"), HasSubstr("0600")));
  }
  for (const mode_t mode : {0600, 0400, 0640, 0440}) {
    ASSERT_EQ(chmod(key_.c_str(), mode), 0);
    EXPECT_EQ(Told(Server()), "");
  }
}

// Whoever writes the authorities lets in whom they like.
TEST_F(TlsFilesTest, FileThatAnybodyMayWriteIsRefused) {
  for (const std::string& path : {certificate_, authorities_}) {
    ASSERT_EQ(chmod(path.c_str(), 0646), 0);
    EXPECT_THAT(Told(Server()), AllOf(HasSubstr(path), HasSubstr("may be written by anybody (mode 0646)")));
    ASSERT_EQ(chmod(path.c_str(), 0644), 0);
    EXPECT_EQ(Told(Server()), "");
  }
}

TEST_F(TlsFilesTest, EncryptedKeyIsRefusedWithoutAskingForItsPassphrase) {
  const std::string encrypted = folder_.File("encrypted.pem");
  const std::string command = "openssl pkcs8 -topk8 -passout pass:secret -in '" + key_ + "' -out '" + encrypted + "'";
  ASSERT_EQ(system(command.c_str()), 0);
  std::ifstream file(encrypted);
  WriteWhole(key_, std::string(std::istreambuf_iterator<char>(file), {}));
  EXPECT_THAT(Told(Server()), AllOf(StartsWith("--tls-key: "), HasSubstr("without a passphrase")));
}

}  // namespace
}  // namespace zaitaku
