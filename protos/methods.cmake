# Lists the RPCs of the contract, for what must hold of every one of them.
#   cmake -D ROOT=… -D OUTPUT=… -D "PROTOS=a_service.proto;…" -P methods.cmake
# writes OUTPUT/zaitaku/rpcs.h, all names, and beside each service's generated code its methods, as code can call them.
set(names "")
foreach(proto ${PROTOS})
  file(STRINGS ${ROOT}/${proto} package REGEX "^package ")
  string(REGEX REPLACE "^package ([a-z0-9.]+).*" "\\1" package "${package}")
  file(STRINGS ${ROOT}/${proto} lines REGEX "^(service|  rpc) ")
  string(REGEX REPLACE "\\.proto$" "" stem ${proto})
  string(REPLACE "." "::" namespace ${package})
  set(visits "")
  set(index 0)
  foreach(line ${lines})
    if(line MATCHES "^service ([A-Za-z0-9]+)")
      set(service ${CMAKE_MATCH_1})
    else()
      string(REGEX REPLACE "^  rpc ([A-Za-z0-9]+)\\(.*" "\\1" method "${line}")
      string(APPEND names "    \"${package}.${service}/${method}\",\n")
      string(APPEND visits "  visit(${index}, \"${package}.${service}/${method}\", &Implementation::${method});\n")
      math(EXPR index "${index} + 1")
    endif()
  endforeach()
  file(WRITE ${OUTPUT}/${stem}.methods.h.new
"// Made from ${proto}.
#pragma once
#include \"${stem}.grpc.pb.h\"
namespace ${namespace} {
// Calls visit(index, name, method) for each RPC, where the method is the implementation's.
template <typename Implementation, typename Visit>
void VisitMethods(const ${service}::Service&, Visit&& visit) {
${visits}}
}  // namespace ${namespace}
")
  file(COPY_FILE ${OUTPUT}/${stem}.methods.h.new ${OUTPUT}/${stem}.methods.h ONLY_IF_DIFFERENT)
endforeach()
file(WRITE ${OUTPUT}/zaitaku/rpcs.h.new
"// Every RPC of the contract. Made from the protos.
#pragma once
#include <string_view>
namespace zaitaku {
inline constexpr std::string_view kRpcs[] = {
${names}};
}  // namespace zaitaku
")
file(COPY_FILE ${OUTPUT}/zaitaku/rpcs.h.new ${OUTPUT}/zaitaku/rpcs.h ONLY_IF_DIFFERENT)
