// Writes what the fuzz targets begin with: the source document and generated ones, whole and as CSV. Arguments: the
// folders for documents and for CSV, which must exist.
#include <cstdio>
#include <fstream>
#include <string>

#include "domain/survey_table.h"
#include "services/council/survey_parsing.h"
#include "tests/generators/source_document.h"
#include "tests/generators/survey_documents.h"

namespace {

bool Write(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (!file) std::fprintf(stderr, "cannot write %s\n", path.c_str());
  return !file.fail();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: write_seeds DOCUMENT_FOLDER CSV_FOLDER\n");
    return 2;
  }
  constexpr uint32_t kGenerated = 20;
  for (uint32_t seed = 0; seed <= kGenerated; ++seed) {
    std::string content = zaitaku::generators::ReadSourceDocument();
    if (seed > 0) content = zaitaku::generators::MakeSurveyDocument(seed).text;
    const zaitaku::council::ParseResult result = zaitaku::council::ParseSurveyDocument(content, "");
    const std::string csv = zaitaku::WriteSurveyCsv(result.parsed.survey, result.parsed.reports);
    const std::string name = seed == 0 ? "source" : "generated-" + std::to_string(seed);
    if (!Write(argv[1] + ("/" + name), content) || !Write(argv[2] + ("/" + name), csv)) return 1;
  }
  return 0;
}
