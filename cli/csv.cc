#include "cli/csv.h"

#include "domain/survey_table.h"

namespace zaitaku::cli {

void WriteCsvRow(std::ostream& out, const std::vector<std::string>& fields) {
  const char* separator = "";
  for (const std::string& field : fields) {
    out << separator << CsvField(field);
    separator = ",";
  }
  out << "\r\n";
}

}  // namespace zaitaku::cli
