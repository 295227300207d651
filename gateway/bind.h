// Puts the gateway together.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/backend.h"
#include "gateway/summary_desk.h"
#include "platform/server/process.h"
#include "platform/tls/tls_files.h"

namespace zaitaku::gateway {

struct GatewayOptions {
  std::string council = "127.0.0.1:7051";   // Address of the council registry.
  std::string catalog = "127.0.0.1:7052";   // Of the programme catalogue.
  std::string training = "127.0.0.1:7053";  // Of the training events.
  std::string redis;                        // HOST:PORT; empty for none.
  std::string cache_key_file;               // 64 hexadecimal digits, for this user only; required with redis.
  int worker_threads = 8;
  int queue_limit_calls = 1024;
  int parked_limit_calls = 16384;
  int prepared_answers = 64;
  size_t memory_bytes = 64 << 20;  // For answers.
  // For the calls to the services: who signed their certificates, and what the gateway shows them.
  TlsFiles services_tls = {TlsSide::kClient, {"--services-cert"}, {"--services-key"}, {"--services-ca"}};
  BackendOptions backend;  // `tls` is made from the files, if the authorities are named.
  SummaryDeskOptions desk;
};

// INVALID_ARGUMENT, NOT_FOUND or FAILED_PRECONDITION naming the option if one is wrong. Needs no service to be up.
absl::StatusOr<std::unique_ptr<BoundServices>> Bind(const GatewayOptions& options);

// The process `gateway`.
ProcessSpec Process();

}  // namespace zaitaku::gateway
