// Client certificates: whom they name, and whether they are still good.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "platform/auth/caller.h"
#include "platform/auth/denied_certificates.h"
#include "platform/auth/followed_file.h"
#include "platform/auth/recent.h"

namespace zaitaku {

struct CertificateOptions {
  std::string trust_domain = "zaitaku.example";  // `spiffe://zaitaku.example/…`
  std::string denied_file;                       // See DeniedCertificates; empty: none is denied.
  std::function<absl::Time()> now = &absl::Now;
};

// What a connection showed, as PEM. The views are the connection's.
struct ShownCertificate {
  std::vector<std::string_view> uris;  // Its subject alternative names of that kind.
  std::string_view pem;
  std::string_view chain;  // Those between it and its authority; empty on a connection that goes on with the keys of
                           // one before it.
};

// A connection is verified once, when it begins, and may last for long. So each call asks here whether its certificate
// would still be let in: within its time, signed by an authority that is trusted now, and neither it nor one above it
// denied. What that takes is remembered until the list or the authorities change, or time changes it. Thread-safe.
class CertificateVerifier {
 public:
  // Certificates of authorities, in PEM. Another object after each change; null: what connections showed is not
  // verified again.
  using Authorities = std::shared_ptr<const std::string>;

  // INVALID_ARGUMENT or FAILED_PRECONDITION naming `--denied-certificates`, if the file cannot be used.
  static absl::StatusOr<std::unique_ptr<CertificateVerifier>> Create(const CertificateOptions& options);

  // Whom is asked who may sign clients' certificates.
  void SetAuthorities(std::function<Authorities()> authorities);

  // Who the certificate names. UNAUTHENTICATED that says what is wrong.
  absl::StatusOr<Caller> Verify(const ShownCertificate& shown);

 private:
  using DeniedFile = FollowedFile<DeniedCertificates>;
  // What was found of a certificate.
  struct Judgement {
    absl::StatusOr<Caller> caller;
    absl::Time from, until;  // When that was; when it is to be found anew.
  };
  using Verdict = std::shared_ptr<const Judgement>;
  // What verdicts rest on.
  struct Grounds {
    Authorities authorities;
    std::shared_ptr<const DeniedCertificates> denied;
    bool operator==(const Grounds&) const = default;
  };

  CertificateVerifier(const CertificateOptions& options, std::unique_ptr<DeniedFile> denied);

  Grounds GroundsNow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Caller> Judge(const ShownCertificate& shown, const Grounds& grounds, absl::Time now) const;

  const CertificateOptions options_;
  const std::unique_ptr<DeniedFile> denied_;  // Null: none is denied.
  std::mutex mutex_;
  std::function<Authorities()> authorities_ ABSL_GUARDED_BY(mutex_);
  Grounds grounds_ ABSL_GUARDED_BY(mutex_);
  Recent<Verdict> verdicts_ ABSL_GUARDED_BY(mutex_);    // By digests of certificate and chain.
  Recent<std::string> chains_ ABSL_GUARDED_BY(mutex_);  // The last good one, by a digest of the certificate.
};

}  // namespace zaitaku
