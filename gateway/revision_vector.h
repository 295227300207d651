// The services that summaries are made from, and revisions of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace zaitaku::gateway {

// In the order in which they stand in answers, keys and citations. A further service is one more entry here, in
// Services() and in MakeBackends.
enum class ServiceId : size_t { kCouncil, kCatalog, kTraining };
inline constexpr size_t kServiceCount = 3;

struct ServiceEntry {
  ServiceId id;
  std::string_view name;  // As it calls itself: council-registry.
  std::string_view key;   // As tokens call it: council.
};

std::span<const ServiceEntry, kServiceCount> Services();
const ServiceEntry& ServiceOf(ServiceId id);
// By name or key; null if there is none.
const ServiceEntry* FindService(std::string_view name_or_key);

// Something for each service.
template <typename T>
class PerService {
 public:
  T& operator[](ServiceId id) { return values_[static_cast<size_t>(id)]; }
  const T& operator[](ServiceId id) const { return values_[static_cast<size_t>(id)]; }
  bool operator==(const PerService&) const = default;

 private:
  std::array<T, kServiceCount> values_{};
};

// The token of each service's revision, less the service's name; empty for services that are not used.
using RevisionVector = PerService<std::string>;

// `council=12-061a5b47202682cb,catalog=5-…`, the services that are not used left out.
std::string ToText(const RevisionVector& revisions, char separator = ',');

// A revision of one service, as callers name it.
struct ServiceToken {
  ServiceId service;
  int64_t number;
  std::string token;
};

// `council=12-061a5b47202682cb`. INVALID_ARGUMENT naming `field`.
absl::StatusOr<ServiceToken> ParseServiceToken(std::string_view text, const std::string& field);
// The same in two parts.
absl::StatusOr<ServiceToken> ReadServiceToken(std::string_view service, std::string_view token,
                                              const std::string& service_field, const std::string& token_field);

}  // namespace zaitaku::gateway
