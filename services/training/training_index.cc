#include "services/training/training_index.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "services/training/training_cells.h"

namespace zaitaku::training {
namespace {

// Events are filed by each of their keys.
template <typename Value>
std::string LabelOf(std::string_view key, const Value& value) {
  return absl::StrCat("event/", std::string(key), "/", value);
}

std::string FieldYearLabel(int field, int fiscal_year) {
  return LabelOf("field-fiscal-year", absl::StrCat(field, "-", fiscal_year));
}

}  // namespace

std::vector<Reference> ReferencesOf(const v1::Event& event) {
  if (event.training_program().empty()) return {};
  return {{"training_program", event.training_program()}};
}

std::vector<Reference> ReferencesOf(const v1::TrainingProgram&) { return {}; }

IndexEntries IndexOf(const v1::Event& event, bool is_promotion_due) {
  std::vector<std::string> labels = ReferrerLabels(ReferencesOf(event));
  const int year = FiscalYearOf(event);
  labels.push_back(LabelOf("kind", event.kind()));
  labels.push_back(LabelOf("state", event.state()));
  labels.push_back(LabelOf("fiscal-year", year));
  labels.push_back(LabelOf("month", event.schedule().date().substr(0, 7)));
  for (const int field : event.fields()) {
    labels.push_back(LabelOf("field", field));
    labels.push_back(FieldYearLabel(field, year));
  }
  for (const int audience : event.audiences()) labels.push_back(LabelOf("audience", audience));
  const std::string& prefecture = event.venue().prefecture_code();
  if (!prefecture.empty()) labels.push_back(LabelOf("prefecture", prefecture));
  if (!event.catalog_program().empty()) labels.push_back(LabelOf("catalog-program", event.catalog_program()));
  if (is_promotion_due) labels.push_back(kPromotionsDueLabel);
  return {labels, {}};
}

IndexEntries IndexOf(const v1::TrainingProgram& program) { return {ReferrerLabels(ReferencesOf(program)), {}}; }

std::string BestLabel(const v1::ListEventsRequest& request) {
  const bool year = request.fiscal_year() != 0, field = request.field() != v1::TRAINING_FIELD_UNSPECIFIED;
  if (!request.month().empty()) return LabelOf("month", request.month());
  if (!request.training_program().empty()) return ReferrerLabel(request.training_program());
  if (!request.catalog_program().empty()) return LabelOf("catalog-program", request.catalog_program());
  if (year && field) return FieldYearLabel(request.field(), request.fiscal_year());
  if (year) return LabelOf("fiscal-year", request.fiscal_year());
  if (!request.prefecture_code().empty()) return LabelOf("prefecture", request.prefecture_code());
  if (request.audience() != v1::AUDIENCE_UNSPECIFIED) return LabelOf("audience", request.audience());
  if (field) return LabelOf("field", request.field());
  if (request.state() != v1::Event::STATE_UNSPECIFIED) return LabelOf("state", request.state());
  if (request.kind() != v1::Event::KIND_UNSPECIFIED) return LabelOf("kind", request.kind());
  return "";
}

}  // namespace zaitaku::training
