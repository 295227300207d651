// What every process tells of itself.
#pragma once

#include <string>

#include "platform/telemetry/metric_page.h"

namespace zaitaku {

// The release, and what Prometheus's clients tell of a process by custom: memory, files, processor time, start.
void CollectProcess(MetricPage& page, const std::string& process);

}  // namespace zaitaku
