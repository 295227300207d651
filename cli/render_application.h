// Applications as text: who has a place, who waits in which position.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <map>
#include <ostream>
#include <string>

#include "cli/language.h"
#include "cli/session.h"
#include "cli/style.h"
#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

using Applications = google::protobuf::RepeatedPtrField<training::v1::Application>;

// The position of applications in their event's waiting list, from 1, by name. What cannot be found is not in it.
using WaitingPositions = std::map<std::string, int>;

// Reads the positions of those of the applications that wait, at a revision. Those that a trial would add are not in
// the list: they come after all that are, in their order.
WaitingPositions FindWaitingPositions(Session& session, const std::string& event, const std::string& revision,
                                      bool is_trial, const Applications& applications);

// The position as a number; empty for those who do not wait and where it is not known.
std::string PositionText(const training::v1::Application& application, const WaitingPositions& positions);

// has a place; waits, position 3; cancelled.
std::string ResultText(const training::v1::Application& application, const WaitingPositions& positions,
                       Language language);

// People's names and addresses by the application's person; those that were erased are not in it.
using People = std::map<std::string, training::v1::Person>;

// Applications, one in a row; with `people` their names and addresses too.
void RenderApplications(const Applications& applications, const WaitingPositions& positions, const People* people,
                        Language language, const Style& style, std::ostream& out);
void RenderApplicationsCsv(const Applications& applications, const WaitingPositions& positions, const People* people,
                           std::ostream& out);

// Who got a place by a change, under a heading; nothing if nobody did.
void RenderPromoted(const Applications& promoted, Language language, const Style& style, std::ostream& out);

}  // namespace zaitaku::cli
