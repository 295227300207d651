#include "platform/service/store_space.h"

#include <cstdint>
#include <filesystem>

namespace zaitaku {
namespace {

double SizeOf(const std::string& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<double>(size);
}

}  // namespace

void CollectStoreSpace(MetricPage& page, const std::string& database) {
  page.Gauge("zaitaku_store_bytes", "The database's file", SizeOf(database));
  page.Gauge("zaitaku_store_log_bytes", "The database's write-ahead log", SizeOf(database + "-wal"));
  std::error_code error;
  const auto space = std::filesystem::space(database, error);
  if (error) return;
  page.Gauge("zaitaku_store_free_bytes", "Free for the database on its file system",
             static_cast<double>(space.available));
  page.Gauge("zaitaku_store_capacity_bytes", "The size of the database's file system",
             static_cast<double>(space.capacity));
}

}  // namespace zaitaku
