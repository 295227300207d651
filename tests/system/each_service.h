// The services on a ledger, as the tests of this folder see them. What they share is tested by the same code; a type
// for each service says the rest:
//
//   Stub                      the generated stub
//   kDatabase                 the name of the database's file
//   kDeletes                  whether changes may delete
//   Binary()                  the program's path
//   Seed(client)              fills an empty store, by one revision
//   Deal(client, writers)     the names of the resources that each writer may change, nobody else's
//   Change, Changes           a change, and what makes one after another of such resources, each unlike any before
//   Send(client, change, …)   sends a change once
//   IsHeld(client, change, …) whether a read at a revision shows what the change wrote
//   IsShown(record, change)   whether a watcher was shown it
//   TotalsAt, RecountAt       the totals at a revision as the service says them, and counted from the resources
//   Contended(client)         some resources that everybody changes
//   EtagOf, UpdateUnder       reads one's etag, and changes it if it still has that etag
#pragma once

#include "tests/system/catalog.h"
#include "tests/system/council.h"
#include "tests/system/training.h"
#include "tests/system/training_changes.h"

// A test of each service: the body that follows sees the service as the type `Service`. The tests of others than the
// council registry have their service's name before it.
#define TEST_OF_EACH_SERVICE(suite, name)                           \
  template <typename Service>                                       \
  void suite##name();                                               \
  TEST(suite, name) { suite##name<zaitaku::Council>(); }            \
  TEST(Catalog##suite, name) { suite##name<zaitaku::Catalog>(); }   \
  TEST(Training##suite, name) { suite##name<zaitaku::Training>(); } \
  template <typename Service>                                       \
  void suite##name()
