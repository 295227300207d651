#include "platform/tls/tls_source.h"

#include <fcntl.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <spdlog/spdlog.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace zaitaku {
namespace {

constexpr std::chrono::seconds kLookEvery(1);
constexpr unsigned int kGrpcLooksEverySeconds = 1;

using grpc::experimental::CertificateProviderInterface;
using grpc::experimental::FileWatcherCertificateProvider;
using grpc::experimental::StaticDataCertificateProvider;

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(std::shared_ptr<CertificateProviderInterface> provider,
                                                                 const TlsMaterial& material) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  if (provider != nullptr) options.set_certificate_provider(std::move(provider));
  if (!material.authorities.empty()) options.watch_root_certs();
  if (!material.certificate.empty()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace

// A file without a name, in memory, whose content is replaced at once for whoever opens it by its path.
//
// Its descriptor stays open when this is gone: gRPC may go on reading the path for a moment, and must not find another
// file under a number that was given away again.
class TlsSource::MemoryFile {
 public:
  std::string path() const { return absl::StrCat("/proc/self/fd/", fd_); }

  // False if there is no memory or no descriptor for it; then the content is the one before.
  bool Replace(const std::string& content) {
    const int next = memfd_create("zaitaku-tls", MFD_CLOEXEC);
    if (next < 0) return false;
    fchmod(next, S_IRUSR | S_IWUSR);
    if (write(next, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
      close(next);
      return false;
    }
    // gRPC opens the file for the key and again for the certificate. That both come from one content it sees from the
    // time of the last change, in whole seconds, before and after: so that counts the contents.
    const timespec times[] = {{++count_, 0}, {count_, 0}};
    futimens(next, times);
    if (fd_ < 0) {
      fd_ = next;
      return true;
    }
    dup3(next, fd_, O_CLOEXEC);
    close(next);
    return true;
  }

 private:
  int fd_ = -1;
  time_t count_ = 0;
};

absl::StatusOr<std::unique_ptr<TlsSource>> TlsSource::Open(TlsFiles files) {
  auto material = ReadTlsMaterial(files, absl::Now());
  if (!material.ok()) return material.status();
  std::unique_ptr<TlsSource> source(new TlsSource(std::move(files), *std::move(material)));
  if (!source->Publish(source->material_)) return absl::ResourceExhaustedError("TLS: no memory for the certificates");
  source->Start();
  return source;
}

TlsSource::TlsSource(TlsFiles files, TlsMaterial material) : files_(std::move(files)), material_(std::move(material)) {
  if (!material_.certificate.empty()) own_ = std::make_unique<MemoryFile>();
  if (!material_.authorities.empty()) authorities_ = std::make_unique<MemoryFile>();
}

void TlsSource::Start() {
  if (own_ == nullptr && authorities_ == nullptr) return;
  const std::string own = own_ == nullptr ? "" : own_->path();
  const std::string authorities = authorities_ == nullptr ? "" : authorities_->path();
  provider_ = std::make_shared<FileWatcherCertificateProvider>(own, own, authorities, kGrpcLooksEverySeconds);
  follower_ = std::thread([this] { Follow(); });
}

TlsSource::~TlsSource() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  if (follower_.joinable()) follower_.join();
}

std::shared_ptr<grpc::ServerCredentials> TlsSource::ServerCredentials() const {
  grpc::experimental::TlsServerCredentialsOptions options(provider_);
  options.watch_identity_key_cert_pairs();
  if (authorities_ != nullptr) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> TlsSource::ChannelCredentials() const {
  return MakeChannelCredentials(provider_, material_);
}

std::shared_ptr<const std::string> TlsSource::authorities() const {
  const std::lock_guard lock(mutex_);
  return shown_authorities_;
}

bool TlsSource::Publish(const TlsMaterial& material) {
  // Authorities first: if both change, nobody shall be shown a certificate of the new one and be judged by the old.
  if (authorities_ != nullptr) {
    if (!authorities_->Replace(material.authorities)) return false;
    const std::lock_guard lock(mutex_);
    if (shown_authorities_ == nullptr || *shown_authorities_ != material.authorities)
      shown_authorities_ = std::make_shared<const std::string>(material.authorities);
  }
  if (own_ == nullptr) return true;
  if (!own_->Replace(absl::StrCat(material.key, "\n", material.certificate))) return false;
  valid_until_ = absl::ToUnixSeconds(material.valid_until);
  return true;
}

void TlsSource::Follow() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (stop_.wait_for(lock, kLookEvery, [this] { return stopping_; })) return;
    }
    Look();
  }
}

void TlsSource::Look() {
  auto material = ReadTlsMaterial(files_, absl::Now());
  const std::string problem(material.status().message());
  // Files that are being replaced are wrong for a moment; what is still wrong a second later is told, once.
  if (!problem.empty() && problem == last_problem_ && problem != told_problem_) {
    spdlog::error("TLS: {}; what was there before stays in use", problem);
    told_problem_ = problem;
  }
  last_problem_ = problem;
  if (!material.ok()) return;
  told_problem_.clear();
  if (*material == material_) return;
  if (!Publish(*material)) {
    spdlog::error("TLS: no memory for the new certificates; trying again");
    return;
  }
  material_ = *std::move(material);
  spdlog::info("TLS: {} and what belongs to it are in use as they are now; certificate {} is valid until {}",
               files_.certificate.option, material_.serial,
               absl::FormatTime(material_.valid_until, absl::UTCTimeZone()));
}

std::shared_ptr<grpc::ChannelCredentials> FixedChannelCredentials(const TlsMaterial& material) {
  std::shared_ptr<CertificateProviderInterface> provider;
  if (!material.certificate.empty()) {
    provider = std::make_shared<StaticDataCertificateProvider>(
        material.authorities,
        std::vector<grpc::experimental::IdentityKeyCertPair>{{material.key, material.certificate}});
  } else if (!material.authorities.empty()) {
    provider = std::make_shared<StaticDataCertificateProvider>(material.authorities);
  }
  return MakeChannelCredentials(std::move(provider), material);
}

}  // namespace zaitaku
