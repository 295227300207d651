// 突合: every printed figure beside the one computed from the rows. Pure functions.
#pragma once

#include <vector>

#include "zaitaku/council/v1/council.pb.h"
#include "zaitaku/council/v1/totals.pb.h"

namespace zaitaku::council {

// Each figure of each kind of council, by kind, then in order of the enum; the worked example only where the survey has
// one. `reports` are the survey's, by kind, then prefecture.
std::vector<v1::FigureReconciliation> Reconcile(const v1::Survey& survey,
                                                const std::vector<v1::CouncilReport>& reports);

// Makes one of them anew, in its place.
void ReconcileAnew(const v1::Survey& survey, const std::vector<v1::CouncilReport>& reports,
                   v1::FigureReconciliation& figure);

}  // namespace zaitaku::council
