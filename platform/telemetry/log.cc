#include "platform/telemetry/log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace zaitaku {
namespace {

constexpr int kCallLinesASecond = 50;

constexpr std::pair<const char*, spdlog::level::level_enum> kLevels[] = {{"debug", spdlog::level::debug},
                                                                         {"info", spdlog::level::info},
                                                                         {"warn", spdlog::level::warn},
                                                                         {"error", spdlog::level::err}};

spdlog::level::level_enum LevelOf(const std::string& name) {
  for (const auto& [known, level] : kLevels) {
    if (name == known) return level;
  }
  return spdlog::level::off;
}

}  // namespace

absl::Status CheckLogOptions(const LogOptions& options) {
  if (options.format != "text" && options.format != "json" && options.format != "auto") {
    return absl::InvalidArgumentError(
        absl::StrCat("--log-format: read '", options.format, "', expected text, json or auto"));
  }
  if (LevelOf(options.level) == spdlog::level::off) {
    return absl::InvalidArgumentError(
        absl::StrCat("--log-level: read '", options.level, "', expected debug, info, warn or error"));
  }
  return absl::OkStatus();
}

void StartLog(const std::string& process, const LogOptions& options) {
  auto logger = std::make_shared<spdlog::logger>(process, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  const bool json = options.format == "json" || (options.format == "auto" && isatty(STDERR_FILENO) == 0);
  logger->set_formatter(json ? JsonLines(process) : TextLines(process));
  logger->set_level(LevelOf(options.level));
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(logger);
  // gRPC's own lines are for who debugs gRPC; what matters to an operator is an error that we report.
  gpr_set_log_function([](gpr_log_func_args* args) { spdlog::debug("gRPC: {}", args->message); });
  // protobuf writes a line for each string that is not UTF-8; the caller gets an error, that is enough.
  google::protobuf::SetLogHandler(nullptr);
}

bool CallLog::Admit() {
  const int64_t second = absl::ToUnixSeconds(absl::Now());
  int64_t left_out = 0;
  {
    const std::lock_guard lock(mutex_);
    if (second != second_) {
      second_ = second;
      lines_ = 0;
      left_out = std::exchange(left_out_of_second_, 0);
    }
    if (++lines_ > kCallLinesASecond) {
      ++left_out_of_second_;
      ++left_out_;
      return false;
    }
  }
  if (left_out > 0) spdlog::warn("{} lines about calls were left out, for there were too many in a second", left_out);
  return true;
}

bool CallLog::WantsSuccess(absl::Duration took, bool stream) const {
  return (!stream && took >= slow_) || spdlog::should_log(spdlog::level::debug);
}

void CallLog::Note(const CallFields& call, bool failed, bool server_fault, bool stream) {
  const CallFieldsScope fields(call);
  const bool slow = !stream && call.took >= slow_;
  if (!failed && !slow) return spdlog::debug("call");
  if (!Admit()) return;
  spdlog::log(server_fault || slow ? spdlog::level::warn : spdlog::level::info, failed ? "call failed" : "slow call");
}

}  // namespace zaitaku
