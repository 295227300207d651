#include "cli/report_reference.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/terms.h"
#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::cli {
namespace {

constexpr char kLatest[] = "surveys/latest";

template <typename Enum>
std::string AllSlugs() {
  const auto& type = *google::protobuf::GetEnumDescriptor<Enum>();
  std::vector<std::string> slugs;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) slugs.push_back(SlugOf(type, type.value(i)->number()));
  }
  return absl::StrJoin(slugs, ", ");
}

std::string Expected(const std::string& read, const std::string& expected) {
  return absl::StrCat("read '", read, "', expected ", expected);
}

}  // namespace

std::string CheckKind(const std::string& text) {
  return ReadKind(text) ? "" : Expected(text, AllSlugs<council::v1::CouncilKind>());
}

std::string CheckPrefecture(const std::string& text) {
  return ReadPrefecture(text) ? "" : Expected(text, "a two-digit code 01 to 47 or a name: 13, 東京都, Tokyo");
}

std::string CheckRegion(const std::string& text) {
  return ReadRegion(text) ? "" : Expected(text, AllSlugs<type::v1::Region>());
}

std::string CheckUnit(const std::string& text) {
  return ReadUnit(text) ? "" : Expected(text, AllSlugs<council::v1::AreaUnit>());
}

void AddReportReference(Commands& commands, CLI::App& verb, ReportReference& reference) {
  verb.add_option("report", reference.name,
                  commands.Say({"回答の名前。--kind と --prefecture で指定してもよい",
                                "The report's name; or say --kind and --prefecture"}))
      ->option_text("surveys/YYYY-MM/reports/KIND-CODE");
  verb.add_option("--survey", reference.survey,
                  commands.Say({"調査（既定：最新の公表済み調査）", "The survey (default: the latest published)"}))
      ->option_text("surveys/YYYY-MM");
  verb.add_option("--kind", reference.kind, commands.Say({"協議会の種類", "The kind of council"}))
      ->check(CheckKind)
      ->option_text("home-medical-care|home-visit-nursing");
  verb.add_option("--prefecture", reference.prefecture, commands.Say({"都道府県", "The prefecture"}))
      ->check(CheckPrefecture)
      ->option_text("13|東京都|Tokyo");
}

absl::StatusOr<std::string> ResolveReport(Session& session, const ReportReference& reference,
                                          const std::string& revision) {
  const bool by_parts = !reference.kind.empty() || !reference.prefecture.empty();
  if (!reference.name.empty()) {
    if (by_parts) return absl::InvalidArgumentError("give either the report's name, or --kind and --prefecture");
    return reference.name;
  }
  if (reference.kind.empty() || reference.prefecture.empty()) {
    return absl::InvalidArgumentError("which report? Give its name, or --kind and --prefecture");
  }
  std::string survey = SurveyName(reference.survey);
  if (survey == kLatest || survey.empty()) {
    council::v1::GetSurveyRequest request;
    request.set_name(kLatest);
    request.set_revision(revision);
    ASSIGN_OR_RETURN(const auto latest, session.connection().Read(&CouncilStub::GetSurvey, request));
    survey = latest.name();
  }
  return absl::StrCat(survey, "/reports/", Slug(*ReadKind(reference.kind)), "-", *ReadPrefecture(reference.prefecture));
}

}  // namespace zaitaku::cli
