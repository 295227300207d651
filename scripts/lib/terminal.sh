# shellcheck shell=bash
# What the scripts say to a person. Progress and complaints go to standard error, results to standard output.

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' red=$'\e[31m' dim=$'\e[2m' plain=$'\e[0m' rewrite=$'\r\e[K'
else
  bold='' red='' dim='' plain='' rewrite=''
fi

# The process of the step that is under way, empty between steps, and whether it must not be ended early.
step_pid='' step_must_finish=no

say() { printf '%s%s\n' "$rewrite" "${bold}==>${plain} $*" >&2; }

note() { printf '%s\n' "    $*" >&2; }

complain() { printf '%s\n' "${red}error:${plain} $*" >&2; }

die() {
  complain "$@"
  exit 1
}

# show_end LOG: the last lines of a log, indented, so that nobody has to open it for the usual mistakes.
show_end() {
  local log=$1 lines=${2:-40}
  note "the end of ${log#"$PWD/"}:"
  tail -n "$lines" "$log" | sed 's/^/    | /' >&2
}

# quietly WHAT LOG COMMAND...: runs a command with its output in the log, says every now and then how far it is, and shows
# the end of the log if it fails. The command runs beside the script, so that a signal to the script is not held up by it.
quietly() {
  local what=$1 log=$2 began=$SECONDS said=$SECONDS status=0
  shift 2
  say "$what"
  mkdir -p "$(dirname "$log")"
  "$@" </dev/null >"$log" 2>&1 9>&- &
  step_pid=$!
  while kill -0 "$step_pid" 2>/dev/null; do
    sleep 0.3
    if [[ -n $rewrite ]]; then
      printf '%s    %s%s%s' "$rewrite" "$dim" "$(last_line "$log" | cut -c 1-100)" "$plain" >&2
    elif ((SECONDS - said >= 30)); then
      said=$SECONDS
      note "$((SECONDS - began)) s: $(last_line "$log")"
    fi
  done
  printf '%s' "$rewrite" >&2
  wait "$step_pid" || status=$?
  step_pid=''
  if ((status != 0)); then
    complain "$what: failed after $((SECONDS - began)) s"
    show_end "$log"
    return "$status"
  fi
  note "done in $((SECONDS - began)) s"
}

last_line() { tail -c 400 "$1" | tr '\r' '\n' | awk 'NF {line = $0} END {print line}'; }

# end_step: for whoever was asked to stop while a step is under way.
end_step() {
  [[ -n $step_pid ]] || return 0
  if [[ $step_must_finish == yes ]]; then
    note "waiting for the step that is under way, for it must not be left half done"
  else
    kill -TERM "$step_pid" 2>/dev/null || true
  fi
  wait "$step_pid" 2>/dev/null || true
  step_pid=''
}
