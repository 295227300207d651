#include "cli/moment.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cli/service_calls.h"
#include "cli/table.h"

namespace zaitaku::cli {
namespace {

// Japan has kept this offset since 1951.
absl::TimeZone Tokyo() { return absl::FixedTimeZone(9 * 60 * 60); }

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// `12-9f0c…`: a date has another hyphen, and a time a colon.
bool IsToken(std::string_view text) {
  const size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos || !IsDigits(text.substr(0, hyphen))) return false;
  const std::string_view digest = text.substr(hyphen + 1);
  return !digest.empty() && std::all_of(digest.begin(), digest.end(), absl::ascii_isxdigit);
}

std::string CheckPoint(const std::string& text) {
  if (IsToken(text) || ReadMoment(text)) return "";
  return absl::StrCat("read '", Printable(text),
                      "', expected a time such as 2026-11-22T12:00+09:00, a date such as 2026-11-22 or a revision's "
                      "token");
}

std::string CheckTimeZone(const std::string& name) {
  return ReadTimeZone(name) ? "" : absl::StrCat("read '", Printable(name), "', expected a zone such as Asia/Tokyo");
}

}  // namespace

std::optional<absl::TimeZone> ReadTimeZone(const std::string& name) {
  if (name == kDefaultTimeZone) return Tokyo();
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

void AddTimeZone(Commands& commands, CLI::App& verb, std::string& zone) {
  zone = kDefaultTimeZone;
  verb.add_option("--time-zone", zone, commands.Say({"表示する時刻の時間帯", "The zone that times are shown in"}))
      ->check(CheckTimeZone)
      ->option_text(absl::StrCat("ZONE [", kDefaultTimeZone, "]"));
}

std::string MomentText(const google::protobuf::Timestamp& moment, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S %Ez", absl::FromUnixSeconds(moment.seconds()), zone);
}

std::optional<absl::Time> ReadMoment(const std::string& text) {
  // absl reads `infinite-past` too.
  if (text.empty() || !absl::ascii_isdigit(static_cast<unsigned char>(text.front()))) return std::nullopt;
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) return absl::FromCivil(day + 1, Tokyo()) - absl::Microseconds(1);
  absl::Time time;
  for (const char* format : {"%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%E*S"}) {
    if (absl::ParseTime(format, text, Tokyo(), &time, nullptr)) return time;
  }
  return std::nullopt;
}

void AddPointInTime(Commands& commands, CLI::App& verb, PointInTime& point) {
  CLI::Option* revision =
      verb.add_option(
              "--revision", point.revision,
              commands.Say({"このリビジョン時点（既定：最新）", "As it was at this revision (default: the newest)"}))
          ->option_text("TOKEN");
  verb.add_option("--at", point.at,
                  commands.Say({"この時点。時差のない時刻は日本時間、日付はその日の終わり",
                                "As it was then; a time without an offset is Japan's, a date means its end"}))
      ->check(CheckPoint)
      ->excludes(revision)
      ->option_text("2026-11-22T12:00+09:00|DATE|TOKEN");
}

absl::StatusOr<std::string> RevisionOf(Session& session, const PointInTime& point, Server server) {
  if (point.at.empty()) return point.revision;
  if (IsToken(point.at)) return point.at;
  type::v1::FindRevisionRequest request;
  const int64_t micros = absl::ToUnixMicros(*ReadMoment(point.at));
  *request.mutable_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(micros);
  ASSIGN_OR_RETURN(const auto found, ServiceCalls(session.connection(), server).FindRevision(request));
  const std::string token = Printable(found.revision());
  if (found.has_create_time()) {
    const std::string made = MomentText(found.create_time(), Tokyo());
    session.Note(
        {absl::StrCat(point.at, " 時点のリビジョン ", token, "（", made, "、", kDefaultTimeZone, "）"),
         absl::StrCat("at ", point.at, " the newest revision was ", token, " of ", made, " (", kDefaultTimeZone, ")")});
  } else {
    session.Note({absl::StrCat(point.at, " には、まだ何も登録されていません（リビジョン ", token, "）"),
                  absl::StrCat("at ", point.at, " there was nothing yet (revision ", token, ")")});
  }
  return found.revision();
}

}  // namespace zaitaku::cli
