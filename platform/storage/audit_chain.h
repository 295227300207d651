// The hash chain over the audit rows: whoever edits, drops or reorders one breaks every digest after it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zaitaku {

// A resource's new version, by the digest of what was stored. An empty digest is a deletion.
struct ChangedResource {
  std::string name;
  std::string payload_digest;
};

// A cell's new value in the totals.
struct CellValue {
  std::string scope;
  std::string cell;
  int64_t value;
};

// Everything that one revision said.
struct AuditEntry {
  int64_t revision = 0;
  int64_t commit_micros = 0;
  std::string caller;
  std::string method;
  std::string request_id;
  std::string reason;
  std::vector<ChangedResource> changes;  // In the order they were made.
  std::vector<CellValue> cells;          // In order of scope and cell.
};

// The chain's digest after `entry`: 64 hexadecimal digits. `previous` is the one before it.
std::string ChainDigest(std::string_view previous, const AuditEntry& entry);

}  // namespace zaitaku
