#include "services/council/bind.h"

int main(int argc, char** argv) { return zaitaku::RunServerProcess(argc, argv, zaitaku::council::Process()); }
