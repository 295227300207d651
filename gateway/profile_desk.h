// Profiles of prefectures.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "gateway/prefecture_profile.h"
#include "gateway/service_reads.h"
#include "gateway/summary_desk.h"
#include "platform/server/worker_pool.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// The summary's desk gives the prefectures' figures, as new as asked for, and their revisions; everything else is then
// read at these. Thread-safe. No method blocks; what must block runs on the pool.
class ProfileDesk {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // All must outlive this, and `pool` must have ended its work before.
  ProfileDesk(Backends& backends, SummaryDesk& desk, ServiceReads& reads, WorkerPool& pool)
      : backends_(backends), desk_(desk), reads_(reads), pool_(pool) {}

  // Each calls `done` once, here or on another thread; `response` is filled in then. Errors: see the service's proto.
  void Get(const summary::v1::GetPrefectureProfileRequest& request, absl::Time deadline,
           summary::v1::GetPrefectureProfileResponse& response, Done done);
  void List(const summary::v1::ListPrefectureProfilesRequest& request, absl::Time deadline,
            summary::v1::ListPrefectureProfilesResponse& response, Done done);

 private:
  // Asks the desk, and has `fill` called with the answer on the pool.
  using Fill = std::function<absl::Status(const CallAnswer& answer)>;
  void Ask(const summary::v1::GetNationwideSummaryRequest& asked, absl::Time deadline, Done done, Fill fill);

  absl::Status FillList(const summary::v1::ListPrefectureProfilesRequest& request, const ProfileQuestion& question,
                        const std::string& after, absl::Time deadline, const CallAnswer& answer,
                        summary::v1::ListPrefectureProfilesResponse& response);
  // What the profiles need beyond the summary; what cannot be had is named in `info`, or an error if `strict`.
  absl::StatusOr<ProfileDetails> Read(const ProfileQuestion& question, const summary::v1::NationwideSummary& summary,
                                      bool strict, absl::Time deadline, summary::v1::CallInfo& info);
  absl::Status ReadParticipation(const ServiceReads::Events& events, const std::string& revision, absl::Time deadline,
                                 ProfileDetails& details);

  Backends& backends_;
  SummaryDesk& desk_;
  ServiceReads& reads_;
  WorkerPool& pool_;
};

}  // namespace zaitaku::gateway
