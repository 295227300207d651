#include "services/training/application_owners.h"

#include "platform/status/status.h"
#include "services/training/application_store.h"

namespace zaitaku::training {

bool IsOwn(const std::string& prefecture, const v1::Application& application) {
  return prefecture.empty() || application.local_government_code().substr(0, 2) == prefecture;
}

absl::Status CheckOwn(const std::string& prefecture, const v1::Application& application) {
  return IsOwn(prefecture, application) ? absl::OkStatus() : ResourceNotFound(application.name());
}

absl::Status CheckOwnPerson(const std::string& prefecture, const std::string& person, const ResourceReader& reader) {
  if (prefecture.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto application, FindApplicationOf(person, reader));
  return application && IsOwn(prefecture, *application) ? absl::OkStatus() : ResourceNotFound(person);
}

void KeepOwn(const std::string& prefecture, ApplicationList& applications) {
  ApplicationList own;
  for (v1::Application& application : applications) {
    if (IsOwn(prefecture, application)) *own.Add() = std::move(application);
  }
  applications.Swap(&own);
}

}  // namespace zaitaku::training
