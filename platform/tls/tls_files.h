// Certificates, keys and authorities as their user gives them: files, read whole and checked before anything uses them.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace zaitaku {

// A file, and the option by which the user named it, such as `--tls-key`: what is wrong with it is told by that name.
struct NamedFile {
  std::string option;
  std::string path = {};  // Empty: none was named.
};

// The content of a regular file of up to `max_bytes`, which must not be empty. INVALID_ARGUMENT naming option and file
// otherwise.
absl::StatusOr<std::string> ReadNamedFile(const NamedFile& file, size_t max_bytes);

// The same for a file that holds a secret: FAILED_PRECONDITION if others than its owner and its group can read it, or
// others than its owner can write it.
absl::StatusOr<std::string> ReadSecretFile(const NamedFile& file, size_t max_bytes);

// Which side of a connection the files are for.
enum class TlsSide { kServer, kClient };

// All in PEM. A server needs certificate and key; a client has both or neither.
struct TlsFiles {
  TlsSide side;
  NamedFile certificate;  // The own certificate, then those between it and its authority.
  NamedFile key;          // A secret file, not encrypted.
  NamedFile authorities;  // Who may have signed the other side's certificate.
};

// What is in them.
struct TlsMaterial {
  std::string certificate;
  std::string key;
  std::string authorities;
  std::string serial;  // Of the own certificate, in hexadecimal.
  std::string uri;     // The first one that it names, such as `spiffe://zaitaku.example/ministry`; empty for none.
  absl::Time valid_until = absl::InfiniteFuture();  // The own certificate.

  bool operator==(const TlsMaterial& other) const {
    return certificate == other.certificate && key == other.key && authorities == other.authorities;
  }
};

// Reads and checks the files. INVALID_ARGUMENT or FAILED_PRECONDITION, in one line that begins with the option, if one
// is missing, empty, unreadable or no PEM; the certificate not valid now or not for this side; the key encrypted, open
// to others, or another certificate's; no authority valid now.
absl::StatusOr<TlsMaterial> ReadTlsMaterial(const TlsFiles& files, absl::Time now);

}  // namespace zaitaku
