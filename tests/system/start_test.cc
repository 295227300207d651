// The servers' programs as an operator starts them, wrongly for the most part.
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "tests/certificates/certificates.h"
#include "tests/server_process/server_process.h"
#include "tests/server_process/transport.h"
#include "tests/temporary_folder/temporary_folder.h"

namespace zaitaku {
namespace {

// How a program ended: its exit code, or 128 and its signal, as a shell says it; and what it wrote.
struct End {
  int code;
  std::string output;
};

// Runs a program with arguments, from a clean environment, for ten seconds at most. It stays in the process group of
// this test, and so ends with it when that is interrupted.
End RunToItsEnd(const std::string& program, const std::string& arguments) {
  const std::string command = "env -i timeout --foreground --kill-after=5 10 '" + program + "' " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  End end{-1, ""};
  if (pipe == nullptr) return end;
  std::array<char, 4096> chunk;
  for (size_t size; (size = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;) end.output.append(chunk.data(), size);
  const int status = pclose(pipe);
  end.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return end;
}

struct Program {
  std::string name;
  std::string path;
};

const Program kPrograms[] = {{"council-registry", ZAITAKU_REGISTRY_BINARY},
                             {"program-catalog", ZAITAKU_CATALOG_BINARY},
                             {"training-events", ZAITAKU_TRAINING_BINARY},
                             {"gateway", ZAITAKU_GATEWAY_BINARY}};

// Runs it and expects that it ends so, as wrong usage if nothing else is said, with one line that begins with its name
// and holds all of `words`.
void ExpectUsage(const Program& program, const std::string& arguments, const std::vector<std::string>& words,
                 int code = 2) {
  const End end = RunToItsEnd(program.path, arguments);
  EXPECT_EQ(end.code, code) << end.output;
  EXPECT_TRUE(end.output.starts_with(program.name + ": ")) << end.output;
  EXPECT_EQ(end.output.find('\n'), end.output.size() - 1) << "more than a line, or none: " << end.output;
  for (const std::string& word : words) EXPECT_NE(end.output.find(word), std::string::npos) << word << end.output;
}

// A port of this machine that somebody else listens on.
class TakenPort {
 public:
  TakenPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 1), 0);
    EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~TakenPort() { close(socket_); }
  TakenPort(const TakenPort&) = delete;

  const std::string& address() const { return address_; }

 private:
  const int socket_;
  std::string address_;
};

class StartTest : public testing::Test {
 protected:
  // A configuration file with that content.
  std::string Write(const std::string& content) const {
    std::ofstream(file_) << content;
    return file_;
  }

  TemporaryFolder folder_;
  const std::string file_ = folder_.File("server.conf");
};

TEST_F(StartTest, BadConfigurationFileEndsWithTwoAndALineThatNamesFileAndOption) {
  for (const Program& program : kPrograms) {
    const auto expect = [&](const std::string& content, const std::string& option) {
      ExpectUsage(program, "--config " + Write(content), {"--config", file_, option});
    };
    expect("listen=[1,2]\n", "--listen");
    expect("insecure=maybe\n", "--insecure");
    expect("listen=127.0.0.1:0\nno-such-option=1\n", "'no-such-option'");
    expect("[section]\nlisten=127.0.0.1:0\n", "section");
    expect("config=another\n", "config");
    ExpectUsage(program, "--config " + folder_.File("absent"), {"--config", folder_.File("absent")});
  }
}

TEST_F(StartTest, UnknownOptionInTheConfigurationFileIsNotIgnored) {
  for (const Program& program : kPrograms) {
    ExpectUsage(program, "--insecure --listen 127.0.0.1:0 --config " + Write("listne=127.0.0.1:7051\n"),
                {file_, "'listne'"});
  }
}

TEST_F(StartTest, PlaintextHasToBeAskedFor) {
  for (const Program& program : kPrograms) {
    ExpectUsage(program, "--listen 127.0.0.1:0", {"--insecure"});
    ExpectUsage(program, "--config " + Write("listen=127.0.0.1:0\n"), {"--insecure"});
  }
}

TEST_F(StartTest, BadAccessOptionsEndWithALineThatNamesThem) {
  std::ofstream(folder_.File("broken.json")) << "{\"keys\": []}";
  const std::string keys = " --token-keys " + folder_.File("broken.json");
  for (const Program& program : kPrograms) {
    const auto expect = [&](const std::string& arguments, const std::string& word) {
      ExpectUsage(program, "--insecure " + arguments, {word});
    };
    // Whoever reaches it could write.
    for (const char* listen : {"0.0.0.0:0", "[::]:0", "127.evil.example:0", "127.0.0.1.evil.example:0"}) {
      expect(std::string("--anonymous-role ministry --listen ") + listen, "--anonymous-role: only for development");
    }
    expect("--listen 127.0.0.1:0 --anonymous-role root", "--anonymous-role: read 'root'");
    expect("--listen 127.0.0.1:0" + keys, "--token-issuer: required");
    expect("--listen 127.0.0.1:0 --token-issuer https://id.example --token-audience zaitaku" + keys, "--token-keys: ");
    expect("--listen 127.0.0.1:0 --caller-rate many", "--caller-rate");
    expect("--listen 127.0.0.1:0 --denied-certificates " + folder_.File("absent"),
           "--denied-certificates: there is no");
    expect("--listen 127.0.0.1:0 --denied-certificates " + folder_.File("broken.json"), "--denied-certificates: ");
    expect("--listen 127.0.0.1:0 --max-connection-age-s 0", "--max-connection-age-s");
    expect("--listen 127.0.0.1:0 --token-max-life-s 0", "--token-max-life-s");
  }
}

TEST_F(StartTest, BadTlsConfigurationEndsWithALineThatNamesTheOption) {
  const CertificateAuthority authority;
  const auto file = [this](const std::string& name, const std::string& content) {
    WriteWhole(folder_.File(name), content);
    return " " + folder_.File(name);
  };
  const IssuedCertificate good = authority.Issue();
  const IssuedCertificate old = authority.Issue({.valid_until = absl::Now() - absl::Minutes(1)});
  const std::string certificate = file("cert.pem", good.certificate), key = file("key.pem", good.key);
  const std::string old_certificate = file("old.pem", old.certificate), old_key = file("old-key.pem", old.key);
  const std::string nothing = file("nothing.pem", ""), absent = " " + folder_.File("absent.pem");
  const std::string pair = " --tls-cert" + certificate + " --tls-key" + key;
  for (const Program& program : kPrograms) {
    const auto expect = [&](const std::string& arguments, const std::vector<std::string>& words) {
      ExpectUsage(program, "--listen 127.0.0.1:0 " + arguments, words);
    };
    expect("--tls-cert" + certificate, {"--tls-key: required"});
    expect("--tls-key" + key, {"--tls-cert: required"});
    expect("--tls-client-ca" + certificate, {"--tls-cert: required"});
    expect("--tls-cert" + absent + " --tls-key" + key, {"--tls-cert: there is no file"});
    expect("--tls-cert" + certificate + " --tls-key" + nothing, {"--tls-key:", "is empty"});
    expect("--tls-cert" + certificate + " --tls-key" + old_key, {"--tls-key:", "does not belong"});
    expect("--tls-cert" + old_certificate + " --tls-key" + old_key, {"--tls-cert:", "expired at"});
    expect(pair + " --tls-client-ca" + key, {"--tls-client-ca:", "holds no certificate"});
    expect(pair + " --insecure", {"--insecure:", "--tls-cert"});
    expect("--config " + Write("tls-cert=" + folder_.File("absent.pem") + "\ntls-key=x\n"),
           {"--tls-cert: there is no"});
  }
  const Program& gateway = kPrograms[3];
  const auto expect = [&](const std::string& arguments, const std::vector<std::string>& words) {
    ExpectUsage(gateway, "--listen 127.0.0.1:0 " + arguments, words);
  };
  expect(pair, {"--services-ca: required"});
  expect("--insecure --services-cert" + certificate + " --services-key" + key, {"--services-ca: required"});
  expect(pair + " --services-ca" + absent, {"--services-ca: there is no file"});
  expect(pair + " --services-ca" + certificate + " --services-cert" + certificate, {"--services-key: required"});
}

TEST_F(StartTest, WrongOptionEndsWithTwoAndALineThatNamesIt) {
  for (const Program& program : kPrograms) {
    const auto expect = [&](const std::string& arguments, const std::vector<std::string>& words) {
      ExpectUsage(program, "--insecure --listen 127.0.0.1:0 " + arguments, words);
    };
    expect("--no-such-option", {"--no-such-option"});
    expect("--metrics-listen", {"--metrics-listen"});
    expect("--log-format xml", {"--log-format", "'xml'", "json"});
    expect("--log-level loud", {"--log-level", "'loud'", "warn"});
    expect("--slow-call-ms soon", {"--slow-call-ms", "'soon'"});
    expect("--metrics-listen nowhere", {"--metrics-listen", "'nowhere'", "127.0.0.1:7150"});
    ExpectUsage(program, "--insecure --listen 127.0.0.1:65500", {"--metrics-listen", "65500"});
  }
}

TEST_F(StartTest, PortThatSomebodyElseHasIsNotShared) {
  const TakenPort taken;
  for (const Program& program : kPrograms) {
    const std::string database = program.name == "gateway" ? "" : " --database " + folder_.File(program.name);
    ExpectUsage(program,
                "--insecure --listen " + taken.address() + " --metrics-listen off --log-level error" + database,
                {"cannot listen", taken.address()}, /*code=*/1);
    ExpectUsage(program, "--insecure --listen 127.0.0.1:0 --metrics-listen " + taken.address() + database,
                {"--metrics-listen", "cannot listen", taken.address()}, /*code=*/1);
  }
}

// How a call with an empty request ends.
grpc::StatusCode Ask(const ServerProcess& server, const char* path) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  grpc::ByteBuffer answer;
  const auto channel = grpc::CreateChannel(server.address(), TestCredentials());
  const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::NORMAL_RPC);
  return grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(channel.get(), method, &context, request,
                                                                               &answer)
      .error_code();
}

TEST(StartedTest, ReflectionIsOpenUnlessItIsClosed) {
  for (const char* open : {"", "true", "false"}) {
    ServerProcess server(ZAITAKU_REGISTRY_BINARY);
    server.AddArguments({"--database", server.File("council.db")});
    if (*open != 0) server.AddArguments({"--reflection", open});
    const absl::Status started = server.Start();
    ASSERT_TRUE(started.ok()) << started;
    const bool closed = std::string(open) == "false";
    EXPECT_EQ(Ask(server, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"),
              closed ? grpc::StatusCode::UNIMPLEMENTED : grpc::StatusCode::OK);
  }
}

}  // namespace
}  // namespace zaitaku
