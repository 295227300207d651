// The tree of commands: nouns, and verbs below them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/language.h"
#include "cli/session.h"

namespace zaitaku::cli {

// What a verb does; returns the exit code.
using Action = std::function<int(Session&)>;

class Commands {
 public:
  // Help is shown in `language`.
  Commands(CLI::App& root, Language language) : root_(root), language_(language) {}

  // A group of commands, such as `survey`. One of its verbs must follow.
  CLI::App& AddNoun(const char* name, const Text& description) { return AddNoun(root_, name, description); }

  // The same below another one, such as `admin audit`.
  CLI::App& AddNoun(CLI::App& parent, const char* name, const Text& description);

  // A command. `examples` are whole command lines.
  CLI::App& AddVerb(CLI::App& noun, const char* name, const Text& description, const std::vector<std::string>& examples,
                    Action action);

  // The text in the language of the help.
  const std::string& Say(const Text& text) const { return text.In(language_); }

  CLI::App& root() { return root_; }

  // The action of the verb that the command line names; set once it is parsed.
  const Action& chosen() const { return chosen_; }

 private:
  CLI::App& root_;
  const Language language_;
  Action chosen_;
};

// Each adds the commands of one noun.
void AddSummaryCommands(Commands& commands);
void AddSummaryFigureCommands(Commands& commands, CLI::App& summary);
void AddSummaryWatchCommand(Commands& commands, CLI::App& summary);
void AddPrefectureProfileCommand(Commands& commands, CLI::App& prefecture);
void AddCacheCommands(Commands& commands);
void AddCouncilCommands(Commands& commands);
void AddCouncilUpdateCommand(Commands& commands, CLI::App& council);
void AddCouncilHistoryCommand(Commands& commands, CLI::App& council);
void AddSurveyCommands(Commands& commands);
void AddSurveyImportCommand(Commands& commands, CLI::App& survey);
void AddPrefectureCommands(Commands& commands);
void AddProgramCommands(Commands& commands);
void AddProgramQuestionCommands(Commands& commands, CLI::App& program);
void AddProgramChangeCommands(Commands& commands, CLI::App& program);
void AddFundCommands(Commands& commands);
void AddBudgetCommands(Commands& commands);
void AddGuidelineCommands(Commands& commands);
void AddEventCommands(Commands& commands);
void AddEventTimetableCommands(Commands& commands, CLI::App& event);
void AddEventRegisterCommand(Commands& commands, CLI::App& event);
void AddEventApplicationCommands(Commands& commands, CLI::App& event);
void AddEventPersonCommands(Commands& commands, CLI::App& event);
void AddEventQuestionCommands(Commands& commands, CLI::App& event);
void AddEventBatchCommand(Commands& commands, CLI::App& event);
void AddEventChangeCommands(Commands& commands, CLI::App& event);
void AddTrainingCommands(Commands& commands);
void AddContextCommands(Commands& commands);
void AddServerCommands(Commands& commands);
void AddAdminCommands(Commands& commands);

// Adds a verb `watch` that prints the revisions of a service as they are made.
void AddWatchCommand(Commands& commands, CLI::App& noun, Server server);

}  // namespace zaitaku::cli
