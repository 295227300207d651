#include "tests/system/training.h"

#include "tests/system/registry_process.h"

namespace zaitaku {

std::string Training::Binary() { return BinaryOr("ZAITAKU_TRAINING_BINARY", ZAITAKU_TRAINING_BINARY); }

}  // namespace zaitaku
