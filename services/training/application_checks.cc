// What requests about applications must say.
#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "domain/local_governments.h"
#include "domain/prefectures.h"
#include "platform/status/characters.h"
#include "platform/status/field_checker.h"
#include "services/training/application_rules.h"
#include "services/training/training_names.h"

namespace zaitaku::training {
namespace {

constexpr int kMaxApplicants = 50;
constexpr int kMaxAttendanceEntries = 1000;
constexpr size_t kMaxNameCharacters = 100;
constexpr size_t kMaxEmailCharacters = 254;
constexpr size_t kNumberDigits = 9;
constexpr size_t kPersonDigits = 32;
// Shorter ones may be a part of any word: in Latin letters, and in Japanese.
constexpr size_t kMinTellingLetters = 3;
constexpr size_t kMinTellingCharacters = 2;

bool IsDigits(std::string_view text, size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsApplicationName(const std::string& name) {
  const std::string event = EventOf(name);
  const std::string prefix = ApplicationsOf(event) + "/";
  return IsNameIn(kEvents, event) && name.starts_with(prefix) &&
         IsDigits(std::string_view(name).substr(prefix.size()), kNumberDigits);
}

std::string ExpectedApplication(const std::string& read) {
  return absl::StrCat("read ", Quoted(read), ", expected EVENT/applications/NUMBER with nine digits, such as '",
                      ApplicationName(ExampleName(kEvents), 17), "'");
}

absl::Status CheckApplicationName(const std::string& name) {
  if (IsApplicationName(name)) return absl::OkStatus();
  return InvalidField("name", ExpectedApplication(name));
}

// What was read is not repeated: it may be the person's name.
absl::Status CheckPersonName(const std::string& name) {
  const std::string_view id = std::string_view(name).substr(std::min(name.size(), kPeople.size() + 1));
  const bool right =
      name.starts_with(absl::StrCat(std::string(kPeople), "/")) && id.size() == kPersonDigits &&
      std::all_of(id.begin(), id.end(), [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
  if (right) return absl::OkStatus();
  return InvalidField("name",
                      "expected people/ and 32 hexadecimal digits, such as 'people/4b0d2a7c9e1f43568d0a6b2c7e9f1035'");
}

std::string ExpectedGovernment(const std::string& read) {
  std::string hint;
  const auto check_digit = LocalGovernmentCheckDigit(std::string_view(read).substr(0, 5));
  if (IsDigits(read, 6) && check_digit && read[5] != *check_digit) {
    hint = absl::StrCat(" (the check digit of ", read.substr(0, 5), " is ", std::string(1, *check_digit), ")");
  }
  return absl::StrCat(
      "read ", Quoted(read), hint,
      ", expected the six-digit code with its check digit of a prefecture, city, ward of Tokyo, town or "
      "village, such as '130001'");
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

bool HasControls(std::string_view text) {
  const auto points = DecodeUtf8(text);
  return std::any_of(points.begin(), points.end(), [](const CodePoint& point) { return IsControl(point.value); });
}

// Folded. Whether it is anybody's is not asked.
bool IsAddress(std::string_view address) {
  const size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || address.rfind('@') != at) return false;
  const std::string_view domain = address.substr(at + 1);
  return domain.find('.') != std::string_view::npos && domain.front() != '.' && domain.back() != '.' &&
         domain.find("..") == std::string_view::npos;
}

void CheckPerson(const v1::Person& person, FieldChecker& checker) {
  const std::string& name = person.full_name();
  checker.Require(
      !FoldCaseWithoutBlanks(name).empty() && CountCharacters(name) <= kMaxNameCharacters && !HasControls(name),
      "person.full_name",
      absl::StrCat("expected a name of 1 to ", kMaxNameCharacters, " characters, such as '厚生 太郎'"));
  const std::string& email = person.email();
  checker.Require(
      IsAddress(FoldAddress(email)) && CountCharacters(email) <= kMaxEmailCharacters && !HasControls(email),
      "person.email",
      absl::StrCat("expected an address of at most ", kMaxEmailCharacters, " characters, such as 'taro@example.jp'"));
}

// Of each applicant by itself, and that each is there once.
std::vector<FieldProblem> CheckApplicants(const v1::ApplyForEventRequest& request) {
  std::vector<FieldProblem> problems;
  std::map<std::string, int> addresses;
  for (int i = 0; i < request.applicants_size(); ++i) {
    const v1::Applicant& applicant = request.applicants(i);
    FieldChecker checker(absl::StrCat("applicants[", i, "]"));
    CheckPerson(applicant.person(), checker);
    checker.Require(v1::ParticipantRole_IsValid(applicant.role()), "role",
                    absl::StrCat("read ", static_cast<int>(applicant.role()), ", expected a ParticipantRole, such as ",
                                 "PARTICIPANT_ROLE_COMMUNITY_MEDICAL_CARE"));
    const auto [first, is_first] = addresses.try_emplace(FoldAddress(applicant.person().email()), i);
    checker.Require(is_first || applicant.person().email().empty(), "person.email",
                    absl::StrCat("is the address of applicants[", first->second,
                                 "] too; expected each person once, such as 'hanako@example.jp'"));
    for (FieldProblem& problem : checker.Take()) problems.push_back(std::move(problem));
  }
  return problems;
}

absl::Status CheckFilters(const v1::ListApplicationsRequest& request) {
  FieldChecker checker("");
  checker.Require(
      v1::Application::State_IsValid(request.state()), "state",
      absl::StrCat("read ", static_cast<int>(request.state()), ", expected a state, such as STATE_WAITING"));
  checker.Require(v1::Application::Attendance_IsValid(request.attendance()), "attendance",
                  absl::StrCat("read ", static_cast<int>(request.attendance()),
                               ", expected an attendance, such as ATTENDANCE_ATTENDED"));
  checker.Require(v1::ParticipantRole_IsValid(request.role()), "role",
                  absl::StrCat("read ", static_cast<int>(request.role()),
                               ", expected a role, such as PARTICIPANT_ROLE_DISABLED_CHILDREN"));
  const std::string& code = request.local_government_code();
  checker.Require(code.empty() || ReadLocalGovernment(code), "local_government_code", ExpectedGovernment(code));
  const std::string& prefecture = request.prefecture_code();
  checker.Require(prefecture.empty() || FindPrefecture(prefecture) != nullptr, "prefecture_code",
                  absl::StrCat("read ", Quoted(prefecture), ", expected '01' to '47', such as '13'"));
  const auto problems = checker.Take();
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isascii(c); });
}

bool IsKanji(char32_t c) { return (c >= 0x3400 && c <= 0x9fff) || c == U'々' || (c >= 0x20000 && c <= 0x3ffff); }
bool IsLetter(char32_t c) { return c < 0x80 && absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Whether a short name stands in the folded text by itself: neither within a Latin word nor within one in kanji.
bool StandsAlone(std::string_view name, std::string_view text) {
  const auto is_part = IsAscii(name) ? &IsLetter : &IsKanji;
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const auto before = DecodeUtf8(text.substr(0, at)), after = DecodeUtf8(text.substr(at + name.size()));
    if ((before.empty() || !is_part(before.back().value)) && (after.empty() || !is_part(after.front().value))) {
      return true;
    }
  }
  return false;
}

// Whether a reason holds a name or an address, both folded without blanks: a long one anywhere, a short one only where
// it stands alone.
bool Holds(const std::string& reason, const std::string& said) {
  if (said.empty()) return false;
  const size_t telling = IsAscii(said) ? kMinTellingLetters : kMinTellingCharacters;
  if (CountCharacters(said) >= telling) return FoldCaseWithoutBlanks(reason).find(said) != std::string::npos;
  return StandsAlone(said, FoldCase(reason));
}

}  // namespace

std::string FoldAddress(std::string_view email) { return FoldCaseWithoutBlanks(email); }

// No event's name and no code has a line feed in it.
std::string PersonLookup(std::string_view event, std::string_view local_government_code, std::string_view email) {
  return absl::StrCat(std::string(event), "\n", std::string(local_government_code), "\n", FoldAddress(email));
}

absl::Status CheckReasonIsImpersonal(const std::string& reason, const v1::Person& person, const std::string& path) {
  for (const std::string& said : {FoldCaseWithoutBlanks(person.full_name()), FoldAddress(person.email())}) {
    if (!Holds(reason, said)) continue;
    return InvalidField("reason", absl::StrCat("holds the name or the address of ", path,
                                               "; expected nothing personal, for reasons are kept for ever, such as "
                                               "'推薦書第12号による'"));
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const v1::ApplyForEventRequest& request) {
  RETURN_IF_ERROR(CheckName(kEvents, request.event(), "event"));
  FieldChecker checker("");
  const std::string& code = request.local_government_code();
  checker.Require(ReadLocalGovernment(code).has_value(), "local_government_code", ExpectedGovernment(code));
  const int count = request.applicants_size();
  checker.Require(count > 0 && count <= kMaxApplicants, "applicants",
                  absl::StrCat("read ", count, " people, expected 1 to ", kMaxApplicants));
  std::vector<FieldProblem> problems = checker.Take();
  if (count <= kMaxApplicants) {
    for (FieldProblem& problem : CheckApplicants(request)) problems.push_back(std::move(problem));
  }
  if (!problems.empty()) return InvalidFields(problems);
  for (int i = 0; i < count; ++i) {
    RETURN_IF_ERROR(
        CheckReasonIsImpersonal(request.reason(), request.applicants(i).person(), absl::StrCat("applicants[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const v1::CancelApplicationRequest& request) { return CheckApplicationName(request.name()); }

absl::Status CheckRequest(const v1::RecordAttendanceRequest& request) {
  RETURN_IF_ERROR(CheckName(kEvents, request.event(), "event"));
  const int count = request.entries_size();
  if (count == 0 || count > kMaxAttendanceEntries) {
    return InvalidField("entries", absl::StrCat("read ", count, " entries, expected 1 to ", kMaxAttendanceEntries));
  }
  std::vector<FieldProblem> problems;
  std::map<std::string, int> seen;
  for (int i = 0; i < count; ++i) {
    const v1::AttendanceEntry& entry = request.entries(i);
    FieldChecker checker(absl::StrCat("entries[", i, "]"));
    checker.Require(IsApplicationName(entry.application()), "application", ExpectedApplication(entry.application()));
    checker.Require(
        !IsApplicationName(entry.application()) || EventOf(entry.application()) == request.event(), "application",
        absl::StrCat("read ", Quoted(entry.application()), ", expected an application for ", Quoted(request.event())));
    const bool says = entry.attendance() == v1::Application::ATTENDANCE_ATTENDED ||
                      entry.attendance() == v1::Application::ATTENDANCE_ABSENT;
    const bool says_nothing = entry.attendance() == v1::Application::ATTENDANCE_UNSPECIFIED;
    checker.Require(entry.clear() ? says_nothing : says, "attendance",
                    absl::StrCat("read ", static_cast<int>(entry.attendance()),
                                 entry.clear() ? ", expected nothing beside `clear`"
                                               : ", expected ATTENDANCE_ATTENDED or ATTENDANCE_ABSENT"));
    const auto [first, is_first] = seen.try_emplace(entry.application(), i);
    checker.Require(is_first, "application",
                    absl::StrCat("is that of entries[", first->second, "] too; expected each application once"));
    for (FieldProblem& problem : checker.Take()) problems.push_back(std::move(problem));
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

absl::Status CheckRequest(const v1::GetApplicationRequest& request) { return CheckApplicationName(request.name()); }

absl::Status CheckRequest(const v1::ListApplicationsRequest& request) {
  RETURN_IF_ERROR(CheckName(kEvents, request.event(), "event"));
  return CheckFilters(request);
}

absl::Status CheckRequest(const v1::GetPersonRequest& request) { return CheckPersonName(request.name()); }

absl::Status CheckRequest(const v1::ErasePersonRequest& request) { return CheckPersonName(request.name()); }

}  // namespace zaitaku::training
