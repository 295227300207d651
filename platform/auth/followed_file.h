// A file of what callers are judged by, such as keys, that is read again when it changes.
#pragma once

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "platform/status/status.h"
#include "platform/tls/tls_files.h"

namespace zaitaku {

// A file that cannot be used any more leaves the content as it was, and says so in the log. Thread-safe.
template <typename Content>
class FollowedFile {
 public:
  using Contents = std::shared_ptr<const Content>;

  struct Wishes {
    NamedFile file;
    std::string what;  // As the log calls the content, such as `token keys`.
    size_t max_bytes;
    std::function<absl::StatusOr<Contents>(const std::string& text)> parse;  // INVALID_ARGUMENT.
    std::function<absl::Time()> now;
  };

  // INVALID_ARGUMENT or FAILED_PRECONDITION naming the option, if the file cannot be used.
  static absl::StatusOr<std::unique_ptr<FollowedFile>> Open(Wishes wishes) {
    std::unique_ptr<FollowedFile> file(new FollowedFile(std::move(wishes)));
    const std::lock_guard lock(file->mutex_);
    file->stamp_ = StampOf(file->wishes_.file.path);
    ASSIGN_OR_RETURN(file->contents_, file->Read());
    return file;
  }

  // The newest content. Looks at the file at most once a second.
  Contents Get() {
    const std::lock_guard lock(mutex_);
    const absl::Time now = wishes_.now();
    if (now >= looked_at_ && now - looked_at_ < absl::Seconds(1)) return contents_;
    looked_at_ = now;
    const Stamp stamp = StampOf(wishes_.file.path);
    if (stamp == stamp_) return contents_;
    stamp_ = stamp;
    auto contents = Read();
    if (contents.ok()) {
      contents_ = *std::move(contents);
      spdlog::info("the {} were read again", wishes_.what);
    } else {
      spdlog::error("the {} stay as they were: {}", wishes_.what, std::string(contents.status().message()));
    }
    return contents_;
  }

 private:
  // What tells one state of a file from another.
  struct Stamp {
    ino_t inode = 0;
    off_t size = -1;
    int64_t changed_nanos = 0;
    bool operator==(const Stamp&) const = default;
  };

  explicit FollowedFile(Wishes wishes) : wishes_(std::move(wishes)) {}

  absl::StatusOr<Contents> Read() const {
    ASSIGN_OR_RETURN(const std::string text, ReadNamedFile(wishes_.file, wishes_.max_bytes));
    auto contents = wishes_.parse(text);
    if (contents.ok()) return contents;
    return absl::InvalidArgumentError(
        absl::StrCat(wishes_.file.option, ": ", wishes_.file.path, ": ", std::string(contents.status().message())));
  }

  static Stamp StampOf(const std::string& path) {
    struct stat state = {};
    if (stat(path.c_str(), &state) != 0) return {};
    // Of the inode: that a file may be read from now on is a change too.
    return {state.st_ino, state.st_size, int64_t{state.st_ctim.tv_sec} * 1'000'000'000 + state.st_ctim.tv_nsec};
  }

  const Wishes wishes_;
  std::mutex mutex_;
  Contents contents_ ABSL_GUARDED_BY(mutex_);
  Stamp stamp_ ABSL_GUARDED_BY(mutex_);
  absl::Time looked_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace zaitaku
