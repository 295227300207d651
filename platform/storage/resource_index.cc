#include "platform/storage/resource_index.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "absl/strings/str_replace.h"
#include "platform/status/status.h"

namespace zaitaku {
namespace {

constexpr SqlInt kStillSo = std::numeric_limits<int64_t>::max();

// At any revision: walks all names that were ever filed under the label.
constexpr std::string_view kByLabel =
    "SELECT name FROM resource_label WHERE label = :label AND name > :after AND from_revision <= :at\n"
    "AND +to_revision > :until ORDER BY name LIMIT :most";

// At a recent revision: those that hold, and the few that ended after it. Their own order, with a limit that limits
// nothing, keeps the engine from walking all of the label by name for them.
constexpr std::string_view kRecentByLabel =
    "SELECT name FROM (\n"
    "SELECT * FROM (SELECT name FROM resource_label\n"
    "WHERE label = :label AND to_revision = :still AND name > :after AND from_revision <= :at\n"
    "ORDER BY name LIMIT :most) holding\n"
    "UNION ALL\n"
    "SELECT * FROM (SELECT name FROM resource_label\n"
    "WHERE label = :same_label AND to_revision > :until AND to_revision < :before_still\n"
    "AND +name > :same_after AND from_revision <= :same_at\n"
    "ORDER BY to_revision LIMIT 9223372036854775807) ended\n"
    ") ORDER BY name LIMIT :same_most";

// Only those that hold are read, whatever the resource was found by before; the plus keeps the engine from reading all
// for their order.
constexpr std::string_view kCurrentTexts =
    "SELECT rank, original, folded FROM resource_text WHERE name = :name AND to_revision = :still ORDER BY +ordinal";

absl::StatusOr<std::set<std::string>> CurrentLabels(SqlSession& session, const std::string& name) {
  SqlInt still = kStillSo;
  std::set<std::string> labels;
  std::string label;
  RETURN_IF_ERROR(session.Select(
      "SELECT label FROM resource_label WHERE name = :name AND to_revision = :still", [&] { labels.insert(label); },
      soci::use(name, "name"), soci::use(still, "still"), soci::into(label)));
  return labels;
}

// Ends a label at a revision; one that began at that very revision was never read by anybody and goes.
absl::Status EndLabel(SqlSession& session, int64_t revision, const std::string& name, const std::string& label) {
  SqlInt at = revision, still = kStillSo;
  RETURN_IF_ERROR(
      session.Run("DELETE FROM resource_label WHERE label = :label AND name = :name AND from_revision = :at",
                  soci::use(label, "label"), soci::use(name, "name"), soci::use(at, "at")));
  return session.Run(
      "UPDATE resource_label SET to_revision = :at WHERE label = :label AND name = :name AND to_revision = :still",
      soci::use(at, "at"), soci::use(label, "label"), soci::use(name, "name"), soci::use(still, "still"));
}

// A label that was ended at this very revision goes on as if nothing had been.
absl::Status BeginLabel(SqlSession& session, int64_t revision, const std::string& name, const std::string& label) {
  SqlInt at = revision, still = kStillSo, resumed = 0;
  RETURN_IF_ERROR(session.Select(
      "SELECT COUNT(*) FROM resource_label WHERE label = :label AND name = :name AND to_revision = :at", [] {},
      soci::use(label, "label"), soci::use(name, "name"), soci::use(at, "at"), soci::into(resumed)));
  if (resumed > 0) {
    return session.Run(
        "UPDATE resource_label SET to_revision = :still WHERE label = :label AND name = :name AND to_revision = :at",
        soci::use(still, "still"), soci::use(label, "label"), soci::use(name, "name"), soci::use(at, "at"));
  }
  return session.Run(
      "INSERT INTO resource_label (label, name, from_revision, to_revision) VALUES (:label, :name, :at, :still)",
      soci::use(label, "label"), soci::use(name, "name"), soci::use(at, "at"), soci::use(still, "still"));
}

absl::StatusOr<std::vector<IndexedText>> CurrentTexts(SqlSession& session, const std::string& name) {
  SqlInt still = kStillSo, rank = 0;
  std::vector<IndexedText> texts;
  IndexedText text;
  RETURN_IF_ERROR(session.Select(
      kCurrentTexts,
      [&] {
        text.rank = static_cast<int>(rank);
        texts.push_back(text);
      },
      soci::use(name, "name"), soci::use(still, "still"), soci::into(rank), soci::into(text.original),
      soci::into(text.folded)));
  return texts;
}

absl::Status ReplaceTexts(SqlSession& session, int64_t revision, const std::string& name,
                          const std::vector<IndexedText>& texts) {
  SqlInt at = revision, still = kStillSo;
  RETURN_IF_ERROR(
      session.Run("DELETE FROM resource_text WHERE name = :name AND to_revision = :still AND from_revision = :at",
                  soci::use(name, "name"), soci::use(still, "still"), soci::use(at, "at")));
  RETURN_IF_ERROR(session.Run("UPDATE resource_text SET to_revision = :at WHERE name = :name AND to_revision = :still",
                              soci::use(at, "at"), soci::use(name, "name"), soci::use(still, "still")));
  SqlInt ordinal = 0;
  for (const IndexedText& text : texts) {
    SqlInt rank = text.rank;
    RETURN_IF_ERROR(session.Run(
        "INSERT INTO resource_text (name, ordinal, from_revision, to_revision, rank, original, folded)\n"
        "VALUES (:name, :ordinal, :at, :still, :rank, :original, :folded)",
        soci::use(name, "name"), soci::use(ordinal, "ordinal"), soci::use(at, "at"), soci::use(still, "still"),
        soci::use(rank, "rank"), soci::use(text.original, "original"), soci::use(text.folded, "folded")));
    ++ordinal;
  }
  return absl::OkStatus();
}

// The texts that hold one word: the best of each resource.
absl::StatusOr<std::map<std::string, TextMatch>> SearchWord(SqlSession& session, int64_t revision,
                                                            const std::string& word) {
  const std::string pattern = "%" + absl::StrReplaceAll(word, {{"\\", "\\\\"}, {"%", "\\%"}, {"_", "\\_"}}) + "%";
  SqlInt at = revision, rank = 0;
  std::map<std::string, TextMatch> matches;
  TextMatch match;
  RETURN_IF_ERROR(session.Select(
      "SELECT name, rank, original FROM resource_text\n"
      "WHERE from_revision <= :at AND to_revision > :until AND folded LIKE :pattern ESCAPE '\\'\n"
      "ORDER BY name, rank, ordinal",
      [&] {
        match.rank = static_cast<int>(rank);
        matches.try_emplace(match.name, match);
      },
      soci::use(at, "at"), soci::use(at, "until"), soci::use(pattern, "pattern"), soci::into(match.name),
      soci::into(rank), soci::into(match.original)));
  return matches;
}

}  // namespace

absl::Status WriteIndex(SqlSession& session, int64_t revision, const std::string& name, const IndexEntries& entries) {
  const std::set<std::string> wanted(entries.labels.begin(), entries.labels.end());
  ASSIGN_OR_RETURN(const std::set<std::string> current, CurrentLabels(session, name));
  for (const std::string& label : current) {
    if (!wanted.contains(label)) RETURN_IF_ERROR(EndLabel(session, revision, name, label));
  }
  for (const std::string& label : wanted) {
    if (!current.contains(label)) RETURN_IF_ERROR(BeginLabel(session, revision, name, label));
  }
  ASSIGN_OR_RETURN(const std::vector<IndexedText> texts, CurrentTexts(session, name));
  return texts == entries.texts ? absl::OkStatus() : ReplaceTexts(session, revision, name, entries.texts);
}

std::string_view CurrentTextsQuery() { return kCurrentTexts; }

std::string_view LabelQuery(Age age) { return age == Age::kRecent ? kRecentByLabel : kByLabel; }

absl::StatusOr<std::vector<std::string>> NamesByLabel(SqlSession& session, const ReadRevision& revision,
                                                      const std::string& label, std::string_view after, int limit) {
  const std::string after_name(after);
  SqlInt at = revision.number, still = kStillSo, most = limit;
  std::vector<std::string> names;
  std::string name;
  const auto add = [&] { names.push_back(name); };
  if (revision.age == Age::kAny) {
    RETURN_IF_ERROR(session.Select(kByLabel, add, soci::use(label, "label"), soci::use(after_name, "after"),
                                   soci::use(at, "at"), soci::use(at, "until"), soci::use(most, "most"),
                                   soci::into(name)));
    return names;
  }
  RETURN_IF_ERROR(session.Select(kRecentByLabel, add, soci::use(label, "label"), soci::use(still, "still"),
                                 soci::use(after_name, "after"), soci::use(at, "at"), soci::use(most, "most"),
                                 soci::use(label, "same_label"), soci::use(at, "until"),
                                 soci::use(still, "before_still"), soci::use(after_name, "same_after"),
                                 soci::use(at, "same_at"), soci::use(most, "same_most"), soci::into(name)));
  return names;
}

absl::StatusOr<std::vector<TextMatch>> SearchTexts(SqlSession& session, int64_t revision,
                                                   const std::vector<std::string>& words) {
  ASSIGN_OR_RETURN(auto found, SearchWord(session, revision, words.at(0)));
  for (size_t i = 1; i < words.size() && !found.empty(); ++i) {
    ASSIGN_OR_RETURN(const auto others, SearchWord(session, revision, words[i]));
    for (auto it = found.begin(); it != found.end();) {
      const auto other = others.find(it->first);
      if (other == others.end()) {
        it = found.erase(it);
        continue;
      }
      if (other->second.rank < it->second.rank) it->second = other->second;
      ++it;
    }
  }
  std::vector<TextMatch> matches;
  for (auto& [name, match] : found) matches.push_back(std::move(match));
  std::stable_sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) { return a.rank < b.rank; });
  return matches;
}

}  // namespace zaitaku
