// The training events, as the tests of this folder see them.
#pragma once

#include <string>

#include "zaitaku/training/v1/training_service.grpc.pb.h"

namespace zaitaku {

struct Training {
  using Stub = training::v1::TrainingService::Stub;

  static constexpr char kDatabase[] = "training.db";
  static std::string Binary();
};

}  // namespace zaitaku
