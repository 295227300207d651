// The rows that make a summary's figures.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/revision_vector.h"
#include "gateway/service_reads.h"
#include "gateway/summary_figures.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

using Rows = std::vector<summary::v1::FigureRow>;

// The rows of a councils' figure, from a summary with its parts `prefectures` and `figures`; in order of prefecture.
// Their values add up to the figure. Pure.
Rows CouncilRowsOf(const std::string& path, const summary::v1::NationwideSummary& summary);

// What each resource of the catalogue adds to which figures of the parts `programs` and `budgets`. Pure.
using RowsByPath = std::map<std::string, Rows>;
RowsByPath CatalogRows(const CatalogResources& resources);

// The same for an event, of the parts `events` and `participants`; and for its applications. Pure.
void AddEventRows(const training::v1::Event& event, RowsByPath& rows);
void AddApplicationRows(const training::v1::Event& event, const training::v1::ApplicationCounts& applications,
                        RowsByPath& rows);

// The rows of one summary's figures. Those of councils are in the summary; what others are made from is read at its
// revisions, and turned into rows, once for all figures. Blocks; for one thread.
class FigureRows {
 public:
  // All must outlive this.
  FigureRows(const summary::v1::NationwideSummary& summary, const RevisionVector& revisions, ServiceReads& reads,
             absl::Time deadline);

  // Errors: those of ServiceReads; DEADLINE_EXCEEDED once the deadline has passed.
  absl::StatusOr<Rows> Of(const std::string& path);

 private:
  absl::Status ReadCatalog();
  absl::Status ReadEvents();
  absl::Status ReadApplications(const std::string& path);

  const summary::v1::NationwideSummary& summary_;
  const RevisionVector revisions_;
  ServiceReads& reads_;
  const absl::Time deadline_;
  KeptReads<CatalogResources>::Ptr catalog_;
  RowsByPath catalog_rows_;
  KeptReads<ServiceReads::Events>::Ptr events_;
  RowsByPath event_rows_;
  std::set<std::string> applied_for_;  // Events whose applications are in `application_rows_`.
  RowsByPath application_rows_;
};

}  // namespace zaitaku::gateway
