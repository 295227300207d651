// Changes of one resource, which services of several kinds of resources have alike: update, review, delete.
#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/util/field_mask_util.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/session.h"
#include "zaitaku/type/v1/fact.pb.h"
#include "zaitaku/type/v1/text.pb.h"

namespace zaitaku::cli {

// The word that takes a value away.
inline constexpr char kBlank[] = "blank";

// The text, or nothing if that is to be taken away.
std::string ValueOf(const std::string& text);

// A check that lets `blank` pass.
template <typename Check>
auto OrBlank(Check check) {
  return [check](const std::string& text) { return text == kBlank ? std::string() : std::string(check(text)); };
}

// Sets what options say of a text; the other language stays.
void SetText(const std::optional<std::string>& ja, const std::optional<std::string>& en, const char* path,
             type::v1::LocalizedText* text, google::protobuf::FieldMask& mask);

// What is read, changed and sent back, and how.
template <typename Stub, typename GetRequest, typename Resource, typename Request, typename Response>
struct EntryUpdate {
  Server server;
  Text doing;
  Method<Stub, GetRequest, Resource> get;
  Method<Stub, Request, Response> update;
  Resource* (Request::*mutable_resource)();
  const Resource& (Response::*resource)() const;
};

// An update as it is shown.
struct UpdatedEntry {
  const google::protobuf::Message& before;
  const google::protobuf::Message& after;
  const std::string& name;
  const std::string& revision;
  bool unchanged;
  const ChangeOptions& change;
};

// Shows the fields that changed, before and after; `more` adds to the table.
void ShowUpdatedEntry(Session& session, const google::protobuf::Message& response, const UpdatedEntry& updated,
                      const std::function<void()>& more);

// Reads the resource, has `apply` change it and name the fields, and sends those. What `apply` cannot do is wrong
// usage.
template <typename Stub, typename GetRequest, typename Resource, typename Request, typename Response>
int UpdateEntry(
    Session& session, const EntryUpdate<Stub, GetRequest, Resource, Request, Response>& what, const std::string& name,
    const ChangeOptions& change,
    const std::type_identity_t<std::function<absl::Status(Resource&, google::protobuf::FieldMask&)>>& apply,
    const std::type_identity_t<std::function<void(const Response&)>>& more = [](const Response&) {}) {
  GetRequest get;
  get.set_name(name);
  const auto before = session.connection().Read(what.get, get);
  if (!before.ok()) return session.Fail(what.doing, before.status(), what.server);
  Request request;
  Resource& resource = *(request.*what.mutable_resource)();
  resource = *before;
  const absl::Status applied = apply(resource, *request.mutable_update_mask());
  if (!applied.ok()) return session.FailOrRefuse(what.doing, applied, what.server);
  google::protobuf::util::FieldMaskUtil::TrimMessage(request.update_mask(), &resource);
  resource.set_name(name);
  resource.set_etag(change.etag);
  // With the etag of what was read, what is shown as "before" is what is replaced, or nothing is. A caller who names
  // the request means to repeat it, and a repeated request must be the same.
  if (change.etag.empty() && change.request_id.empty()) resource.set_etag(before->etag());
  SetChange(change, request);
  const auto response = session.connection().Change(what.update, request);
  if (!response.ok()) return session.Fail(what.doing, response.status(), what.server);
  const Resource& after = ((*response).*what.resource)();
  ShowUpdatedEntry(session, *response,
                   {*before, after, after.name(), response->revision(), response->unchanged(), change},
                   [&] { more(*response); });
  return kExitOk;
}

struct ReviewOptions {
  std::string name;
  std::string fact;
  bool confirm = false;
  bool dispute = false;
  ChangeOptions change;
};

// Adds a verb `review` that sends `options`' review; `review` returns the exit code. `name` says what the command line
// calls the resource.
struct ReviewHelp {
  Text name;
  const char* option_text;
  std::vector<std::string> examples;
};
void AddReviewCommand(Commands& commands, CLI::App& noun, const ReviewHelp& help,
                      std::function<int(Session&, const ReviewOptions&)> review);

// Shows the fact that was reviewed: where it was read, and what was said of it. `entry` is a CatalogEntry or the like.
void ShowReviewedEntry(Session& session, const google::protobuf::Message& response,
                       const google::protobuf::Message& entry, const ReviewOptions& options,
                       const std::string& revision, bool unchanged);

// Sends the review of a fact.
template <typename Stub, typename Request, typename Response>
int ReviewEntry(Session& session, Server server, Method<Stub, Request, Response> method, const ReviewOptions& options) {
  if (options.confirm == options.dispute) {
    return session.RefuseUsage({"--confirm か --dispute のどちらかを指定してください", "give --confirm or --dispute"});
  }
  Request request;
  request.set_name(options.name);
  request.set_fact(options.fact);
  request.set_verdict(options.confirm ? type::v1::FactReview::VERDICT_CONFIRMED
                                      : type::v1::FactReview::VERDICT_DISPUTED);
  request.set_etag(options.change.etag);
  SetChange(options.change, request);
  const auto response = session.connection().Change(method, request);
  if (!response.ok()) return session.Fail({"推定の確認", "review the fact"}, response.status(), server);
  ShowReviewedEntry(session, *response, response->entry(), options, response->revision(), response->unchanged());
  return kExitOk;
}

struct DeleteOptions {
  std::string name;
  ChangeOptions change;
};

// Shows that a resource is gone.
void ShowDeletedEntry(Session& session, const google::protobuf::Message& response, const DeleteOptions& options,
                      const std::string& revision);

// Sends the deletion of a resource.
template <typename Stub, typename Request, typename Response>
int DeleteEntry(Session& session, Server server, const Text& doing, Method<Stub, Request, Response> method,
                const DeleteOptions& options) {
  Request request;
  request.set_name(options.name);
  request.set_etag(options.change.etag);
  SetChange(options.change, request);
  const auto response = session.connection().Change(method, request);
  if (!response.ok()) return session.Fail(doing, response.status(), server);
  ShowDeletedEntry(session, *response, options, response->revision());
  return kExitOk;
}

}  // namespace zaitaku::cli
