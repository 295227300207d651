#include "tests/system/registry_process.h"

#include <cstdio>
#include <cstdlib>

#include "absl/time/clock.h"

namespace zaitaku {
namespace {

// The one built with this test, or another, such as one without a guard that the test is there for.
std::string Binary() {
  const char* other = std::getenv("ZAITAKU_REGISTRY_BINARY");
  return other != nullptr ? other : ZAITAKU_REGISTRY_BINARY;
}

}  // namespace

bool FullSize() {
  const char* full = std::getenv("ZAITAKU_SYSTEM_FULL");
  return full != nullptr && std::string(full) == "1";
}

unsigned int PrintedSeed() {
  const char* given = std::getenv("ZAITAKU_SYSTEM_SEED");
  const unsigned int seed = given != nullptr ? static_cast<unsigned int>(std::strtoul(given, nullptr, 10))
                                             : static_cast<unsigned int>(absl::ToUnixMicros(absl::Now()));
  std::printf("ZAITAKU_SYSTEM_SEED=%u%s\n", seed, FullSize() ? ", full size" : "");
  return seed;
}

RegistryProcess::RegistryProcess() : ServerProcess(Binary()) { AddArguments({"--database", database()}); }

}  // namespace zaitaku
