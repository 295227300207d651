// Writes what the fuzz targets begin with: the source document and generated ones, whole and as CSV; what tokens,
// their keys and certificates are made of. Arguments: the folder that has a folder for each target, and the file for
// the dictionary.
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "domain/survey_table.h"
#include "services/council/survey_parsing.h"
#include "tests/certificates/certificates.h"
#include "tests/generators/source_document.h"
#include "tests/generators/survey_documents.h"
#include "tests/token_issuer/token_issuer.h"

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

bool WriteSurveys(const std::string& folder) {
  constexpr uint32_t kGenerated = 20;
  for (uint32_t seed = 0; seed <= kGenerated; ++seed) {
    std::string content = zaitaku::generators::ReadSourceDocument();
    if (seed > 0) content = zaitaku::generators::MakeSurveyDocument(seed).text;
    const zaitaku::council::ParseResult result = zaitaku::council::ParseSurveyDocument(content, "");
    const std::string csv = zaitaku::WriteSurveyCsv(result.parsed.survey, result.parsed.reports);
    const std::string name = seed == 0 ? "source" : "generated-" + std::to_string(seed);
    if (!Write(folder + "/survey_document/" + name, content) || !Write(folder + "/survey_csv/" + name, csv))
      return false;
  }
  return true;
}

// Whole tokens, of keys that the target does not know, and what it signs itself: claims and headers; sets of keys.
bool WriteTokens(const std::string& folder) {
  using zaitaku::TokenIssuer;
  constexpr int64_t kNow = 1'700'000'000;  // As the target has it.
  const TokenIssuer issuers[] = {
      {TokenIssuer::Kind::kEd25519, "ed-1"}, {TokenIssuer::Kind::kEc, "ec-1"}, {TokenIssuer::Kind::kRsa, "rsa-1"}};
  std::string keys;
  for (const TokenIssuer& issuer : issuers) {
    const std::string header =
        "{\"alg\": \"" + issuer.algorithm() + "\", \"kid\": \"" + issuer.key_id() + "\", \"typ\": \"JWT\"}";
    const std::string claims = zaitaku::TestClaims("agency/" + issuer.key_id(), "", kNow);
    const std::string begin = folder + "/token/" + issuer.key_id();
    const bool written = Write(begin + "-token", issuer.Sign(claims)) && Write(begin + "-claims", claims) &&
                         Write(begin + "-header", header) && Write(begin + "-keys", issuer.Jwks());
    if (!written) return false;
    keys += (keys.empty() ? "{\"keys\": [" : ", ") + issuer.Jwk();
  }
  return Write(folder + "/token/keys", keys + "]}");
}

// Certificates with those above them, names, and lists of what is denied.
bool WriteCertificates(const std::string& folder) {
  const zaitaku::CertificateAuthority authority, between = authority.Below("Between");
  const std::string name = "spiffe://zaitaku.example/prefecture/13";
  const std::string pem = authority.Issue(zaitaku::ClientWishes(name)).certificate;
  const std::string below = between.Issue(zaitaku::ClientWishes(name)).certificate;
  const std::string begin = folder + "/certificate/";
  const std::string denied =
      "sha256 Fingerprint=" + std::string(64, 'A') + "\nserial=0A1B  # lost\n" + std::string(64, 'b') + "\n";
  return Write(begin + "leaf", name + "\n" + pem) &&
         Write(begin + "signed", name + "\n" + pem + authority.certificate()) &&
         Write(begin + "chain", name + "\n" + below + between.certificate() + authority.certificate()) &&
         Write(begin + "path", "prefecture/13") &&
         Write(begin + "names", name + "\nspiffe://zaitaku.example/ministry") && Write(begin + "denied", denied);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: write_seeds FOLDER DICTIONARY\n");
    return 2;
  }
  const std::string folder = argv[1];
  const bool written = WriteSurveys(folder) && WriteTokens(folder) && WriteCertificates(folder);
  return written && Write(argv[2], Dictionary()) ? 0 : 1;
}
