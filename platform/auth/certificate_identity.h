// Who a verified client certificate names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/auth/caller.h"

namespace zaitaku {

// `uris` are the certificate's URI subject alternative names. Exactly one of them must be a SPIFFE ID, and of this
// trust domain: `spiffe://TRUST_DOMAIN/prefecture/13`; see ParseGrant for the paths. UNAUTHENTICATED that says what is
// wrong.
absl::StatusOr<Caller> CallerOfCertificate(const std::vector<std::string_view>& uris, std::string_view pem,
                                           std::string_view trust_domain);

// SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` gives it, in 64 lower-case digits. Empty if `pem`
// holds none.
std::string CertificateFingerprint(std::string_view pem);

}  // namespace zaitaku
