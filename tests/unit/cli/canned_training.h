// A few training events as the service answers them: a training with a timetable, one without, the joint meeting that
// governments apply for.
#pragma once

#include "zaitaku/training/v1/training_service.pb.h"

namespace zaitaku::cli {

inline constexpr char kTrainingRevision[] = "9-3d41a7c2f08b65e1";
inline constexpr char kPaediatricTraining[] = "events/2015-02-paediatric-lecturer-training";
inline constexpr char kJointMeeting[] = "events/2016-03-joint-meeting";

// The timetable is the event's by inference; so are kinds of its items and the state.
training::v1::Event PaediatricTraining();
// No timetable; approximate participants.
training::v1::Event ElderlyTraining();
// A quota of 4, a nested agenda with two new items, people applying.
training::v1::Event JointMeeting();
training::v1::TrainingProgram NursingProgram();

// All there are, each list at kTrainingRevision.
training::v1::ListEventsResponse CannedEvents();
training::v1::ListTrainingProgramsResponse CannedTrainingPrograms();

// The gap at 11:00 and 30 unallocated minutes.
training::v1::CheckTimetableResponse CannedCheck();

// An application of the joint meeting by its number: of 東京都 unless `government` says otherwise.
training::v1::Application MeetingApplication(int number, training::v1::Application::State state,
                                             const char* government = "130001");

// FY2014: about 280 and about 140 people, 450 minutes; FY2015: the meeting.
training::v1::GetEventTotalsResponse CannedEventTotals();

// 東京都 and a city of 神奈川県 take part, 千葉県 waits.
training::v1::GetParticipationResponse CannedParticipation();

}  // namespace zaitaku::cli
