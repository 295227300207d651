// What profiles of prefectures are made of. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "domain/prefectures.h"
#include "gateway/service_reads.h"
#include "gateway/summary_question.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

enum class ProfilePart : uint32_t { kReports, kPrograms, kEvents, kParticipation, kApplications };

struct ProfilePartEntry {
  ProfilePart part;
  std::string_view name;  // The path in a read mask.
  ServiceId service;
  bool in_lists;  // By default.
};

std::span<const ProfilePartEntry> ProfileParts();

// What is asked for in profiles.
struct ProfileQuestion {
  uint32_t parts = 0;   // A bit for each part.
  int fiscal_year = 0;  // Of the programmes; 0 for the newest with an overview.

  bool Has(ProfilePart part) const { return (parts >> static_cast<uint32_t>(part)) & 1; }
  bool Uses(ServiceId service) const;
  // What it needs of a summary. Each profile is one of a survey.
  SummaryQuestion OfSummary() const;
};

// INVALID_ARGUMENT for an unknown part or a year that cannot be. `list`: what an empty mask means.
absl::StatusOr<ProfileQuestion> ReadProfileQuestion(const google::protobuf::FieldMask& mask, int fiscal_year,
                                                    bool list);

// The prefecture of `prefectures/13/profile`. INVALID_ARGUMENT or NOT_FOUND.
absl::StatusOr<const PrefectureEntry*> ReadProfileName(const std::string& name);

// What the services have beyond their totals; null where it was not asked for or cannot be had.
struct ProfileDetails {
  KeptReads<ServiceReads::Reports>::Ptr reports;
  KeptReads<ServiceReads::Eligible>::Ptr eligible;
  int eligible_fiscal_year = 0;
  KeptReads<ServiceReads::Events>::Ptr events;
  // Events in order of date, each with who takes part.
  using Participation = std::pair<const training::v1::Event*, KeptReads<ServiceReads::Participation>::Ptr>;
  std::vector<Participation> participation;
};

// The newest fiscal year with an overview of programmes; 0 if there is none.
int NewestOverview(const summary::v1::NationwideSummary& summary);

summary::v1::PrefectureProfile MakeProfile(const ProfileQuestion& question,
                                           const summary::v1::PrefectureSummary& prefecture,
                                           const summary::v1::NationwideSummary& summary,
                                           const ProfileDetails& details);

// Whether the prefecture passes the request's filters. The services that they need must be known.
bool Passes(const summary::v1::ListPrefectureProfilesRequest& request,
            const summary::v1::PrefectureSummary& prefecture);

// The conditions of services that the question does not use are none of its answer's; those of its own name its parts.
void KeepConditionsOf(const ProfileQuestion& question, summary::v1::CallInfo& info);

}  // namespace zaitaku::gateway
