// How help looks.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/language.h"

namespace zaitaku::cli {

// CLI11's help with columns that line up in Japanese too, and with the options that every command takes shown in each
// command's help.
std::shared_ptr<CLI::Formatter> MakeHelpFormatter(Language language);

}  // namespace zaitaku::cli
