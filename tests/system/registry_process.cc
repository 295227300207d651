#include "tests/system/registry_process.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

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

std::string ReadData(const std::string& name) {
  std::ifstream file(ZAITAKU_SOURCE_DIR "/data/" + name, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

}  // namespace zaitaku
