// The single figures of a summary, by their paths. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/summary_question.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::gateway {

// The part of a summary that has figures of this kind; nothing if the path is none. The paths are explained at
// `Figure` in summary_service.proto.
std::optional<Part> PartOf(std::string_view path);

// All figures of a summary, those of prefectures included, by path.
using Figures = std::map<std::string, int64_t>;
Figures FiguresOf(const summary::v1::NationwideSummary& summary);

// The figures of one prefecture, region or the nation, by path, each path after `prefix`.
void AddFigures(const std::string& prefix, const council::v1::AreaTotals& area, Figures& figures);

// The path of a printed figure of the councils, and of a budget.
std::string PathOf(const council::v1::FigureReconciliation& figure);
std::string PathOf(const catalog::v1::BudgetTotal& budget);

// What an event, a year or a field in it is called in paths, such as `2014` and `2014.paediatric-home-care`.
std::string GroupOf(int fiscal_year);
std::string GroupOf(int fiscal_year, training::v1::TrainingField field);

// Parts of paths from enums, such as `medical-area`.
std::string SlugOf(council::v1::CouncilKind kind);
std::string SlugOf(catalog::v1::GovernmentLevel level);
std::string SlugOf(catalog::v1::CareField field);
std::string SlugOf(catalog::v1::BudgetStage stage);
std::string SlugOf(training::v1::Event::State state);

}  // namespace zaitaku::gateway
