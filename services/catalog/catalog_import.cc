#include "services/catalog/catalog_import.h"

#include "absl/strings/str_cat.h"
#include "platform/service/imports.h"
#include "services/catalog/catalog_changes.h"

namespace zaitaku::catalog {
namespace {

using Format = v1::ImportEntriesRequest;

// What stands before the problems of a line, in place of the request's path.
std::string LinePath(int32_t line) { return absl::StrCat("content:", line, ":1"); }

// The same facts, wherever they were read: that a table says nothing of sources does not erase them.
template <typename Resource>
absl::Status ApplyEntry(const FileEntry& read, const Resource& resource, CatalogWriter& writer,
                        v1::ImportEntriesResponse& response) {
  Resource change = resource;
  change.clear_etag();  // Of an export: the file may be older than the resource, and is still what is wanted.
  Resource result;
  const ChangePaths paths{LinePath(read.line), LinePath(read.line)};
  ASSIGN_OR_RETURN(const ChangeOutcome outcome, ChangeResource(change, read.mask, true, paths, writer, result));
  if (outcome == ChangeOutcome::kUnchanged) response.set_unchanged_entries(response.unchanged_entries() + 1);
  if (outcome == ChangeOutcome::kCreated) response.add_created(result.name());
  if (outcome == ChangeOutcome::kChanged) response.add_changed(result.name());
  return absl::OkStatus();
}

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

absl::Status ApplyImport(const FileContent& file, Transaction& transaction, v1::ImportEntriesResponse& response) {
  CatalogWriter writer(transaction);
  for (const FileEntry& read : file.entries) {
    RETURN_IF_ERROR(WithResource(read.entry, LinePath(read.line), [&](const auto& resource, const std::string&) {
      return ApplyEntry(read, resource, writer, response);
    }));
  }
  RETURN_IF_ERROR(writer.CheckReferences());
  response.set_unchanged(!transaction.changed());
  return absl::OkStatus();
}

}  // namespace zaitaku::catalog
