#include "tests/bench/baselines.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"
#include "tests/bench/methods.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::bench {
namespace {

constexpr char kRedisKey[] = "answer";
constexpr absl::Duration kReady = absl::Seconds(20);

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

std::vector<std::string> AddressesOf(const Servers& servers) {
  return {"--council",  servers.processes[0]->address(), "--catalog", servers.processes[1]->address(),
          "--training", servers.processes[2]->address()};
}

std::vector<std::string> Join(std::vector<std::string> first, const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

absl::StatusOr<std::string> ReadyAnswer(const std::string& gateway) {
  const auto channel = Connect(gateway);
  std::string before;
  for (const absl::Time end = absl::Now() + kReady; absl::Now() < end;) {
    ASSIGN_OR_RETURN(std::string answer, CallRaw(channel, kSummaryPath, ""));
    summary::v1::GetNationwideSummaryResponse parsed;
    if (!parsed.ParseFromString(answer)) return absl::InternalError("the gateway's answer is none");
    const auto& info = parsed.call_info();
    const bool ready = info.level() == summary::v1::CallInfo::LEVEL_MEMORY && info.stale().empty() &&
                       info.missing().empty() && !parsed.summary().citation().empty();
    if (ready && answer == before) return answer;
    before = std::move(answer);
    // It is made ready a moment after it was asked for first.
    absl::SleepFor(absl::Milliseconds(300));
  }
  return absl::DeadlineExceededError("the gateway never had the answer ready");
}

Baselines::Baselines(std::string answer) : answer_(std::move(answer)) {
  std::ofstream(folder_.File("answer"), std::ios::binary) << answer_;
}

absl::StatusOr<std::string> Baselines::Start(const std::vector<std::string>& arguments) {
  auto process = std::make_unique<ServerProcess>(ZAITAKU_BASELINE_BINARY);
  process->AddArguments(arguments);
  RETURN_IF_ERROR(process->Start());
  const std::string address = process->address();
  processes_.push_back(std::move(process));
  ASSIGN_OR_RETURN(const std::string answer, CallRaw(Connect(address), kSummaryPath, ""));
  if (answer != answer_)
    return absl::InternalError(absl::StrCat(arguments[1], " answers other bytes than the gateway: ", answer.size(),
                                            " instead of ", answer_.size()));
  return address;
}

absl::StatusOr<std::string> Baselines::StartEcho() {
  return Start({"--kind", "echo", "--answer", folder_.File("answer")});
}

absl::StatusOr<std::string> Baselines::StartRedisCheck() {
  ASSIGN_OR_RETURN(redis_, RedisProcess::Start());
  redis_->Command({"SET", kRedisKey, answer_});
  return Start({"--kind", "redis", "--redis-port", absl::StrCat(redis_->port()), "--redis-key", kRedisKey});
}

absl::StatusOr<std::string> Baselines::StartBuild(const Servers& servers) {
  return Start(Join({"--kind", "build"}, AddressesOf(servers)));
}

absl::StatusOr<std::string> Baselines::StartMiss(const Servers& servers) {
  return Start(Join({"--kind", "miss"}, AddressesOf(servers)));
}

absl::StatusOr<pid_t> Baselines::PidOf(const std::string& address) const {
  for (const auto& process : processes_) {
    if (process->address() == address) return process->pid();
  }
  return absl::NotFoundError(absl::StrCat("no server at ", address));
}

absl::StatusOr<double> ProcessorTimeOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string stat((std::istreambuf_iterator<char>(file)), {});
  const size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return absl::NotFoundError(absl::StrCat("no process ", pid));
  std::istringstream fields(stat.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;  // All before the times.
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace zaitaku::bench
