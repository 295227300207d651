#include "gateway/revision_vector.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/revision/revision_token.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

constexpr std::array<ServiceEntry, kServiceCount> kServices = {{
    {ServiceId::kCouncil, "council-registry", "council"},
    {ServiceId::kCatalog, "program-catalog", "catalog"},
    {ServiceId::kTraining, "training-events", "training"},
}};

}  // namespace

std::span<const ServiceEntry, kServiceCount> Services() { return kServices; }

const ServiceEntry& ServiceOf(ServiceId id) { return kServices[static_cast<size_t>(id)]; }

const ServiceEntry* FindService(std::string_view name_or_key) {
  const auto found = std::find_if(kServices.begin(), kServices.end(), [&](const ServiceEntry& entry) {
    return entry.name == name_or_key || entry.key == name_or_key;
  });
  return found == kServices.end() ? nullptr : &*found;
}

std::string ToText(const RevisionVector& revisions, char separator) {
  std::string text;
  for (const ServiceEntry& service : kServices) {
    if (revisions[service.id].empty()) continue;
    if (!text.empty()) text += separator;
    absl::StrAppend(&text, std::string(service.key), "=", revisions[service.id]);
  }
  return text;
}

absl::StatusOr<ServiceToken> ReadServiceToken(std::string_view service, std::string_view token,
                                              const std::string& service_field, const std::string& token_field) {
  const ServiceEntry* entry = FindService(service);
  if (entry == nullptr) {
    std::string names;
    for (const ServiceEntry& known : kServices)
      absl::StrAppend(&names, names.empty() ? "" : ", ", std::string(known.key));
    return InvalidField(service_field, absl::StrCat("read ", Quoted(service), " as a service, expected one of ", names,
                                                    ", such as 'council=12-061a5b47202682cb'"));
  }
  ASSIGN_OR_RETURN(const RevisionToken parsed, ParseRevisionToken(token, token_field));
  return ServiceToken{entry->id, parsed.number, std::string(token)};
}

absl::StatusOr<ServiceToken> ParseServiceToken(std::string_view text, const std::string& field) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return InvalidField(field, absl::StrCat("read ", Quoted(text), ", expected SERVICE=TOKEN, such as ",
                                            "'council=12-061a5b47202682cb'"));
  }
  return ReadServiceToken(text.substr(0, equals), text.substr(equals + 1), field, field);
}

}  // namespace zaitaku::gateway
