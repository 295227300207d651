// What the shared parts of services of entries ask of the training events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/service/entries.h"
#include "services/entries/field_problems.h"
#include "services/training/training_index.h"
#include "services/training/training_names.h"
#include "services/training/training_questions.h"
#include "services/training/training_rules.h"
#include "services/training/training_store.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::training {

struct TrainingEntries : EntryKinds<v1::TrainingEntry, v1::TrainingProgram, v1::Event> {
  using Writer = TrainingWriter;

  template <typename Resource>
  static std::vector<FieldProblem> Check(const Resource& resource, const std::string& prefix) {
    return training::Check(resource, prefix);
  }

  template <typename Request>
  static absl::Status CheckRequest(const Request& request) {
    return training::CheckRequest(request);
  }
  template <typename Resource, typename Request>
  static bool Passes(const Resource& resource, const Request& request) {
    return training::Passes(resource, request);
  }
  static std::string LabelFor(const v1::ListEventsRequest& request) { return BestLabel(request); }
  static std::string LabelFor(const v1::ListTrainingProgramsRequest&) { return ""; }

  // Tables have no English names of organisers, and cannot tell an empty rule from none.
  static void KeepUnstated(const v1::Event& stated, const google::protobuf::FieldMask& mask, const v1::Event& before,
                           v1::Event& merged);
  static void KeepUnstated(const v1::TrainingProgram&, const google::protobuf::FieldMask&, const v1::TrainingProgram&,
                           v1::TrainingProgram&) {}

  static FieldWords Words();
  static constexpr std::string_view kJsonExample = R"({"event": {"name": "events/2016-03-joint-meeting", …}})";
};

}  // namespace zaitaku::training
