#include "domain/csv_reader.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "domain/characters.h"

namespace zaitaku {
namespace {

const Expectation& ExpectedClosingQuote() {
  static const auto* const kExpected =
      new Expectation{"a quote at the end of the field, then a comma or the end of the line",
                      "欄の終わりに引用符、続いてコンマまたは改行", "\"未設置の場合、今後の設置予定時期\""};
  return *kExpected;
}

const Expectation& ExpectedQuotedField() {
  static const auto* const kExpected =
      new Expectation{"quotes only around a whole field, doubled within", "引用符は欄全体を囲むときだけ（中では二重）",
                      "\"○：20/21医療圏\""};
  return *kExpected;
}

const Expectation& ExpectedFewerFields() {
  static const auto* const kExpected =
      new Expectation{"one table row in a line", "１行に表の１行", "在宅医療推進協議会,13,東京都,○,,○,"};
  return *kExpected;
}

}  // namespace

CsvReader::CsvReader(std::string_view content, ProblemList* problems) : content_(content), problems_(problems) {
  if (content_.starts_with("\xEF\xBB\xBF")) position_ = 3;
}

bool CsvReader::AtLineEnd() const {
  return position_ >= content_.size() || content_[position_] == '\n' || content_[position_] == '\r';
}

void CsvReader::SkipLineEnd() {
  if (position_ >= content_.size()) return;
  const bool is_crlf =
      content_[position_] == '\r' && position_ + 1 < content_.size() && content_[position_ + 1] == '\n';
  position_ += is_crlf ? 2 : 1;
  // The end of the last line begins no other.
  if (position_ < content_.size()) ++line_;
}

bool CsvReader::Read(CsvRecord* record) {
  while (position_ < content_.size() && AtLineEnd()) SkipLineEnd();
  if (position_ >= content_.size()) return false;
  *record = CsvRecord();
  record->first_line = line_;
  const size_t begin = position_;
  while (ReadField(record), position_ < content_.size() && content_[position_] == ',') ++position_;
  record->last_line = line_;
  record->verbatim = Beginning(content_.substr(begin, position_ - begin), CsvRecord::kMaxVerbatimSize);
  SkipLineEnd();
  return true;
}

void CsvReader::ReadField(CsvRecord* record) {
  CsvCell field;
  field.line = line_;
  if (position_ < content_.size() && content_[position_] == '"') {
    ReadQuoted(record, &field);
  } else {
    ReadPlain(record, &field);
  }
  if (record->fields.size() == kMaxFields) {
    if (!record->is_damaged) AddProblem(record, field, field.text, ExpectedFewerFields());
    return;
  }
  CheckText(record, field);
  record->fields.push_back(std::move(field));
}

void CsvReader::ReadQuoted(CsvRecord* record, CsvCell* field) {
  ++position_;
  for (; position_ < content_.size(); ++position_) {
    const char c = content_[position_];
    if (c == '"') {
      if (position_ + 1 >= content_.size() || content_[position_ + 1] != '"') break;
      ++position_;
    } else if (c == '\n' || (c == '\r' && (position_ + 1 >= content_.size() || content_[position_ + 1] != '\n'))) {
      if (position_ + 1 < content_.size()) ++line_;
    }
    field->text += c;
  }
  if (position_ >= content_.size()) {
    AddProblem(record, *field, field->text, ExpectedClosingQuote());
    return;
  }
  ++position_;
  if (AtLineEnd() || content_[position_] == ',') return;
  AddProblem(record, *field, field->text, ExpectedClosingQuote());
  while (!AtLineEnd() && content_[position_] != ',') ++position_;
}

void CsvReader::ReadPlain(CsvRecord* record, CsvCell* field) {
  const size_t begin = position_;
  while (!AtLineEnd() && content_[position_] != ',') ++position_;
  field->text = std::string(content_.substr(begin, position_ - begin));
  if (field->text.find('"') != std::string::npos) AddProblem(record, *field, field->text, ExpectedQuotedField());
}

void CsvReader::CheckText(CsvRecord* record, const CsvCell& field) {
  for (size_t offset = 0; offset < field.text.size();) {
    const CodePoint code_point = DecodeUtf8At(field.text, offset);
    if (!code_point.is_valid || code_point.value == 0) {
      const auto byte = static_cast<unsigned char>(field.text[offset]);
      AddProblem(record, field, absl::StrFormat("0x%02X", byte), byte == 0 ? ExpectedNoNul() : ExpectedUtf8());
      return;
    }
    offset += code_point.size;
  }
}

void CsvReader::AddProblem(CsvRecord* record, const CsvCell& field, std::string_view read,
                           const Expectation& expected) {
  record->is_damaged = true;
  problems_->Add(field.line, static_cast<int32_t>(record->fields.size()) + 1, "", read, expected);
}

}  // namespace zaitaku
