// The real servers of the services on a ledger, for tests.
#pragma once

#include <string>

#include "tests/server_process/server_process.h"

namespace zaitaku {

// True if the tests are to run at their full size: ZAITAKU_SYSTEM_FULL is 1.
bool FullSize();

// The seed of a test's random choices, from ZAITAKU_SYSTEM_SEED or the clock. Printed, so that a run can be made again.
unsigned int PrintedSeed();

// The program built with this test, or the one that the environment names instead, such as one without a guard that the
// test is there for.
std::string BinaryOr(const char* variable, const char* built);

// The content of a file of `data`, such as `catalog/programs.jsonl`; empty if there is none.
std::string ReadData(const std::string& name);

// With its database in its folder. `Service` as in each_service.h.
template <typename Service>
class RegistryProcess : public ServerProcess {
 public:
  RegistryProcess() : ServerProcess(Service::Binary()) { AddArguments({"--database", database()}); }

  std::string database() const { return File(Service::kDatabase); }
};

}  // namespace zaitaku
