#include "platform/server/access_options.h"

#include <spdlog/spdlog.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "absl/strings/str_cat.h"
#include "platform/server/process.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

// Several times what a person or a backend needs, and a fraction of what would hurt others.
constexpr double kCallsPerSecond = 2000;
constexpr int kConcurrentCalls = 512;
constexpr int kMostSeconds = 7 * 24 * 3600;

}  // namespace

void AddAccessOptions(CLI::App& app, AccessOptions& options) {
  CallerLimitOptions& limits = options.gate.limits;
  limits.calls_per_second = kCallsPerSecond;
  limits.concurrent_calls = kConcurrentCalls;
  AddOption(app, "trust-domain", options.gate.certificates.trust_domain,
            "Of client certificates: spiffe://TRUST-DOMAIN/agency/NAME names a caller");
  AddOption(app, "denied-certificates", options.gate.certificates.denied_file,
            "File of client certificates that were taken back, by SHA-256 fingerprint or serial=NUMBER, one a line; "
            "read again when it changes");
  AddOption(app, "token-keys", options.gate.tokens.jwks_file,
            "JWKS file of the public keys that bearer tokens are signed with; read again when it changes");
  AddOption(app, "token-issuer", options.gate.tokens.issuer, "What a token's iss must be");
  AddOption(app, "token-audience", options.gate.tokens.audience, "What a token's aud must hold");
  app.add_option("--token-max-life-s", options.token_max_life_s,
                 "The longest that a token may be good for, from its nbf or iat to its exp")
      ->envname("ZAITAKU_TOKEN_MAX_LIFE_S")
      ->check(CLI::Range(1, kMostSeconds, "SECONDS"))
      ->capture_default_str();
  AddOption(app, "anonymous-role", options.anonymous_role,
            "For development, with --insecure on loopback: take callers without proof for ministry, operator or "
            "another role, named as in a certificate");
  app.add_option("--caller-rate", limits.calls_per_second, "Calls a second of one caller; 0 for any number")
      ->envname("ZAITAKU_CALLER_RATE")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--caller-calls", limits.concurrent_calls, "Calls of one caller at a time; 0 for any number")
      ->envname("ZAITAKU_CALLER_CALLS")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--max-connection-age-s", options.max_connection_age_s,
                 "After so long a connection is to be made anew; calls under way have half a minute more")
      ->envname("ZAITAKU_MAX_CONNECTION_AGE_S")
      ->check(CLI::Range(1, kMostSeconds, "SECONDS"))
      ->capture_default_str();
  app.add_option("--reflection", options.reflection, "Whether anybody may read the contract by reflection")
      ->envname("ZAITAKU_REFLECTION")
      ->capture_default_str();
  app.add_option("--health", options.health, "Whether anybody may ask for health")
      ->envname("ZAITAKU_HEALTH")
      ->capture_default_str();
}

void AddWatchOptions(CLI::App& app, WatchLimits& limits) {
  app.add_option("--caller-watches", limits.per_caller, "Watches of one caller at a time; 0 for as many as there are")
      ->envname("ZAITAKU_CALLER_WATCHES")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--anonymous-watches", limits.per_anonymous,
                 "Watches of one address that proves no identity; 0 for as many as there are for all such")
      ->envname("ZAITAKU_ANONYMOUS_WATCHES")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
}

absl::StatusOr<std::unique_ptr<Gate>> MakeGate(const AccessOptions& options, bool development) {
  GateOptions gate = options.gate;
  gate.tokens.longest_life = absl::Seconds(options.token_max_life_s);
  if (!options.anonymous_role.empty()) {
    if (!development) {
      return absl::InvalidArgumentError(
          "--anonymous-role: only for development, with --insecure and on loopback; everybody could write");
    }
    const auto grant = ParseGrant(options.anonymous_role);
    if (!grant.ok())
      return absl::InvalidArgumentError(absl::StrCat("--anonymous-role: ", std::string(grant.status().message())));
    gate.anonymous = *grant;
    spdlog::warn("whoever calls without proof is taken for {}: for development only", GrantPath(*grant));
  }
  return Gate::Create(gate);
}

}  // namespace zaitaku
