// The names of the training events' resources.
#pragma once

#include <string>
#include <string_view>

#include "zaitaku/training/v1/application.pb.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::training {

inline constexpr std::string_view kEvents = "events";
inline constexpr std::string_view kTrainingPrograms = "trainingPrograms";

}  // namespace zaitaku::training
