// Moments: how they are shown, and reading what was true at one.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace zaitaku::cli {

// The zone of times that name none, and of times that are shown.
inline constexpr char kDefaultTimeZone[] = "Asia/Tokyo";

// A zone by its IANA name. Asia/Tokyo is known on machines without zone data too. nullopt if it is not known.
std::optional<absl::TimeZone> ReadTimeZone(const std::string& name);

// Adds --time-zone to a command.
void AddTimeZone(Commands& commands, CLI::App& verb, std::string& zone);

// `2026-11-22 21:03:11 +09:00`.
std::string MomentText(const google::protobuf::Timestamp& moment, absl::TimeZone zone);

// Reads `2026-11-22T12:00+09:00`, with or without seconds; without an offset in Asia/Tokyo. A date is the end of that
// day. nullopt if it is none of these.
std::optional<absl::Time> ReadMoment(const std::string& text);

// The options --revision and --at, at most one of which is given.
struct PointInTime {
  std::string revision;
  std::string at;
};
void AddPointInTime(Commands& commands, CLI::App& verb, PointInTime& point);

// The token of the revision to read at, empty for the newest one. For a time the server is asked which of its revisions
// was the newest then, and a note tells it.
absl::StatusOr<std::string> RevisionOf(Session& session, const PointInTime& point, Server server);

}  // namespace zaitaku::cli
