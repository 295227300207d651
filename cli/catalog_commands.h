// The files of the catalogue: import and export.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/catalog_terms.h"
#include "cli/commands.h"
#include "cli/entry_commands.h"

namespace zaitaku::cli {

// Which table a CSV file holds.
enum class CatalogTable { kPrograms, kBudgetLines };

// Add the verbs `import` and `export`.
void AddCatalogImportCommand(Commands& commands, CLI::App& noun, CatalogTable table);
void AddCatalogExportCommand(Commands& commands, CLI::App& noun, CatalogTable table);

}  // namespace zaitaku::cli
