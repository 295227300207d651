#include "platform/telemetry/log_format.h"

#include <spdlog/details/log_msg.h>
#include <utf8proc.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/telemetry/trace.h"

namespace zaitaku {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

thread_local const CallFields* call_fields = nullptr;

std::string_view ViewOf(const spdlog::string_view_t& text) { return {text.data(), text.size()}; }

// The length of the character that `text` begins with; 0 if it begins with none.
size_t CharacterLength(std::string_view text) {
  utf8proc_int32_t character = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &character);
  return length > 0 ? static_cast<size_t>(length) : 0;
}

// For one line. `quoted`: for between the quotes of a JSON string.
std::string Escaped(std::string_view text, bool quoted) {
  std::string escaped;
  escaped.reserve(text.size() + 8);
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    size_t length = 1;
    if (first == '\n') {
      escaped += "\\n";
    } else if (first < 0x20 || first == 0x7f) {
      absl::StrAppendFormat(&escaped, "\\u%04x", first);
    } else if (quoted && (first == '"' || first == '\\')) {
      absl::StrAppend(&escaped, "\\", std::string(1, text.front()));
    } else if (length = CharacterLength(text); length > 0) {
      escaped.append(text.substr(0, length));
    } else {
      escaped.append(kReplacement);
      length = 1;
    }
    text.remove_prefix(length);
  }
  return escaped;
}

std::string TimeOf(const spdlog::details::log_msg& line) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromChrono(line.time), absl::UTCTimeZone());
}

std::string Milliseconds(absl::Duration took) { return absl::StrFormat("%.3f", absl::ToDoubleMilliseconds(took)); }

class Lines : public spdlog::formatter {
 public:
  explicit Lines(std::string process) : process_(std::move(process)) {}

 protected:
  static void Append(const std::string& text, spdlog::memory_buf_t& out) {
    out.append(text.data(), text.data() + text.size());
  }

  const std::string process_;
};

class Json final : public Lines {
 public:
  using Lines::Lines;

  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    std::string json = absl::StrCat("{\"time\":\"", TimeOf(line), "\"");
    const auto add = [&json](std::string_view name, std::string_view value) {
      if (!value.empty()) absl::StrAppend(&json, ",\"", std::string(name), "\":\"", Escaped(value, true), "\"");
    };
    add("level", ViewOf(spdlog::level::to_string_view(line.level)));
    add("process", process_);
    add("message", ViewOf(line.payload));
    if (call_fields != nullptr) {
      add("method", call_fields->method);
      add("code", call_fields->code);
      add("reason", call_fields->reason);
      absl::StrAppend(&json, ",\"duration_ms\":", Milliseconds(call_fields->took));
    }
    const TraceContext& trace = CurrentTrace();
    add("trace_id", trace.trace_id);
    add("span_id", trace.span_id);
    add("parent_span_id", trace.parent_span_id);
    Append(json + "}\n", out);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<Json>(process_); }
};

class Text final : public Lines {
 public:
  using Lines::Lines;

  void format(const spdlog::details::log_msg& line, spdlog::memory_buf_t& out) override {
    std::string text = absl::StrCat(TimeOf(line), " ", std::string(ViewOf(spdlog::level::to_string_view(line.level))),
                                    " ", process_, ": ", Escaped(ViewOf(line.payload), false));
    const auto add = [&text](std::string_view name, std::string_view value) {
      if (!value.empty()) absl::StrAppend(&text, " ", std::string(name), "=", std::string(value));
    };
    if (call_fields != nullptr) {
      add("method", call_fields->method);
      add("code", call_fields->code);
      add("reason", call_fields->reason);
      add("duration_ms", Milliseconds(call_fields->took));
    }
    add("trace_id", CurrentTrace().trace_id);
    Append(text + "\n", out);
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<Text>(process_); }
};

}  // namespace

CallFieldsScope::CallFieldsScope(const CallFields& fields) { call_fields = &fields; }

CallFieldsScope::~CallFieldsScope() { call_fields = nullptr; }

std::unique_ptr<spdlog::formatter> JsonLines(std::string process) { return std::make_unique<Json>(std::move(process)); }

std::unique_ptr<spdlog::formatter> TextLines(std::string process) { return std::make_unique<Text>(std::move(process)); }

}  // namespace zaitaku
