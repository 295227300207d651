// The servers that are measured: the real processes, each with the source data.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/example_calls.h"
#include "tests/server_process/server_process.h"

namespace zaitaku::bench {

enum class SurveyState { kOpen, kPublished };

// Some processes that serve together, and the one that is called.
struct Servers {
  std::vector<std::unique_ptr<ServerProcess>> processes;  // The last one is called.
  Known known = {};

  std::string address() const { return processes.back()->address(); }
};

// As they run for everybody.
absl::StatusOr<Servers> StartRegistry(SurveyState state);
absl::StatusOr<Servers> StartGateway();
// A gateway over a registry that is there already, which is none of the processes.
absl::StatusOr<Servers> StartGatewayOver(const std::string& registry);
// With data/catalog and a funding source that nothing refers to, by one import.
absl::StatusOr<Servers> StartCatalog();
// With data/training and two more events, each with one application: by kTrainingRevisions revisions.
absl::StatusOr<Servers> StartTraining();

inline constexpr char kOpenEvent[] = "events/open";  // Takes applications.
inline constexpr char kHeldEvent[] = "events/held";
inline constexpr int kTrainingRevisions = 4;

// The registry with options for benchmarks, see registry_variant.cc.
absl::StatusOr<Servers> StartRegistryVariant(SurveyState state, const std::vector<std::string>& arguments);

}  // namespace zaitaku::bench
