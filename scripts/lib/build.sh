# shellcheck shell=bash
# Configuring and building a preset. Needs terminal.sh; the working directory is the repository's root.

# build_preset PRESET [TARGET...]: all targets if none are named. Two builds of one preset wait for each other.
build_preset() {
  local preset=$1 log
  shift
  log=build/$preset.log
  mkdir -p build
  exec 8>"build/$preset.lock"
  if ! flock -n 8; then
    note "waiting for another build of the preset $preset here"
    flock 8
  fi
  quietly "Building the preset $preset${*:+: $*}" "$log" configure_and_build "$preset" "$@"
  exec 8>&-
}

configure_and_build() {
  local preset=$1
  shift
  # The lock belongs to the script: what ccache leaves running must not keep it.
  exec 8>&-
  cmake --preset "$preset" || return
  exec ninja -C "build/$preset" "$@"
}
