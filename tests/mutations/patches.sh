# shellcheck shell=bash
# Reading and applying the patches of this folder. Each begins with three lines: `Guard:` says what the patch removes, `Build:`
# names the targets that then have to be built, `Test:` the one test that must fail, as ctest calls it.

# header_of PATCH NAME: that line's text; empty if there is no such line before the patch proper.
header_of() { sed -n -e '/^--- /q' -e "s/^$2: //p" "$1"; }

# apply_patch TREE PATCH [OPTION...]: git apply, strictly. Inside a repository it would take the paths for that repository's
# and silently skip what is not there, so it must not look above the tree.
apply_patch() {
  local tree=$1 patch=$2
  shift 2
  (cd "$tree" && GIT_CEILING_DIRECTORIES=${tree%/*} git apply --whitespace=nowarn "$@" "$patch")
}

# A test's name as a regular expression that matches nothing else.
exactly() { printf '%s' "$1" | sed 's/[][\.*^$+?(){}|]/\\&/g'; }
