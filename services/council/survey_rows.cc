#include "services/council/survey_rows.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/str_cat.h"
#include "domain/characters.h"
#include "domain/notation.h"
#include "domain/survey_table.h"
#include "services/council/survey_notes.h"
#include "services/council/survey_row.h"

namespace zaitaku::council {
namespace {

// What an unknown name may be at most, 神奈川県 and one more.
constexpr size_t kMaxNameSize = 5;
constexpr size_t kMaxNumberSize = 2;

std::string_view Heading(SurveyColumn column) { return kSurveyColumnHeads[static_cast<size_t>(column)]; }

bool IsMark(char32_t c) { return IsCircle(c) || IsCross(c); }

bool IsHan(char32_t c) { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == U'々'; }

bool IsPrefectureType(char32_t c) { return c == U'都' || c == U'道' || c == U'府' || c == U'県'; }

const std::array<std::u32string, 47>& FoldedNames() {
  static const auto* const kNames = [] {
    auto* names = new std::array<std::u32string, 47>;
    for (size_t i = 0; i < names->size(); ++i) (*names)[i] = FoldNotation(Prefectures()[i].ja);
    return names;
  }();
  return *kNames;
}

// "11 埼玉県": how a row begins.
std::string RowHead(const PrefectureEntry& prefecture) {
  return std::string(prefecture.row_number()) + " " + std::string(prefecture.ja);
}

std::string RowExample(const PrefectureEntry& prefecture) { return RowHead(prefecture) + " ○   ○ ○：20/21医療圏"; }

// Finds the rows in a part of a text, from its beginning to its end.
class RowFinder {
 public:
  RowFinder(const SurveyText& text, Span part) : text_(text), folded_(text.folded()), part_(part) {}

  std::vector<RowPlace> FindAll() {
    for (size_t at = part_.begin; at < part_.end;) {
      std::optional<RowPlace> row = RowAt(at);
      if (!row.has_value()) {
        ++at;
        continue;
      }
      at = row->name.end;
      if (!rows_.empty()) rows_.back().body.end = row->number.begin;
      row->body = {row->name.end, part_.end};
      rows_.push_back(*row);
    }
    return std::move(rows_);
  }

 private:
  // A row whose name begins at `at`.
  std::optional<RowPlace> RowAt(size_t at) const {
    if (!IsHan(folded_[at])) return std::nullopt;
    size_t digits = at;
    const size_t limit = rows_.empty() ? part_.begin : rows_.back().name.end;
    while (digits > limit && IsAsciiDigit(folded_[digits - 1])) --digits;
    const PrefectureEntry* prefecture = PrefectureAt(at);
    if (prefecture != nullptr) {
      const Span name = {at, at + FoldedNames()[prefecture->number() - 1].size()};
      if (digits == at && !(name.end < part_.end && IsMark(folded_[name.end]))) return std::nullopt;
      return RowPlace{prefecture, NumberOf(*prefecture, {digits, at}), name, {}};
    }
    if (digits == at || !LooksLikeRow(digits, limit)) return std::nullopt;
    const size_t end = UnknownNameEnd(at);
    if (end == at) return std::nullopt;
    return RowPlace{nullptr, LastGroup({digits, at}), {at, end}, {}};
  }

  const PrefectureEntry* PrefectureAt(size_t at) const {
    const std::u32string_view rest = folded_.substr(at, part_.end - at);
    for (size_t i = 0; i < FoldedNames().size(); ++i) {
      if (rest.starts_with(FoldedNames()[i])) return &Prefectures()[i];
    }
    return nullptr;
  }

  // The number of a row may be wrapped, so blanks do not end it. But what stands before it may end with digits, a page
  // number or a cell that is damaged: of the digits before the name, those count that are the prefecture's own number,
  // from some blank on; if none are, those after the last blank.
  Span NumberOf(const PrefectureEntry& prefecture, Span digits) const {
    for (Span number = digits; number.size() > 0; ++number.begin) {
      if (number.begin > digits.begin && !text_.HasGapBefore(number.begin)) continue;
      if (number.size() > kMaxNumberSize) continue;
      const std::string read = EncodeUtf8(text_.folded(number));
      if (read == prefecture.row_number() || read == prefecture.code) return number;
    }
    return LastGroup(digits);
  }

  Span LastGroup(Span digits) const {
    size_t begin = digits.end;
    while (begin > digits.begin) {
      --begin;
      if (text_.HasGapBefore(begin)) break;
    }
    return {begin, digits.end};
  }

  // Numbers elsewhere: those of fractions follow a slash or precede one, those of years precede 年.
  bool LooksLikeRow(size_t digits, size_t limit) const {
    return digits == limit ||
           (folded_[digits - 1] != U'/' && folded_[digits - 1] != U'H' && folded_[digits - 1] != U'(');
  }

  size_t UnknownNameEnd(size_t at) const {
    if (folded_[at] == U'年') return at;
    size_t end = at;
    while (end < part_.end && end - at < kMaxNameSize && IsHan(folded_[end])) ++end;
    if (end < part_.end && IsMark(folded_[end])) return end;
    // Or what ends like a name, the longest.
    for (; end > at + 1; --end) {
      if (IsPrefectureType(folded_[end - 1])) return end;
    }
    return at;
  }

  const SurveyText& text_;
  std::u32string_view folded_;
  Span part_;
  std::vector<RowPlace> rows_;
};

// Reads found rows and checks them one against the other.
class RowsReader {
 public:
  RowsReader(const SurveyText& text, Span part, std::string_view document_sha256, ProblemList* problems)
      : text_(text), part_(part), document_sha256_(document_sha256), problems_(problems) {}

  std::vector<v1::CouncilReport> ReadAll() {
    rows_ = FindRows(text_, part_);
    CheckBeforeFirst();
    for (const RowPlace& row : rows_) {
      const bool is_in_place = CheckIdentity(row);
      if (is_in_place) in_place_.push_back(&row);
      ReadCells(row, is_in_place);
    }
    CheckOrder();
    CheckMissing();
    std::stable_sort(reports_.begin(), reports_.end(), [](const v1::CouncilReport& a, const v1::CouncilReport& b) {
      return a.prefecture_code() < b.prefecture_code();
    });
    return std::move(reports_);
  }

 private:
  void AddProblem(size_t position, std::string_view cell, std::string_view read, const Expectation& expected) {
    problems_->Add(text_.line(position), text_.column(position), cell, read, expected);
  }

  void CheckBeforeFirst() {
    if (rows_.empty()) return;
    const Span before = {part_.begin, rows_.front().number.begin};
    for (size_t i = before.begin; i < before.end; ++i) {
      if (text_.MayBePageNumber(i)) continue;
      AddProblem(before.begin, "", text_.Verbatim(before),
                 {"the header of the table, word for word, and right after it the first row",
                  "表の見出し、その次に最初の行", RowExample(Prefectures()[0])});
      return;
    }
  }

  static size_t Begin(const RowPlace& row) { return row.number.size() > 0 ? row.number.begin : row.name.begin; }

  std::string HeadAsRead(const RowPlace& row) const {
    const std::string number = text_.Verbatim(row.number);
    return number + (number.empty() ? "" : " ") + text_.Verbatim(row.name);
  }

  // True if the row is its prefecture's, under its own number, for the first time.
  bool CheckIdentity(const RowPlace& row) {
    const std::string number = EncodeUtf8(text_.folded(row.number));
    if (row.prefecture == nullptr) {
      CheckUnknown(row, number);
      return false;
    }
    const PrefectureEntry& prefecture = *row.prefecture;
    const bool is_twice = std::exchange(is_seen_[prefecture.number()], true);
    if (number != prefecture.row_number() && number != prefecture.code) {
      AddProblem(Begin(row), Heading(SurveyColumn::kPrefecture), HeadAsRead(row),
                 {"the prefecture under its own number, " + RowHead(prefecture),
                  "都道府県とその番号（" + RowHead(prefecture) + "）", RowHead(prefecture)});
      return false;
    }
    if (!is_twice) return true;
    AddProblem(Begin(row), Heading(SurveyColumn::kPrefecture), HeadAsRead(row),
               {"each prefecture in one row of the table", "都道府県ごとに１行", RowHead(NextAfter(prefecture))});
    return false;
  }

  void CheckUnknown(const RowPlace& row, const std::string& number) {
    const std::string code = number.size() == 1 ? "0" + number : number;
    const PrefectureEntry* meant = FindPrefecture(code);
    // The row is there, though its name is not; it is not reported as missing as well.
    if (meant != nullptr) is_named_wrong_[meant->number()] = true;
    const std::string example = RowHead(meant == nullptr ? Prefectures()[12] : *meant);
    AddProblem(row.name.begin, Heading(SurveyColumn::kPrefecture), text_.Verbatim(row.name),
               {"the name of one of the 47 prefectures" + (meant == nullptr ? "" : ", here " + std::string(meant->ja)),
                "47都道府県のいずれかの名称" + (meant == nullptr ? "" : "（ここでは" + std::string(meant->ja) + "）"),
                example});
  }

  static const PrefectureEntry& NextAfter(const PrefectureEntry& prefecture) {
    return Prefectures()[std::min<size_t>(prefecture.number(), 46)];
  }

  // Rows that are out of order: those outside the longest run of rows that is in order, so that one row that was moved
  // is one problem.
  void CheckOrder() {
    std::vector<size_t> length(in_place_.size(), 1);
    std::vector<size_t> before(in_place_.size(), in_place_.size());
    size_t last = in_place_.size();
    for (size_t i = 0; i < in_place_.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const bool follows = in_place_[j]->prefecture->number() < in_place_[i]->prefecture->number();
        if (follows && length[j] + 1 > length[i]) {
          length[i] = length[j] + 1;
          before[i] = j;
        }
      }
      if (last == in_place_.size() || length[i] > length[last]) last = i;
    }
    for (; last < in_place_.size(); last = before[last]) in_order_.push_back(in_place_[last]);
    std::reverse(in_order_.begin(), in_order_.end());
    for (const RowPlace* row : in_place_) {
      if (std::find(in_order_.begin(), in_order_.end(), row) != in_order_.end()) continue;
      const PrefectureEntry* previous =
          FindPrefecture(absl::StrCat(row->prefecture->number() < 11 ? "0" : "", row->prefecture->number() - 1));
      const std::string after = previous == nullptr ? "" : RowHead(*previous);
      AddProblem(Begin(*row), Heading(SurveyColumn::kPrefecture), HeadAsRead(*row),
                 {"the rows in order of their numbers" + (after.empty() ? "" : ", this one after " + after),
                  "番号順の行" + (after.empty() ? "" : "（" + after + "の次）"), RowHead(*row->prefecture)});
    }
  }

  void CheckMissing() {
    for (int number = 1; number <= 47; ++number) {
      if (is_seen_[number] || is_named_wrong_[number]) continue;
      int last = number;
      while (last < 47 && !is_seen_[last + 1] && !is_named_wrong_[last + 1]) ++last;
      AddMissing(number, last);
      number = last;
    }
  }

  void AddMissing(int first, int last) {
    const auto next = std::find_if(in_order_.begin(), in_order_.end(),
                                   [last](const RowPlace* row) { return row->prefecture->number() > last; });
    const PrefectureEntry& missing = Prefectures()[first - 1];
    std::string heads = RowHead(missing);
    if (last > first) heads += (last > first + 1 ? " … " : ", ") + RowHead(Prefectures()[last - 1]);
    const bool has_next = next != in_order_.end();
    const size_t position = has_next ? Begin(**next) : part_.end;
    AddProblem(position, Heading(SurveyColumn::kPrefecture), has_next ? HeadAsRead(**next) : "",
               {(last > first ? "the rows " : "the row ") + heads +
                    (has_next ? " before this one" : " before the end of the table"),
                "この前に" + heads + "の行", RowExample(missing)});
  }

  void ReadCells(const RowPlace& row, bool is_in_place) {
    if (text_.IsDamaged(row.body)) return;  // Reported as not being UTF-8.
    std::vector<size_t> positions;
    const RowReading reading = ReadBest(row, &positions);
    for (const CellProblem& problem : reading.problems) AddCellProblem(row, problem, positions);
    if (!is_in_place) return;
    v1::CouncilReport& report = reports_.emplace_back(reading.report);
    report.set_prefecture_code(std::string(row.prefecture->code));
    FillCells(row, positions, report.mutable_cells());
    const size_t end = positions.empty() ? row.name.end : positions.back() + 1;
    *report.mutable_provenance() = ProvenanceOf(text_, {Begin(row), end}, document_sha256_);
  }

  // Reads the row with all its characters; if that has problems and there are what may be page numbers, without the
  // last of these, which is how a page number ends a page's last row; then without any. The reading with the fewest
  // problems counts.
  RowReading ReadBest(const RowPlace& row, std::vector<size_t>* positions) {
    *positions = CollectBody(row.body, {});
    RowReading best = ReadBody(*positions);
    Span last = LastPageNumber(row.body);
    if (best.problems.empty() || last.size() == 0) return best;
    for (const Span without : {last, row.body}) {
      std::vector<size_t> fewer = CollectBody(row.body, without);
      RowReading reading = ReadBody(fewer);
      if (reading.problems.size() >= best.problems.size()) continue;
      best = std::move(reading);
      *positions = std::move(fewer);
    }
    ReadBody(*positions);  // For the spans of the one that counts.
    return best;
  }

  // The last run of characters that may be a page number; empty if there is none.
  Span LastPageNumber(Span body) const {
    size_t end = body.end;
    while (end > body.begin && !text_.MayBePageNumber(end - 1)) --end;
    size_t begin = end;
    while (begin > body.begin && text_.MayBePageNumber(begin - 1)) {
      --begin;
      if (text_.HasGapBefore(begin)) break;
    }
    return {begin, end};
  }

  // The positions of the body less what may be page numbers in `without`.
  std::vector<size_t> CollectBody(Span body, Span without) const {
    std::vector<size_t> positions;
    for (size_t i = body.begin; i < body.end; ++i) {
      const bool is_left_out = i >= without.begin && i < without.end && text_.MayBePageNumber(i);
      if (!is_left_out) positions.push_back(i);
    }
    return positions;
  }

  RowReading ReadBody(const std::vector<size_t>& positions) {
    body_.clear();
    for (const size_t position : positions) body_.push_back(text_.folded()[position]);
    spans_ = SplitRow(body_);
    const auto cell = [this](Span span) { return std::u32string_view(body_).substr(span.begin, span.size()); };
    return ReadRow(
        {cell(spans_.establishment), cell(spans_.plan), cell(spans_.prefecture_wide), cell(spans_.sub_prefectural)});
  }

  Span SpanOf(SurveyColumn column) const {
    switch (column) {
      case SurveyColumn::kEstablishment:
        return spans_.establishment;
      case SurveyColumn::kPlan:
        return spans_.plan;
      case SurveyColumn::kPrefectureWide:
        return spans_.prefecture_wide;
      default:
        return spans_.sub_prefectural;
    }
  }

  std::string Verbatim(const std::vector<size_t>& positions, Span span) const {
    std::string verbatim;
    for (size_t i = span.begin; i < span.end;) {
      size_t end = i + 1;
      while (end < span.end && positions[end] == positions[end - 1] + 1) ++end;
      verbatim += text_.Verbatim({positions[i], positions[end - 1] + 1});
      i = end;
    }
    return verbatim;
  }

  void AddCellProblem(const RowPlace& row, const CellProblem& problem, const std::vector<size_t>& positions) {
    const size_t begin = SpanOf(problem.column).begin + problem.position;
    // What is missing at the row's end is reported at its last character.
    size_t position = row.name.end - 1;
    if (begin < positions.size()) {
      position = positions[begin];
    } else if (!positions.empty()) {
      position = positions.back();
    }
    AddProblem(position, Heading(problem.column), Verbatim(positions, {begin, begin + problem.length}),
               *problem.expected);
  }

  void FillCells(const RowPlace& row, const std::vector<size_t>& positions, v1::ReportCells* cells) const {
    cells->set_row_number(text_.Verbatim(row.number));
    cells->set_prefecture(text_.Verbatim(row.name));
    cells->set_establishment(Verbatim(positions, spans_.establishment));
    cells->set_planned_establishment(Verbatim(positions, spans_.plan));
    cells->set_prefecture_wide(Verbatim(positions, spans_.prefecture_wide));
    cells->set_sub_prefectural(Verbatim(positions, spans_.sub_prefectural));
  }

  const SurveyText& text_;
  const Span part_;
  const std::string_view document_sha256_;
  ProblemList* const problems_;
  std::vector<RowPlace> rows_;
  std::vector<const RowPlace*> in_place_;  // Rows that are their prefecture's, in the document's order.
  std::vector<const RowPlace*> in_order_;  // Those of them that are in order.
  std::array<bool, 48> is_seen_ = {};
  std::array<bool, 48> is_named_wrong_ = {};
  std::vector<v1::CouncilReport> reports_;
  std::u32string body_;
  RowSpans spans_;
};

}  // namespace

std::vector<RowPlace> FindRows(const SurveyText& text, Span part) { return RowFinder(text, part).FindAll(); }

std::vector<v1::CouncilReport> ReadRows(const SurveyText& text, Span part, std::string_view document_sha256,
                                        ProblemList* problems) {
  return RowsReader(text, part, document_sha256, problems).ReadAll();
}

}  // namespace zaitaku::council
