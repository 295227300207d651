// What can be asked for in a nationwide summary, in one form for all ways of asking the same.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/revision_vector.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// The parts of a summary. Their numbers are in citations and never change.
enum class Part : uint32_t {
  kCouncils = 0,
  kFigures = 1,
  kPrefectures = 2,
  kPrograms = 3,
  kBudgets = 4,
  kEvents = 5,
  kParticipants = 6,
  kApplications = 7
};

struct PartEntry {
  Part part;
  std::string_view name;  // The path in a read mask.
  ServiceId service;
  bool by_default;
};

std::span<const PartEntry> Parts();
const PartEntry& EntryOf(Part part);
constexpr uint32_t BitOf(Part part) { return uint32_t{1} << static_cast<uint32_t>(part); }

inline constexpr uint32_t kAllRegions = 0xff;                         // The lowest bit is region 1.
inline constexpr uint64_t kAllPrefectures = (uint64_t{1} << 47) - 1;  // The lowest bit is prefecture 01.

// Two questions are equal if and only if they ask for the same.
struct SummaryQuestion {
  uint32_t parts = 0;  // A bit for each part.
  std::string survey;  // `surveys/2015-12`; empty for the latest, and where no part needs one.
  uint32_t regions = kAllRegions;
  uint64_t prefectures = kAllPrefectures;

  bool operator==(const SummaryQuestion&) const = default;

  bool Has(Part part) const { return (parts >> static_cast<uint32_t>(part)) & 1; }
  bool Uses(ServiceId service) const;
  bool NeedsSurvey() const { return Uses(ServiceId::kCouncil); }
  bool HasRegion(int region) const { return (regions >> (region - 1)) & 1; }
  bool HasPrefecture(int number) const { return (prefectures >> (number - 1)) & 1; }
  // The same for all regions and prefectures, with everything else from a service that it uses of which the rows of its
  // figures are made.
  SummaryQuestion WithRows() const;
  // The names of its parts that come from a service.
  std::vector<std::string> PartsOf(ServiceId service) const;
};

// INVALID_ARGUMENT for a survey's name, a part, a region or a prefecture that cannot be.
absl::StatusOr<SummaryQuestion> ReadQuestion(const summary::v1::GetNationwideSummaryRequest& request);

// A request that asks it, the shortest one.
summary::v1::GetNationwideSummaryRequest ToRequest(const SummaryQuestion& question);

// The question but for its survey, in a few characters: `1b`, `1br04`, `04p4000`; and back.
std::string CodeOf(const SummaryQuestion& question);
std::optional<SummaryQuestion> ParseCode(std::string_view code);

// For people: `councils, figures; surveys/2015-12; regions 3`.
std::string ToText(const SummaryQuestion& question);

// A question whose answer can never change: the survey by its month, and the revisions to answer it at, of the services
// it uses and no others.
struct FixedQuestion {
  SummaryQuestion question;
  RevisionVector revisions;

  bool operator==(const FixedQuestion&) const = default;
};

// Names the answer in caches. It has the schema, so that answers of other releases are not taken for ours.
std::string KeyOf(const FixedQuestion& question);

}  // namespace zaitaku::gateway
