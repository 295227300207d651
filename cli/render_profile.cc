#include "cli/render_profile.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/catalog_terms.h"
#include "cli/csv.h"
#include "cli/render_summary.h"
#include "cli/table.h"
#include "cli/terms.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using summary::v1::PrefectureProfile;
using summary::v1::ReportStatus;

std::string ReportText(const ReportStatus& report, const Session& session) {
  if (report.status() == ReportStatus::STATUS_NOT_REPORTED)
    return Text{"未回答", "not reported"}.In(session.language());
  if (!report.has_report()) return Text{"回答済み", "reported"}.In(session.language());
  const auto& facts = report.report();
  std::vector<std::string> words = {PresenceName(facts.establishment(), session.language())};
  for (const auto& coverage : facts.coverages()) words.push_back(CoverageText(coverage, session.language()));
  for (const auto& plan : facts.plans()) words.push_back(PlanText(plan, session.language()));
  return absl::StrJoin(words, "  ");
}

void RenderReports(const PrefectureProfile& profile, Session& session) {
  for (const auto& report : profile.reports()) {
    session.out() << "  " << ShortKindName(report.kind(), session.language()) << "  " << ReportText(report, session);
    if (report.report().provenance().first_line() > 0) {
      session.out() << session.Say({"（", " (line "}) << report.report().provenance().first_line()
                    << session.Say({"行）", ")"});
    }
    session.out() << '\n';
  }
}

void PrintHeading(const Text& text, Session& session) {
  session.out() << '\n' << session.style().Paint(Tone::kHeading, session.Say(text)) << '\n';
}

void RenderPrograms(const PrefectureProfile& profile, Session& session) {
  if (profile.programs().empty()) return;
  const std::string year = FiscalYearName(profile.programs_fiscal_year(), session.language());
  PrintHeading({absl::StrCat("利用できる事業（", year, "）"), absl::StrCat("Programmes that it may use, ", year)},
               session);
  for (const auto& eligible : profile.programs()) {
    std::vector<std::string> sources;
    for (const auto& source : eligible.funding_sources())
      sources.push_back(Printable(NameIn(source.display_name(), session.language())));
    session.out() << "  " << Printable(NameIn(eligible.program().display_name(), session.language()));
    if (eligible.basis() == type::v1::Provenance::BASIS_INFERRED) {
      session.out() << session.Say({"（", " ("}) << BasisName(eligible.basis(), session.language())
                    << session.Say({"）", ")"});
    }
    if (!sources.empty()) session.out() << "  [" << absl::StrJoin(sources, ListSeparator(session.language())) << "]";
    session.out() << '\n';
  }
  if (const int count = profile.undetermined_programs_size(); count > 0) {
    session.out() << session.Say({absl::StrCat("  ほかに、対象の記載がない事業 ", count, " 件\n"),
                                  absl::StrCat("  and ", count, count == 1 ? " programme" : " programmes",
                                               " of which it is not stated who may use them\n")});
  }
}

void RenderEvents(const PrefectureProfile& profile, Session& session) {
  if (!profile.events().empty()) PrintHeading({"この都道府県で開催される研修・行事", "Events held here"}, session);
  for (const auto& event : profile.events()) {
    session.out() << "  " << Printable(event.date()) << "  " << Printable(NameIn(event.title(), session.language()))
                  << "  " << TermWord(event.state(), session.language()) << '\n';
  }
  if (!profile.participation().empty()) PrintHeading({"申し込んだ研修・行事", "Events it has applied for"}, session);
  for (const auto& one : profile.participation()) {
    session.out() << "  " << Printable(one.event().date()) << "  "
                  << Printable(NameIn(one.event().title(), session.language())) << "  "
                  << session.Say({"参加決定 ", "admitted "}) << one.applications().admitted()
                  << session.Say({"、待機 ", ", waiting "}) << one.applications().waiting() << '\n';
  }
}

}  // namespace

void RenderProfile(const PrefectureProfile& profile, Session& session) {
  session.out() << session.style().Paint(Tone::kHeading,
                                         PrefectureName(profile.prefecture().code(), session.language()))
                << "  " << RegionName(profile.prefecture().region(), session.language()) << "  "
                << Printable(profile.survey()) << '\n';
  RenderReports(profile, session);
  RenderPrograms(profile, session);
  RenderEvents(profile, session);
  if (profile.has_applications()) {
    const auto& counts = profile.applications();
    PrintHeading({"研修・行事への申込み", "Applications for events"}, session);
    session.out() << session.Say({"  参加決定 ", "  admitted "}) << counts.admitted()
                  << session.Say({"、待機 ", ", waiting "}) << counts.waiting()
                  << session.Say({"、出席 ", ", attended "}) << counts.attended() << '\n';
  }
  session.out() << '\n';
  RenderOrigin(profile, session.language(), session.out());
}

void RenderProfileTable(const Profiles& profiles, Session& session) {
  Table table({{session.Say({"コード", "Code"})},
               {session.Say({"都道府県", "Prefecture"})},
               {session.Say({"在宅医療", "Home medical care"})},
               {session.Say({"訪問看護", "Home-visit nursing"})},
               {session.Say({"参加決定", "Admitted"}), Align::kRight}});
  for (const auto& profile : profiles) {
    std::vector<Cell> row = {profile.prefecture().code(),
                             PrefectureName(profile.prefecture().code(), session.language())};
    for (const auto& report : profile.reports()) row.emplace_back(ReportText(report, session));
    row.resize(4, "");
    row.emplace_back(profile.has_applications() ? absl::StrCat(profile.applications().admitted()) : "");
    table.AddRow(std::move(row));
  }
  table.Print(session.out(), session.style());
}

void RenderProfilesCsv(const Profiles& profiles, std::ostream& out) {
  WriteCsvRow(out, {"prefecture_code", "survey", "fact", "resource", "value", "detail", "citation"});
  for (const auto& profile : profiles) {
    const auto put = [&](const std::string& fact, const std::string& resource, const std::string& value,
                         const std::string& detail) {
      WriteCsvRow(out,
                  {profile.prefecture().code(), profile.survey(), fact, resource, value, detail, profile.citation()});
    };
    for (const auto& report : profile.reports()) {
      const bool there = report.has_report();
      put(absl::StrCat("report-", Slug(report.kind())), report.report().name(), Slug(report.status()),
          there ? Slug(report.report().establishment()) : "");
      for (const auto& coverage : report.report().coverages()) {
        put(absl::StrCat("coverage-", Slug(report.kind())), report.report().name(),
            CoverageText(coverage, Language::kJapanese), "");
      }
      for (const auto& plan : report.report().plans()) {
        put(absl::StrCat("plan-", Slug(report.kind())), report.report().name(), PlanText(plan, Language::kJapanese),
            "");
      }
    }
    for (const auto& program : profile.programs())
      put("program", program.program().name(), absl::StrCat(profile.programs_fiscal_year()), Slug(program.basis()));
    for (const auto& program : profile.undetermined_programs())
      put("program-undetermined", program, absl::StrCat(profile.programs_fiscal_year()), "");
    for (const auto& event : profile.events()) put("event-held", event.name(), event.date(), Slug(event.state()));
    for (const auto& one : profile.participation()) {
      put("participation", one.event().name(), absl::StrCat(one.applications().admitted()),
          one.participates() ? "participates" : "");
    }
    if (!profile.has_applications()) continue;
    put("applications-admitted", "", absl::StrCat(profile.applications().admitted()), "");
    put("applications-waiting", "", absl::StrCat(profile.applications().waiting()), "");
    put("applications-attended", "", absl::StrCat(profile.applications().attended()), "");
  }
}

}  // namespace zaitaku::cli
