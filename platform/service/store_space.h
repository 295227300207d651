// The disk under a store.
#pragma once

#include <string>

#include "platform/telemetry/metric_page.h"

namespace zaitaku {

// Adds the sizes of a SQLite database's files, and what is free on their file system for who is not root.
void CollectStoreSpace(MetricPage& page, const std::string& database);

}  // namespace zaitaku
