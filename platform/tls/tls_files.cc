#include "platform/tls/tls_files.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/status/status.h"
#include "platform/tls/x509.h"

namespace zaitaku {
namespace {

// A bundle of every public authority has a quarter of this.
constexpr size_t kMaxBytes = 1 << 20;
constexpr mode_t kNotForOthers = S_IWGRP | S_IRWXO;

using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

struct Descriptor {
  ~Descriptor() { close(fd); }
  const int fd;
};

template <typename... Parts>
absl::Status Wrong(const NamedFile& file, const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(file.option, ": ", parts...));
}

absl::StatusOr<std::string> Read(const NamedFile& file, size_t max_bytes, bool secret) {
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return Wrong(file, "there is no file ", file.path);
  if (fd < 0) return Wrong(file, file.path, " cannot be read: ", strerror(errno));
  const Descriptor closed{fd};
  struct stat status = {};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return Wrong(file, file.path, " is no regular file");
  if (secret && (status.st_mode & kNotForOthers) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: %s is open to others (mode %04o); it needs mode 0600, 0400, 0640 or 0440", file.option,
                        file.path, status.st_mode & 07777));
  }
  if ((status.st_mode & S_IWOTH) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: %s may be written by anybody (mode %04o); expected mode 0644 or less", file.option,
                        file.path, status.st_mode & 07777));
  }
  std::string content(max_bytes + 1, '\0');
  size_t size = 0;
  for (ssize_t part; size < content.size(); size += part) {
    part = read(fd, content.data() + size, content.size() - size);
    if (part < 0) return Wrong(file, file.path, " cannot be read: ", strerror(errno));
    if (part == 0) break;
  }
  if (size == 0) return Wrong(file, file.path, " is empty");
  if (size > max_bytes) return Wrong(file, file.path, " has more than ", max_bytes, " bytes");
  content.resize(size);
  return content;
}

// All certificates of a file, at least one.
absl::StatusOr<std::vector<Certificate>> ParseCertificates(const NamedFile& file, const std::string& text) {
  ERR_clear_error();
  const Bio bio = Over(text);
  std::vector<Certificate> certificates;
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    certificates.push_back(std::move(next));
  }
  // After the last one nothing more begins; anything else is a certificate that cannot be read.
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (certificates.empty() || !at_end) {
    return Wrong(file, file.path, certificates.empty() ? " holds no certificate" : " holds a damaged certificate",
                 "; expected PEM, -----BEGIN CERTIFICATE----- and so on");
  }
  return certificates;
}

absl::StatusOr<PrivateKey> ParseKey(const NamedFile& file, const std::string& text) {
  const Bio bio = Over(text);
  // Nobody is there to be asked for a passphrase.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return Wrong(file, file.path, " holds no private key that is readable without a passphrase",
                 "; expected PEM, -----BEGIN PRIVATE KEY----- and so on");
  }
  return key;
}

std::string UriOf(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)), ASN1_STRING_length(uri));
  }
  return "";
}

absl::Status CheckValidity(const NamedFile& file, X509* certificate, absl::Time now) {
  const absl::Time from = ToTime(X509_get0_notBefore(certificate));
  const absl::Time until = ToTime(X509_get0_notAfter(certificate));
  if (now > until)
    return Wrong(file, "the certificate in ", file.path, " expired at ", absl::FormatTime(until, absl::UTCTimeZone()));
  if (now < from)
    return Wrong(file, "the certificate in ", file.path, " is not valid before ",
                 absl::FormatTime(from, absl::UTCTimeZone()));
  return absl::OkStatus();
}

absl::Status CheckOwn(const TlsFiles& files, X509* certificate, EVP_PKEY* key, absl::Time now) {
  if (X509_check_private_key(certificate, key) != 1) {
    ERR_clear_error();
    return Wrong(files.key, "the key in ", files.key.path, " does not belong to the certificate in ",
                 files.certificate.path, " (", files.certificate.option, ")");
  }
  RETURN_IF_ERROR(CheckValidity(files.certificate, certificate, now));
  const bool server = files.side == TlsSide::kServer;
  if (X509_check_purpose(certificate, server ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT, 0) != 1) {
    return Wrong(files.certificate, "the certificate in ", files.certificate.path, " is not for ",
                 server ? "servers" : "clients", " (extended key usage)");
  }
  return absl::OkStatus();
}

absl::Status ReadOwn(const TlsFiles& files, absl::Time now, TlsMaterial& material) {
  if (files.certificate.path.empty()) return Wrong(files.certificate, "required with ", files.key.option);
  if (files.key.path.empty()) return Wrong(files.key, "required with ", files.certificate.option);
  ASSIGN_OR_RETURN(material.certificate, ReadNamedFile(files.certificate, kMaxBytes));
  ASSIGN_OR_RETURN(const auto chain, ParseCertificates(files.certificate, material.certificate));
  ASSIGN_OR_RETURN(material.key, ReadSecretFile(files.key, kMaxBytes));
  ASSIGN_OR_RETURN(const PrivateKey key, ParseKey(files.key, material.key));
  RETURN_IF_ERROR(CheckOwn(files, chain.front().get(), key.get(), now));
  material.serial = SerialOf(chain.front().get());
  material.uri = UriOf(chain.front().get());
  material.valid_until = ToTime(X509_get0_notAfter(chain.front().get()));
  return absl::OkStatus();
}

absl::Status ReadAuthorities(const NamedFile& file, absl::Time now, TlsMaterial& material) {
  ASSIGN_OR_RETURN(material.authorities, ReadNamedFile(file, kMaxBytes));
  ASSIGN_OR_RETURN(const auto authorities, ParseCertificates(file, material.authorities));
  absl::Status status;
  for (const Certificate& authority : authorities) {
    status = CheckValidity(file, authority.get(), now);
    if (status.ok()) return status;
  }
  return status;
}

}  // namespace

absl::StatusOr<std::string> ReadNamedFile(const NamedFile& file, size_t max_bytes) {
  return Read(file, max_bytes, /*secret=*/false);
}

absl::StatusOr<std::string> ReadSecretFile(const NamedFile& file, size_t max_bytes) {
  return Read(file, max_bytes, /*secret=*/true);
}

absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files, absl::Time now) {
  TlsMaterial material;
  const bool own = !files.certificate.path.empty() || !files.key.path.empty();
  if (own || files.side == TlsSide::kServer) RETURN_IF_ERROR(ReadOwn(files, now, material));
  if (!files.authorities.path.empty()) RETURN_IF_ERROR(ReadAuthorities(files.authorities, now, material));
  return material;
}

}  // namespace zaitaku
