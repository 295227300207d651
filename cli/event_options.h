// What the commands on training events have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "cli/commands.h"
#include "cli/entry_commands.h"
#include "cli/session.h"
#include "cli/training_terms.h"

namespace zaitaku::cli {

// What --field takes, for help.
inline constexpr char kTrainingFields[] = "elderly-home-care|paediatric-home-care|小児等在宅医療|...";

// Adds the argument EVENT.
CLI::Option* AddEventName(Commands& commands, CLI::App& verb, std::string& name);

// Adds an option --field that takes a training field.
void AddTrainingField(Commands& commands, CLI::App& verb, std::string& field);

// Which events: lists and calendars take these filters alike.
struct EventFilter {
  std::string field;
  std::string fiscal_year;
  std::string month;
  std::string audience;
};
void AddEventFilter(Commands& commands, CLI::App& verb, EventFilter& filter);

template <typename Request>
void SetFilter(const EventFilter& filter, Request& request) {
  request.set_field(TermOption<training::v1::TrainingField>(filter.field));
  request.set_fiscal_year(ReadFiscalYear(filter.fiscal_year).value_or(0));
  request.set_month(filter.month);
  request.set_audience(TermOption<training::v1::Audience>(filter.audience));
}

// The event of that name, or short name, at a revision.
absl::StatusOr<training::v1::Event> ReadEvent(Session& session, const std::string& name, const std::string& revision);

}  // namespace zaitaku::cli
