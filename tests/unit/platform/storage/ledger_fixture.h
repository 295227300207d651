// A ledger on a real SQLite file. A survey stands for any resource.
#pragma once

#include <sqlite3/soci-sqlite3.h>

#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/storage/ledger.h"
#include "tests/status_matchers/status_matchers.h"
#include "tests/temporary_folder/temporary_folder.h"
#include "zaitaku/council/v1/council_service.pb.h"

namespace zaitaku {

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    ledger_.reset();
    options_.now = [this] { return now_; };
    auto opened = Ledger::Open(folder_.File("ledger.db"), options_);
    ASSERT_OK(opened);
    ledger_ = *std::move(opened);
  }

  // Submits and waits for the end. The response is in `response_`.
  absl::Status Run(std::function<absl::Status(Transaction&)> apply, Mutation mutation = {}) {
    return Start(std::move(apply), std::move(mutation)).get();
  }

  std::future<absl::Status> Start(std::function<absl::Status(Transaction&)> apply, Mutation mutation = {}) {
    auto promise = std::make_shared<std::promise<absl::Status>>();
    mutation.origin.caller = "tester";
    mutation.origin.method = "test.Method";
    mutation.response = &response_;
    mutation.set_revision = [this](const std::string& token) { response_.set_revision(token); };
    mutation.apply = std::move(apply);
    mutation.done = [promise](const absl::Status& status) { promise->set_value(status); };
    ledger_->Submit(std::move(mutation));
    return promise->get_future();
  }

  static std::function<absl::Status(Transaction&)> PutSurvey(const std::string& name, const std::string& month) {
    return [name, month](Transaction& transaction) {
      council::v1::Survey survey;
      survey.set_name(name);
      survey.set_reference_month(month);
      return transaction.Put(survey);
    };
  }

  static Mutation WithRequestId(const std::string& id, const std::string& digest = "same") {
    Mutation mutation;
    mutation.origin.request_id = id;
    mutation.request_digest = digest;
    return mutation;
  }

  std::string MonthAt(const std::string& token, const std::string& name) {
    auto view = ledger_->ReadAt(token);
    if (!view.ok()) return view.status().ToString();
    auto found = (*view)->reader.Find<council::v1::Survey>(name);
    if (!found.ok()) return found.status().ToString();
    return found->has_value() ? (**found).reference_month() : "none";
  }

  std::map<std::string, int64_t> TotalsAt(const std::string& token) {
    auto view = ledger_->ReadAt(token);
    return view.ok() ? *(*view)->reader.Totals("scope") : std::map<std::string, int64_t>{};
  }

  // Runs SQL on the ledger's file on another connection, which waits while the ledger writes.
  void BehindItsBack(const std::vector<std::string>& statements) {
    SqlSession session(
        std::make_unique<soci::session>(soci::sqlite3, "dbname=" + folder_.File("ledger.db") + " timeout=5"));
    for (const std::string& sql : statements) ASSERT_OK(session.RunOnce(sql));
  }

  TemporaryFolder folder_;
  absl::Time now_ = absl::FromUnixSeconds(1'450'000'000);
  LedgerOptions options_;
  std::unique_ptr<Ledger> ledger_;
  council::v1::PublishSurveyResponse response_;
};

}  // namespace zaitaku
