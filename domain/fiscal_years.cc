#include "domain/fiscal_years.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "domain/characters.h"

namespace zaitaku {
namespace {

constexpr int kFirstYear = 1868;
constexpr int kLastYear = 2999;

const std::array<Era, 5>& EraTable() {
  static const std::array<Era, 5> eras = {{
      {'M', "明治", "Meiji", 1868, absl::CivilDay(1868, 1, 25)},
      {'T', "大正", "Taisho", 1912, absl::CivilDay(1912, 7, 30)},
      {'S', "昭和", "Showa", 1926, absl::CivilDay(1926, 12, 25)},
      {'H', "平成", "Heisei", 1989, absl::CivilDay(1989, 1, 8)},
      {'R', "令和", "Reiwa", 2019, absl::CivilDay(2019, 5, 1)},
  }};
  return eras;
}

// The era in force on a day; null before the first.
const Era* EraOf(absl::CivilDay day) {
  const Era* found = nullptr;
  for (const Era& era : EraTable()) {
    if (era.begins <= day) found = &era;
  }
  return found;
}

// Reads a folded text from left to right. Each Read either takes what it names or leaves the place as it was.
class Reader {
 public:
  explicit Reader(std::u32string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }

  bool Read(std::u32string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }

  bool ReadOneOf(std::initializer_list<std::u32string_view> literals) {
    for (const std::u32string_view literal : literals) {
      if (Read(literal)) return true;
    }
    return false;
  }

  // 1 to `max_digits` digits, and not a digit more after them.
  std::optional<int> ReadNumber(size_t max_digits) {
    size_t size = 0;
    int value = 0;
    while (size < rest_.size() && IsAsciiDigit(rest_[size])) {
      if (size == max_digits) return std::nullopt;
      value = value * 10 + static_cast<int>(rest_[size] - U'0');
      ++size;
    }
    if (size == 0) return std::nullopt;
    rest_.remove_prefix(size);
    return value;
  }

 private:
  std::u32string_view rest_;
};

// A year as it is written, before its 年: its calendar year, and the era that it is counted in if it is.
struct YearRead {
  int year = 0;
  const Era* era = nullptr;
};

std::optional<YearRead> InRange(int64_t year, const Era* era) {
  if (year < kFirstYear || year > kLastYear) return std::nullopt;
  return YearRead{static_cast<int>(year), era};
}

const Era* ReadEra(Reader* reader) {
  static constexpr std::array<std::array<std::u32string_view, 3>, 5> kSpellings = {{
      {U"明治", U"M", U"m"},
      {U"大正", U"T", U"t"},
      {U"昭和", U"S", U"s"},
      {U"平成", U"H", U"h"},
      {U"令和", U"R", U"r"},
  }};
  for (size_t i = 0; i < kSpellings.size(); ++i) {
    if (reader->ReadOneOf({kSpellings[i][0], kSpellings[i][1], kSpellings[i][2]})) return &EraTable()[i];
  }
  return nullptr;
}

// The number of a year counted in `era`: 27 or 元.
std::optional<YearRead> ReadYearOfEra(Reader* reader, const Era* era) {
  if (reader->Read(U"元")) return InRange(era->first_year, era);
  const std::optional<int> number = reader->ReadNumber(4);
  if (!number.has_value() || *number < 1) return std::nullopt;
  return InRange(int64_t{era->first_year} + *number - 1, era);
}

// 平成27, H27, 平成元, 2015.
std::optional<YearRead> ReadYear(Reader* reader) {
  const Era* era = ReadEra(reader);
  if (era != nullptr) return ReadYearOfEra(reader, era);
  const std::optional<int> year = reader->ReadNumber(4);
  if (!year.has_value()) return std::nullopt;
  return InRange(*year, nullptr);
}

// The end of a span, which may leave the era to its beginning: H27～28年度.
std::optional<YearRead> ReadLaterYear(Reader* reader, const Era* earlier) {
  Reader ahead = *reader;
  if (earlier != nullptr && ReadEra(&ahead) == nullptr) {
    Reader bare = *reader;
    const std::optional<int> number = bare.ReadNumber(3);
    if (number.has_value()) return ReadYearOfEra(reader, earlier);
  }
  return ReadYear(reader);
}

std::string EraYear(const Era& era, int year) {
  const int number = year - era.first_year + 1;
  return number == 1 ? std::string("元") : absl::StrCat(number);
}

// The era that a fiscal year is named by. For 2019 the government's decision of 2019-04-01 overrides the rule.
const Era* EraOfFiscalYear(int fiscal_year) {
  if (fiscal_year == 2019) return &EraTable()[4];
  return EraOf(FirstDayOfFiscalYear(fiscal_year));
}

// The end of a span after its ～: `H28年度中` at most.
std::optional<PlannedTiming> ReadSpanEnd(Reader* reader, const YearRead& first) {
  const std::optional<YearRead> last = ReadLaterYear(reader, first.era);
  if (!last.has_value() || !reader->Read(U"年度")) return std::nullopt;
  reader->ReadOneOf({U"末まで", U"中", U"内", U"末", U"まで"});
  if (!reader->AtEnd() || last->year < first.year) return std::nullopt;
  return PlannedTiming{first.year, last->year, false};
}

// Whether a text has a digit wherever the form has a 0, and the form's own characters elsewhere.
bool HasForm(std::string_view text, std::string_view form) {
  return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char of_form) {
           return of_form == '0' ? c >= '0' && c <= '9' : c == of_form;
         });
}

// The number of two digits there.
int DigitsAt(std::string_view text, size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

}  // namespace

std::span<const Era> Eras() { return EraTable(); }

std::optional<int> ParseYear(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  Reader reader(folded);
  const std::optional<YearRead> read = ReadYear(&reader);
  if (!read.has_value()) return std::nullopt;
  const bool has_suffix = reader.Read(U"年");
  if (!reader.AtEnd() || (!has_suffix && read->era == nullptr)) return std::nullopt;
  return read->year;
}

std::optional<int> ParseFiscalYear(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  Reader reader(folded);
  const std::optional<YearRead> read = ReadYear(&reader);
  if (!read.has_value()) return std::nullopt;
  const bool has_suffix = reader.Read(U"年度");
  if (!reader.AtEnd() || (!has_suffix && read->era == nullptr)) return std::nullopt;
  return read->year;
}

std::optional<absl::CivilMonth> ParseMonth(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  Reader reader(folded);
  const std::optional<YearRead> read = ReadYear(&reader);
  if (!read.has_value() || !reader.Read(U"年")) return std::nullopt;
  const std::optional<int> month = reader.ReadNumber(2);
  if (!month.has_value() || *month < 1 || *month > 12 || !reader.Read(U"月") || !reader.AtEnd()) return std::nullopt;
  return absl::CivilMonth(read->year, *month);
}

std::optional<absl::CivilDay> ParseDay(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  Reader reader(folded);
  const std::optional<YearRead> read = ReadYear(&reader);
  if (!read.has_value() || !reader.Read(U"年")) return std::nullopt;
  const std::optional<int> month = reader.ReadNumber(2);
  if (!month.has_value() || !reader.Read(U"月")) return std::nullopt;
  const std::optional<int> number = reader.ReadNumber(2);
  if (!number.has_value() || !reader.Read(U"日") || !reader.AtEnd()) return std::nullopt;
  // CivilDay carries over what does not exist, 2月30日 to the first of March.
  const absl::CivilDay day(read->year, *month, *number);
  if (day.month() != *month || day.day() != *number) return std::nullopt;
  return day;
}

std::optional<absl::CivilMonth> ParseIsoMonth(std::string_view text) {
  if (!HasForm(text, "0000-00")) return std::nullopt;
  const int year = DigitsAt(text, 0) * 100 + DigitsAt(text, 2), month = DigitsAt(text, 5);
  if (year < 1900 || year > kLastYear || month < 1 || month > 12) return std::nullopt;
  return absl::CivilMonth(year, month);
}

std::string FormatIsoMonth(absl::CivilMonth month) { return absl::StrFormat("%04d-%02d", month.year(), month.month()); }

std::optional<absl::CivilDay> ParseIsoDay(std::string_view text) {
  if (!HasForm(text, "0000-00-00")) return std::nullopt;
  const int year = DigitsAt(text, 0) * 100 + DigitsAt(text, 2), month = DigitsAt(text, 5), number = DigitsAt(text, 8);
  const absl::CivilDay day(year, month, number);
  if (year < kFirstYear || year > kLastYear || day.month() != month || day.day() != number) return std::nullopt;
  return day;
}

std::string FormatIsoDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::optional<int> ParseWallTime(std::string_view text) {
  if (!HasForm(text, "00:00") || DigitsAt(text, 0) > 23 || DigitsAt(text, 3) > 59) return std::nullopt;
  return DigitsAt(text, 0) * 60 + DigitsAt(text, 3);
}

std::string FormatWallTime(int minutes) { return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60); }

std::string FormatEraMonth(absl::CivilMonth month) {
  const Era* era = EraOf(absl::CivilDay(month + 1) - 1);
  if (era == nullptr) return absl::StrCat(month.year(), "年", month.month(), "月");
  return absl::StrCat(std::string(era->ja), EraYear(*era, static_cast<int>(month.year())), "年", month.month(), "月");
}

std::string FormatFiscalYear(int fiscal_year) {
  const Era* era = EraOfFiscalYear(fiscal_year);
  if (era == nullptr) return absl::StrCat(fiscal_year, "年度");
  return absl::StrCat(std::string(era->ja), EraYear(*era, fiscal_year), "年度");
}

std::string FormatFiscalYearShort(int fiscal_year) {
  const Era* era = EraOfFiscalYear(fiscal_year);
  if (era == nullptr) return absl::StrCat(fiscal_year, "年度");
  return absl::StrCat(std::string(1, era->letter), fiscal_year - era->first_year + 1, "年度");
}

int FiscalYearOf(absl::CivilDay day) { return static_cast<int>(day.month() >= 4 ? day.year() : day.year() - 1); }

absl::CivilDay FirstDayOfFiscalYear(int fiscal_year) { return absl::CivilDay(fiscal_year, 4, 1); }

absl::CivilDay LastDayOfFiscalYear(int fiscal_year) { return absl::CivilDay(int64_t{fiscal_year} + 1, 3, 31); }

std::optional<PlannedTiming> ParsePlannedTiming(std::string_view text) {
  const std::u32string folded = FoldNotation(text);
  Reader reader(folded);
  if (reader.Read(U"未定")) {
    if (!reader.AtEnd()) return std::nullopt;
    return PlannedTiming{std::nullopt, std::nullopt, true};
  }
  const std::optional<YearRead> read = ReadYear(&reader);
  if (!read.has_value()) return std::nullopt;
  const bool has_suffix = reader.Read(U"年度");
  if (has_suffix && reader.ReadOneOf({U"以降", U"以後", U"から"})) {
    if (!reader.AtEnd()) return std::nullopt;
    return PlannedTiming{read->year, std::nullopt, false};
  }
  if (reader.Read(U"~")) {
    if (reader.AtEnd() && has_suffix) return PlannedTiming{read->year, std::nullopt, false};
    return ReadSpanEnd(&reader, *read);
  }
  if (!has_suffix) return std::nullopt;
  reader.ReadOneOf({U"末まで", U"中", U"内", U"末", U"まで"});
  if (!reader.AtEnd()) return std::nullopt;
  return PlannedTiming{std::nullopt, read->year, false};
}

std::string FormatPlannedTiming(const PlannedTiming& timing) {
  if (timing.is_undecided) return "未定";
  if (timing.first_fiscal_year.has_value() && timing.last_fiscal_year.has_value()) {
    return absl::StrCat(FormatFiscalYearShort(*timing.first_fiscal_year), "～",
                        FormatFiscalYearShort(*timing.last_fiscal_year));
  }
  if (timing.first_fiscal_year.has_value()) return FormatFiscalYearShort(*timing.first_fiscal_year) + "以降";
  if (timing.last_fiscal_year.has_value()) return FormatFiscalYearShort(*timing.last_fiscal_year) + "中";
  return "";
}

std::string DescribePlannedTimingEn(const PlannedTiming& timing) {
  if (timing.is_undecided) return "undecided";
  const bool has_first = timing.first_fiscal_year.has_value();
  const bool has_last = timing.last_fiscal_year.has_value();
  const std::string first = has_first ? FormatIsoDay(FirstDayOfFiscalYear(*timing.first_fiscal_year)) : "";
  const std::string last = has_last ? FormatIsoDay(LastDayOfFiscalYear(*timing.last_fiscal_year)) : "";
  if (has_first && has_last) return absl::StrCat(first, " to ", last);
  if (has_first) return "from " + first;
  return has_last ? "by " + last : "";
}

std::string DescribePlannedTimingJa(const PlannedTiming& timing) {
  if (timing.is_undecided) return "未定";
  const bool has_first = timing.first_fiscal_year.has_value();
  const bool has_last = timing.last_fiscal_year.has_value();
  const std::string first = has_first ? FormatIsoDay(FirstDayOfFiscalYear(*timing.first_fiscal_year)) : "";
  const std::string last = has_last ? FormatIsoDay(LastDayOfFiscalYear(*timing.last_fiscal_year)) : "";
  if (has_first && has_last) return absl::StrCat(first, "～", last);
  if (has_first) return first + "以降";
  return has_last ? last + "まで" : "";
}

type::v1::FiscalYearInterval ToProto(const PlannedTiming& timing) {
  type::v1::FiscalYearInterval interval;
  if (timing.first_fiscal_year.has_value()) interval.set_first_fiscal_year(*timing.first_fiscal_year);
  if (timing.last_fiscal_year.has_value()) interval.set_last_fiscal_year(*timing.last_fiscal_year);
  return interval;
}

PlannedTiming ToPlannedTiming(const type::v1::FiscalYearInterval& interval) {
  PlannedTiming timing;
  if (interval.has_first_fiscal_year()) timing.first_fiscal_year = interval.first_fiscal_year();
  if (interval.has_last_fiscal_year()) timing.last_fiscal_year = interval.last_fiscal_year();
  return timing;
}

}  // namespace zaitaku
