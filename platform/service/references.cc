#include "platform/service/references.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku {

std::string ReferrerLabel(std::string_view name) { return absl::StrCat("refers/", std::string(name)); }

std::vector<std::string> ReferrerLabels(const std::vector<Reference>& references) {
  std::vector<std::string> labels;
  for (const Reference& reference : references) labels.push_back(ReferrerLabel(reference.name));
  return labels;
}

absl::Status InUse(const std::string& name, const std::string& user) {
  return Error(type::v1::ERROR_REASON_RESOURCE_IN_USE,
               {absl::StrCat("'", name, "' is used by '", user, "'; change that first"),
                absl::StrCat("「", name, "」は「", user, "」から参照されています")},
               {{"resource", name}, {"used_by", user}});
}

absl::Status CheckUnused(const ResourceReader& reader, const std::string& name) {
  ASSIGN_OR_RETURN(const auto users, reader.LabelledNames(ReferrerLabel(name), "", 1));
  return users.empty() ? absl::OkStatus() : InUse(name, users.front());
}

absl::Status FindMissing(const ResourceReader& reader, const std::vector<Reference>& references,
                         const std::string& path, std::vector<WrongReference>& wrong) {
  for (const Reference& reference : references) {
    ASSIGN_OR_RETURN(const bool exists, reader.Exists(reference.name));
    if (exists) continue;
    wrong.push_back({path, reference.field,
                     absl::StrCat("read ", Quoted(reference.name),
                                  ", expected the name of a resource that exists; file it first, or with this"),
                     reference.name});
  }
  return absl::OkStatus();
}

absl::Status ToStatus(const std::vector<WrongReference>& wrong) {
  std::vector<FieldProblem> problems;
  for (const WrongReference& reference : wrong) {
    problems.push_back({reference.path.empty() ? reference.field : absl::StrCat(reference.path, ".", reference.field),
                        reference.description});
  }
  return problems.empty() ? absl::OkStatus() : InvalidFields(problems);
}

}  // namespace zaitaku
