// How many calls are under way, and whether more may begin.
#pragma once

#include <atomic>
#include <utility>

namespace zaitaku {

// Thread-safe.
class CallsInside {
 public:
  CallsInside() = default;
  CallsInside(const CallsInside&) = delete;

  // A call under way; ends with this object, which must not outlive the count.
  class Place {
   public:
    Place() = default;
    ~Place() { End(); }
    Place(Place&& other) noexcept : calls_(std::exchange(other.calls_, nullptr)) {}
    Place& operator=(Place&& other) noexcept {
      End();
      calls_ = std::exchange(other.calls_, nullptr);
      return *this;
    }

    bool taken() const { return calls_ != nullptr; }

   private:
    friend class CallsInside;
    explicit Place(CallsInside* calls) : calls_(calls) {}
    void End() {
      if (calls_ != nullptr) --calls_->count_;
      calls_ = nullptr;
    }

    CallsInside* calls_ = nullptr;
  };

  // Not taken once closed. Counts first: who closes and then sees a count of 0 knows that nobody comes in any more.
  Place Enter() {
    ++count_;
    Place place(this);
    return closed_ ? Place() : std::move(place);
  }
  void Close() { closed_ = true; }
  int count() const { return count_; }

 private:
  std::atomic<int> count_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace zaitaku
