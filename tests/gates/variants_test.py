"""Of sources that exist with and without CUDA, both compile, and define the same functions.

variants_test.py OBJECT...: of x_cuda.cpp and x_no_cuda.cpp each. Skipped (77) where CMake found no headers of CUDA, and so gave none."""

import pathlib
import re
import subprocess
import sys


def functions(objects):
    """Those with external linkage."""
    listed = subprocess.run(["nm", "-C", "--defined-only", "--extern-only", *objects], text=True, capture_output=True, check=True).stdout
    return set(re.findall(r"(?m)^\w+ T (bb::.*)$", listed))


if len(sys.argv) < 2:
    print("skipped: LibTorch is without CUDA, or there is no cuda_runtime.h")
    sys.exit(77)
without = [name for name in sys.argv[1:] if pathlib.Path(name).name.endswith("_no_cuda.cpp.o")]
with_cuda = [name for name in sys.argv[1:] if name not in without]
assert len(without) == len(with_cuda) > 0, sys.argv[1:]
difference = functions(without) ^ functions(with_cuda)
for name in sorted(difference):
    print(f"{name}: only one of the two has it")
sys.exit(bool(difference) or not functions(without))
