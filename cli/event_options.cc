#include "cli/event_options.h"

namespace zaitaku::cli {

CLI::Option* AddEventName(Commands& commands, CLI::App& verb, std::string& name) {
  return verb.add_option("name", name, commands.Say({"行事", "The event"}))->required()->option_text("EVENT");
}

void AddTrainingField(Commands& commands, CLI::App& verb, std::string& field) {
  AddTermOption<training::v1::TrainingField>(commands, verb, "--field", field, {"分野", "Only in this field"},
                                             kTrainingFields);
}

void AddEventFilter(Commands& commands, CLI::App& verb, EventFilter& filter) {
  AddTrainingField(commands, verb, filter.field);
  AddFiscalYearOption(commands, verb, filter.fiscal_year, {"開催日の年度", "Only held in this fiscal year"});
  verb.add_option("--month", filter.month, commands.Say({"開催月", "Only held in this month"}))
      ->check(CheckMonth)
      ->option_text("YYYY-MM");
  AddTermOption<training::v1::Audience>(commands, verb, "--audience", filter.audience,
                                        {"対象", "Only for this audience"}, "prefectures|都道府県|doctors|医師|...");
}

absl::StatusOr<training::v1::Event> ReadEvent(Session& session, const std::string& name, const std::string& revision) {
  training::v1::GetEventRequest request;
  request.set_name(EventName(name));
  request.set_revision(revision);
  return session.connection().Read(&TrainingStub::GetEvent, request);
}

}  // namespace zaitaku::cli
