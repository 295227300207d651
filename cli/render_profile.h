// What is known of single prefectures, as text.
#pragma once

#include <ostream>

#include "cli/session.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::cli {

using Profiles = google::protobuf::RepeatedPtrField<summary::v1::PrefectureProfile>;

// One prefecture with all that the profile has.
void RenderProfile(const summary::v1::PrefectureProfile& profile, Session& session);

// One in a row: what it reported, and how many have a place in training events.
void RenderProfileTable(const Profiles& profiles, Session& session);

// For programs: a row for each fact, the same in both languages; empty cells do not apply. Coverages and plans are in
// the officials' notation.
void RenderProfilesCsv(const Profiles& profiles, std::ostream& out);

}  // namespace zaitaku::cli
