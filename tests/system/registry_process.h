// The real council-registry for tests.
#pragma once

#include <string>

#include "tests/server_process/server_process.h"

namespace zaitaku {

// True if the tests are to run at their full size: ZAITAKU_SYSTEM_FULL is 1.
bool FullSize();

// The seed of a test's random choices, from ZAITAKU_SYSTEM_SEED or the clock. Printed, so that a run can be made again.
unsigned int PrintedSeed();

// With its database in its folder.
class RegistryProcess : public ServerProcess {
 public:
  RegistryProcess();

  std::string database() const { return File("council.db"); }
};

}  // namespace zaitaku
