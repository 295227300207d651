#include "cli/render_application.h"

#include <google/protobuf/util/time_util.h>

#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/csv.h"
#include "cli/details.h"
#include "cli/moment.h"
#include "cli/table.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {
namespace {

using training::v1::Application;

constexpr int kPageSize = 1000;

std::string Erased(Language language) { return Text{"（消去済み）", "(erased)"}.In(language); }

}  // namespace

WaitingPositions FindWaitingPositions(Session& session, const std::string& event, const std::string& revision,
                                      bool is_trial, const Applications& applications) {
  std::set<std::string> sought;
  for (const Application& application : applications) {
    if (application.state() == Application::STATE_WAITING) sought.insert(application.name());
  }
  WaitingPositions positions;
  if (sought.empty()) return positions;
  training::v1::ListApplicationsRequest request;
  request.set_event(event);
  request.set_state(Application::STATE_WAITING);
  request.set_page_size(kPageSize);
  request.set_revision(revision);
  int position = 0;
  do {
    const auto page = session.connection().Read(&TrainingStub::ListApplications, request);
    if (!page.ok()) return positions;
    for (const Application& waiting : page->applications()) {
      ++position;
      if (sought.erase(waiting.name()) > 0) positions[waiting.name()] = position;
    }
    request.clear_revision();
    request.set_page_token(page->next_page_token());
  } while (!sought.empty() && !request.page_token().empty());
  if (!is_trial) return positions;
  for (const Application& application : applications) {
    if (sought.contains(application.name())) positions[application.name()] = ++position;
  }
  return positions;
}

std::string PositionText(const Application& application, const WaitingPositions& positions) {
  const auto found = positions.find(application.name());
  return application.state() != Application::STATE_WAITING || found == positions.end() ? ""
                                                                                       : absl::StrCat(found->second);
}

std::string ResultText(const Application& application, const WaitingPositions& positions, Language language) {
  switch (application.state()) {
    case Application::STATE_ADMITTED:
      return Text{"参加", "has a place"}.In(language);
    case Application::STATE_WAITING: {
      const std::string position = PositionText(application, positions);
      if (position.empty()) return Text{"待機", "waits"}.In(language);
      return Text{absl::StrCat("待機 ", position, " 番目"), absl::StrCat("waits, position ", position)}.In(language);
    }
    default:
      return TermName(application.state(), language);
  }
}

void RenderApplications(const Applications& applications, const WaitingPositions& positions, const People* people,
                        Language language, const Style& style, std::ostream& out) {
  std::vector<Column> columns = {{Text{"申込", "Application"}.In(language)},
                                 {Text{"自治体", "Government"}.In(language)},
                                 {""},
                                 {Text{"担当", "Role"}.In(language)},
                                 {Text{"結果", "Result"}.In(language)},
                                 {Text{"出欠", "Attendance"}.In(language)},
                                 {Text{"受付（日本時間）", "Arrived (Asia/Tokyo)"}.In(language)},
                                 {Text{"個人", "Person"}.In(language)}};
  if (people != nullptr) columns.push_back({Text{"メールアドレス", "Address"}.In(language)});
  Table table(columns);
  for (const Application& application : applications) {
    const bool has_place = application.state() == Application::STATE_ADMITTED;
    std::vector<Cell> cells = {
        ShortName(application.name()),
        application.local_government_code(),
        GovernmentName(application.local_government_code(), language),
        TermWord(application.role(), language),
        Cell(ResultText(application, positions, language), has_place ? Tone::kGood : Tone::kPlain),
        TermWord(application.attendance(), language),
        MomentText(application.create_time(), *ReadTimeZone(kDefaultTimeZone)),
        application.person()};
    if (people != nullptr) {
      const auto found = people->find(application.person());
      cells.back() = found == people->end() ? Erased(language) : found->second.full_name();
      cells.emplace_back(found == people->end() ? std::string() : found->second.email());
    }
    table.AddRow(std::move(cells));
  }
  table.Print(out, style);
}

void RenderApplicationsCsv(const Applications& applications, const WaitingPositions& positions, const People* people,
                           std::ostream& out) {
  constexpr Language kWords = Language::kEnglish;
  std::vector<std::string> heads = {"name",   "local_government_code", "role",
                                    "state",  "waiting_position",      "attendance",
                                    "person", "create_time",           "etag"};
  if (people != nullptr) heads.insert(heads.end(), {"full_name", "email"});
  WriteCsvRow(out, heads);
  for (const Application& application : applications) {
    std::vector<std::string> row = {application.name(),
                                    application.local_government_code(),
                                    TermWord(application.role(), kWords),
                                    TermWord(application.state(), kWords),
                                    PositionText(application, positions),
                                    TermWord(application.attendance(), kWords),
                                    application.person(),
                                    google::protobuf::util::TimeUtil::ToString(application.create_time()),
                                    application.etag()};
    if (people != nullptr) {
      const auto found = people->find(application.person());
      const bool known = found != people->end();
      row.insert(row.end(), {known ? found->second.full_name() : "", known ? found->second.email() : ""});
    }
    WriteCsvRow(out, row);
  }
}

void RenderPromoted(const Applications& promoted, Language language, const Style& style, std::ostream& out) {
  if (promoted.empty()) return;
  RenderHeading({"繰り上げ", "Who got a place by it"}, language, style, out);
  Table table({{""}, {""}, {""}, {""}});
  for (const Application& application : promoted) {
    table.AddRow({application.name(), application.local_government_code(),
                  GovernmentName(application.local_government_code(), language),
                  TermName(application.role(), language)});
  }
  table.PrintRows(out, style, 2);
}

}  // namespace zaitaku::cli
