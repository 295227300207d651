#include "services/catalog/catalog_file.h"

namespace zaitaku::catalog {

FileContent ReadProgramsCsv(std::string_view) { return {}; }
FileContent ReadBudgetLinesCsv(std::string_view) { return {}; }

}  // namespace zaitaku::catalog
