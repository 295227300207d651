#include "tests/council_server/council_server.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "tests/generators/source_document.h"

namespace zaitaku {
namespace {

// A test without its server can say nothing.
template <typename T>
T OrEnd(absl::StatusOr<T> result) {
  if (result.ok()) return *std::move(result);
  std::fprintf(stderr, "cannot start the council registry: %s\n", result.status().ToString().c_str());
  std::exit(1);
}

}  // namespace

CouncilServer::CouncilServer() { Start("127.0.0.1:0"); }

void CouncilServer::Start(const std::string& listen) {
  LedgerServiceOptions options;
  options.database = database();
  bound_ = OrEnd(council::Bind(options));
  ServerOptions server_options;
  server_options.listen = listen;
  server_ = OrEnd(GrpcServer::Start(server_options, bound_->services(), [this] { return bound_->Ready(); }));
  port_ = server_->port();
  stub_ = council::v1::CouncilService::NewStub(grpc::CreateChannel(address(), grpc::InsecureChannelCredentials()));
}

void CouncilServer::Stop() {
  if (bound_ != nullptr) bound_->Drain();
  server_.reset();
  bound_.reset();
}

void CouncilServer::Restart() {
  Stop();
  Start(address());
}

std::string CouncilServer::address() const { return absl::StrCat("127.0.0.1:", port_); }

absl::StatusOr<council::v1::ImportSurveyResponse> CouncilServer::ImportSource() {
  council::v1::ImportSurveyRequest request;
  request.set_content(generators::ReadSourceDocument());
  return Call(&CouncilStub::ImportSurvey, request);
}

absl::Status CouncilServer::PublishSource() {
  council::v1::PublishSurveyRequest request;
  request.set_name("surveys/2015-12");
  return Call(&CouncilStub::PublishSurvey, request).status();
}

}  // namespace zaitaku
