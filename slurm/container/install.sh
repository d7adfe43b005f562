#!/usr/bin/env bash
# Builds boltz-batch in an image: what both recipes run, as root, in a copy of the checkout. The same set-up as demo.sh.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends ca-certificates python3 python3-venv >/dev/null
rm -rf build .venv .cache

# LibTorch alone; the environment that tools/setup.sh makes holds the reference too, for tests.
torch_version="$(sed -n 's/^bb_torch_version=//p' tools/setup.sh)"
python3 -m venv /opt/torch
/opt/torch/bin/pip install -q --no-cache-dir "torch==$torch_version"
export BB_PYTHON=/opt/torch/bin/python

# shellcheck source=tools/setup.sh
source tools/setup.sh
bb_setup
bb_build release boltz-batch
ln -sf "$bb_build_dir/bin/boltz-batch" /usr/local/bin/boltz-batch
boltz-batch --version
rm -rf /var/lib/apt/lists/*
