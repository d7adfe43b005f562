#!/bin/sh
# make.sh [OUT_DIR]: what the C++ tests compare with, made by the reference. BB_PYTHON names the Python that has it.
exec "${BB_PYTHON:-python3}" -B "$(dirname "$0")/make.py" "$@"
