#include "tests/system/registry_process.h"

#include <cstdio>
#include <cstdlib>

#include "absl/time/clock.h"

namespace zaitaku {

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

std::string BinaryOr(const char* variable, const char* built) {
  const char* other = std::getenv(variable);
  return other != nullptr ? other : built;
}

}  // namespace zaitaku
