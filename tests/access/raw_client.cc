#include "tests/access/raw_client.h"

#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/sync_stream.h>

#include <chrono>

#include "platform/status/status.h"

namespace zaitaku {
namespace {

std::string Bytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.DumpToSingleSlice(&slice).ok()) return "";
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

}  // namespace

absl::Status RawClient::Call(const std::string& method, const std::string& request, bool stream,
                             std::string* response) const {
  using grpc::internal::RpcMethod;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  const std::string path = "/" + method;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  grpc::ByteBuffer answer;
  grpc::Status status;
  if (stream) {
    const RpcMethod rpc(path.c_str(), RpcMethod::SERVER_STREAMING);
    const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
        grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(channel.get(), rpc, &context, bytes));
    const bool read = reader->Read(&answer);
    if (read) context.TryCancel();
    status = reader->Finish();
    if (read) status = grpc::Status::OK;
  } else {
    const RpcMethod rpc(path.c_str(), RpcMethod::NORMAL_RPC);
    status = grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(channel.get(), rpc, &context, bytes,
                                                                                   &answer);
  }
  if (status.ok() && response != nullptr) *response = Bytes(answer);
  return FromGrpc(status);
}

absl::Status RawClient::Watch(const std::string& method, const std::string& request,
                              const std::function<void()>& begun) const {
  using grpc::internal::RpcMethod;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
  const std::string path = "/" + method;
  const grpc::Slice slice(request);
  const RpcMethod rpc(path.c_str(), RpcMethod::SERVER_STREAMING);
  const std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader(
      grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(channel.get(), rpc, &context,
                                                                    grpc::ByteBuffer(&slice, 1)));
  grpc::ByteBuffer answer;
  if (reader->Read(&answer)) {
    begun();
    while (reader->Read(&answer)) continue;
  }
  return FromGrpc(reader->Finish());
}

}  // namespace zaitaku
