// Answers requests for summaries: how new, from where, and what if a service is not there.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/backends.h"
#include "gateway/cached_summary_source.h"
#include "gateway/citation.h"
#include "gateway/parked_calls.h"
#include "gateway/prepared_answers.h"
#include "platform/server/worker_pool.h"
#include "platform/status/status.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

struct SummaryDeskOptions {
  // For all calls to services that one request needs.
  absl::Duration backend_timeout = absl::Seconds(2);
  // How long a request waits for totals that are on their way, before the services are asked.
  absl::Duration park = absl::Milliseconds(100);
  // How long it waits for a service that has not been heard of since the start.
  absl::Duration start = absl::Seconds(2);
  // A caller that gives no deadline.
  absl::Duration no_deadline = absl::Seconds(10);
};

// An answer to one call.
struct CallAnswer {
  SummaryBody body;
  summary::v1::CallInfo info;
};

// Thread-safe. No method blocks; what must block runs on the pool.
class SummaryDesk {
 public:
  using Done = std::function<void(absl::StatusOr<CallAnswer>)>;

  // All must outlive this, and the pools and `parked` must have ended before this does. Who names revisions that are
  // not known here, perhaps of a service that answers slowly, waits on `asking`, and holds up only others who do.
  SummaryDesk(Backends& backends, CachedSummarySource& source, PreparedAnswers& prepared, ParkedCalls& parked,
              WorkerPool& pool, WorkerPool& asking, const SummaryDeskOptions& options);

  // Calls `done` once, here or on another thread. Errors: see the service's proto.
  void Answer(const summary::v1::GetNationwideSummaryRequest& request, absl::Time deadline, Done done);

  // The deadline of calls to services that a call with this one makes: it leaves time to answer.
  absl::Time BackendDeadline(absl::Time deadline) const;

 private:
  // A call on its way.
  struct Asked {
    SummaryQuestion question;
    bool strict;
    absl::Time deadline;
    std::vector<ServiceToken> at_least;  // Of services that the question uses.
    Done done;
  };
  using AskedPtr = std::shared_ptr<Asked>;
  // Calls that want the newest: the services are asked for all of them together. Who comes while they are being asked
  // cannot have that answer, for it may be older than the call. Guarded by `mutex_`.
  struct NewestLine {
    std::vector<AskedPtr> waiting;
    bool asking = false;
  };

  // With what is known, once every service has been heard of or has failed to be.
  void AnswerNow(const AskedPtr& asked);
  // With these totals.
  void AnswerFrom(const AskedPtr& asked, const BackendViews& views);
  // As above, of a survey that is not the one that is watched.
  void AnswerOtherSurvey(const AskedPtr& asked, const BackendViews& views);
  void AnswerIncomplete(const AskedPtr& asked, const BackendViews& views);
  void AnswerCitation(const std::string& citation, const AskedPtr& asked);
  // Once the newest totals are as new as asked for.
  void AnswerAtLeast(const AskedPtr& asked);
  // After asking the services whether they have these revisions, and for what is newer. Blocks; the other one posts it.
  void AskForRevisions(const AskedPtr& asked);
  void PostAsking(const AskedPtr& asked);
  // After asking the services for whatever is newer.
  void AnswerNewest(const AskedPtr& asked);
  void AskForNewest(NewestLine& line);
  void AnswerRound(const std::vector<AskedPtr>& round);

  // Parks; an error if that cannot be.
  void Park(const AskedPtr& asked, std::function<bool()> ready, absl::Duration patience,
            std::function<void(bool time_up)> go_on);

  Backends& backends_;
  CachedSummarySource& source_;
  PreparedAnswers& prepared_;
  ParkedCalls& parked_;
  WorkerPool& pool_;
  WorkerPool& asking_pool_;
  const SummaryDeskOptions options_;
  std::mutex mutex_;
  // By the set of services that are asked, so that nobody waits for one that is slow and not needed.
  std::array<NewestLine, size_t{1} << kServiceCount> newest_;
};

// There is no latest survey.
absl::Status NoPublishedSurvey();

// What to ask the desk for a method whose request has `survey`, `freshness` and `strict`, and whose answer needs this
// much of a summary. INVALID_ARGUMENT for a citation that has not that much, or beside a survey.
template <typename Request>
absl::StatusOr<summary::v1::GetNationwideSummaryRequest> AskFor(SummaryQuestion question, const Request& request) {
  summary::v1::GetNationwideSummaryRequest asked;
  if (request.freshness().has_citation()) {
    if (!request.survey().empty())
      return InvalidField("freshness.citation", "a citation has its own survey; expected `survey` to be empty");
    ASSIGN_OR_RETURN(*asked.mutable_freshness()->mutable_citation(),
                     CiteAt(request.freshness().citation(), std::move(question), "freshness.citation"));
  } else {
    asked = ToRequest(question);
    asked.set_survey(request.survey());
    *asked.mutable_freshness() = request.freshness();
  }
  asked.set_strict(request.strict());
  return asked;
}

// The summary that an answer's bytes are, and the revisions that it was computed at.
absl::StatusOr<summary::v1::NationwideSummary> ReadBody(const SummaryBody& body);
RevisionVector RevisionsOf(const summary::v1::NationwideSummary& summary);

}  // namespace zaitaku::gateway
