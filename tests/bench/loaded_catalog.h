// A programme catalogue with so many budget lines, and the questions whose cost is measured.
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/budget_lines.h"
#include "tests/server_process/server_process.h"
#include "zaitaku/catalog/v1/catalog_service.grpc.pb.h"

namespace zaitaku::bench {

// The real process on a database of its own, with the programmes, funding sources and guidelines of data/catalog. Not
// thread-safe.
class LoadedCatalog {
 public:
  // Starts it and imports the lines, file by file.
  static absl::StatusOr<std::unique_ptr<LoadedCatalog>> Start(int lines);
  // Takes lines out of all totals and back again, which leaves the totals as they were, until so many revisions have
  // moved them. At least 400 lines.
  absl::Status Age(int revisions);

  // One call each. An error if the answer is wrong.
  absl::Status Get();
  absl::Status List();  // A page of 10 of one fiscal year and stage.
  absl::Status Search();
  absl::Status FindEligible();
  absl::Status TotalsOfOne();  // One fiscal year and stage.
  absl::Status TotalsOfAll();

  int lines() const { return lines_; }
  // How long the lines took, and how many files.
  absl::Duration load_time() const { return load_time_; }
  int files() const { return files_; }

 private:
  explicit LoadedCatalog(int lines);

  absl::Status Load();
  absl::Status MoveLines(bool out);
  // An error unless so many of the file's lines are new or changed.
  absl::Status Import(const std::string& content, int expected);
  int AnyLine() { return std::uniform_int_distribution<int>(0, lines_ - 1)(random_); }

  const int lines_;
  const std::map<std::pair<int, int>, LineSum> sums_;  // What the lines add up to.
  ServerProcess process_;
  std::unique_ptr<catalog::v1::CatalogService::Stub> stub_;
  std::mt19937 random_{1};
  absl::Duration load_time_;
  int files_ = 0;
  int revisions_ = 0;  // That have moved all totals.
};

}  // namespace zaitaku::bench
