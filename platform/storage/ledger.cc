#include "platform/storage/ledger.h"

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"
#include "platform/storage/ledger_writer.h"

namespace zaitaku {
namespace {

// The versions that ended since then are looked through for each page of a list.
constexpr int64_t kRecentRevisions = 1000;

absl::Status Forked(const std::string& token) {
  return Error(type::v1::ERROR_REASON_REVISION_FORKED,
               {absl::StrCat("revision '", token,
                             "' belongs to another history than this store's: one of them was restored from a copy"),
                absl::StrCat("リビジョン「", token, "」はこの保存先とは別の履歴のものです")},
               {{"revision", token}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(const std::string& path, const LedgerOptions& options) {
  ASSIGN_OR_RETURN(auto database, Database::Open(path, options.readers, options.commit_sync));
  ASSIGN_OR_RETURN(const Revision head, LoadHead(database->writer()));
  std::unique_ptr<Ledger> ledger(new Ledger(std::move(database), head, options.now));
  Ledger* raw = ledger.get();
  ledger->writer_ = std::make_unique<LedgerWriter>(*ledger->database_, options, head,
                                                   [raw](const Revision& committed) { raw->Committed(committed); });
  return ledger;
}

Ledger::Ledger(std::unique_ptr<Database> database, Revision head, std::function<absl::Time()> now)
    : now_(std::move(now)), database_(std::move(database)), head_(std::move(head)) {}

Ledger::~Ledger() = default;

Revision Ledger::Head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

absl::StatusOr<std::unique_ptr<Ledger::View>> Ledger::ReadAt(std::string_view token, std::string_view field) {
  Revision revision = Head();
  Database::Reader session = database_->AcquireReader();
  if (!token.empty()) {
    ASSIGN_OR_RETURN(const RevisionToken named, ParseRevisionToken(token, field));
    ASSIGN_OR_RETURN(revision, Resolve(*session, named, std::string(token)));
  }
  SqlSession& sql = *session;
  const Age age = Head().number - revision.number < kRecentRevisions ? Age::kRecent : Age::kAny;
  return std::unique_ptr<View>(new View{std::move(session), revision, ResourceReader(sql, revision.number, age)});
}

absl::StatusOr<Revision> Ledger::Resolve(SqlSession& session, const RevisionToken& token,
                                         const std::string& text) const {
  const Revision head = Head();
  if (token.number > head.number) {
    return Error(type::v1::ERROR_REASON_REVISION_NOT_REACHED,
                 {absl::StrCat("revision '", text, "' is newer than the store's newest, '", head.Token(), "'"),
                  absl::StrCat("リビジョン「", text, "」は最新の「", head.Token(), "」より新しいものです")},
                 {{"revision", text}, {"head", head.Token()}});
  }
  Revision revision;
  SqlInt number = token.number, micros = 0;
  if (number > 0) {
    RETURN_IF_ERROR(session.Select(
        "SELECT digest, commit_micros FROM revision WHERE revision = :number", [] {}, soci::use(number, "number"),
        soci::into(revision.digest), soci::into(micros)));
  }
  revision.number = number;
  revision.commit_micros = micros;
  return revision.Token() == text ? absl::StatusOr<Revision>(revision) : Forked(text);
}

void Ledger::Committed(const Revision& head) {
  {
    const std::lock_guard lock(mutex_);
    head_ = head;
  }
  const std::lock_guard lock(listener_mutex_);
  if (listener_) listener_();
}

void Ledger::SetCommitListener(std::function<void()> listener) {
  const std::lock_guard lock(listener_mutex_);
  listener_ = std::move(listener);
}

absl::Status Ledger::Settle(absl::Time time, absl::Time deadline) {
  return writer_->Settle(absl::ToUnixMicros(time), deadline);
}

bool Ledger::writable() const { return writer_->writable(); }

void Ledger::Submit(Mutation mutation) {
  mutation.trace = CurrentTrace();
  writer_->Submit(std::move(mutation));
}

void Ledger::CollectMetrics(MetricPage& page) const {
  page.Gauge("zaitaku_revision", "The newest committed revision", static_cast<double>(Head().number));
  page.Gauge("zaitaku_store_writable", "0 from a commit that failed until one succeeds", writable() ? 1 : 0);
  writer_->CollectMetrics(page);
}

}  // namespace zaitaku
