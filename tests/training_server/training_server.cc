#include "tests/training_server/training_server.h"

#include <fstream>
#include <iterator>

#include "services/training/bind.h"

namespace zaitaku {

TrainingServer::TrainingServer() : LedgerServer(&training::Bind, "training.db") {}

absl::StatusOr<training::v1::ImportEntriesResponse> TrainingServer::Import(const std::string& content,
                                                                           bool validate_only) {
  training::v1::ImportEntriesRequest request;
  request.set_content(content);
  request.set_validate_only(validate_only);
  return Call(&TrainingStub::ImportEntries, request);
}

std::string TrainingServer::ReadData() {
  std::string content;
  for (const char* name : {"training_programs", "events"}) {
    const std::string path = absl::StrCat(ZAITAKU_SOURCE_DIR "/data/training/", name, ".jsonl");
    std::ifstream file(path, std::ios::binary);
    const std::string lines{std::istreambuf_iterator<char>(file), {}};
    if (lines.empty()) {
      std::fprintf(stderr, "cannot read %s\n", path.c_str());
      std::exit(1);
    }
    content += lines;
  }
  return content;
}

}  // namespace zaitaku
