# shellcheck shell=bash
# Starting servers as children of this script and stopping them again, by process id and nothing else. Needs terminal.sh,
# and the folder for the logs in log_folder.

# The servers that were started, in that order: process ids and names side by side.
server_pids=()
server_names=()

log_of() { printf '%s/%s.log' "${log_folder:?}" "$1"; }

# Whether a process is a running child of this script. Unlike `kill -0` it cannot mistake a stranger who got the number of a
# server that is gone.
is_our_child() { [[ " $(jobs -pr | tr '\n' ' ') " == *" $1 "* ]]; }

# listens PORT: whether somebody answers on that port of this machine.
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start_server NAME COMMAND...: starts it in the background, its output in its log, the log before kept beside.
# In a session of its own, for Ctrl-C is for the script, which then stops the servers in order. If the script is killed, the
# kernel ends them (pdeathsig).
start_server() {
  local name=$1 log
  shift
  log=$(log_of "$name")
  [[ ! -s $log ]] || mv -f "$log" "${log%.log}.previous.log"
  setsid setpriv --pdeathsig TERM -- "$@" </dev/null >"$log" 2>&1 9>&- &
  server_pids+=("$!")
  server_names+=("$name")
}

# await_server SECONDS COMMAND...: waits until the command succeeds; fails with the end of the log if the server started last
# dies or does not get there in time.
await_server() {
  local deadline=$((SECONDS + $1)) name=${server_names[-1]} pid=${server_pids[-1]}
  shift
  while is_our_child "$pid"; do
    # Also while it answers, it has to be our child that does.
    if timeout 5 "$@" >/dev/null 2>&1 9>&- && is_our_child "$pid"; then
      return 0
    fi
    if ((SECONDS >= deadline)); then
      complain "$name does not answer"
      show_end "$(log_of "$name")" 20
      return 1
    fi
    sleep 0.1
  done
  complain "$name ended while starting"
  show_end "$(log_of "$name")" 20
  return 1
}

# await_end_of_any: returns when a server ends by itself, having said which.
await_end_of_any() {
  local ended='' status=0 i
  wait -n -p ended "${server_pids[@]}" || status=$?
  for i in "${!server_pids[@]}"; do
    if [[ ${server_pids[i]} == "$ended" ]]; then
      complain "${server_names[i]} ended by itself with status $status"
      show_end "$(log_of "${server_names[i]}")" 20
    fi
  done
  return 1
}

# stop_servers: the newest first. A server gets ten seconds to finish what it is doing.
stop_servers() {
  local i deadline
  for ((i = ${#server_pids[@]} - 1; i >= 0; i--)); do
    is_our_child "${server_pids[i]}" || continue
    kill -TERM "${server_pids[i]}" 2>/dev/null || true
    deadline=$((SECONDS + 10))
    while is_our_child "${server_pids[i]}"; do
      if ((SECONDS >= deadline)); then
        complain "${server_names[i]} does not stop; ending it"
        kill -KILL "${server_pids[i]}" 2>/dev/null || true
        deadline=$((SECONDS + 10))
      fi
      sleep 0.05
    done
    note "stopped ${server_names[i]}"
  done
  server_pids=()
  server_names=()
}
