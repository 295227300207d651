#include "platform/service/refusal_log.h"

#include <google/protobuf/empty.pb.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zaitaku {

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
  const std::string kind =
      absl::StrCat(std::string(method), " ", absl::StatusCodeToString(why.code()), " ", caller.Describe());
  {
    const std::lock_guard lock(mutex_);
    const auto known = kinds_.find(kind);
    if (known != kinds_.end()) {
      ++known->second;
    } else if (kinds_.size() < options_.kinds) {
      kinds_.emplace(kind, 1);
    } else {
      ++others_;
    }
  }
  noted_.notify_one();
}

std::string RefusalLog::Take() {
  std::string text;
  for (const auto& [kind, times] : kinds_) absl::StrAppend(&text, text.empty() ? "" : "; ", times, " x ", kind);
  if (others_ > 0) absl::StrAppend(&text, "; ", others_, " more");
  kinds_.clear();
  others_ = 0;
  return text;
}

void RefusalLog::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    noted_.wait(lock, [this] { return stopping_ || !kinds_.empty(); });
    if (kinds_.empty()) return;
    const std::string text = Take();
    lock.unlock();
    Write(text);
    lock.lock();
    noted_.wait_for(lock, absl::ToChronoNanoseconds(options_.every), [this] { return stopping_; });
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
