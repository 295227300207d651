#include "platform/service/paging.h"

#include "absl/strings/str_cat.h"

namespace zaitaku {

absl::StatusOr<int> CheckPageSize(int page_size, int default_size) {
  if (page_size == 0) return default_size;
  if (page_size > 0 && page_size <= kMaxPageSize) return page_size;
  return InvalidField("page_size",
                      absl::StrCat("read ", page_size, ", expected 1 to ", kMaxPageSize, ", or 0 for ", default_size));
}

}  // namespace zaitaku
