#include "gateway/bind.h"

int main(int argc, char** argv) { return zaitaku::RunServerProcess(argc, argv, zaitaku::gateway::Process()); }
