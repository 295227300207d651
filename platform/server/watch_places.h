// How many watches may be open at a server, and whose.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "platform/auth/caller.h"

namespace zaitaku {

struct WatchLimits {
  int watches = 256;           // In all.
  int kept_for_services = 16;  // Of these, for who shows a service's certificate: a gateway always gets its watches.
  int of_anonymous = 128;      // Of these, for all who prove nothing.
  int per_caller = 64;         // Of one caller; 0: as many as there are.
  int per_anonymous = 16;      // Of one address that proves nothing; 0: as many as there are.
};

// Thread-safe.
class WatchPlaces {
 public:
  explicit WatchPlaces(const WatchLimits& limits) : limits_(limits) {}
  WatchPlaces(const WatchPlaces&) = delete;

  // An open watch's; given back when it ends. Must not outlive the places.
  class Place {
   public:
    Place() = default;
    ~Place() { GiveBack(); }
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept {
      GiveBack();
      places_ = std::exchange(other.places_, nullptr);
      anonymous_ = other.anonymous_;
      caller_ = std::move(other.caller_);
      return *this;
    }

   private:
    friend class WatchPlaces;
    Place(WatchPlaces* places, bool anonymous, std::string caller)
        : places_(places), anonymous_(anonymous), caller_(std::move(caller)) {}
    void GiveBack();

    WatchPlaces* places_ = nullptr;
    bool anonymous_ = false;
    std::string caller_;
  };

  // RESOURCE_EXHAUSTED with the time to retry: CALLER_LIMIT_EXCEEDED if the caller has as many as one may have, else
  // OVERLOADED.
  absl::StatusOr<Place> Take(const Caller& caller);

  int open() const;
  const WatchLimits& limits() const { return limits_; }

 private:
  const WatchLimits limits_;
  mutable std::mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  int open_of_anonymous_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> open_of_ ABSL_GUARDED_BY(mutex_);  // By the callers' keys; none is zero.
};

}  // namespace zaitaku
