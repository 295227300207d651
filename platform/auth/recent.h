// A few of many: those that were used last.
#pragma once

#include <cstddef>
#include <iterator>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace zaitaku {

// At most `most` values, by key: the one whose last use is longest ago goes first. Not thread-safe.
template <typename Value>
class Recent {
 public:
  explicit Recent(size_t most) : most_(most) {}
  Recent(const Recent&) = delete;

  // A use. Null if it is not there; stays valid until the next change.
  const Value* Find(std::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->value;
  }

  // In the place of what is there by that key.
  void Put(std::string key, Value value) {
    const auto found = places_.find(key);
    if (found != places_.end()) {
      Forget(found->second);
    } else if (entries_.size() >= most_) {
      Forget(std::prev(entries_.end()));
    }
    entries_.push_front({std::move(key), std::move(value)});
    places_.emplace(entries_.front().key, entries_.begin());
  }

  void Clear() {
    places_.clear();
    entries_.clear();
  }

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    const std::string key;
    Value value;
  };
  using Place = typename std::list<Entry>::iterator;

  void Forget(Place place) {
    places_.erase(place->key);
    entries_.erase(place);
  }

  const size_t most_;
  std::list<Entry> entries_;                            // The last used is first.
  std::unordered_map<std::string_view, Place> places_;  // The views are the entries' own.
};

}  // namespace zaitaku
