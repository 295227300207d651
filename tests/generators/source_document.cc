#include "tests/generators/source_document.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace zaitaku::generators {

std::string ReadSourceDocument() {
  constexpr char kPath[] = ZAITAKU_SOURCE_DIR "/data/source/survey-2015-12.txt";
  std::ifstream file(kPath, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (content.empty()) {
    std::fprintf(stderr, "cannot read %s\n", kPath);
    std::abort();
  }
  return content;
}

}  // namespace zaitaku::generators
