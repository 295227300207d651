#include "cli/resolved_program.h"

#include "absl/strings/str_cat.h"
#include "cli/entry_terms.h"

namespace zaitaku::cli {

ResolvedProgram ResolveProgram(Session& session, const std::string& name) {
  ResolvedProgram resolved;
  if (name.empty()) return resolved;
  resolved.name = name;
  catalog::v1::GetProgramRequest request;
  request.set_name(name);
  const auto program = session.connection().Read(&CatalogStub::GetProgram, request);
  if (program.ok()) {
    resolved.outcome = ResolvedProgram::Outcome::kKnown;
    resolved.display_name = program->display_name();
  } else if (absl::IsNotFound(program.status()) || absl::IsInvalidArgument(program.status())) {
    // A name that the catalogue cannot have is one that it does not have.
    resolved.outcome = ResolvedProgram::Outcome::kUnknown;
  } else {
    resolved.outcome = ResolvedProgram::Outcome::kNotAsked;
    resolved.error = CodeName(program.status().code());
    resolved.address = AddressOf(Server::kProgramCatalog, session.settings());
  }
  return resolved;
}

std::string ProgramText(const ResolvedProgram& program, Language language) {
  switch (program.outcome) {
    case ResolvedProgram::Outcome::kNone:
      return "";
    case ResolvedProgram::Outcome::kKnown:
      return absl::StrCat(NameIn(program.display_name, language), "  ", program.name);
    case ResolvedProgram::Outcome::kUnknown:
      return absl::StrCat(
          program.name, "  ",
          Text{"未解決：事業カタログに登録がありません", "unresolved: the programme catalogue does not know it"}.In(
              language));
    case ResolvedProgram::Outcome::kNotAsked:
      break;
  }
  const std::string where = absl::StrCat(program.error, " ", program.address);
  return absl::StrCat(program.name, "  ",
                      Text{absl::StrCat("未解決：事業カタログに問い合わせできません（", where, "）"),
                           absl::StrCat("unresolved: the programme catalogue did not answer (", where, ")")}
                          .In(language));
}

}  // namespace zaitaku::cli
