#include "platform/service/refusal_log.h"

#include <google/protobuf/empty.pb.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {
namespace {

// What is told apart. Not by which token: a caller has many of them.
std::string KindOf(const Caller& caller, std::string_view method, const absl::Status& why) {
  Caller who = caller;
  if (who.proof == Proof::kToken) who.credential.clear();
  return absl::StrCat(std::string(method), " ", absl::StatusCodeToString(why.code()), " ", who.Describe());
}

}  // namespace

RefusalLog::RefusalLog(Ledger& ledger, const RefusalLogOptions& options)
    : ledger_(ledger), options_(options), thread_([this] { Run(); }) {}

RefusalLog::~RefusalLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  noted_.notify_one();
  thread_.join();
}

void RefusalLog::Note(const Caller& caller, std::string_view method, const absl::Status& why) {
  const std::lock_guard lock(mutex_);
  if (caller.proof == Proof::kNone) {
    ++all_unproved_;
    if (++unproved_ == 1) noted_.notify_one();
    return;
  }
  ++all_proved_;
  const std::string kind = KindOf(caller, method, why);
  const auto known = kinds_.find(kind);
  if (known != kinds_.end()) {
    ++known->second;
  } else if (kinds_.size() < options_.kinds && kinds_of_each_[caller.Identity()] < options_.kinds_of_one) {
    kinds_.emplace(kind, 1);
    ++kinds_of_each_[caller.Identity()];
  } else {
    ++others_;
  }
  if (kinds_.size() == 1) noted_.notify_one();
}

void RefusalLog::CollectMetrics(MetricPage& page) const {
  constexpr char kName[] = "zaitaku_refused_writes_total", kHelp[] = "Writes that their callers may not make";
  const std::lock_guard lock(mutex_);
  page.Counter(kName, kHelp, static_cast<double>(all_proved_), {{"caller", "proved"}});
  page.Counter(kName, kHelp, static_cast<double>(all_unproved_), {{"caller", "unproved"}});
}

std::string RefusalLog::TakeKinds() {
  std::string text;
  for (const auto& [kind, times] : kinds_) absl::StrAppend(&text, text.empty() ? "" : "; ", times, " x ", kind);
  if (others_ > 0) absl::StrAppend(&text, "; ", others_, " more");
  kinds_.clear();
  kinds_of_each_.clear();
  others_ = 0;
  return text;
}

std::string RefusalLog::TakeDue(Time& next) {
  const Time now = std::chrono::steady_clock::now();
  std::string text;
  if (!kinds_.empty() && (stopping_ || now >= kinds_from_)) {
    text = TakeKinds();
    kinds_from_ = now + absl::ToChronoNanoseconds(options_.every);
  }
  if (unproved_ > 0 && (stopping_ || now >= unproved_from_)) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", std::exchange(unproved_, 0), " x by callers who proved nothing");
    unproved_from_ = now + absl::ToChronoNanoseconds(options_.unproved_every);
  }
  next = kinds_.empty() ? Time::max() : kinds_from_;
  if (unproved_ > 0) next = std::min(next, unproved_from_);
  return text;
}

void RefusalLog::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    Time next;
    const std::string text = TakeDue(next);
    if (!text.empty()) {
      lock.unlock();
      Write(text);
      lock.lock();
    } else if (stopping_) {
      return;
    } else {
      // Until it is due, or something of the other sort is noted.
      const bool kinds = kinds_.empty(), unproved = unproved_ == 0;
      const auto changed = [&] { return stopping_ || kinds != kinds_.empty() || unproved != (unproved_ == 0); };
      next == Time::max() ? noted_.wait(lock, changed) : (void)noted_.wait_until(lock, next, changed);
    }
  }
}

void RefusalLog::Write(const std::string& text) {
  Mutation mutation;
  mutation.origin.caller = "zaitaku";
  mutation.origin.method = kRefusedWrites;
  mutation.origin.reason = text;
  const auto nothing = std::make_shared<google::protobuf::Empty>();
  mutation.response = nothing.get();
  mutation.set_revision = [nothing](const std::string&) {};
  mutation.apply = [](Transaction& transaction) {
    transaction.RecordUnchanged();
    return absl::OkStatus();
  };
  mutation.done = [text](const absl::Status& status) {
    // The log is then the only place that knows.
    if (!status.ok()) spdlog::error("refused writes could not be put into the audit: {}", text);
  };
  ledger_.Submit(std::move(mutation));
}

}  // namespace zaitaku
