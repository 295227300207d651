// Whether an address leads to this very machine: where plaintext and development's exceptions are allowed.
#pragma once

#include <string>

namespace zaitaku {

// `address` is HOST:PORT, of a server to be or to be called; `ipv4:` or `ipv6:` may come before it. Of names, only
// `localhost` counts: any other could be somebody else's, whatever it begins with.
bool IsLoopback(const std::string& address);

}  // namespace zaitaku
