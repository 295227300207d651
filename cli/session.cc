#include "cli/session.h"

#include "absl/strings/str_cat.h"

namespace zaitaku::cli {

Session::Session(Settings settings, const Environment& environment)
    : settings_(std::move(settings)),
      environment_(environment),
      style_(WantsColour(environment.out_is_terminal, environment.variable)),
      err_style_(WantsColour(environment.err_is_terminal, environment.variable)),
      connection_(settings_, [this] {
        Note({"サーバーに接続できません。同じ要求 ID でもう一度だけ試します",
              "the server cannot be reached; trying once more under the same request id"});
      }) {}

void Session::Note(const Text& text) { err() << err_style_.Paint(Tone::kFaint, Say(text)) << '\n'; }

int Session::Fail(Text doing, const absl::Status& status, std::string called) {
  out().flush();  // So that both streams, shown together, are in order.
  if (!connection_.access_problem().ok()) {
    const std::string problem(connection_.access_problem().message());
    return RefuseUsage({problem, problem});
  }
  PrintFailure(err(), {std::move(doing), status, std::move(called), connection_.identity()}, language(), err_style_);
  return ExitCodeOf(status);
}

int Session::Fail(Text doing, const absl::Status& status, Server server) {
  return Fail(std::move(doing), status, absl::StrCat(ServerName(server), " ", AddressOf(server, settings_)));
}

int Session::FailOrRefuse(Text doing, const absl::Status& status, Server server) {
  if (absl::IsInvalidArgument(status) && ReasonOf(status) == type::v1::ERROR_REASON_UNSPECIFIED) {
    const std::string message(status.message());
    return RefuseUsage({message, message});
  }
  return Fail(std::move(doing), status, server);
}

int Session::RefuseUsage(const Text& message) {
  PrintUsageError(err(), Say(message), language(), err_style_);
  return kExitUsage;
}

int Session::FailOutput() {
  PrintUsageError(err(), Say({"結果を書き出せませんでした", "the result could not be written"}), language(),
                  err_style_);
  return kExitOutputFailed;
}

}  // namespace zaitaku::cli
