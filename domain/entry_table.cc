#include "domain/entry_table.h"

#include "absl/strings/str_join.h"
#include "domain/characters.h"
#include "domain/survey_table.h"

namespace zaitaku {

bool IsSameHead(std::string_view head, std::string_view other) { return FoldNotation(head) == FoldNotation(other); }

std::string JoinItems(const google::protobuf::RepeatedPtrField<std::string>& items) {
  return absl::StrJoin(items, std::string(1, kListSeparator));
}

void AppendRow(std::span<const std::string> cells, std::string* csv) {
  for (size_t i = 0; i < cells.size(); ++i) csv->append(i == 0 ? "" : ",").append(CsvField(cells[i]));
  *csv += "\r\n";
}

}  // namespace zaitaku
