#include "platform/storage/audit_chain.h"

#include "absl/strings/str_cat.h"
#include "platform/digest/digest.h"

namespace zaitaku {
namespace {

// Length first, so that no two different entries have the same text.
void Append(std::string& text, const std::string& part) { absl::StrAppend(&text, part.size(), ":", part, ","); }
void Append(std::string& text, int64_t number) { absl::StrAppend(&text, number, ","); }

}  // namespace

std::string ChainDigest(std::string_view previous, const AuditEntry& entry) {
  std::string text;
  Append(text, std::string(previous));
  Append(text, entry.revision);
  Append(text, entry.commit_micros);
  for (const std::string* part : {&entry.caller, &entry.method, &entry.request_id, &entry.reason}) Append(text, *part);
  Append(text, static_cast<int64_t>(entry.changes.size()));
  for (const ChangedResource& change : entry.changes) {
    Append(text, change.name);
    Append(text, change.payload_digest);
  }
  Append(text, static_cast<int64_t>(entry.cells.size()));
  for (const CellValue& cell : entry.cells) {
    Append(text, cell.scope);
    Append(text, cell.cell);
    Append(text, cell.value);
  }
  return Sha256Hex(text);
}

}  // namespace zaitaku
