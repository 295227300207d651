// Lists in pages, all read at the first page's revision.
#pragma once

#include <limits>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "platform/status/status.h"
#include "platform/storage/ledger.h"
#include "platform/storage/page_token.h"

namespace zaitaku {

inline constexpr int kMaxPageSize = 1000;

// A page is cut short where it would be larger: clients take at most 4 MiB in a message.
inline constexpr size_t kMaxPageBytes = 1 << 20;

// One page of a list, opened: where to read, from where on, and how much.
struct Page {
  std::unique_ptr<Ledger::View> view;
  std::string question;  // Digest of what is asked; page tokens are bound to it.
  std::string after;     // The last name of the page before; empty on the first.
  int size = 0;

  const ResourceReader& reader() const { return view->reader; }
  std::string revision() const { return view->revision.Token(); }
  // The token of the page that goes on after `name`.
  std::string TokenAfter(const std::string& name) const { return MakePageToken({revision(), name}, question); }
};

// `page_size` 0 means `default_size`; above 1,000 or negative is INVALID_ARGUMENT.
absl::StatusOr<int> CheckPageSize(int page_size, int default_size);

// Opens the page that a list request asks for. The request has page_size, page_token and revision.
template <typename Request>
absl::StatusOr<Page> OpenPage(Ledger& ledger, const Request& request, int default_size) {
  Page page;
  page.question = QuestionDigest(request);
  ASSIGN_OR_RETURN(page.size, CheckPageSize(request.page_size(), default_size));
  std::string revision = request.revision();
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(const PagePosition position, ParsePageToken(request.page_token(), page.question));
    if (!revision.empty() && revision != position.revision) {
      return InvalidField("revision", "differs from the revision of page_token's list; leave it empty on later pages");
    }
    revision = position.revision;
    page.after = position.after;
  }
  ASSIGN_OR_RETURN(page.view, ledger.ReadAt(revision, request.page_token().empty() ? "revision" : "page_token"));
  return page;
}

// Fills a page with the resources that pass, reading on until it is full or there are no more. `next`:
// absl::StatusOr<std::vector<Resource>>(after, limit) gives the resources behind `after` in order of name. A page has
// at least one resource if there is any, however large; but once `most_read` have been looked at, it ends with what has
// passed until then, which may be nothing, and the next one goes on.
template <typename Resource, typename Next, typename Passes>
absl::Status FillPage(const Page& page, Next next, Passes passes,
                      google::protobuf::RepeatedPtrField<Resource>& resources, std::string& next_page_token,
                      size_t most_read = std::numeric_limits<size_t>::max()) {
  std::string after = page.after;
  size_t bytes = 0, all_read = 0;
  while (true) {
    // One more than fits: if it passes, there is a next page.
    const int limit = page.size + 1 - resources.size();
    ASSIGN_OR_RETURN(std::vector<Resource> read, next(after, limit));
    for (Resource& resource : read) {
      if (!passes(resource)) continue;
      bytes += resource.ByteSizeLong();
      const bool full = resources.size() == page.size || (bytes > kMaxPageBytes && !resources.empty());
      if (full) {
        next_page_token = page.TokenAfter(resources.rbegin()->name());
        return absl::OkStatus();
      }
      *resources.Add() = std::move(resource);
    }
    if (static_cast<int>(read.size()) < limit) return absl::OkStatus();
    after = read.back().name();
    all_read += read.size();
    if (all_read >= most_read) {
      next_page_token = page.TokenAfter(after);
      return absl::OkStatus();
    }
  }
}

}  // namespace zaitaku
