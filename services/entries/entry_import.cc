#include "services/entries/entry_import.h"

namespace zaitaku {

google::protobuf::FieldMask TopLevel(const google::protobuf::FieldMask& mask) {
  google::protobuf::FieldMask fields;
  std::set<std::string_view> roots;
  for (const std::string& path : mask.paths()) {
    const std::string_view root = RootOf(path);
    if (roots.insert(root).second) fields.add_paths(std::string(root));
  }
  return fields;
}

}  // namespace zaitaku
