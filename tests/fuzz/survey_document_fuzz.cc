// Any bytes as the ministry's document.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "services/council/survey_parsing.h"
#include "tests/fuzz/parsed_survey_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  zaitaku::council::FindFormat(content);
  zaitaku::council::CheckParseResult(zaitaku::council::ParseSurveyDocument(content, ""));
  return 0;
}
