// JSON from outside: objects with each member once.
#pragma once

#include <jansson.h>

#include <memory>
#include <string>
#include <string_view>

namespace zaitaku {

struct JsonFree {
  void operator()(json_t* json) const { json_decref(json); }
};
using Json = std::unique_ptr<json_t, JsonFree>;

// Null unless `text` is one JSON object, in which no member of any object comes twice.
inline Json ParseJsonObject(std::string_view text) {
  Json json(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return json_is_object(json.get()) ? std::move(json) : nullptr;
}

// The member's text; null if there is none, or it is no text.
inline const char* JsonString(const json_t* object, const char* member) {
  return json_string_value(json_object_get(object, member));
}

}  // namespace zaitaku
