// What summaries have beside the councils: programmes, budgets, training, prefectures; and how far an answer can be
// relied on.
#pragma once

#include <ostream>

#include "cli/language.h"
#include "cli/style.h"
#include "zaitaku/summary/v1/summary_service.pb.h"

namespace zaitaku::cli {

// Programmes by level and field, and budgets by fiscal year and stage, as far as they are there.
void RenderProgramTotals(const summary::v1::NationwideSummary& summary, Language language, const Style& style,
                         std::ostream& out);
void RenderBudgets(const summary::v1::NationwideSummary& summary, Language language, const Style& style,
                   std::ostream& out);

// Training events with their participants and applications, by fiscal year and field, as far as they are there.
void RenderTraining(const summary::v1::NationwideSummary& summary, Language language, const Style& style,
                    std::ostream& out);

// One row for each prefecture.
void RenderPrefectures(const summary::v1::NationwideSummary& summary, Language language, const Style& style,
                       std::ostream& out);

// What is missing or may be old, one line for each service; nothing if all is well.
void RenderConditions(const summary::v1::CallInfo& info, Language language, const Style& style, std::ostream& out);

// The condition of a service in words: cannot be reached.
std::string ConditionName(summary::v1::ServiceCondition::Condition condition, Language language);

}  // namespace zaitaku::cli
