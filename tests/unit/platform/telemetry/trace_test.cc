#include "platform/telemetry/trace.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace zaitaku {
namespace {

const std::string kTrace(32, 'a');
const std::string kSpan(16, 'b');

std::string Parent(const std::string& trace, const std::string& span, const std::string& version = "00",
                   const std::string& flags = "01") {
  return version + "-" + trace + "-" + span + "-" + flags;
}

TEST(TraceTest, TraceGoesOnInASpanOfItsOwn) {
  const auto trace = ContinueTrace(Parent(kTrace, kSpan));
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->trace_id, kTrace);
  EXPECT_EQ(trace->parent_span_id, kSpan);
  EXPECT_NE(trace->span_id, kSpan);
  EXPECT_EQ(trace->ToTraceparent(), Parent(kTrace, trace->span_id));
  EXPECT_NE(ContinueTrace(Parent(kTrace, kSpan))->span_id, trace->span_id);
}

TEST(TraceTest, OnlyTheFlagThatIsUnderstoodIsHandedOn) {
  EXPECT_EQ(ContinueTrace(Parent(kTrace, kSpan, "00", "00"))->ToTraceparent().substr(53), "00");
  EXPECT_EQ(ContinueTrace(Parent(kTrace, kSpan, "00", "ff"))->ToTraceparent().substr(53), "01");
  EXPECT_EQ(ContinueTrace(Parent(kTrace, kSpan, "00", "fe"))->ToTraceparent().substr(53), "00");
}

TEST(TraceTest, LaterVersionIsReadAsFarAsItIsKnown) {
  EXPECT_TRUE(ContinueTrace(Parent(kTrace, kSpan, "01")).has_value());
  const auto trace = ContinueTrace(Parent(kTrace, kSpan, "cc") + "-more-of-it");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->ToTraceparent().substr(0, 36), "00-" + kTrace + "-");
  EXPECT_FALSE(ContinueTrace(Parent(kTrace, kSpan, "cc") + "more").has_value());
}

TEST(TraceTest, WhatIsNoTraceparentIsNotContinued) {
  const std::string bad[] = {"",
                             "00",
                             Parent(std::string(32, '0'), kSpan),
                             Parent(kTrace, std::string(16, '0')),
                             Parent(std::string(32, 'A'), kSpan),
                             Parent(std::string(32, 'g'), kSpan),
                             Parent(kTrace, kSpan, "ff"),
                             Parent(kTrace, kSpan, "0x"),
                             Parent(kTrace, kSpan, "00", "0x"),
                             Parent(kTrace, kSpan) + "-more",
                             Parent(kTrace, kSpan) + " ",
                             " " + Parent(kTrace, kSpan),
                             Parent(kTrace.substr(1), kSpan + "b"),
                             Parent(kTrace, kSpan).substr(0, 54),
                             "00_" + kTrace + "_" + kSpan + "_01",
                             std::string(4096, 'a')};
  for (const std::string& text : bad) EXPECT_FALSE(ContinueTrace(text).has_value()) << text;
}

TEST(TraceTest, NewTracesDiffer) {
  const TraceContext one = NewTrace(), other = NewTrace();
  EXPECT_EQ(one.trace_id.size(), 32);
  EXPECT_EQ(one.span_id.size(), 16);
  EXPECT_EQ(one.parent_span_id, "");
  EXPECT_NE(one.trace_id, other.trace_id);
  EXPECT_NE(one.span_id, other.span_id);
  EXPECT_TRUE(ContinueTrace(one.ToTraceparent()).has_value());
}

TEST(TraceTest, ScopeIsOfItsThreadAndEnds) {
  EXPECT_TRUE(CurrentTrace().empty());
  const TraceContext outer = NewTrace();
  const TraceScope outer_scope(outer);
  {
    const TraceContext inner = NewTrace();
    const TraceScope scope(inner);
    EXPECT_EQ(CurrentTrace().trace_id, inner.trace_id);
    std::thread([] { EXPECT_TRUE(CurrentTrace().empty()); }).join();
  }
  EXPECT_EQ(CurrentTrace().trace_id, outer.trace_id);
}

}  // namespace
}  // namespace zaitaku
