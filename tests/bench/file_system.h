#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace zaitaku::bench {

// The type and device of the file system that holds a path, such as `ext4 on /dev/sda1`. FAILED_PRECONDITION if it is
// in memory, where a sync costs nothing and a benchmark of durable writes would measure nothing.
absl::StatusOr<std::string> DiskUnder(const std::string& path);

}  // namespace zaitaku::bench
