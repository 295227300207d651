// The names of the training events' resources.
#pragma once

#include "platform/service/resource_names.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

inline constexpr ResourceCollection kEvents{"events", "2016-03-joint-meeting"};
inline constexpr ResourceCollection kTrainingPrograms{"trainingPrograms", "home-visit-nursing"};

// Of the programme catalogue, which is not asked whether they exist.
inline constexpr ResourceCollection kCatalogPrograms{"programs", "home-care-lecturer-training"};

}  // namespace zaitaku::training

namespace zaitaku {

template <>
inline constexpr ResourceCollection kCollectionOf<training::v1::Event> = training::kEvents;
template <>
inline constexpr ResourceCollection kCollectionOf<training::v1::TrainingProgram> = training::kTrainingPrograms;

}  // namespace zaitaku
