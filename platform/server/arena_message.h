// Messages that are made and given back as a whole.
#pragma once

#include <google/protobuf/arena.h>

#include <memory>
#include <utility>

namespace zaitaku {

// A message in an arena of its own: one of hundreds of parts costs a fraction of what it costs on the heap. What is
// moved out of it is copied.
template <typename Message>
std::shared_ptr<Message> MakeArenaMessage() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = 1 << 14;
  options.max_block_size = 1 << 16;
  auto arena = std::make_shared<google::protobuf::Arena>(options);
  auto* message = google::protobuf::Arena::CreateMessage<Message>(arena.get());
  return std::shared_ptr<Message>(std::move(arena), message);
}

}  // namespace zaitaku
