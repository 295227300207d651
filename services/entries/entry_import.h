// Imports: from a file's resources to one change.
#pragma once

#include <google/protobuf/util/field_mask_util.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "platform/service/entry_changes.h"
#include "platform/service/imports.h"
#include "platform/service/references.h"
#include "services/entries/entry_file.h"
#include "services/entries/field_problems.h"

namespace zaitaku {

// The fields that the mask's paths begin with.
google::protobuf::FieldMask TopLevel(const google::protobuf::FieldMask& mask);

// What the file states on top of what there is: a table with Japanese names does not erase the English ones.
template <typename Resource>
Resource Merge(const Resource& stated, const google::protobuf::FieldMask& mask, const Resource& before) {
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_repeated_fields(true);
  Resource merged = before;
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(stated, mask, options, &merged);
  // Merging makes messages of nothing where neither has one.
  const auto* reflection = merged.GetReflection();
  for (Field field : Changeable<Resource>()) {
    if (field->is_repeated() || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!reflection->HasField(stated, field) && !reflection->HasField(before, field))
      reflection->ClearField(&merged, field);
  }
  return merged;
}

// One import: all that is wrong is found before anything is said. `Entries` as for JsonLinesReader, and besides
//   static void KeepUnstated(stated, mask, before, merged): mends what a table cannot say of a resource.
// `Response` has
// created, changed, unchanged_entries, unchanged and problems.
template <typename Entries, typename Response>
class Importer {
 public:
  using Entry = typename Entries::Entry;

  Importer(Transaction& transaction, Response& response) : writer_(transaction), response_(response) {}

  template <typename Resource>
  absl::Status Apply(const FileEntry<Entry>& read, const Resource& stated, const std::string& field) {
    Resource change = stated;
    if (!read.mask.paths().empty()) {
      ASSIGN_OR_RETURN(const auto current, writer_.transaction().template Find<Resource>(stated.name()));
      Resource before;
      before.set_name(stated.name());
      if (current) before = *current;
      change = Merge(stated, read.mask, before);
      Entries::KeepUnstated(stated, read.mask, before, change);
      if (const auto wrong = Entries::Check(change, field); !wrong.empty()) {
        for (const FieldProblem& problem : wrong)
          AddFieldProblem(read.line, problem, stated.name(), Entries::Words(), problems_);
        refused_.insert(stated.name());
        return absl::OkStatus();
      }
    }
    change.clear_etag();  // Of an export: the file may be older than the resource, and is still what is wanted.
    Resource result;
    // In place of a path: the line, and the field's word, by which problems find their way back.
    const std::string path = absl::StrCat(read.line, " ", field);
    const auto outcome = ChangeResource<Entries>(change, TopLevel(read.mask), true, {path, path}, writer_, result);
    if (!outcome.ok()) return Refuse(outcome.status(), stated.name());
    Note(*outcome, result.name());
    return absl::OkStatus();
  }

  // All problems, in order; none if the import is right.
  absl::StatusOr<std::vector<type::v1::ImportProblem>> Finish() {
    ASSIGN_OR_RETURN(const auto wrong, writer_.FindWrongReferences());
    for (const WrongReference& reference : wrong) {
      // It would be there if its own line were right.
      if (refused_.contains(reference.missing)) continue;
      AddProblemAt(absl::StrCat(reference.path, ".", reference.field), reference.description);
    }
    return problems_.Take();
  }

 private:
  // Where the store refuses a line for one of its fields, that is a problem of the line: the others are looked at too,
  // and all of it is taken back. Other errors end the import.
  absl::Status Refuse(const absl::Status& error, const std::string& name) {
    google::rpc::BadRequest wrong;
    if (!GetDetail(error, wrong) || wrong.field_violations().empty()) return error;
    for (const auto& violation : wrong.field_violations()) {
      if (!AddProblemAt(violation.field(), violation.description())) return error;
    }
    refused_.insert(name);
    return absl::OkStatus();
  }

  // `path` begins with the line, as Apply makes it. False if it does not.
  bool AddProblemAt(const std::string& path, const std::string& description) {
    const size_t blank = path.find(' ');
    int32_t line = 0;
    if (blank == std::string::npos || !absl::SimpleAtoi(path.substr(0, blank), &line)) return false;
    AddFieldProblem(line, {path.substr(blank + 1), description}, "", Entries::Words(), problems_);
    return true;
  }

  void Note(ChangeOutcome outcome, const std::string& name) {
    if (outcome == ChangeOutcome::kUnchanged) response_.set_unchanged_entries(response_.unchanged_entries() + 1);
    if (outcome == ChangeOutcome::kCreated) response_.add_created(name);
    if (outcome == ChangeOutcome::kChanged) response_.add_changed(name);
  }

  typename Entries::Writer writer_;
  Response& response_;
  ProblemList problems_;
  std::set<std::string> refused_;
};

// Changes what the file says otherwise. Where only the store can tell that lines are wrong: INVALID_ARGUMENT
// (INVALID_FILE), or with `validate_only`, of which nothing is kept anyway, problems in the answer.
template <typename Entries, typename Response>
absl::Status ApplyImport(const FileContent<typename Entries::Entry>& file, bool validate_only, Transaction& transaction,
                         Response& response) {
  Importer<Entries, Response> importer(transaction, response);
  for (const auto& read : file.entries) {
    RETURN_IF_ERROR(Entries::With(
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

}  // namespace zaitaku
