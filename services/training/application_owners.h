// What an officer of one prefecture sees of applications and people: the own prefecture's, as if there were no others.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/storage/resource_reader.h"
#include "services/training/application_store.h"
#include "zaitaku/training/v1/application.pb.h"

namespace zaitaku::training {

// In all of these, `prefecture` is the code of the caller's own, or empty for who sees all.

bool IsOwn(const std::string& prefecture, const v1::Application& application);

// NOT_FOUND, word for word as if there were no such application, unless it is the prefecture's.
absl::Status CheckOwn(const std::string& prefecture, const v1::Application& application);

// NOT_FOUND, as if there were no such person, unless the prefecture has an application of theirs that was not
// cancelled.
absl::Status CheckOwnPerson(const std::string& prefecture, const std::string& person, const ResourceReader& reader);

// Leaves the prefecture's.
void KeepOwn(const std::string& prefecture, ApplicationList& applications);

}  // namespace zaitaku::training
