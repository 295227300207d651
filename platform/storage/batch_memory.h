// What the batch under way knows already.
#pragma once

#include <google/protobuf/message.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace zaitaku {

// A cell of the totals: scope and cell.
using CellName = std::pair<std::string, std::string>;

// The newest resources and totals that the mutations of one batch have read or written, so that those after them need
// not read and decode them again. It says what the transaction says and is no longer than it: made for a batch, and
// forgotten whenever a savepoint is taken back. Bounded in number and in bytes: where it is full, it begins anew.
class BatchMemory {
 public:
  void Forget() {
    ForgetResources();
    cells_.clear();
  }

  // The newest version of a resource, or null if it is not known here or of another type.
  template <typename Resource>
  std::shared_ptr<const Resource> Find(std::string_view name) const {
    const auto found = resources_.find(name);
    return found == resources_.end() ? nullptr : std::dynamic_pointer_cast<const Resource>(found->second);
  }

  template <typename Resource>
  void Keep(std::shared_ptr<const Resource> resource) {
    const size_t bytes = resource->ByteSizeLong();
    if (bytes > kMostBytes) return ForgetResource(resource->name());
    if (resources_.size() >= kMost || resource_bytes_ + bytes > kMostBytes) ForgetResources();
    resource_bytes_ += bytes;
    resources_[resource->name()] = std::move(resource);
  }

  void ForgetResource(const std::string& name) { resources_.erase(name); }

  // The newest value of a cell, if it is known here.
  std::optional<int64_t> FindCell(const CellName& name) const {
    const auto found = cells_.find(name);
    return found == cells_.end() ? std::nullopt : std::optional<int64_t>(found->second);
  }

  void KeepCell(const CellName& name, int64_t value) {
    if (cells_.size() >= kMost) cells_.clear();
    cells_[name] = value;
  }

 private:
  static constexpr size_t kMost = 1000;           // Of resources, and of cells.
  static constexpr size_t kMostBytes = 16 << 20;  // Of resources, as they are on the wire.

  void ForgetResources() {
    resources_.clear();
    resource_bytes_ = 0;
  }

  std::map<std::string, std::shared_ptr<const google::protobuf::Message>, std::less<>> resources_;
  size_t resource_bytes_ = 0;  // At least theirs: those that were replaced or forgotten count until it begins anew.
  std::map<CellName, int64_t> cells_;
};

}  // namespace zaitaku
