#include "services/catalog/bind.h"

int main(int argc, char** argv) { return zaitaku::RunServerProcess(argc, argv, zaitaku::catalog::Process()); }
