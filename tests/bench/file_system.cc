#include "tests/bench/file_system.h"

#include <mntent.h>

#include <filesystem>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace zaitaku::bench {
namespace {

bool Holds(const std::string& mount, const std::string& path) {
  return mount == "/" || path == mount || absl::StartsWith(path, mount + "/");
}

}  // namespace

absl::StatusOr<std::string> DiskUnder(const std::string& path) {
  const std::unique_ptr<FILE, int (*)(FILE*)> mounts(setmntent("/proc/self/mounts", "r"), &endmntent);
  if (mounts == nullptr) return absl::UnavailableError("/proc/self/mounts cannot be read");
  const std::string real = std::filesystem::canonical(path);
  std::string mount, type, device;
  // The longest mount point holds it; of equal ones the last, which hides the others.
  while (const mntent* entry = getmntent(mounts.get())) {
    const std::string folder = entry->mnt_dir;
    if (!Holds(folder, real) || folder.size() < mount.size()) continue;
    mount = folder;
    type = entry->mnt_type;
    device = entry->mnt_fsname;
  }
  if (type == "tmpfs" || type == "ramfs" || type == "devtmpfs") {
    return absl::FailedPreconditionError(
        absl::StrCat(real, " is in memory (", type, "); set TMPDIR to a folder on a disk"));
  }
  return absl::StrCat(type, " on ", device);
}

}  // namespace zaitaku::bench
