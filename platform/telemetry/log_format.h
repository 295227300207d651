// How a line of the log looks.
#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace zaitaku {

// What a line about a call says beside its text. None of it is a caller's: names and codes that we know, and numbers.
struct CallFields {
  std::string_view method;  // `zaitaku.catalog.v1.CatalogService/GetProgram`
  std::string_view code;    // `NOT_FOUND`
  std::string_view reason;  // `RESOURCE_NOT_FOUND`; empty if there is none.
  absl::Duration took;
};

// While it lives, the lines of this thread are about that call.
class CallFieldsScope {
 public:
  explicit CallFieldsScope(const CallFields& fields);
  ~CallFieldsScope();
  CallFieldsScope(const CallFieldsScope&) = delete;
};

// One JSON object a line, or one line for a person to read. Either way what is logged stays on its line: line ends and
// other control characters are written as escapes, and bytes that are no UTF-8 replaced. Both have the ids of the trace
// that the thread works for.
std::unique_ptr<spdlog::formatter> JsonLines(std::string process);
std::unique_ptr<spdlog::formatter> TextLines(std::string process);

}  // namespace zaitaku
