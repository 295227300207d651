#include "services/training/training_calendar.h"

#include <libical/ical.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "domain/characters.h"
#include "domain/fiscal_years.h"
#include "domain/terms.h"
#include "domain/training.h"
#include "platform/digest/digest.h"
#include "services/training/training_checks.h"
#include "services/training/training_description.h"

namespace zaitaku::training {
namespace {

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

constexpr char kProduct[] = "-//Zaitaku//Training events//EN";
constexpr char kUidDomain[] = "@training.zaitaku";
// The documents name organisers, but no address of theirs. An organiser must have one; nobody can have one in .invalid.
constexpr char kNoAddress[] = "mailto:nobody@zaitaku.invalid";

// What stands in the calendar for an event, or for a block of its timetable.
struct Entry {
  std::string uid;
  std::string summary;
  std::string description;
  absl::CivilDay day;
  std::optional<int> start;  // Minutes since midnight; an entry without them is the whole day's.
  std::optional<int> end;
};

// Line feeds for all line ends, and no other control character but tabs: what iCalendar can write.
std::string Writable(std::string_view text) {
  std::string written;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = text[i];
    const bool ends_line = c == '\n' || (c == '\r' && text.substr(i + 1, 1) != "\n");
    const bool is_control = (c < ' ' && c != '\t') || c == 0x7F;
    if (ends_line) written += '\n';
    if (!is_control) written += text[i];
  }
  return written;
}

// A parameter's value, which has no line ends; `^` begins an escape there (RFC 6868).
std::string ParameterText(std::string_view text) {
  std::string written;
  for (const char c : Writable(text)) {
    if (c == '^') written += c;
    written += c == '\n' || c == '\t' ? ' ' : c;
  }
  return written;
}

// A URI has ASCII without blanks and quotes only: anything else is escaped.
std::string UriText(std::string_view text) {
  constexpr std::string_view kEscaped = " \"<>\\^`{|}";
  std::string written;
  for (const unsigned char c : text) {
    const bool plain = c > ' ' && c < 0x7F && kEscaped.find(static_cast<char>(c)) == std::string_view::npos;
    if (plain) {
      written += static_cast<char>(c);
    } else {
      absl::StrAppend(&written, "%", absl::Hex(c, absl::kZeroPad2));
    }
  }
  return written;
}

// UTC's zone. libical makes its table of zones when it is first asked for one, which it also does on its own as it
// writes a time: FillCalendar asks first, and the static lets one thread only do so. Beyond that, threads share nothing
// of libical's but the numbers that it gives its lists and never looks at.
icaltimezone* Utc() {
  static icaltimezone* const kUtc = icaltimezone_get_utc_timezone();
  return kUtc;
}

icaltimetype DayOf(absl::CivilDay day) {
  icaltimetype time = icaltime_null_time();
  time.is_date = 1;
  time.year = static_cast<int>(day.year());
  time.month = day.month();
  time.day = day.day();
  return time;
}

// Wall time, with the zone left to a parameter: libical's own zones would depend on the machine's files.
icaltimetype WallTime(absl::CivilDay day, int minutes) {
  icaltimetype time = DayOf(day);
  time.is_date = 0;
  time.hour = minutes / 60;
  time.minute = minutes % 60;
  return time;
}

icaltimetype UtcTime(const google::protobuf::Timestamp& timestamp) {
  const absl::CivilSecond second = absl::ToCivilSecond(absl::FromUnixSeconds(timestamp.seconds()), absl::UTCTimeZone());
  icaltimetype time = WallTime(absl::CivilDay(second), second.hour() * 60 + second.minute());
  time.second = second.second();
  time.zone = Utc();
  return time;
}

void Add(icalproperty* property, icalcomponent* component) { icalcomponent_add_property(component, property); }

void AddInTokyo(icalproperty* property, icalcomponent* component) {
  icalproperty_add_parameter(property, icalparameter_new_tzid(kTimeZone));
  Add(property, component);
}

// Japan's time since its last summer time ended, on 1951-09-09 at 01:00.
icalcomponent* TokyoTimeZone() {
  icalcomponent* standard = icalcomponent_new(ICAL_XSTANDARD_COMPONENT);
  Add(icalproperty_new_dtstart(WallTime(absl::CivilDay(1951, 9, 9), 60)), standard);
  Add(icalproperty_new_tzoffsetfrom(10 * 3600), standard);
  Add(icalproperty_new_tzoffsetto(9 * 3600), standard);
  Add(icalproperty_new_tzname("JST"), standard);
  icalcomponent* zone = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
  Add(icalproperty_new_tzid(kTimeZone), zone);
  icalcomponent_add_component(zone, standard);
  return zone;
}

icalproperty_status StatusOf(v1::Event::State state) {
  switch (state) {
    case v1::Event::STATE_OPEN:
    case v1::Event::STATE_CLOSED:
    case v1::Event::STATE_HELD:
      return ICAL_STATUS_CONFIRMED;
    case v1::Event::STATE_CANCELLED:
      return ICAL_STATUS_CANCELLED;
    default:
      return ICAL_STATUS_TENTATIVE;
  }
}

// The one organiser that iCalendar knows: the host, or else the contractor, or else the first. Null if none is stated.
const v1::Organiser* MainOrganiser(const v1::Event& event) {
  for (const v1::Organiser::Role role : {v1::Organiser::ROLE_HOST, v1::Organiser::ROLE_CONTRACTOR}) {
    for (const v1::Organiser& organiser : event.organisers()) {
      if (organiser.role() == role) return &organiser;
    }
  }
  return event.organisers().empty() ? nullptr : &event.organisers(0);
}

// Published events have an organiser (RFC 5546), known by name or not.
void AddOrganiser(const v1::Event& event, Language language, icalcomponent* component) {
  icalproperty* property = icalproperty_new_organizer(kNoAddress);
  if (const v1::Organiser* organiser = MainOrganiser(event); organiser != nullptr) {
    const std::string name = ParameterText(In(language, organiser->name()));
    icalproperty_add_parameter(property, icalparameter_new_cn(name.c_str()));
  }
  Add(property, component);
}

// The kind and the fields, as words without the commas that would part them.
std::string CategoriesOf(const v1::Event& event, Language language) {
  std::vector<std::string_view> words;
  const auto add = [&](const auto* term) {
    if (term != nullptr) words.push_back(language == Language::kJapanese ? term->ja : term->en);
  };
  add(FindTerm(event.kind()));
  for (const int field : event.fields()) add(FindTerm(static_cast<v1::TrainingField>(field)));
  return absl::StrJoin(words, ",", [](std::string* text, std::string_view word) { text->append(word); });
}

void AddTimes(const Entry& entry, icalcomponent* component) {
  if (!entry.start.has_value()) {
    Add(icalproperty_new_dtstart(DayOf(entry.day)), component);
    return;
  }
  AddInTokyo(icalproperty_new_dtstart(WallTime(entry.day, *entry.start)), component);
  if (entry.end.has_value()) AddInTokyo(icalproperty_new_dtend(WallTime(entry.day, *entry.end)), component);
}

// What the versions of an event are told apart by.
void AddVersion(const v1::Event& event, icalcomponent* component) {
  int64_t revision = 0;
  if (!absl::SimpleAtoi(event.revision_id(), &revision)) revision = 0;
  const int64_t sequence = std::min<int64_t>(revision, std::numeric_limits<int>::max());
  Add(icalproperty_new_dtstamp(UtcTime(event.revision_create_time())), component);
  Add(icalproperty_new_lastmodified(UtcTime(event.revision_create_time())), component);
  Add(icalproperty_new_sequence(static_cast<int>(sequence)), component);
}

icalcomponent* ComponentOf(const Entry& entry, const v1::Event& event, Language language) {
  icalcomponent* component = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  Add(icalproperty_new_uid(entry.uid.c_str()), component);
  AddVersion(event, component);
  AddTimes(entry, component);
  Add(icalproperty_new_summary(Writable(entry.summary).c_str()), component);
  const auto add_text = [&](icalproperty* (*make)(const char*), const std::string& text) {
    if (!text.empty()) Add(make(text.c_str()), component);
  };
  add_text(icalproperty_new_description, Writable(entry.description));
  add_text(icalproperty_new_location, Writable(Place(event.venue(), language)));
  add_text(icalproperty_new_url, UriText(event.material_url()));
  AddOrganiser(event, language, component);
  Add(icalproperty_new_status(StatusOf(event.state())), component);
  add_text(icalproperty_new_categories, CategoriesOf(event, language));
  return component;
}

// `2016-03-joint-meeting` of `events/2016-03-joint-meeting`.
std::string IdOf(const v1::Event& event) { return event.name().substr(event.name().find('/') + 1); }

Entry EntryOf(const v1::Event& event, absl::CivilDay day, Language language) {
  return {IdOf(event) + kUidDomain,
          In(language, event.title()),
          Describe(event, language),
          day,
          ParseWallTime(event.schedule().start_time()),
          ParseWallTime(event.schedule().end_time())};
}

// What a block is known by, whatever comes before it and however often it is moved: its mark, or else its title, or
// else when it begins.
std::string IdentityOf(const v1::TimetableBlock& block) {
  if (!block.code().empty()) return "code " + block.code();
  return block.title().ja().empty() ? "time " + block.start_time() : "title " + block.title().ja();
}

// One for each block. UIDs are for machines: of the identity, which may be in any characters, they have a digest. Those
// who share one are numbered.
std::vector<std::string> UidsOf(const v1::Event& event) {
  constexpr size_t kDigits = 12;
  std::vector<std::string> uids;
  std::map<std::string, int> seen;
  for (const v1::TimetableBlock& block : event.timetable().blocks()) {
    const std::string identity = Sha256Hex(IdentityOf(block)).substr(0, kDigits);
    const int number = ++seen[identity];
    uids.push_back(
        absl::StrCat(IdOf(event), ".block-", identity, number == 1 ? "" : absl::StrCat("-", number), kUidDomain));
  }
  return uids;
}

Entry EntryOf(const v1::Event& event, const v1::TimetableBlock& block, const std::string& uid, absl::CivilDay day,
              Language language) {
  const std::string heading = Heading(block, language);
  return {uid,
          absl::StrCat(heading, heading.empty() ? "" : " | ", In(language, event.title())),
          Describe(block, language),
          day,
          ParseWallTime(block.start_time()),
          ParseWallTime(block.end_time())};
}

std::vector<Entry> EntriesOf(const v1::Event& event, v1::ExportCalendarRequest::Detail detail, Language language) {
  const auto day = ParseIsoDay(event.schedule().date());
  if (!day.has_value()) return {};  // No event has none that was checked.
  if (detail != v1::ExportCalendarRequest::DETAIL_TIMETABLE || event.timetable().blocks().empty()) {
    return {EntryOf(event, *day, language)};
  }
  std::vector<Entry> entries;
  const std::vector<std::string> uids = UidsOf(event);
  for (int i = 0; i < event.timetable().blocks_size(); ++i) {
    entries.push_back(EntryOf(event, event.timetable().blocks(i), uids[i], *day, language));
  }
  return entries;
}

// The calendar with its lines folded anew: at most 75 octets each, in whole characters. libical folds after a blank
// rather than where the line is full, and for lines of a certain length between the carriage return and the line feed.
std::string Folded(std::string_view calendar) {
  constexpr size_t kMaxLineOctets = 75;
  const std::string unfolded =
      absl::StrReplaceAll(absl::string_view(calendar.data(), calendar.size()), {{"\r\n ", ""}});
  std::string folded;
  for (size_t start = 0; start < unfolded.size();) {
    const size_t end = std::min(unfolded.find("\r\n", start), unfolded.size());
    std::string_view rest = std::string_view(unfolded).substr(start, end - start);
    for (size_t room = kMaxLineOctets; rest.size() > room; room = kMaxLineOctets - 1) {
      const std::string_view beginning = Beginning(rest, room);
      absl::StrAppend(&folded, std::string(beginning), "\r\n ");
      rest.remove_prefix(beginning.size());
    }
    absl::StrAppend(&folded, std::string(rest), "\r\n");
    start = end + 2;
  }
  return folded;
}

}  // namespace

void FillCalendar(const std::vector<v1::Event>& events, const v1::ExportCalendarRequest& request,
                  v1::ExportCalendarResponse& response) {
  const Language language = request.language() == "en" ? Language::kEnglish : Language::kJapanese;
  Utc();
  const Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  Add(icalproperty_new_prodid(kProduct), calendar.get());
  Add(icalproperty_new_version("2.0"), calendar.get());
  icalcomponent_add_component(calendar.get(), TokyoTimeZone());
  int count = 0;
  for (const v1::Event& event : events) {
    for (const Entry& entry : EntriesOf(event, request.detail(), language)) {
      icalcomponent_add_component(calendar.get(), ComponentOf(entry, event, language));
      ++count;
    }
  }
  // What is published has an event at least (RFC 5546).
  if (count > 0) Add(icalproperty_new_method(ICAL_METHOD_PUBLISH), calendar.get());
  const std::unique_ptr<char, decltype(&std::free)> text(icalcomponent_as_ical_string_r(calendar.get()), &std::free);
  response.set_calendar(Folded(text.get()));
  response.set_entries(count);
}

}  // namespace zaitaku::training
