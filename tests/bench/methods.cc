#include "tests/bench/methods.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/sync_stream.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "platform/status/status.h"

namespace zaitaku::bench {
namespace {

using google::protobuf::Empty;
using google::protobuf::UnknownField;

constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr char kReflection[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

// Field numbers of grpc.reflection.v1alpha, whose messages Debian's gRPC does not ship.
constexpr int kFileContainingSymbol = 4;
constexpr int kListServices = 7;
constexpr int kFileDescriptorResponse = 4;
constexpr int kListServicesResponse = 6;
constexpr int kRepeatedEntry = 1;
constexpr int kServiceName = 1;

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

// The values of a message's length-delimited field, without its type.
std::vector<std::string> Fields(const std::string& message, int number) {
  std::vector<std::string> values;
  Empty parsed;
  if (!parsed.ParseFromString(message)) return values;
  const auto& fields = Empty::GetReflection()->GetUnknownFields(parsed);
  for (int i = 0; i < fields.field_count(); ++i) {
    const UnknownField& field = fields.field(i);
    if (field.number() == number && field.type() == UnknownField::TYPE_LENGTH_DELIMITED) {
      values.push_back(field.length_delimited());
    }
  }
  return values;
}

// One question to the server's reflection: a string field of the request.
absl::StatusOr<std::string> AskReflection(const std::shared_ptr<grpc::Channel>& channel, int field,
                                          const std::string& value) {
  Empty request;
  Empty::GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(field, value);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  const grpc::internal::RpcMethod method(kReflection, grpc::internal::RpcMethod::BIDI_STREAMING);
  const std::unique_ptr<grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>> stream(
      grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel.get(), method,
                                                                                            &context));
  stream->Write(ToBuffer(request.SerializeAsString()));
  stream->WritesDone();
  grpc::ByteBuffer response;
  const bool read = stream->Read(&response);
  RETURN_IF_ERROR(FromGrpc(stream->Finish()));
  if (!read) return absl::UnavailableError("the server's reflection did not answer");
  return ToBytes(response);
}

absl::StatusOr<std::vector<std::string>> ListServices(const std::shared_ptr<grpc::Channel>& channel) {
  ASSIGN_OR_RETURN(const std::string response, AskReflection(channel, kListServices, ""));
  std::vector<std::string> names;
  for (const std::string& list : Fields(response, kListServicesResponse)) {
    for (const std::string& service : Fields(list, kRepeatedEntry)) {
      for (const std::string& name : Fields(service, kServiceName)) names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The file that declares a service, with all that it imports.
absl::Status AddFiles(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                      std::set<std::string>& known, google::protobuf::SimpleDescriptorDatabase& files) {
  ASSIGN_OR_RETURN(const std::string response, AskReflection(channel, kFileContainingSymbol, service));
  for (const std::string& list : Fields(response, kFileDescriptorResponse)) {
    for (const std::string& bytes : Fields(list, kRepeatedEntry)) {
      google::protobuf::FileDescriptorProto file;
      if (!file.ParseFromString(bytes)) return absl::InternalError("a file of the server's reflection is no file");
      if (known.insert(file.name()).second) files.Add(file);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ServedMethod>> ListMethods(const std::shared_ptr<grpc::Channel>& channel) {
  ASSIGN_OR_RETURN(const std::vector<std::string> services, ListServices(channel));
  google::protobuf::SimpleDescriptorDatabase files;
  std::set<std::string> known;
  for (const std::string& service : services) RETURN_IF_ERROR(AddFiles(channel, service, known, files));
  google::protobuf::DescriptorPool pool(&files);
  std::vector<ServedMethod> methods;
  for (const std::string& name : services) {
    const google::protobuf::ServiceDescriptor* service = pool.FindServiceByName(name);
    if (service == nullptr) return absl::InternalError(absl::StrCat("the server does not describe its service ", name));
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      methods.push_back({name, method.name(), !method.client_streaming() && !method.server_streaming()});
    }
  }
  return methods;
}

std::vector<std::string> ContractServices() {
  std::vector<std::string> files, services;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "zaitaku/")) continue;
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i)->full_name());
  }
  return services;
}

absl::StatusOr<std::string> CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                                    const std::string& request) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
  const grpc::internal::RpcMethod method(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  grpc::ByteBuffer response;
  RETURN_IF_ERROR(FromGrpc(grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
      channel.get(), method, &context, ToBuffer(request), &response)));
  return ToBytes(response);
}

}  // namespace zaitaku::bench
