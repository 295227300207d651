#include "gateway/call_info.h"

#include <google/protobuf/util/time_util.h>

#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/status/status.h"

namespace zaitaku::gateway {
namespace {

using summary::v1::ServiceCondition;

// A slice that keeps the shared body alive as long as gRPC holds it, without a copy.
grpc::Slice Share(const SummaryBody& body) {
  return grpc::Slice(
      const_cast<char*>(body->data()), body->size(), [](void* held) { delete static_cast<SummaryBody*>(held); },
      new SummaryBody(body));
}

}  // namespace

ServiceCondition DescribeService(ServiceId id, const BackendView& view, const SummaryQuestion& question) {
  ServiceCondition condition;
  condition.set_service(std::string(ServiceOf(id).name));
  condition.set_condition(view.condition);
  if (!view.current() && view.well_until != absl::InfinitePast()) {
    *condition.mutable_since() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(view.well_until));
  }
  for (const std::string& part : question.PartsOf(id)) condition.add_parts(part);
  if (view.newest != nullptr) condition.set_revision(view.newest->revision);
  return condition;
}

summary::v1::CallInfo Judge(const SummaryQuestion& question, const BackendViews& views) {
  summary::v1::CallInfo info;
  for (const ServiceEntry& service : Services()) {
    const BackendView& view = views[service.id];
    if (!question.Uses(service.id)) continue;
    if (view.newest == nullptr) {
      *info.add_missing() = DescribeService(service.id, view, question);
    } else if (!view.current()) {
      *info.add_stale() = DescribeService(service.id, view, question);
    }
  }
  return info;
}

// What is wrong, as the end of a sentence.
ErrorText TroubleOf(Condition condition) {
  switch (condition) {
    case ServiceCondition::CONDITION_LAGGING:
      return {"has newer totals, which do not come; try again",
              "の新しい集計がまだ届きません。しばらくしてからやり直してください"};
    case ServiceCondition::CONDITION_PUT_BACK:
      return {"was put back to an older state. An operator must look",
              "が古い状態に戻されています。運用担当者の確認が必要です"};
    case ServiceCondition::CONDITION_REFUSED:
      return {"refuses this gateway. An operator must look",
              "が集計サーバーの接続を拒否しています。運用担当者の確認が必要です"};
    default:
      return {"cannot be reached or does not answer; try again",
              "に接続できないか、応答がありません。しばらくしてからやり直してください"};
  }
}

absl::Status WhyNot(ServiceId id, Condition condition) {
  const std::string name(ServiceOf(id).name);
  if (condition == ServiceCondition::CONDITION_DAMAGED) {
    return StoreDamaged({absl::StrCat("the totals of the ", name, " contradict its rows. An operator must look"),
                         absl::StrCat(name, " の集計値が明細と一致しません。運用担当者の確認が必要です")},
                        name);
  }
  const ErrorText trouble = TroubleOf(condition);
  return Error(type::v1::ERROR_REASON_BACKEND_UNAVAILABLE,
               {absl::StrCat("the ", name, " ", trouble.en), absl::StrCat(name, " ", trouble.ja)}, {{"service", name}});
}

absl::Status PutBack(ServiceId id, const std::string& revision) {
  const std::string name(ServiceOf(id).name);
  return Error(type::v1::ERROR_REASON_REVISION_FORKED,
               {absl::StrCat("the store of the ", name, " was put back to an older state or replaced: '", revision,
                             "' is not of the history that it has now, or not of the one that the gateway knows. An "
                             "operator must look"),
                absl::StrCat(name, " の保存先が古い状態に戻されたか、置き換えられています。リビジョン「", revision,
                             "」は現在の履歴と一致しません。運用担当者の確認が必要です")},
               {{"service", name}, {"revision", revision}});
}

absl::Status WhyNot(const summary::v1::CallInfo& info) {
  for (const auto* conditions : {&info.missing(), &info.stale()}) {
    if (!conditions->empty()) {
      return WhyNot(FindService(conditions->begin()->service())->id, conditions->begin()->condition());
    }
  }
  return absl::OkStatus();
}

void AddMissing(ServiceId id, const BackendView& view, const std::string& part, summary::v1::CallInfo& info) {
  const std::string name(ServiceOf(id).name);
  for (ServiceCondition& missing : *info.mutable_missing()) {
    if (missing.service() == name) return missing.add_parts(part);
  }
  ServiceCondition& missing = *info.add_missing();
  missing = DescribeService(id, view, {});
  if (view.current()) missing.set_condition(ServiceCondition::CONDITION_UNANSWERED);
  missing.add_parts(part);
}

bool IsNoAnswer(const absl::Status& status) {
  return ReasonOf(status) == type::v1::ERROR_REASON_BACKEND_UNAVAILABLE ||
         ReasonOf(status) == type::v1::ERROR_REASON_OVERLOADED || absl::IsDeadlineExceeded(status);
}

std::string EncodeInfo(const summary::v1::CallInfo& info) {
  summary::v1::GetNationwideSummaryResponse of_this_call;
  *of_this_call.mutable_call_info() = info;
  return of_this_call.SerializeAsString();
}

grpc::ByteBuffer Encode(const SummaryBody& body, const summary::v1::CallInfo& info) {
  const std::array<grpc::Slice, 2> slices = {Share(body), grpc::Slice(EncodeInfo(info))};
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace zaitaku::gateway
