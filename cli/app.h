// The command line as a function, so that tests run the very same thing.
#pragma once

#include "cli/session.h"

namespace zaitaku::cli {

// Parses the command line, carries it out, and returns the exit code (errors.h). `argv[0]` is the program.
int Run(int argc, const char* const* argv, const Environment& environment);

}  // namespace zaitaku::cli
