// Entries: the kinds of resources that a service keeps side by side, with facts, and takes in batches and files.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/service/resource_fields.h"
#include "platform/service/resource_names.h"
#include "platform/status/status.h"

namespace zaitaku {

// The fields that clients change: all but the name and what is output only.
template <typename Resource>
const std::vector<Field>& Changeable() {
  static const auto* const kFields = new std::vector<Field>(ChangeableFields(*Resource::descriptor(), {"reviews"}));
  return *kFields;
}

// `Message` has one oneof, in which each of `Resources` has a field. All of them have `sources` and `reviews`.
//
// The shared parts take a service's `Entries`: a struct derived from this that says besides
//   using Writer: writes the changes of one mutation, as CatalogWriter does: made from a Transaction&; Put(resource,
//     path), Delete(resource), FindWrongReferences(), CheckReferences(), transaction();
//   static std::vector<FieldProblem> Check(resource, prefix): what is wrong with a resource.
// and for lists, of each kind's request,
//   static absl::Status CheckRequest(request); static bool Passes(resource, request);
//   static std::string LabelFor(request): the label that the list is read by; empty: the whole collection is read.
template <typename Message, typename... Resources>
struct EntryKinds {
  using Entry = Message;

  // The place for a resource of this type in an entry.
  template <typename Resource>
  static Resource& MutableIn(Entry& entry) {
    return static_cast<Resource&>(*entry.GetReflection()->MutableMessage(&entry, FieldOf<Resource>()));
  }

  // Calls `use(resource, field)` with the one resource that the entry holds and the name of its field, such as
  // `program`. INVALID_ARGUMENT naming `path` if it holds none.
  template <typename Use>
  static absl::Status With(const Entry& entry, const std::string& path, Use use) {
    absl::Status status;
    const bool found = (UseIfSet<Resources>(entry, use, status) || ...);
    return found ? status : InvalidField(path, absl::StrCat("expected one of ", FieldNames("and")));
  }

  // Calls `use(resource, example)` for the kind whose collection has a resource of this name: its place in an entry.
  // INVALID_ARGUMENT naming `name` if it is of none.
  template <typename Use>
  static absl::Status ForName(const std::string& name, Entry& entry, Use use) {
    absl::Status status = CheckNameOfAny(name);
    if (!status.ok()) return status;
    (void)((IsNameIn(kCollectionOf<Resources>, name) && (status = use(MutableIn<Resources>(entry)), true)) || ...);
    return status;
  }

  // INVALID_ARGUMENT naming `name` unless it is the name of one of the kinds.
  static absl::Status CheckNameOfAny(const std::string& name) {
    if ((IsNameIn(kCollectionOf<Resources>, name) || ...)) return absl::OkStatus();
    return InvalidField("name", ExpectedName(ExampleCollection(), name));
  }

  // The full name of the message that a resource of this name is; empty for names of other kinds.
  static std::string TypeOf(const std::string& name) {
    std::string type;
    (void)((IsNameIn(kCollectionOf<Resources>, name) && (type = Resources::descriptor()->full_name(), true)) || ...);
    return type;
  }

  // The fields of the entry as text, such as `program, funding_source, budget_line and guideline`; in JSON's spelling
  // `fundingSource`.
  static std::string FieldNames(const std::string& last, bool json = false) {
    std::string names;
    size_t left = sizeof...(Resources);
    const auto add = [&](Field field) {
      --left;
      absl::StrAppend(&names,
                      names.empty() ? ""
                      : left > 0    ? ", "
                                    : absl::StrCat(" ", last, " "),
                      json ? field->json_name() : field->name());
    };
    (add(FieldOf<Resources>()), ...);
    return names;
  }

 private:
  template <typename Resource>
  static Field FieldOf() {
    static const Field kField = [] {
      const auto* oneof = Entry::descriptor()->oneof_decl(0);
      for (int i = 0; i < oneof->field_count(); ++i) {
        if (oneof->field(i)->message_type() == Resource::descriptor()) return oneof->field(i);
      }
      return Field{};
    }();
    return kField;
  }

  template <typename Resource, typename Use>
  static bool UseIfSet(const Entry& entry, Use& use, absl::Status& status) {
    const auto* reflection = entry.GetReflection();
    if (!reflection->HasField(entry, FieldOf<Resource>())) return false;
    status = use(static_cast<const Resource&>(reflection->GetMessage(entry, FieldOf<Resource>())),
                 FieldOf<Resource>()->name());
    return true;
  }

  static const ResourceCollection& ExampleCollection() {
    const ResourceCollection* collections[] = {&kCollectionOf<Resources>...};
    return *collections[0];
  }
};

}  // namespace zaitaku
