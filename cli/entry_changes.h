// What a change did to a resource of the catalogue or of the training events.
#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/field_change.h"
#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/type/v1/history.pb.h"

namespace zaitaku::cli {

// A programme, event, application or the like before and after; at least one of the two is there.
struct EntryChange {
  std::unique_ptr<google::protobuf::Message> before;
  std::unique_ptr<google::protobuf::Message> after;
};

// The change's values, if they are of these services and known to this program.
std::optional<EntryChange> EntryChangeOf(const type::v1::ResourceChange& change);

// The fields that differ, in order of the contract, without the name and what belongs to the version. Where there is no
// version before, every field that is stated. Long lists are counted.
std::vector<FieldChange> EntryFieldChanges(const google::protobuf::Message* before,
                                           const google::protobuf::Message* after, Language language);

// The changes as a table: field, before, after.
void RenderFieldChanges(const std::vector<FieldChange>& changes, Language language, const Style& style,
                        std::ostream& out, int indent = 0);

}  // namespace zaitaku::cli
