// What the shared parts of services of entries ask of the catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/service/entries.h"
#include "services/catalog/catalog_index.h"
#include "services/catalog/catalog_names.h"
#include "services/catalog/catalog_questions.h"
#include "services/catalog/catalog_rules.h"
#include "services/catalog/catalog_store.h"
#include "services/entries/field_problems.h"
#include "zaitaku/catalog/v1/catalog_service.pb.h"

namespace zaitaku::catalog {

struct CatalogEntries : EntryKinds<v1::CatalogEntry, v1::Program, v1::FundingSource, v1::BudgetLine, v1::Guideline> {
  using Writer = CatalogWriter;

  template <typename Resource>
  static std::vector<FieldProblem> Check(const Resource& resource, const std::string& prefix) {
    return catalog::Check(resource, prefix);
  }

  template <typename Request>
  static absl::Status CheckRequest(const Request& request) {
    return catalog::CheckRequest(request);
  }
  template <typename Resource, typename Request>
  static bool Passes(const Resource& resource, const Request& request) {
    return catalog::Passes(resource, request);
  }
  static std::string LabelFor(const v1::ListBudgetLinesRequest& request) { return BestLabel(request); }
  template <typename Request>
  static std::string LabelFor(const Request&) {
    return "";
  }

  template <typename Resource>
  static void KeepUnstated(const Resource&, const google::protobuf::FieldMask&, const Resource&, Resource&) {}

  static FieldWords Words();
  static constexpr std::string_view kJsonExample = R"({"program": {"name": "programs/home-care-coordination", …}})";
};

}  // namespace zaitaku::catalog
