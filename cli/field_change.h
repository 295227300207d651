// A fact of a resource that differs between two of its versions.
#pragma once

#include <string>

namespace zaitaku::cli {

// An empty text is a fact that is not stated.
struct FieldChange {
  std::string slug;   // The field: establishment, prefecture_wide, display_name, …
  std::string label;  // For people.
  std::string before;
  std::string after;
};

}  // namespace zaitaku::cli
