#include "tests/unit/data/training_data.h"

namespace zaitaku::data {

using training::v1::TrainingEntry;

const DataFormat& TrainingFormat() {
  static const auto* const kFormat = new DataFormat{
      .folder = "data/training",
      .files = {{"data/training/training_programs.jsonl", "trainingPrograms",
                 training::v1::TrainingProgram::descriptor()},
                {"data/training/events.jsonl", "events", training::v1::Event::descriptor()}},
      .exclusions = "data/training/exclusions.jsonl",
      // The three events; beside them, of what the catalogue reads too, what is said of the three fields.
      .lines = {{519, 549}, {559, 562}, {594, 663}, {673, 688}, {703, 713}, {719, 729}, {733, 733}},
      .references = {{"training_program", "trainingPrograms"}, {"catalog_program", "programs"}},
  };
  return *kFormat;
}

TrainingData ReadTrainingData() { return ReadDataSet<TrainingEntry>(TrainingFormat()); }

}  // namespace zaitaku::data
