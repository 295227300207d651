// What is written in the files: length, layout, addresses, links, and the source document.
#pragma once

#include <string>

#include "tests/tidy/tree.h"

namespace zaitaku::tidy {

// The source document's SHA-256, as the reading notes state it.
inline constexpr char kSourceDocument[] = "data/source/survey-2015-12.txt";
inline constexpr char kSourceDocumentSha256[] = "168c1247b2a1bc7dea749c69b04bd53ad337031b8936181c85a1f5756415a33d";

// No source has more than 600 lines.
Findings CheckLength(const Tree& tree);

// UTF-8 text with line feeds: no tabs, carriage returns or spaces before the line's end; one line feed ends the file.
Findings CheckText(const Tree& tree);

// Headers guard themselves with #pragma once.
Findings CheckHeaderGuards(const Tree& tree);

// Packages are named, not where they lie: no address of a package registry, and no lock file with one.
Findings CheckRegistries(const Tree& tree);

// A link in Markdown to another file of the repository leads somewhere.
Findings CheckLinks(const Tree& tree);

// The source document is there, byte for byte.
Findings CheckSourceDocument(const Tree& tree);

// clang-format has nothing to change. Runs it on the files as they are below `root`.
Findings CheckFormat(const std::string& root, const Tree& tree);

// shellcheck has nothing to say. Runs it on the files as they are below `root`.
Findings CheckShell(const std::string& root, const Tree& tree);

}  // namespace zaitaku::tidy
