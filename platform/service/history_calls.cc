#include "platform/service/history_calls.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/call_context.h"
#include "platform/server/calls.h"
#include "platform/service/paging.h"
#include "platform/service/shown_history.h"
#include "platform/service/watch.h"
#include "platform/status/status.h"
#include "platform/storage/audit_verification.h"

namespace zaitaku {
namespace {

constexpr int kDefaultRevisions = 50;
constexpr absl::Duration kMaxSettling = absl::Seconds(5);
constexpr size_t kPageBytes = 2 << 20;  // Well below what a client receives by default.

// Within the years 1 to 9999, as a Timestamp must be.
bool IsValid(const google::protobuf::Timestamp& time) {
  using google::protobuf::util::TimeUtil;
  return time.seconds() >= TimeUtil::kTimestampMinSeconds && time.seconds() <= TimeUtil::kTimestampMaxSeconds &&
         time.nanos() >= 0 && time.nanos() < 1'000'000'000;
}

// The page's revisions, the newest first, until the page is full or large.
absl::Status FillRevisions(const Page& page, const type::v1::ListRevisionsRequest& request, const ResourceTypes& types,
                           bool shows_addresses, type::v1::ListRevisionsResponse& response) {
  int64_t before = page.view->revision.number + 1;
  if (!page.after.empty() &&
      (!absl::SimpleAtoi(page.after, &before) || before < 1 || before > page.view->revision.number)) {
    return InvalidPageToken();
  }
  SqlSession& session = *page.view->session;
  ASSIGN_OR_RETURN(const auto revisions, RevisionsBefore(session, before, request.resource(), page.size + 1));
  size_t bytes = 0;
  for (const RecordedRevision& recorded : revisions) {
    if (response.revisions_size() == page.size || bytes > kPageBytes) {
      response.set_next_page_token(page.TokenAfter(response.revisions().rbegin()->revision_id()));
      break;
    }
    ASSIGN_OR_RETURN(*response.add_revisions(),
                     ToProto(session, recorded, request.include_values() ? &types : nullptr));
    if (!shows_addresses) HideAddresses(*response.mutable_revisions(response.revisions_size() - 1));
    bytes += response.revisions().rbegin()->ByteSizeLong();
  }
  return absl::OkStatus();
}

absl::Status MaintenanceUnderWay() {
  return Overloaded({"an audit or a check of the totals is under way; try again", "監査または集計値の検査が実行中です"},
                    absl::Seconds(1));
}

absl::Status ServerStopping() {
  return Error(type::v1::ERROR_REASON_STOPPING,
               {"the server is stopping; try again", "サーバーが停止します。しばらくしてからやり直してください"});
}

// Of a call whose work has begun already.
absl::Status CheckCallerWaits(const grpc::CallbackServerContext& context) {
  if (context.IsCancelled()) return absl::CancelledError("the caller has gone");
  if (std::chrono::system_clock::now() < context.deadline()) return absl::OkStatus();
  return absl::DeadlineExceededError("the call's time was up before the work was done; nothing was changed");
}

}  // namespace

HistoryCalls::HistoryCalls(Ledger& ledger, WorkerPool& pool, TotalsChecker& totals, const HistoryOptions& options)
    : ledger_(ledger), pool_(pool), totals_(totals), options_(options), watches_(ledger, pool, options.watch) {}

grpc::ServerUnaryReactor* HistoryCalls::ListRevisions(Context* context, const type::v1::ListRevisionsRequest* request,
                                                      type::v1::ListRevisionsResponse* response) {
  const bool shows_addresses = SeesAddresses(CallerOf(*context));
  return RunOnPool(pool_, context, [this, shows_addresses, request, response]() -> absl::Status {
    ASSIGN_OR_RETURN(const Page page, OpenPage(ledger_, *request, kDefaultRevisions));
    response->set_revision(page.revision());
    return FillRevisions(page, *request, options_.types, shows_addresses, *response);
  });
}

grpc::ServerUnaryReactor* HistoryCalls::FindRevision(Context* context, const type::v1::FindRevisionRequest* request,
                                                     type::v1::FindRevisionResponse* response) {
  return RunOnPool(pool_, context, [this, context, request, response]() -> absl::Status {
    if (!request->has_time() || !IsValid(request->time())) {
      return InvalidField("time", "expected a moment, such as '2015-12-31T15:00:00Z'");
    }
    const int64_t micros = google::protobuf::util::TimeUtil::TimestampToMicroseconds(request->time());
    const absl::Time time = absl::FromUnixMicros(micros), now = ledger_.Now();
    if (time > now) return InvalidField("time", "expected a moment that has passed, such as '2015-12-31T15:00:00Z'");
    // A revision is dated before its commit is on the disk and can be seen: one that is on its way is waited for.
    RETURN_IF_ERROR(ledger_.Settle(time, std::min(absl::FromChrono(context->deadline()), absl::Now() + kMaxSettling)));
    ASSIGN_OR_RETURN(auto view, ledger_.ReadAt(""));
    ASSIGN_OR_RETURN(const Revision found, RevisionAtTime(*view->session, micros, view->revision.number));
    response->set_revision(found.Token());
    if (found.number > 0) *response->mutable_create_time() = found.CommitTime();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HistoryCalls::RunMaintenance(Context* context,
                                                       std::function<absl::Status(const MayGoOn&)> work) {
  return RunOnPool(pool_, context, [this, context, work = std::move(work)]() -> absl::Status {
    const std::unique_lock<std::mutex> slot(maintenance_, std::try_to_lock);
    if (!slot.owns_lock()) return MaintenanceUnderWay();
    return work([this, context] { return draining_ ? ServerStopping() : CheckCallerWaits(*context); });
  });
}

grpc::ServerUnaryReactor* HistoryCalls::VerifyAudit(Context* context, const type::v1::VerifyAuditRequest* request,
                                                    type::v1::VerifyAuditResponse* response) {
  return RunMaintenance(context, [this, request, response](const MayGoOn& may_go_on) -> absl::Status {
    if (!request->exported_head().empty())
      RETURN_IF_ERROR(ParseRevisionToken(request->exported_head(), "exported_head").status());
    ASSIGN_OR_RETURN(auto view, ledger_.ReadAt(""));
    ASSIGN_OR_RETURN(*response, zaitaku::VerifyAudit(*view->session, request->exported_head(), may_go_on));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* HistoryCalls::CheckTotals(Context* context, const type::v1::CheckTotalsRequest*,
                                                    type::v1::CheckTotalsResponse* response) {
  return RunMaintenance(context, [this, response](const MayGoOn& may_go_on) -> absl::Status {
    ASSIGN_OR_RETURN(*response, totals_.Check(may_go_on));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<type::v1::WatchRevisionsResponse>* HistoryCalls::WatchRevisions(
    Context* context, const type::v1::WatchRevisionsRequest* request) {
  const Caller& caller = CallerOf(*context);
  return watches_.Serve<type::v1::WatchRevisionsResponse>(
      caller,
      std::make_shared<Watch>(watches_, options_.types, request->after(), StandingOf(*context), SeesAddresses(caller)));
}

}  // namespace zaitaku
