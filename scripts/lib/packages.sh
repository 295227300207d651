# shellcheck shell=bash
# The Debian 12 packages that Zaitaku needs, and their installation. Needs terminal.sh.

# What builds the servers and the command line client.
build_packages=(
  g++ cmake ninja-build ccache mold pkg-config
  protobuf-compiler protobuf-compiler-grpc libgrpc++-dev libprotobuf-dev libabsl-dev
  libhiredis-dev libsoci-dev libsqlite3-dev libboost-dev
  libcli11-dev libspdlog-dev libutf8proc-dev libssl-dev libical-dev librhonabwy-dev libjansson-dev
  prometheus-cpp-dev libcpp-httplib-dev
)

# What builds and runs them.
runtime_packages=("${build_packages[@]}" redis-server redis-tools openssl)

# What the tests need beside them. Node.js and kubectl often come from elsewhere: see missing_packages.
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev clang-format shellcheck sqlite3 git procps ca-certificates strace
  python3-icalendar python3-vobject nginx kubernetes-client libnghttp2-dev prometheus
)

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# missing_packages PACKAGE...: those that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    case $package in
      nodejs) command -v node >/dev/null || echo nodejs ;;
      npm) command -v npm >/dev/null || echo npm ;;
      kubernetes-client) command -v kubectl >/dev/null || echo kubernetes-client ;;
      *) is_installed "$package" || echo "$package" ;;
    esac
  done
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# Installing redis-server starts a server on port 6379 and arranges for it to start with the machine. Nobody asked for that:
# Zaitaku starts its own. Debian's policy-rc.d is the way to say so; one that is there already is somebody's decision.
policy_file=/usr/sbin/policy-rc.d

without_starting_services() {
  local status=0 ours=no
  if [[ ! -e $policy_file ]]; then
    ours=yes
    printf '#!/bin/sh\n# Made by scripts/lib/packages.sh for one installation.\nexit 101\n' | as_root tee "$policy_file" >/dev/null
    as_root chmod 755 "$policy_file"
  fi
  as_root "$@" || status=$?
  [[ $ours == no ]] || as_root rm -f "$policy_file"
  return "$status"
}

# The lists are fetched first: on a fresh machine there are none, on an old one they name versions that are gone.
update_and_install() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  as_root "${apt[@]}" update || return
  without_starting_services "${apt[@]}" install --no-install-recommends "$@"
}

# install_packages LOG PACKAGE...: installs what is missing, and asks for nothing if nothing is.
install_packages() {
  local log=$1 missing
  shift
  command -v dpkg-query >/dev/null || die "this is not Debian; Zaitaku is built on Debian 12"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      die "these packages are missing, and there is no sudo to install them with; as root: apt-get install ${missing[*]}"
    # Asks for the password now, while a person can see the question; the installation itself has no terminal.
    sudo -v || die "these packages are missing: ${missing[*]}"
  fi
  step_must_finish=yes
  quietly "Installing ${#missing[@]} Debian packages: ${missing[*]}" "$log" update_and_install "${missing[@]}" ||
    die "the packages could not be installed; the whole log is $log"
  step_must_finish=no
}
