// The council registry with options that the real process does not offer, for benchmarks that show what they are for.
#include <memory>

#include "services/council/bind.h"

int main(int argc, char** argv) {
  auto options = std::make_shared<zaitaku::LedgerServiceOptions>();
  zaitaku::ProcessSpec spec = zaitaku::council::Process();
  spec.add_options = [options, &spec](CLI::App& app) {
    app.add_option("--database", options->database)->required();
    app.add_option("--batch-limit", options->ledger.batch_limit_mutations);
    app.add_flag_callback("--commit-normal", [options] { options->ledger.commit_sync = zaitaku::CommitSync::kNormal; });
    app.add_flag_callback("--no-heartbeat", [&spec] { spec.server.heartbeat = false; });
  };
  spec.bind = [options](const zaitaku::ServerOptions&) { return zaitaku::council::Bind(*options); };
  return zaitaku::RunServerProcess(argc, argv, spec);
}
