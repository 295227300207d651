// The files of data/training.
#pragma once

#include "tests/unit/data/data_set.h"
#include "zaitaku/training/v1/event.pb.h"

namespace zaitaku::data {

using TrainingData = DataSetOf<training::v1::TrainingEntry>;

// What is to be in data/training.
const DataFormat& TrainingFormat();

// Reads them as they are in the repository.
TrainingData ReadTrainingData();

}  // namespace zaitaku::data
