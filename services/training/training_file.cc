#include "services/training/training_file.h"

#include "platform/service/imports.h"
#include "platform/status/status.h"
#include "services/entries/json_lines.h"
#include "services/training/training_entries.h"

namespace zaitaku::training {

using Format = v1::ImportEntriesRequest;

v1::ImportEntriesRequest::Format FindFormat(std::string_view content) {
  return LooksLikeJson(content) ? Format::FORMAT_JSON_LINES : Format::FORMAT_EVENTS_CSV;
}

absl::StatusOr<TrainingFile> ReadFile(const v1::ImportEntriesRequest& request) {
  RETURN_IF_ERROR(CheckImportedFile(request.content(), "JSON lines or CSV"));
  const auto format = request.format() == Format::FORMAT_UNSPECIFIED ? FindFormat(request.content()) : request.format();
  switch (format) {
    case Format::FORMAT_JSON_LINES:
      return ReadJsonLines<TrainingEntries>(request.content());
    case Format::FORMAT_EVENTS_CSV:
      return ReadEventsCsv(request.content());
    default:
      return InvalidField("format", "expected a value of Format, such as FORMAT_JSON_LINES");
  }
}

}  // namespace zaitaku::training
