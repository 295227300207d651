// Who may do what: every RPC of the contract, one row each. What has no row here does not build; docs/security.md shows
// the table, and a test compares.
#pragma once

#include "platform/auth/policy.h"

namespace zaitaku {

inline constexpr Roles kMinistryOnly = Only(Role::kMinistry);
inline constexpr Roles kPrefectures = kMinistryOnly | Only(Role::kPrefecture);
inline constexpr Roles kAuditors = kMinistryOnly | Only(Role::kOperator);
inline constexpr Roles kIdentified = kPrefectures | kAuditors | Only(Role::kReader);
inline constexpr Roles kEverybody = kIdentified | Only(Role::kAnonymous);
inline constexpr bool kWrites = true;

#define COUNCIL(method) "zaitaku.council.v1.CouncilService/" method
#define CATALOG(method) "zaitaku.catalog.v1.CatalogService/" method
#define TRAINING(method) "zaitaku.training.v1.TrainingService/" method
#define SUMMARY(method) "zaitaku.summary.v1.SummaryService/" method

inline constexpr PolicyRow kPolicy[] = {
    // Surveys and reports.
    {COUNCIL("GetHead"), kEverybody},
    {COUNCIL("ListPrefectures"), kEverybody},
    {COUNCIL("GetSurvey"), kEverybody},
    {COUNCIL("ListSurveys"), kEverybody},
    {COUNCIL("GetCouncilReport"), kEverybody},
    {COUNCIL("ListCouncilReports"), kEverybody},
    {COUNCIL("GetTotals"), kEverybody},
    {COUNCIL("ReconcileSurvey"), kEverybody},
    {COUNCIL("GetNationalTotals"), kEverybody},
    {COUNCIL("WatchTotals"), kEverybody},
    {COUNCIL("FindRevision"), kEverybody},
    {COUNCIL("UpdateCouncilReport"), kPrefectures, kWrites, Rows::kReports, "council_report.name"},
    {COUNCIL("BatchUpdateCouncilReports"), kPrefectures, kWrites, Rows::kReports, "requests.council_report.name"},
    {COUNCIL("ImportSurvey"), kMinistryOnly, kWrites},  // A file says things of the whole survey.
    {COUNCIL("PublishSurvey"), kMinistryOnly, kWrites},
    // The history says who changed what, also in surveys that are not published.
    {COUNCIL("ListRevisions"), kPrefectures | kAuditors},
    {COUNCIL("WatchRevisions"), kPrefectures | kAuditors},
    {COUNCIL("VerifyAudit"), kAuditors},
    {COUNCIL("CheckTotals"), kAuditors},

    // The programme catalogue.
    {CATALOG("GetHead"), kEverybody},
    {CATALOG("GetProgram"), kEverybody},
    {CATALOG("ListPrograms"), kEverybody},
    {CATALOG("GetFundingSource"), kEverybody},
    {CATALOG("ListFundingSources"), kEverybody},
    {CATALOG("GetBudgetLine"), kEverybody},
    {CATALOG("ListBudgetLines"), kEverybody},
    {CATALOG("GetGuideline"), kEverybody},
    {CATALOG("ListGuidelines"), kEverybody},
    {CATALOG("GetProgramMatrix"), kEverybody},
    {CATALOG("FindEligiblePrograms"), kEverybody},
    {CATALOG("SearchCatalog"), kEverybody},
    {CATALOG("GetBudgetTotals"), kEverybody},
    {CATALOG("GetNationalTotals"), kEverybody},
    {CATALOG("WatchTotals"), kEverybody},
    {CATALOG("FindRevision"), kEverybody},
    {CATALOG("UpdateProgram"), kMinistryOnly, kWrites},
    {CATALOG("DeleteProgram"), kMinistryOnly, kWrites},
    {CATALOG("UpdateFundingSource"), kMinistryOnly, kWrites},
    {CATALOG("DeleteFundingSource"), kMinistryOnly, kWrites},
    {CATALOG("UpdateBudgetLine"), kMinistryOnly, kWrites},
    {CATALOG("DeleteBudgetLine"), kMinistryOnly, kWrites},
    {CATALOG("UpdateGuideline"), kMinistryOnly, kWrites},
    {CATALOG("DeleteGuideline"), kMinistryOnly, kWrites},
    {CATALOG("BatchUpdateEntries"), kMinistryOnly, kWrites},
    {CATALOG("ReviewFact"), kMinistryOnly, kWrites},
    {CATALOG("ImportEntries"), kMinistryOnly, kWrites},
    {CATALOG("ListRevisions"), kIdentified},
    {CATALOG("WatchRevisions"), kIdentified},
    {CATALOG("VerifyAudit"), kAuditors},
    {CATALOG("CheckTotals"), kAuditors},

    // The training events.
    {TRAINING("GetHead"), kEverybody},
    {TRAINING("GetEvent"), kEverybody},
    {TRAINING("ListEvents"), kEverybody},
    {TRAINING("GetTrainingProgram"), kEverybody},
    {TRAINING("ListTrainingPrograms"), kEverybody},
    {TRAINING("CheckTimetable"), kEverybody},
    {TRAINING("GetEventTotals"), kEverybody},
    {TRAINING("GetParticipation"), kEverybody},
    {TRAINING("ListQualityFlags"), kEverybody},
    {TRAINING("ExportCalendar"), kEverybody},
    {TRAINING("GetNationalTotals"), kEverybody},
    {TRAINING("WatchTotals"), kEverybody},
    {TRAINING("FindRevision"), kEverybody},
    {TRAINING("UpdateEvent"), kMinistryOnly, kWrites},
    {TRAINING("DeleteEvent"), kMinistryOnly, kWrites},
    {TRAINING("UpdateTrainingProgram"), kMinistryOnly, kWrites},
    {TRAINING("DeleteTrainingProgram"), kMinistryOnly, kWrites},
    {TRAINING("BatchUpdateEntries"), kMinistryOnly, kWrites},
    {TRAINING("ReviewFact"), kMinistryOnly, kWrites},
    {TRAINING("ImportEntries"), kMinistryOnly, kWrites},
    // Who takes part.
    {TRAINING("ApplyForEvent"), kPrefectures, kWrites, Rows::kGovernment, "local_government_code"},
    {TRAINING("CancelApplication"), kPrefectures, kWrites, Rows::kStored},
    {TRAINING("RecordAttendance"), kMinistryOnly, kWrites},
    {TRAINING("GetApplication"), kPrefectures, false, Rows::kStored},
    {TRAINING("ListApplications"), kPrefectures, false, Rows::kGovernment, "prefecture_code,local_government_code"},
    {TRAINING("GetPerson"), kPrefectures, false, Rows::kStored},
    {TRAINING("ErasePerson"), kMinistryOnly, kWrites},
    // The history says who applied.
    {TRAINING("ListRevisions"), kAuditors},
    {TRAINING("WatchRevisions"), kAuditors},
    {TRAINING("VerifyAudit"), kAuditors},
    {TRAINING("CheckTotals"), kAuditors},

    // The gateway.
    {SUMMARY("GetNationwideSummary"), kEverybody},
    {SUMMARY("ResolveCitation"), kEverybody},
    {SUMMARY("GetFigure"), kEverybody},
    {SUMMARY("CompareSummaries"), kEverybody},
    {SUMMARY("GetPrefectureProfile"), kEverybody},
    {SUMMARY("ListPrefectureProfiles"), kEverybody},
    {SUMMARY("WatchNationwideSummary"), kEverybody},
    {SUMMARY("ExplainSummary"), kIdentified},  // Shows the gateway's inside.
};

#undef COUNCIL
#undef CATALOG
#undef TRAINING
#undef SUMMARY

}  // namespace zaitaku
