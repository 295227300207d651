// What resources are found by, beside their names: labels for lists, texts for searches. Kept with the versions, so
// that both can be asked at any revision.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/storage/sql.h"

namespace zaitaku {

// How old a revision is that is read at. Recent ones are listed at a cost that does not grow with the history before
// them; the older one is, the more that would cost. The answers are the same.
enum class Age { kAny, kRecent };

// A revision to read at.
struct ReadRevision {
  int64_t number = 0;
  Age age = Age::kAny;
};

// A text that a resource is searched by.
struct IndexedText {
  int rank = 0;          // Of a match in it: the lowest comes first.
  std::string original;  // As people read it.
  std::string folded;    // As it is compared; the service says how.
  bool operator==(const IndexedText&) const = default;
};

// All that one resource is found by.
struct IndexEntries {
  std::vector<std::string> labels;  // Each once, in any order.
  std::vector<IndexedText> texts;
};

// A resource that a search found.
struct TextMatch {
  std::string name;
  int rank = 0;          // The best of its texts that hold any of the words.
  std::string original;  // That text.
};

// Replaces what `name` is found by from `revision` on. No entries end it. Where nothing changed, nothing is written.
absl::Status WriteIndex(SqlSession& session, int64_t revision, const std::string& name, const IndexEntries& entries);

// The names filed under a label at a revision, after `after`, in order, at most `limit`.
absl::StatusOr<std::vector<std::string>> NamesByLabel(SqlSession& session, const ReadRevision& revision,
                                                      const std::string& label, std::string_view after, int limit);

// The query of that, for who wants to see its plan.
std::string_view LabelQuery(Age age);

// As that: the query of the texts that a resource is searched by now.
std::string_view CurrentTextsQuery();

// The resources whose texts hold every one of the folded words, each in any text: by rank, then name. Needs at least
// one word. Costs a look at every text.
absl::StatusOr<std::vector<TextMatch>> SearchTexts(SqlSession& session, int64_t revision,
                                                   const std::vector<std::string>& words);

}  // namespace zaitaku
