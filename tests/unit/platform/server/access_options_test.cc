#include "platform/server/access_options.h"

#include <gtest/gtest.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace zaitaku {
namespace {

TEST(AccessOptionsTest, WhatIsOpenToAnybodyCanBeClosed) {
  for (const bool open : {true, false}) {
    CLI::App app;
    AccessOptions options;
    AddAccessOptions(app, options);
    app.parse(open ? "--reflection true --health true" : "--reflection false --health false");
    EXPECT_EQ(options.reflection, open);
    EXPECT_EQ(options.health, open);
  }
  EXPECT_TRUE(AccessOptions().reflection);
  EXPECT_TRUE(AccessOptions().health);
}

}  // namespace
}  // namespace zaitaku
