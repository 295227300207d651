#include "tests/bench/caller_load.h"

#include <poll.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

constexpr int kResourceExhausted = 8;
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr absl::Duration kTurn = absl::Milliseconds(1);

}  // namespace

void Tally::Add(const Tally& other) {
  due += other.due;
  held += other.held;
  answered += other.answered;
  refused += other.refused;
  failed += other.failed;
  answered_ms.insert(answered_ms.end(), other.answered_ms.begin(), other.answered_ms.end());
  refused_ms.insert(refused_ms.end(), other.refused_ms.begin(), other.refused_ms.end());
}

absl::StatusOr<std::unique_ptr<CallerLoad>> CallerLoad::Connect(const std::string& address, const CalledMethod& method,
                                                                const std::vector<CallerSpec>& callers) {
  std::unique_ptr<CallerLoad> load(new CallerLoad(method));
  for (const CallerSpec& spec : callers) {
    Caller& caller = *load->callers_.emplace_back(std::make_unique<Caller>());
    for (int i = 0; i < spec.connections; ++i) {
      Connection& connection = *caller.connections.emplace_back(std::make_unique<Connection>());
      connection.caller = &caller;
      ASSIGN_OR_RETURN(connection.http2, Http2Connection::Connect(address, method.path, spec.source,
                                                                  [raw = load.get(), &connection](const auto& answer) {
                                                                    raw->Take(connection, answer);
                                                                  }));
      load->connections_.push_back(&connection);
    }
  }
  return load;
}

absl::Status CallerLoad::Submit(Connection& connection) {
  return connection.http2->Submit(absl::GetCurrentTimeNanos(), method_.next_request());
}

void CallerLoad::Take(Connection& connection, const Http2Connection::Answer& answer) {
  Tally& tally = connection.caller->tally;
  const float took = static_cast<float>(static_cast<double>(absl::GetCurrentTimeNanos() - answer.call) / 1e6);
  if (answer.status == 0) {
    ++tally.answered;
    tally.answered_ms.push_back(took);
    error_.Update(method_.check(answer.message));
  } else if (answer.status == kResourceExhausted) {
    ++tally.refused;
    tally.refused_ms.push_back(took);
  } else {
    ++tally.failed;
  }
  if (connection.closed_loop && absl::Now() < closed_until_) error_.Update(Submit(connection));
}

absl::Status CallerLoad::Turn(absl::Duration patience) {
  std::vector<pollfd> waiting;
  waiting.reserve(connections_.size());
  for (const Connection* connection : connections_) {
    RETURN_IF_ERROR(connection->http2->Flush());
    const int events = POLLIN | (connection->http2->wants_to_send() ? POLLOUT : 0);
    waiting.push_back({connection->http2->fd(), static_cast<int16_t>(events), 0});
  }
  const int ready = poll(waiting.data(), waiting.size(), static_cast<int>(patience / absl::Milliseconds(1)));
  for (size_t i = 0; ready > 0 && i < waiting.size(); ++i) {
    if ((waiting[i].revents & ~POLLOUT) != 0) RETURN_IF_ERROR(connections_[i]->http2->Receive(buffer_));
  }
  return error_;
}

absl::Status CallerLoad::Finish() {
  const absl::Time end = absl::Now() + kPatience;
  const auto busy = [](const Connection* connection) { return connection->http2->outstanding() > 0; };
  while (std::any_of(connections_.begin(), connections_.end(), busy)) {
    RETURN_IF_ERROR(Turn(absl::Milliseconds(10)));
    if (absl::Now() > end) return absl::DeadlineExceededError("calls are not answered");
  }
  return absl::OkStatus();
}

absl::StatusOr<Tally> CallerLoad::RunClosed(absl::Duration length, int outstanding) {
  for (const auto& caller : callers_) caller->tally = {};
  closed_until_ = absl::Now() + length;
  for (Connection* connection : connections_) {
    connection->closed_loop = true;
    for (int i = 0; i < outstanding; ++i) RETURN_IF_ERROR(Submit(*connection));
  }
  RETURN_IF_ERROR(Finish());
  Tally all;
  for (const auto& caller : callers_) all.Add(caller->tally);
  return all;
}

absl::Status CallerLoad::MakeDue(Caller& caller, absl::Duration passed) {
  const auto due = static_cast<int64_t>(caller.rate * absl::ToDoubleSeconds(passed));
  for (; caller.due < due; ++caller.due) {
    ++caller.tally.due;
    Connection* place = nullptr;
    for (size_t i = 0; i < caller.connections.size() && place == nullptr; ++i) {
      Connection& candidate = *caller.connections[caller.next++ % caller.connections.size()];
      if (candidate.http2->outstanding() < candidate.http2->most_outstanding()) place = &candidate;
    }
    if (place == nullptr) {
      ++caller.tally.held;
    } else {
      RETURN_IF_ERROR(Submit(*place));
    }
  }
  return absl::OkStatus();
}

absl::Status CallerLoad::RunOpen(absl::Duration slice, int slices, const std::vector<double>& rates,
                                 const std::function<void(const std::vector<Tally>&)>& each_slice) {
  for (size_t i = 0; i < callers_.size(); ++i) {
    callers_[i]->tally = {};
    callers_[i]->rate = rates[i];
    callers_[i]->due = 0;
    for (const auto& connection : callers_[i]->connections) connection->closed_loop = false;
  }
  const absl::Time begin = absl::Now();
  for (int number = 1; number <= slices; ++number) {
    const absl::Time end = begin + number * slice;
    for (absl::Time now = absl::Now(); now < end; now = absl::Now()) {
      for (const auto& caller : callers_) RETURN_IF_ERROR(MakeDue(*caller, now - begin));
      RETURN_IF_ERROR(Turn(kTurn));
    }
    if (number == slices) RETURN_IF_ERROR(Finish());
    std::vector<Tally> tallies;
    for (const auto& caller : callers_) tallies.push_back(std::exchange(caller->tally, {}));
    each_slice(tallies);
  }
  return absl::OkStatus();
}

}  // namespace zaitaku::bench
