#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "cli/app.h"

int main(int argc, char** argv) {
  // gRPC's own log would mix with our errors, which say the same in words.
  setenv("GRPC_VERBOSITY", "NONE", /*replace=*/0);
  // A closed pipe ends a write with an error, which has an exit code, instead of the process.
  std::signal(SIGPIPE, SIG_IGN);
  const zaitaku::cli::Environment environment{
      std::cin,
      std::cout,
      std::cerr,
      isatty(STDOUT_FILENO) == 1,
      isatty(STDERR_FILENO) == 1,
      [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
      },
  };
  return zaitaku::cli::Run(argc, argv, environment);
}
