#include "platform/tls/loopback.h"

#include <gtest/gtest.h>

namespace zaitaku {
namespace {

TEST(LoopbackTest, ThisMachineIsItsNumbersAndLocalhost) {
  for (const char* address :
       {"127.0.0.1:7051", "127.8.8.8:0", "[::1]:7051", "localhost:7051", "ipv4:127.0.0.1:7051", "ipv6:[::1]:7051"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
}

TEST(LoopbackTest, NamesThatOnlyLookLikeItAreSomebodyElses) {
  for (const char* address :
       {"127.0.0.1.example.com:7051", "127.example.com:7051", "127.1:7051", "0.0.0.0:7051", "[::]:7051",
        "localhost.example.com:7051", "192.0.2.7:7051", "[::1%eth0]:7051", ":7051", ""}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

}  // namespace
}  // namespace zaitaku
