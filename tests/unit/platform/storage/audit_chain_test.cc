#include "platform/storage/audit_chain.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace zaitaku {
namespace {

AuditEntry Entry() {
  AuditEntry entry;
  entry.revision = 7;
  entry.commit_micros = 1'450'000'000'000'000;
  entry.caller = "caller";
  entry.method = "method";
  entry.request_id = "request";
  entry.reason = "reason";
  entry.changes = {{"a", "1"}, {"b", "2"}};
  entry.cells = {{"scope", "cell", 3}};
  return entry;
}

TEST(AuditChainTest, SameHistoryHasTheSameDigest) { EXPECT_EQ(ChainDigest("p", Entry()), ChainDigest("p", Entry())); }

TEST(AuditChainTest, EveryFieldCounts) {
  const std::vector<std::function<void(AuditEntry&)>> edits = {
      [](AuditEntry& e) { e.revision = 8; },
      [](AuditEntry& e) { e.commit_micros += 1; },
      [](AuditEntry& e) { e.caller += "x"; },
      [](AuditEntry& e) { e.method += "x"; },
      [](AuditEntry& e) { e.request_id += "x"; },
      [](AuditEntry& e) { e.reason += "x"; },
      [](AuditEntry& e) { e.changes[0].name = "c"; },
      [](AuditEntry& e) { e.changes[1].payload_digest = "3"; },
      [](AuditEntry& e) { std::swap(e.changes[0], e.changes[1]); },
      [](AuditEntry& e) { e.changes.pop_back(); },
      [](AuditEntry& e) { e.cells[0].value = 4; },
      [](AuditEntry& e) { e.cells[0].cell = "other"; },
      [](AuditEntry& e) { e.cells[0].scope = "other"; },
      [](AuditEntry& e) { e.cells.clear(); },
  };
  std::set<std::string> digests = {ChainDigest("p", Entry()), ChainDigest("q", Entry())};
  for (const auto& edit : edits) {
    AuditEntry entry = Entry();
    edit(entry);
    digests.insert(ChainDigest("p", entry));
  }
  EXPECT_EQ(digests.size(), edits.size() + 2);
}

TEST(AuditChainTest, TextMovedFromOneFieldToTheNextIsAnotherEntry) {
  AuditEntry a = Entry(), b = Entry();
  a.caller = "ab";
  a.method = "c";
  b.caller = "a";
  b.method = "bc";
  EXPECT_NE(ChainDigest("p", a), ChainDigest("p", b));
}

}  // namespace
}  // namespace zaitaku
