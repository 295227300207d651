// A queue in which nobody's flood holds up another.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

namespace zaitaku {

// A line for each caller, whose heads take turns. No caller holds more places than are free: alone, one has half of
// them at most, and however many flood, some are left for the next who comes. Not thread-safe.
template <typename T>
class FairQueue {
 public:
  // So many wait at most, of all callers.
  explicit FairQueue(size_t limit) : limit_(limit) {}
  FairQueue(const FairQueue&) = delete;

  // False if there is no place for it; `item` is then as it was.
  bool Push(const std::string& caller, T& item) {
    const auto found = lines_.find(caller);
    const size_t held = found == lines_.end() ? 0 : found->second.size();
    if (held >= limit_ - size_) return false;
    const auto line = found == lines_.end() ? lines_.try_emplace(caller).first : found;
    if (held == 0) turns_.push_back(&*line);
    line->second.push_back(std::move(item));
    ++size_;
    return true;
  }

  // The head of the line whose turn it is. There must be one.
  T Pop() {
    Line& line = *turns_.front();
    turns_.pop_front();
    T item = std::move(line.second.front());
    line.second.pop_front();
    --size_;
    if (line.second.empty()) {
      lines_.erase(lines_.find(line.first));
    } else {
      turns_.push_back(&line);
    }
    return item;
  }

  size_t limit() const { return limit_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  using Lines = std::unordered_map<std::string, std::deque<T>>;
  using Line = typename Lines::value_type;

  const size_t limit_;
  size_t size_ = 0;
  Lines lines_;              // None of them is empty.
  std::deque<Line*> turns_;  // All of them, the next one first.
};

}  // namespace zaitaku
