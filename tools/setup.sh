#!/usr/bin/env bash
# Set-up for demo.sh and test.sh, which source this file; run it by itself to set up only.
#
# Installs the Debian/Ubuntu packages that are missing (as root or with sudo; otherwise says which), makes a private
# Python environment with LibTorch and the reference implementation that tests compare against, and configures and
# builds. Everything is done once: a second run finds it done.
#
# Overrides, from the environment:
#   BB_TORCH_DIR   build against this LibTorch (.../site-packages/torch, or an unpacked libtorch), not the private one
#   BB_PYTHON      use this interpreter, with all it has installed, and make no private environment
#   BB_PYTHON_BASE make the private environment with this interpreter (default: python3)
#   BB_BUILD_DIR   build here instead of build/<preset>
#   BB_JOBS        parallel compile jobs (default: one per core, and no more than memory allows at 2 GB each)

set -euo pipefail

bb_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
bb_torch_version=2.11.0
bb_log="$bb_root/.cache/setup.log"

# Paths from the environment are relative to the caller's folder, whatever folder a command runs in.
bb_absolute() { if [[ -n "$1" ]]; then realpath -ms -- "$1"; fi; }
BB_BUILD_DIR="$(bb_absolute "${BB_BUILD_DIR:-}")"
BB_TORCH_DIR="$(bb_absolute "${BB_TORCH_DIR:-}")"
if [[ "${BB_PYTHON:-}" == */* ]]; then
  BB_PYTHON="$(bb_absolute "$BB_PYTHON")"
fi

bb_say() { printf '%s\n' "boltz-batch: $*"; }
bb_fail() {
  printf '%s\n' "boltz-batch: $*" >&2
  exit 1
}

# Runs a command with its output in the log; where it fails, shows the log's end (without addresses) and stops.
bb_logged() {
  local what="$1"
  shift
  mkdir -p "${bb_log%/*}"
  if ! "$@" >"$bb_log" 2>&1 </dev/null; then
    tail -n 20 "$bb_log" | sed -E 's#[a-z]+://[^ ]+#<address>#g; s#host=[^ ,)]+#host=<host>#g' >&2
    bb_fail "$what failed (above: the end of ${bb_log#"$bb_root"/})"
  fi
}

bb_jobs() {
  if [[ -n "${BB_JOBS:-}" ]]; then
    echo "$BB_JOBS"
    return
  fi
  local cores memory
  cores="$(nproc)"
  memory="$(awk '/^MemAvailable/ { print int($2 / 2097152) }' /proc/meminfo)"
  ((memory >= 1)) || memory=1
  echo $((cores < memory ? cores : memory))
}

# Prints the packages that stand for the required tools that are missing.
bb_missing_packages() {
  local python="$1"
  command -v g++ >/dev/null || echo g++
  command -v cmake >/dev/null || echo cmake
  command -v ninja >/dev/null || echo ninja-build
  [[ -e /usr/include/gtest/gtest.h ]] || echo '#include <gtest/gtest.h>' | g++ -E -x c++ - >/dev/null 2>&1 ||
    echo libgtest-dev
  [[ -e /usr/include/zlib.h ]] || echo '#include <zlib.h>' | g++ -E -x c++ - >/dev/null 2>&1 || echo zlib1g-dev
  [[ -e /usr/include/yaml-cpp/yaml.h ]] || echo '#include <yaml-cpp/yaml.h>' | g++ -E -x c++ - >/dev/null 2>&1 ||
    echo libyaml-cpp-dev
  [[ -n "${RDKIT_ROOT:-}" || -e /usr/include/rdkit/GraphMol/RDKitBase.h ]] || printf '%s\n' librdkit-dev libboost-dev
  command -v mpicc >/dev/null && command -v mpirun >/dev/null || printf '%s\n' libopenmpi-dev openmpi-bin
  [[ -n "${HDF5_ROOT:-}" || -e /usr/include/hdf5/openmpi/H5FDmpio.h ]] || echo libhdf5-openmpi-dev
  [[ -e /usr/include/boost/program_options.hpp ]] || echo libboost-program-options-dev
  [[ -e /usr/include/openssl/evp.h ]] || echo libssl-dev # SHA-256 of checkpoints
  [[ -n "${BB_PYTHON:-}" ]] || "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

bb_install_packages() {
  local python="$1" as_root=() missing=() wanted=()
  mapfile -t missing < <(bb_missing_packages "$python")
  wanted=("${missing[@]}")
  command -v ccache >/dev/null || wanted+=(ccache) # convenient, not required
  command -v doxygen >/dev/null || wanted+=(doxygen) # a test is skipped without it
  # For the tests that start a Slurm of their own, which only root can; test.sh says which tests are wanted.
  if [[ "${label:-quick}" != quick && "$(id -u)" == 0 ]]; then
    command -v slurmctld >/dev/null || wanted+=(slurm-wlm)
    command -v munged >/dev/null || wanted+=(munge)
  fi
  if ((${#wanted[@]} == 0)); then
    return
  fi

  if [[ "$(id -u)" != 0 ]]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [[ -t 0 && ${#missing[@]} -gt 0 ]]; }; then
      as_root=(none)
    fi
  fi
  if ! command -v apt-get >/dev/null || [[ "${as_root[*]}" == none ]]; then
    if ((${#missing[@]} == 0)); then
      return
    fi
    bb_fail "missing: ${missing[*]}
These are Debian/Ubuntu package names and cannot be installed from here: that needs apt-get and root or sudo. Install with
    sudo apt-get install ${missing[*]}"
  fi

  bb_say "installing ${wanted[*]}"
  if [[ "${as_root[*]}" == sudo ]]; then
    sudo -v || bb_fail "sudo was refused; install by hand: ${wanted[*]}"
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  if ! "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" >/dev/null 2>&1 </dev/null; then
    bb_logged "apt-get update" "${apt[@]}" update # lists too old or absent
    bb_logged "apt-get install ${wanted[*]}" "${apt[@]}" install -y --no-install-recommends "${wanted[@]}"
  fi
}

bb_check_cmake() {
  local cmake_version
  cmake_version="$(cmake --version | sed -n 's/^cmake version \([0-9.]*\).*/\1/p')"
  if [[ "$(printf '%s\n' 3.25 "$cmake_version" | sort -V | head -n 1)" != 3.25 ]]; then
    bb_fail "CMake 3.25 or newer is needed, this is $cmake_version (the Python package 'cmake' brings a newer one)"
  fi
}

# The private environment. Sets BB_PYTHON.
bb_make_venv() {
  local base="$1" venv="$bb_root/.venv" stamp
  local requirements=("$bb_root/tests/oracle/requirements.txt" "$bb_root/tests/requirements.txt")
  stamp="torch==$bb_torch_version $(cat "${requirements[@]}" | sha256sum)"
  BB_PYTHON="$venv/bin/python"
  if [[ -e "$venv/setup.stamp" && "$(<"$venv/setup.stamp")" == "$stamp" && -x "$BB_PYTHON" ]]; then
    return
  fi
  rm -f "$venv/setup.stamp"
  "$base" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' ||
    bb_fail "the reference needs Python 3.11 or 3.12, $base is $("$base" --version): name another in BB_PYTHON_BASE"
  if ! "$BB_PYTHON" -m pip --version >/dev/null 2>&1; then
    bb_logged "making .venv" "$base" -m venv --clear "$venv"
  fi
  bb_say "installing LibTorch $bb_torch_version and the reference into .venv (about 6 GB, a few minutes)"
  bb_logged "installing into .venv" "$BB_PYTHON" -m pip install -q --disable-pip-version-check --no-input \
    "torch==$bb_torch_version" "${requirements[@]/#/-r}"
  printf '%s' "$stamp" >"$venv/setup.stamp"
}

# Everything short of building. Sets BB_PYTHON and exports it.
bb_setup() {
  local base="${BB_PYTHON:-${BB_PYTHON_BASE:-python3}}"
  if [[ "$base" != python3 ]]; then
    command -v "$base" >/dev/null || bb_fail "no such interpreter: $base"
  fi
  bb_install_packages "$base"
  bb_check_cmake
  if [[ -z "${BB_PYTHON:-}" ]]; then
    bb_make_venv "$base"
  fi
  export BB_PYTHON
}

# bb_build PRESET [TARGET..]: configures where needed, builds. Sets bb_build_dir.
bb_build() {
  local preset="$1" settings
  shift
  bb_build_dir="${BB_BUILD_DIR:-$bb_root/build/$preset}"
  settings="$preset|$BB_TORCH_DIR|$BB_PYTHON|$(sha256sum <"$bb_root/CMakePresets.json")"
  if [[ ! -e "$bb_build_dir/build.ninja" || ! -e "$bb_build_dir/setup.stamp" ||
    "$(<"$bb_build_dir/setup.stamp")" != "$settings" ]]; then
    rm -f "$bb_build_dir/setup.stamp"
    (cd "$bb_root" && cmake --preset "$preset" -B "$bb_build_dir" \
      -DBB_PYTHON="$BB_PYTHON" -DBB_TORCH_DIR="$BB_TORCH_DIR" </dev/null) ||
      bb_fail "configuring failed (preset $preset)"
    printf '%s' "$settings" >"$bb_build_dir/setup.stamp"
  fi
  cmake --build "$bb_build_dir" --parallel "$(bb_jobs)" ${1:+--target "$@"} </dev/null || bb_fail "the build failed"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  bb_setup
  bb_say "set up; LibTorch is the one of ${BB_TORCH_DIR:-$BB_PYTHON}"
fi
