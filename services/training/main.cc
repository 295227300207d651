#include "services/training/bind.h"

int main(int argc, char** argv) { return zaitaku::RunServerProcess(argc, argv, zaitaku::training::Process()); }
