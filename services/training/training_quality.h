// What a reader should know of events and training programmes before relying on them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "platform/service/paging.h"
#include "zaitaku/training/v1/event.pb.h"
#include "zaitaku/training/v1/questions.pb.h"

namespace zaitaku::training {

// The day of the week that a text prints, such as （水） or 水曜日, as 0 for 月 to 6 for 日; nullopt if it prints none.
std::optional<int> PrintedWeekday(std::string_view text);

// The flags that are computed, then those of the sources, in order of fact. `program` is the event's training
// programme; null if it has none.
std::vector<v1::QualityFlag> FlagsOf(const v1::Event& event, const v1::TrainingProgram* program);
std::vector<v1::QualityFlag> FlagsOf(const v1::TrainingProgram& program);

// A page of them. NOT_FOUND if a resource is asked for that there is not.
absl::Status ReadQualityFlags(const Page& page, const v1::ListQualityFlagsRequest& request,
                              v1::ListQualityFlagsResponse& response);

}  // namespace zaitaku::training
