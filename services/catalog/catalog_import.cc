#include "services/catalog/catalog_import.h"

#include <google/protobuf/util/field_mask_util.h>

#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/service/imports.h"
#include "services/catalog/catalog_changes.h"
#include "services/catalog/catalog_problems.h"

namespace zaitaku::catalog {
namespace {

using Format = v1::ImportEntriesRequest;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

// The fields that the mask's paths begin with.
FieldMask TopLevel(const FieldMask& mask) {
  FieldMask fields;
  std::set<std::string_view> roots;
  for (const std::string& path : mask.paths()) {
    const std::string_view root = RootOf(path);
    if (roots.insert(root).second) fields.add_paths(std::string(root));
  }
  return fields;
}

// What the file states on top of what there is: a table with Japanese names does not erase the English ones.
template <typename Resource>
Resource Merge(const Resource& stated, const FileEntry& read, const Resource& before) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_repeated_fields(true);
  Resource merged = before;
  FieldMaskUtil::MergeMessageTo(stated, read.mask, options, &merged);
  // Merging makes messages of nothing where neither has one.
  const auto* reflection = merged.GetReflection();
  for (Field field : Changeable<Resource>()) {
    if (field->is_repeated() || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!reflection->HasField(stated, field) && !reflection->HasField(before, field))
      reflection->ClearField(&merged, field);
  }
  return merged;
}

// One import: all that is wrong is found before anything is said.
class Importer {
 public:
  Importer(Transaction& transaction, v1::ImportEntriesResponse& response) : writer_(transaction), response_(response) {}

  template <typename Resource>
  absl::Status Apply(const FileEntry& read, const Resource& stated, const std::string& field) {
    Resource change = stated;
    if (!read.mask.paths().empty()) {
      ASSIGN_OR_RETURN(const auto current, writer_.transaction().template Find<Resource>(stated.name()));
      Resource before;
      before.set_name(stated.name());
      if (current) before = *current;
      change = Merge(stated, read, before);
      if (const auto wrong = Check(change, field); !wrong.empty()) {
        for (const FieldProblem& problem : wrong) AddFieldProblem(read.line, problem, stated.name(), problems_);
        refused_.insert(stated.name());
        return absl::OkStatus();
      }
    }
    change.clear_etag();  // Of an export: the file may be older than the resource, and is still what is wanted.
    Resource result;
    // In place of a path: the line, and the field's word, by which problems find their way back.
    const std::string path = absl::StrCat(read.line, " ", field);
    ASSIGN_OR_RETURN(const ChangeOutcome outcome,
                     ChangeResource(change, TopLevel(read.mask), true, {path, path}, writer_, result));
    Note(outcome, result.name());
    return absl::OkStatus();
  }

  // All problems, in order; none if the import is right.
  absl::StatusOr<std::vector<type::v1::ImportProblem>> Finish() {
    ASSIGN_OR_RETURN(const auto wrong, writer_.FindWrongReferences());
    for (const CatalogWriter::WrongReference& reference : wrong) {
      // It would be there if its own line were right.
      if (refused_.contains(reference.missing)) continue;
      const size_t blank = reference.path.find(' ');
      int32_t line = 0;
      if (!absl::SimpleAtoi(reference.path.substr(0, blank), &line)) continue;
      const std::string field = absl::StrCat(reference.path.substr(blank + 1), ".", reference.field);
      AddFieldProblem(line, {field, reference.description}, "", problems_);
    }
    return problems_.Take();
  }

 private:
  void Note(ChangeOutcome outcome, const std::string& name) {
    if (outcome == ChangeOutcome::kUnchanged) response_.set_unchanged_entries(response_.unchanged_entries() + 1);
    if (outcome == ChangeOutcome::kCreated) response_.add_created(name);
    if (outcome == ChangeOutcome::kChanged) response_.add_changed(name);
  }

  CatalogWriter writer_;
  v1::ImportEntriesResponse& response_;
  ProblemList problems_;
  std::set<std::string> refused_;
};

}  // namespace

absl::StatusOr<FileContent> ReadFile(const v1::ImportEntriesRequest& request) {
  RETURN_IF_ERROR(CheckImportedFile(request.content(), "JSON lines or CSV"));
  const auto format = request.format() == Format::FORMAT_UNSPECIFIED ? FindFormat(request.content()) : request.format();
  switch (format) {
    case Format::FORMAT_JSON_LINES:
      return ReadJsonLines(request.content());
    case Format::FORMAT_PROGRAMS_CSV:
      return ReadProgramsCsv(request.content());
    case Format::FORMAT_BUDGET_LINES_CSV:
      return ReadBudgetLinesCsv(request.content());
    default:
      return InvalidField("format", "expected a value of Format, such as FORMAT_JSON_LINES");
  }
}

absl::Status ApplyImport(const FileContent& file, bool validate_only, Transaction& transaction,
                         v1::ImportEntriesResponse& response) {
  Importer importer(transaction, response);
  for (const FileEntry& read : file.entries) {
    RETURN_IF_ERROR(WithResource(
        read.entry, absl::StrCat("content:", read.line, ":1"),
        [&](const auto& resource, const std::string& field) { return importer.Apply(read, resource, field); }));
  }
  ASSIGN_OR_RETURN(auto problems, importer.Finish());
  if (problems.empty()) {
    response.set_unchanged(!transaction.changed());
    return absl::OkStatus();
  }
  if (!validate_only) return ProblemsError(problems);
  response.Clear();
  for (auto& problem : problems) *response.add_problems() = std::move(problem);
  return absl::OkStatus();
}

}  // namespace zaitaku::catalog
