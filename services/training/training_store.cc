#include "services/training/training_store.h"

#include "absl/strings/str_cat.h"
#include "services/training/application_rules.h"
#include "services/training/training_cells.h"
#include "services/training/training_index.h"
#include "services/training/training_names.h"
#include "services/training/training_rules.h"

namespace zaitaku::training {
namespace {

// The first application for an event; empty if there is none.
absl::StatusOr<std::string> FirstApplication(const ResourceReader& reader, const std::string& event) {
  ASSIGN_OR_RETURN(const auto first, reader.List<v1::Application>(ApplicationsOf(event), "", 1));
  return first.empty() ? "" : first.front().name();
}

WrongReference AnnouncedAgain(const v1::Event& event, const std::string& path) {
  return {path, "state",
          absl::StrCat("read ", v1::Event::State_Name(event.state()), ", expected any other state, as there are ",
                       "applications for '", event.name(), "', such as STATE_CLOSED"),
          ""};
}

}  // namespace

absl::Status TrainingWriter::Put(v1::Event& event, const std::string& path) {
  ASSIGN_OR_RETURN(const auto before, transaction_.Find<v1::Event>(event.name()));
  if (before && !MayFollowWithApplications(before->state(), event.state())) {
    ASSIGN_OR_RETURN(const bool has_applications, HasApplications(transaction_, event.name()));
    if (has_applications) wrong_.push_back(AnnouncedAgain(event, path));
  }
  RETURN_IF_ERROR(MoveEvent(before ? &*before : nullptr, &event, transaction_));
  RETURN_IF_ERROR(transaction_.Put(event));
  written_events_.emplace_back(event.name(), path);
  bool is_due = false;
  if (before) {
    ASSIGN_OR_RETURN(is_due, OnEventChanged(*before, event, path, transaction_, promotions_));
  }
  is_promotion_due_ |= is_due;
  return transaction_.Index(event.name(), IndexOf(event, is_due));
}

absl::Status TrainingWriter::Put(v1::TrainingProgram& program, const std::string&) {
  RETURN_IF_ERROR(transaction_.Put(program));
  return transaction_.Index(program.name(), IndexOf(program));
}

absl::Status TrainingWriter::Delete(const v1::Event& event) {
  ASSIGN_OR_RETURN(const std::string application, FirstApplication(transaction_, event.name()));
  if (!application.empty()) return InUse(event.name(), application);
  RETURN_IF_ERROR(MoveEvent(&event, nullptr, transaction_));
  return transaction_.Delete(event.name());
}

absl::Status TrainingWriter::Delete(const v1::TrainingProgram& program) {
  RETURN_IF_ERROR(CheckUnused(transaction_, program.name()));
  return transaction_.Delete(program.name());
}

absl::StatusOr<std::vector<WrongReference>> TrainingWriter::FindWrongReferences() {
  for (const auto& [name, path] : written_events_) {
    ASSIGN_OR_RETURN(const auto event, transaction_.Get<v1::Event>(name));
    RETURN_IF_ERROR(FindMissing(transaction_, ReferencesOf(event), path, wrong_));
  }
  written_events_.clear();
  return std::move(wrong_);
}

absl::Status TrainingWriter::CheckReferences() {
  ASSIGN_OR_RETURN(const auto wrong, FindWrongReferences());
  return ToStatus(wrong);
}

}  // namespace zaitaku::training
