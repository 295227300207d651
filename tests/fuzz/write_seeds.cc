// Writes what the fuzz targets begin with: the source document and generated ones, whole and as CSV. Arguments: the
// folders for documents and for CSV, which must exist.
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

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

constexpr std::string_view kWords[] = {
    "在宅医療推進協議会",
    "訪問看護推進協議会",
    "の設置状況",
    "とは",
    "区域単位とは",
    "時点",
    "（例）",
    "（都道府県単位について）",
    "（二次医療圏等単位について）",
    "都道府県設置状況（○：設置済み×：未設置）未設置の場合、今後の設置予定時期区域単位都道府県二次医療圏等",
    "協議会",
    "合計",
    "圏域",
    "道県",
    "○",
    "×",
    "：",
    "：①",
    "②",
    "１",
    "医療圏",
    "保健所",
    "福祉保健所",
    "市町村",
    "地区医師会",
    "郡市医師会",
    "H27年度中",
    "平成28年度以降",
    "未定",
    "1 北海道 ",
    "47 沖縄県 ",
    "\xEF\xBB\xBF",
    "\r\n",
    "\"",
};

// libFuzzer reads words with every byte that is not printable ASCII escaped.
std::string Dictionary() {
  std::string text;
  for (const std::string_view word : kWords) {
    text += '"';
    for (const char c : word) {
      char escaped[5];
      std::snprintf(escaped, sizeof(escaped), "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      text += escaped;
    }
    text += "\"\n";
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: write_seeds DOCUMENT_FOLDER CSV_FOLDER DICTIONARY\n");
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
  return Write(argv[3], Dictionary()) ? 0 : 1;
}
