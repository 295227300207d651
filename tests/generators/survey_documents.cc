#include "tests/generators/survey_documents.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "domain/characters.h"
#include "domain/councils.h"
#include "domain/prefectures.h"

namespace zaitaku::generators {
namespace {

namespace v1 = council::v1;

// The standard's distributions differ between libraries; this gives the same numbers everywhere (splitmix64).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  int Between(int low, int high) { return low + static_cast<int>(Next() % (high - low + 1)); }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <typename T, size_t kSize>
  const T& Pick(const T (&choices)[kSize]) {
    return choices[Next() % kSize];
  }

 private:
  uint64_t state_;
};

std::u32string Decode(std::string_view text) {
  std::u32string code_points;
  for (const CodePoint& code_point : DecodeUtf8(text)) code_points += code_point.value;
  return code_points;
}

struct Facts {
  std::array<std::vector<v1::CouncilReport>, 2> reports;  // 47 each.
  int year = 0;
  int month = 0;
};

// Facts
// -----------------------------------------------------------------------------------------------------------------------

class FactMaker {
 public:
  explicit FactMaker(Random* random) : random_(*random) {}

  Facts Make() {
    Facts facts;
    facts.year = random_.Between(2012, 2027);
    facts.month = random_.Between(1, 12);
    for (size_t table = 0; table < 2; ++table) {
      for (const PrefectureEntry& prefecture : Prefectures()) {
        v1::CouncilReport report = MakeReport();
        report.set_kind(CouncilKinds()[table].kind);
        report.set_prefecture_code(std::string(prefecture.code));
        facts.reports[table].push_back(std::move(report));
      }
    }
    return facts;
  }

 private:
  v1::CouncilReport MakeReport() {
    v1::CouncilReport report;
    if (random_.Chance(20)) {
      report.set_establishment(v1::PRESENCE_ABSENT);
      if (random_.Chance(20)) report.set_prefecture_wide(v1::PRESENCE_ABSENT);
      if (random_.Chance(80)) AddPlan(v1::PLAN_SCOPE_COUNCIL, &report);
      return report;
    }
    report.set_establishment(v1::PRESENCE_PRESENT);
    const int wide = random_.Between(1, 100);
    if (wide <= 90) report.set_prefecture_wide(wide <= 75 ? v1::PRESENCE_PRESENT : v1::PRESENCE_ABSENT);
    AddCoverages(&report);
    // A lone × after the first mark reads as the prefecture-wide one, so this needs that one to be stated.
    const bool is_stated = report.prefecture_wide() != v1::PRESENCE_UNSPECIFIED;
    if (report.coverages().empty() && is_stated && random_.Chance(20)) report.set_sub_prefectural(v1::PRESENCE_ABSENT);
    if (report.prefecture_wide() == v1::PRESENCE_ABSENT && random_.Chance(50)) {
      AddPlan(v1::PLAN_SCOPE_PREFECTURE_WIDE, &report);
    }
    if (report.sub_prefectural() == v1::PRESENCE_ABSENT && random_.Chance(50)) {
      AddPlan(v1::PLAN_SCOPE_SUB_PREFECTURAL, &report);
    }
    return report;
  }

  void AddPlan(v1::PlanScope scope, v1::CouncilReport* report) {
    v1::Plan& plan = *report->add_plans();
    plan.set_scope(scope);
    const int first = random_.Between(2012, 2040);
    switch (random_.Between(1, 4)) {
      case 1:
        plan.set_undecided(true);
        break;
      case 2:
        plan.mutable_interval()->set_first_fiscal_year(first);
        break;
      case 3:
        plan.mutable_interval()->set_last_fiscal_year(first);
        break;
      default:
        plan.mutable_interval()->set_first_fiscal_year(first);
        plan.mutable_interval()->set_last_fiscal_year(first + random_.Between(0, 5));
    }
  }

  void AddCoverages(v1::CouncilReport* report) {
    const int roll = random_.Between(1, 100);
    const int count = roll <= 55 ? 0 : roll <= 80 ? 1 : roll <= 95 ? 2 : 3;
    std::vector<v1::AreaUnit> units;
    for (const AreaUnitEntry& unit : AreaUnits()) units.push_back(unit.unit);
    for (int i = 0; i < count; ++i) {
      const size_t chosen = random_.Next() % units.size();
      v1::Coverage& coverage = *report->add_coverages();
      coverage.set_unit(units[chosen]);
      coverage.set_total(random_.Chance(5) ? random_.Between(100, 2000) : random_.Between(1, 60));
      coverage.set_covered(random_.Between(1, coverage.total()));
      units.erase(units.begin() + chosen);
    }
    if (count > 0) report->set_sub_prefectural(v1::PRESENCE_PRESENT);
  }

  Random& random_;
};

// Layout
// ----------------------------------------------------------------------------------------------------------------------

class DocumentWriter {
 public:
  DocumentWriter(uint32_t seed, Damage damage) : random_(seed), damage_(damage) {
    facts_ = FactMaker(&random_).Make();
    document_.reference_month =
        std::to_string(facts_.year) + (facts_.month < 10 ? "-0" : "-") + std::to_string(facts_.month);
    month_text_ = MonthText();
    document_.reference_month_text = EncodeUtf8(month_text_);
    wrap_percent_ = random_.Pick({0, 1, 3, 10});
    header_percent_ = random_.Pick({0, 1, 3});
    full_width_percent_ = random_.Pick({0, 30, 100});
    ChooseDamage();
  }

  SurveyDocument Write() {
    WritePreamble();
    for (size_t table = 0; table < 2; ++table) WriteTable(table);
    WriteOtherSlides();
    Finish();
    return std::move(document_);
  }

 private:
  // Which row is damaged: one that the damage can happen to.
  void ChooseDamage() {
    damaged_table_ = random_.Next() % 2;
    const bool needs_coverage = damage_ == Damage::kCoveredExceedsTotal || damage_ == Damage::kUnknownUnit;
    damaged_row_ = random_.Next() % 47;
    auto& reports = facts_.reports[damaged_table_];
    while (needs_coverage && reports[damaged_row_].coverages().empty()) damaged_row_ = (damaged_row_ + 1) % 47;
    repeat_after_ = static_cast<size_t>(random_.Between(static_cast<int>(damaged_row_), 46));
  }

  bool IsDamaged(size_t table, size_t row, Damage damage) const {
    return damage_ == damage && table == damaged_table_ && row == damaged_row_;
  }

  // Characters ---

  void Put(char32_t c) {
    if (c == U'\n') ++line_;
    if (!IsBlank(c)) last_line_ = line_;
    text_ += c;
  }
  void PutAll(std::u32string_view characters) {
    for (const char32_t c : characters) Put(c);
  }
  void PutAll(std::string_view characters) { PutAll(Decode(characters)); }

  // Blanks as cells are parted by; with at least one if asked for.
  void PutGap(bool at_least_one) {
    static constexpr std::u32string_view kGaps[] = {U" ", U"   ", U" \n", U" \n\n", U"　", U"\t", U"\n \n"};
    if (at_least_one || random_.Chance(90)) PutAll(random_.Pick(kGaps));
  }

  void PutWrap() {
    static constexpr std::u32string_view kWraps[] = {U"\n", U" \n\n", U"\n   ", U" \n \n", U"　", U"\u200B"};
    if (random_.Chance(wrap_percent_)) PutAll(random_.Pick(kWraps));
    if (random_.Chance(header_percent_) && random_.Chance(20)) PutHeader();
  }

  // A cell's characters, wrapped here and there. Returns the line of the first.
  int32_t PutCell(std::u32string_view cell) {
    int32_t line = 0;
    for (size_t i = 0; i < cell.size(); ++i) {
      if (i > 0) PutWrap();
      Put(cell[i]);
      if (i == 0) line = line_;
    }
    return line;
  }

  char32_t Widened(char32_t c) {
    const bool is_ascii = c > U' ' && c < 0x7F;
    return is_ascii && random_.Chance(full_width_percent_) ? c + 0xFEE0 : c;
  }

  std::u32string Number(int value) {
    std::u32string digits;
    for (const char c : std::to_string(value)) digits += Widened(static_cast<char32_t>(c));
    return digits;
  }

  char32_t Circle() {
    static constexpr char32_t kForms[] = {U'○', U'○', U'◯', U'〇'};
    return random_.Pick(kForms);
  }
  char32_t Cross() {
    static constexpr char32_t kForms[] = {U'×', U'×', U'✕', U'✖', U'X', U'x', U'Ｘ'};
    return random_.Pick(kForms);
  }
  std::u32string Mark(v1::Presence presence) {
    if (presence == v1::PRESENCE_UNSPECIFIED) return U"";
    return std::u32string(1, presence == v1::PRESENCE_PRESENT ? Circle() : Cross());
  }

  std::u32string Colon() { return random_.Chance(70) ? U"：" : U":"; }
  std::u32string Slash() { return random_.Chance(70) ? U"/" : U"／"; }
  std::u32string Bracketed(std::u32string_view words) {
    const bool is_wide = random_.Chance(70);
    return (is_wide ? U"（" : U"(") + std::u32string(words) + (is_wide ? U"）" : U")");
  }

  // Cells ---

  // A year of an era, or of the calendar: H27, 平成２７, R1, 令和元, 2015.
  std::u32string Year(int year, bool needs_era) {
    static constexpr std::u32string_view kHeisei[] = {U"H", U"平成", U"Ｈ", U"㍻"};
    static constexpr std::u32string_view kReiwa[] = {U"R", U"令和", U"Ｒ", U"㋿"};
    if (year >= 2019 && random_.Chance(60)) {
      const std::u32string era(random_.Pick(kReiwa));
      return era + (year == 2019 && random_.Chance(50) ? U"元" : Number(year - 2018));
    }
    if (!needs_era && random_.Chance(10)) return Number(year);
    return std::u32string(random_.Pick(kHeisei)) + Number(year - 1988);
  }

  std::u32string MonthText() { return Year(facts_.year, false) + U"年" + Number(facts_.month) + U"月"; }

  std::u32string Timing(const v1::Plan& plan) {
    static constexpr std::u32string_view kBy[] = {U"年度中", U"年度中", U"年度内", U"年度末まで", U"年度"};
    static constexpr std::u32string_view kFrom[] = {U"年度以降", U"年度から", U"年度～"};
    const auto& interval = plan.interval();
    if (plan.undecided()) return U"未定";
    if (!interval.has_first_fiscal_year()) {
      return Year(interval.last_fiscal_year(), false) + std::u32string(random_.Pick(kBy));
    }
    const std::u32string first = Year(interval.first_fiscal_year(), false);
    if (!interval.has_last_fiscal_year()) return first + std::u32string(random_.Pick(kFrom));
    return first + (random_.Chance(50) ? U"年度" : U"") + (random_.Chance(50) ? U"～" : U"〜") +
           Year(interval.last_fiscal_year(), true) + U"年度" + (random_.Chance(50) ? U"中" : U"");
  }

  std::u32string PlanCell(const v1::CouncilReport& report) {
    std::u32string cell;
    const bool has_one_absent =
        (report.prefecture_wide() == v1::PRESENCE_ABSENT) != (report.sub_prefectural() == v1::PRESENCE_ABSENT);
    for (const v1::Plan& plan : report.plans()) {
      const bool may_omit = report.plans_size() == 1 && has_one_absent && random_.Chance(30);
      if (plan.scope() == v1::PLAN_SCOPE_PREFECTURE_WIDE && !may_omit) cell += Bracketed(U"都道府県単位について");
      if (plan.scope() == v1::PLAN_SCOPE_SUB_PREFECTURAL && !may_omit) cell += Bracketed(U"二次医療圏等単位について");
      cell += Timing(plan);
    }
    return cell;
  }

  std::u32string Unit(v1::AreaUnit unit) {
    if (unit == v1::AREA_UNIT_MEDICAL_AREA && random_.Chance(30)) return U"二次医療圏";
    return Decode(FindAreaUnit(unit)->ja);
  }

  // List marker, number or separator before the fraction at `index`.
  std::u32string Marker(int style, int index) {
    const std::u32string number = Number(index + 1);
    switch (style) {
      case 0:
        return std::u32string(1, U'①' + index);
      case 1:
        return std::u32string(1, U'⑴' + index);
      case 2:
        return number + (random_.Chance(50) ? U"." : U"．");
      case 3:
        return Bracketed(number);
      case 4:
        return index == 0 ? U"" : U"、";
      default:
        return U"";
    }
  }

  void PutCoverages(const v1::CouncilReport& report, bool is_damaged_row) {
    PutCell(Mark(v1::PRESENCE_PRESENT));
    PutCell(Colon());
    const int style = report.coverages_size() == 1 ? 5 : random_.Between(0, 5);
    for (int i = 0; i < report.coverages_size(); ++i) {
      const v1::Coverage& coverage = report.coverages(i);
      const bool is_damaged = is_damaged_row && i == report.coverages_size() - 1;
      PutWrap();
      PutCell(Marker(style, i));
      PutWrap();
      if (is_damaged && damage_ == Damage::kCoveredExceedsTotal) {
        const std::u32string covered = Number(coverage.total() + random_.Between(1, 9));
        const std::u32string total = Number(coverage.total());
        const std::u32string slash = Slash();
        document_.damaged_line = PutCell(covered);
        PutCell(slash + total);
        document_.damaged_read = EncodeUtf8(covered + slash + total);
      } else {
        PutCell(Number(coverage.covered()) + Slash() + Number(coverage.total()));
      }
      PutWrap();
      if (is_damaged && damage_ == Damage::kUnknownUnit) {
        static constexpr std::u32string_view kUnknown[] = {U"学区", U"広域連合", U"医療",
                                                           U"支部", U"保険所",   U"医療圏域"};
        const std::u32string unit(random_.Pick(kUnknown));
        document_.damaged_line = PutCell(unit);
        document_.damaged_read = EncodeUtf8(unit);
      } else {
        PutCell(Unit(coverage.unit()));
      }
    }
  }

  // Rows ---

  // Returns the row's first line.
  int32_t PutRow(size_t table, size_t row, bool is_damaged) {
    const v1::CouncilReport& report = facts_.reports[table][row];
    std::u32string number = Number(static_cast<int>(row) + 1);
    int32_t first_line = 0;
    if (is_damaged && damage_ == Damage::kWrongNumber) {
      number = Number(static_cast<int>((row + random_.Between(1, 46)) % 47) + 1);
      first_line = line_;
      PutAll(number);  // Not wrapped: half of a wrong number cannot be told from another.
      document_.damaged_line = first_line;
      document_.damaged_read = EncodeUtf8(number) + " " + std::string(Prefectures()[row].ja);
    } else {
      first_line = PutCell(number);
    }
    PutGap(false);
    PutCell(Decode(Prefectures()[row].ja));
    for (const std::u32string& cell :
         {Mark(report.establishment()), PlanCell(report), Mark(report.prefecture_wide())}) {
      PutGap(false);
      PutCell(cell);
    }
    PutGap(false);
    if (report.coverages().empty()) {
      PutCell(Mark(report.sub_prefectural()));
    } else {
      PutCoverages(report, is_damaged);
    }
    return first_line;
  }

  void PutRowEnd() {
    PutGap(true);
    if (!random_.Chance(header_percent_)) return;
    Put(U'\n');
    if (random_.Chance(40)) PutAll(U"\n" + Number(random_.Between(1, 120)) + U" \n\n");
    PutHeader();
  }

  void AddReport(size_t table, size_t row, int32_t first_line) {
    v1::CouncilReport& report = document_.reports.emplace_back(facts_.reports[table][row]);
    report.mutable_provenance()->set_first_line(first_line);
    report.mutable_provenance()->set_last_line(last_line_);
  }

  void PutRows(size_t table) {
    bool is_after_missing = false;
    for (size_t row = 0; row < 47; ++row) {
      if (IsDamaged(table, row, Damage::kRowMissing)) {
        is_after_missing = true;
        continue;
      }
      const int32_t first_line = PutRow(table, row, table == damaged_table_ && row == damaged_row_);
      if (std::exchange(is_after_missing, false)) document_.damaged_line = first_line;
      AddReport(table, row, first_line);
      PutRowEnd();
      if (damage_ == Damage::kRowDoubled && table == damaged_table_ && row == repeat_after_) {
        document_.damaged_line = PutRow(table, damaged_row_, false);
        PutRowEnd();
      }
    }
    const int32_t totals_line = PutTotals(table);
    if (is_after_missing) document_.damaged_line = totals_line;
  }

  // The printed totals: mostly right, for a document's own sums may be wrong.
  int32_t PutTotals(size_t table) {
    int32_t established = 0, wide = 0, prefectures = 0, councils = 0;
    for (const v1::CouncilReport& report : facts_.reports[table]) {
      established += report.establishment() == v1::PRESENCE_PRESENT;
      wide += report.prefecture_wide() == v1::PRESENCE_PRESENT;
      prefectures += !report.coverages().empty();
      for (const v1::Coverage& coverage : report.coverages()) councils += coverage.covered();
    }
    if (random_.Chance(20)) councils += random_.Between(1, 30);
    static constexpr std::u32string_view kTypes[] = {U"道県", U"県", U"都道府県", U"府県"};
    if (random_.Chance(10)) PutAll(U"合計 ");
    const int32_t line = line_;
    PutAll(Number(established));
    PutGap(true);
    PutAll(Number(wide));
    PutGap(true);
    PutAll(Number(prefectures));
    PutCell(random_.Pick(kTypes));
    PutCell(Number(councils) + U"圏域");
    PutAll(U" \n\n");
    v1::CouncilNotes& notes = document_.notes[table];
    notes.set_kind(CouncilKinds()[table].kind);
    v1::PrintedTotals& totals = *notes.mutable_printed_totals();
    totals.set_established(established);
    totals.set_prefecture_wide(wide);
    totals.set_sub_prefectural_prefectures(prefectures);
    totals.set_sub_prefectural_councils(councils);
    totals.mutable_provenance()->set_first_line(line);
    return line;
  }

  // Frame ---

  // The header's cells one after another, or, as some text layers have it, the lines of its cells across.
  void PutHeader() {
    const int saved_wraps = std::exchange(wrap_percent_, random_.Pick({0, 10, 30}));
    const int saved_headers = std::exchange(header_percent_, 0);
    static constexpr std::u32string_view kCells[] = {
        U"都道府県", U"設置状況",    U"（○：設置済み×：未設置）", U"未設置の場合、今後の設置予定時期", U"区域単位",
        U"都道府県", U"二次医療圏等"};
    static constexpr std::u32string_view kAcross[] = {
        U"都道府県", U"設置状況",     U"未設置の場合、", U"区域単位", U"（○：設", U"今後の設置予定",
        U"都道府県", U"二次医療圏等", U"置済み",         U"時期",     U"×：未設", U"置）"};
    Put(U'\n');
    if (random_.Chance(75)) {
      for (const std::u32string_view cell : kCells) PutHeaderCell(cell);
    } else {
      for (const std::u32string_view cell : kAcross) PutHeaderCell(cell);
    }
    Put(U'\n');
    wrap_percent_ = saved_wraps;
    header_percent_ = saved_headers;
  }

  void PutHeaderCell(std::u32string_view cell) {
    std::u32string varied;
    for (char32_t c : cell) {
      if (c == U'○') c = Circle();
      if (c == U'×') c = Cross();
      if (c == U'：' && random_.Chance(20)) c = U':';
      if (c == U'（' && random_.Chance(20)) c = U'(';
      if (c == U'）' && random_.Chance(20)) c = U')';
      varied += c;
    }
    PutCell(varied);
    PutGap(true);
  }

  void WritePreamble() {
    if (random_.Chance(20)) PutAll(U"\uFEFF");
    if (random_.Chance(70)) {
      PutAll(
          " 在宅医療推進協議会・訪問看護推進協議会の設置について \n 在宅医療推進協議会の設置状況 \n 都道府県 "
          "\n\n設置状況 \n");
    }
    for (int i = random_.Between(0, 3); i > 0; --i) PutAll("報告のまとめ（平成27年3月）\n\n");
  }

  void WriteTable(size_t table) {
    const CouncilKindEntry& kind = CouncilKinds()[table];
    PutAll(std::string(kind.ja) + "の設置状況 \n");
    if (random_.Chance(20)) PutAll("（各都道府県の回答による）\n");
    PutHeader();
    rows_begin_[table] = text_.size();
    PutRows(table);
    PutNotes(table);
    PutAll(U"\n\n\n");
  }

  void PutNotes(size_t table) {
    const CouncilKindEntry& kind = CouncilKinds()[table];
    PutCell(U"○");
    Put(U' ');
    PutCell(Decode(std::string(kind.ja) + "とは、地域の課題について、関係者が協議を行う場を指す。"));
    PutAll(U"\n\n○ ");
    PutCell(U"区域単位とは、議論の対象となる区域を指す。");
    if (random_.Chance(90)) PutExample(table);
    PutGap(false);
    const size_t before_month = text_.size();
    PutCell(U"（" + month_text_ + U"時点");
    if (table == 1) notes_end_ = random_.Between(static_cast<int>(before_month), static_cast<int>(text_.size()) - 1);
    PutAll(U"）");
  }

  void PutExample(size_t table) {
    PutGap(false);
    const size_t row = random_.Next() % 47;
    const int areas = random_.Between(1, 40);
    const bool is_wide = random_.Chance(60);
    const std::u32string verbatim = U"（例）" + Decode(Prefectures()[row].ja) + (is_wide ? U"は、県全域と" : U"は、") +
                                    Number(areas) + U"圏域で協議会あり。";
    PutCell(verbatim);
    v1::WorkedExample& example = *document_.notes[table].mutable_example();
    example.set_prefecture_code(std::string(Prefectures()[row].code));
    example.set_prefecture_wide(is_wide);
    example.set_sub_prefectural_councils(areas);
    example.set_verbatim(EncodeUtf8(verbatim));
  }

  // What follows is not the survey, however like it it looks.
  void WriteOtherSlides() {
    if (random_.Chance(50)) return;
    PutAll("研修の実施状況（平成26年10月時点）\n1 東京都 ○   ○ ○：3/2学区 \n12 大阪府 × 来年 \n   5  5 2都府9圏域\n");
    if (random_.Chance(50)) PutHeader();
    PutAll("○ 区域単位とは、別のものを指す。\n");
  }

  void Finish() {
    if (damage_ == Damage::kTruncated) Truncate();
    const bool has_crlf = random_.Chance(20);
    std::u32string text;
    for (const char32_t c : text_) {
      if (c == U'\n' && has_crlf) text += U'\r';
      text += c;
    }
    document_.text = EncodeUtf8(text);
  }

  // Cuts between the first row of the first table and the last character of the second table's month.
  void Truncate() {
    text_.resize(random_.Between(static_cast<int>(rows_begin_[0]), static_cast<int>(notes_end_)));
    int32_t line = 1;
    document_.damaged_line = 1;
    for (const char32_t c : text_) {
      if (c == U'\n') ++line;
      if (!IsBlank(c)) document_.damaged_line = line;
    }
  }

  Random random_;
  const Damage damage_;
  Facts facts_;
  SurveyDocument document_;
  std::u32string month_text_;
  std::u32string text_;
  int32_t line_ = 1;
  int32_t last_line_ = 1;
  int wrap_percent_ = 0;
  int header_percent_ = 0;
  int full_width_percent_ = 0;
  size_t damaged_table_ = 0;
  size_t damaged_row_ = 0;
  size_t repeat_after_ = 0;
  std::array<size_t, 2> rows_begin_ = {};
  size_t notes_end_ = 0;
};

}  // namespace

SurveyDocument MakeSurveyDocument(uint32_t seed, Damage damage) { return DocumentWriter(seed, damage).Write(); }

}  // namespace zaitaku::generators
