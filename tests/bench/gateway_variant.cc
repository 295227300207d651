// The gateway without the heartbeat that keeps it awake, which the real process always has.
#include "gateway/bind.h"

int main(int argc, char** argv) {
  zaitaku::ProcessSpec spec = zaitaku::gateway::Process();
  spec.server.heartbeat = false;
  return zaitaku::RunServerProcess(argc, argv, spec);
}
