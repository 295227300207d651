// TLS credentials for servers and channels that follow their files.
#pragma once

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "platform/tls/tls_files.h"

namespace zaitaku {

// TLS 1.2 and newer. New connections use what the files hold now, within about two seconds; those that are open go on,
// but who was let in by what is no longer there can be found out by `authorities`.
// Files that are replaced one after the other are taken once they fit together; while they are wrong, what was right
// before stays in use, and the log says so.
//
// gRPC's own watcher of files would take a certificate whose key has not arrived yet, and then refuse everybody until
// it has. So it is given copies in memory that are whole at every moment.
class TlsSource {
 public:
  // As ReadTlsMaterial, for what the files hold now.
  static absl::StatusOr<std::unique_ptr<TlsSource>> Open(TlsFiles files);
  ~TlsSource();
  TlsSource(const TlsSource&) = delete;

  // Clients may show a certificate if there are authorities to verify it by; one that does not verify ends the
  // handshake.
  std::shared_ptr<grpc::ServerCredentials> ServerCredentials() const;

  // The server's certificate must verify, by the authorities or else by those that this machine trusts, and bear the
  // name or the address that is called.
  std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials() const;

  // The option that names the own certificate, such as `--tls-cert`.
  const std::string& option() const { return files_.certificate.option; }
  // Until when the own certificate that is in use is valid, in seconds since 1970; 0 if there is none.
  int64_t valid_until() const { return valid_until_; }
  // Who may have signed the other side's certificate, in PEM, by what the files hold now: another object after each
  // change. Null if none were named.
  std::shared_ptr<const std::string> authorities() const;

 private:
  class MemoryFile;

  TlsSource(TlsFiles files, TlsMaterial material);
  // Puts it where gRPC reads it. False if there is no memory for it.
  bool Publish(const TlsMaterial& material);
  // Has gRPC and this follow.
  void Start();
  void Follow();
  // Looks at the files once.
  void Look();

  const TlsFiles files_;
  TlsMaterial material_;
  std::atomic<int64_t> valid_until_{0};
  std::string last_problem_;         // As the last look found it; empty if all was well.
  std::string told_problem_;         // Told in the log.
  std::unique_ptr<MemoryFile> own_;  // Key and certificate; null for a client without.
  std::unique_ptr<MemoryFile> authorities_;
  std::shared_ptr<grpc::experimental::CertificateProviderInterface> provider_;
  mutable std::mutex mutex_;
  std::shared_ptr<const std::string> shown_authorities_ ABSL_GUARDED_BY(mutex_);
  std::condition_variable stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread follower_;
};

// The same for one run of a command, which follows nothing.
std::shared_ptr<grpc::ChannelCredentials> FixedChannelCredentials(const TlsMaterial& material);

}  // namespace zaitaku
