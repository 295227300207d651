# shellcheck shell=bash
# Loading the source document and the facts of the catalogue and the training events from it. Needs terminal.sh, the repository's
# root as the working directory, a function or program `zaitaku` that reaches the servers, and in work_folder a place for a
# joined file.

readonly document=data/source/survey-2015-12.txt
readonly survey=surveys/2015-12

# The survey is loaded once. What was corrected afterwards is the newer truth, which loading again would take back.
load_survey() {
  local state
  state=$(zaitaku survey list -o csv | awk -F, -v name="$survey" '$1 == name')
  if [[ -z $state ]]; then
    say "Importing $document"
    # Up to the first empty line: the figures that moved are all of them, and the summary comes next.
    zaitaku survey import "$document" | sed '/^$/,$d; s/^/    /' >&2
  fi
  if [[ $state != *,published,* ]]; then
    say "Publishing $survey"
    zaitaku survey publish "$survey" | sed 's/^/    /' >&2
  fi
}

# Loaded once too, all files as one change. A list that could not be had is no empty one: the script ends.
load_catalog() {
  local listed
  listed=$(zaitaku fund list -o csv)
  [[ $listed != *$'\n'* ]] || return 0
  say "Importing data/catalog/"
  cat data/catalog/{funding_sources,programs,budget_lines,guidelines}.jsonl >"${work_folder:?}/catalog.jsonl"
  zaitaku program import "$work_folder/catalog.jsonl" >/dev/null
}

load_training() {
  local listed
  listed=$(zaitaku training list -o csv)
  [[ $listed != *$'\n'* ]] || return 0
  say "Importing data/training/"
  cat data/training/{training_programs,events}.jsonl >"${work_folder:?}/training.jsonl"
  zaitaku event import "$work_folder/training.jsonl" >/dev/null
}

load_all() {
  load_survey
  load_catalog
  load_training
}

show_totals() {
  say "The nation's councils ($survey)"
  zaitaku summary get
  say "The budgets, by fiscal year and stage"
  zaitaku budget totals
  say "The training events, by fiscal year and field"
  zaitaku event totals
}
