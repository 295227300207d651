// What may stand where and use what: the layers, the targets, the names.
#pragma once

#include "tests/tidy/tree.h"

namespace zaitaku::tidy {

// Imports run one way: protos <- domain, platform <- services, gateway, cli. A service includes no other one, nor its
// contract. Every quoted include is a path from the root that exists.
Findings CheckIncludes(const Tree& tree);

// A contract imports only contracts below it: type <- council <- summary.
Findings CheckProtoImports(const Tree& tree);

// platform/ has no word of the domain: whatever needs one belongs elsewhere.
Findings CheckPlatformWords(const Tree& tree);

// A folder with C++ has its own CMakeLists.txt with one library, at most one program, and every source in one of them.
// Tests: each is named in its folder's CMakeLists.txt.
Findings CheckTargets(const Tree& tree);

// Folders and files are named by duty.
Findings CheckNames(const Tree& tree);

// docs/adr/NNNN-title.md, numbered from 0001 without gaps, each beginning with its heading; whoever names a record
// names one that exists.
Findings CheckDecisionRecords(const Tree& tree);

}  // namespace zaitaku::tidy
