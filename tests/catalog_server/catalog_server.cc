#include "tests/catalog_server/catalog_server.h"

#include <fstream>
#include <iterator>

#include "services/catalog/bind.h"

namespace zaitaku {

CatalogServer::CatalogServer() : LedgerServer(&catalog::Bind, "catalog.db") {}

absl::StatusOr<catalog::v1::ImportEntriesResponse> CatalogServer::Import(const std::string& content,
                                                                         bool validate_only) {
  catalog::v1::ImportEntriesRequest request;
  request.set_content(content);
  request.set_validate_only(validate_only);
  return Call(&CatalogStub::ImportEntries, request);
}

std::string CatalogServer::ReadData() {
  std::string content;
  for (const char* name : {"programs", "funding_sources", "budget_lines", "guidelines"}) {
    const std::string path = absl::StrCat(ZAITAKU_SOURCE_DIR "/data/catalog/", name, ".jsonl");
    std::ifstream file(path, std::ios::binary);
    const std::string lines{std::istreambuf_iterator<char>(file), {}};
    if (lines.empty()) {
      std::fprintf(stderr, "cannot read %s\n", path.c_str());
      std::exit(1);
    }
    content += lines;
  }
  return content;
}

}  // namespace zaitaku
