"""compare.py A B [NAME...]: how far file B is from file A, per tensor (safetensors; A is the reference).

`relative` is |A - B| / |A| in the 2-norm, `largest` the greatest absolute difference. Without names: every tensor of A.
Exits with 1 if a tensor is missing from B, has another shape, or is NaN in one and not in the other."""
import sys

import torch
from safetensors.torch import load_file


def difference(a, b):
    """(relative, largest) difference, ignoring places where both are NaN; infinite where only one is."""
    a, b = a.double(), b.double()
    if not torch.equal(a.isnan(), b.isnan()):
        return float("inf"), float("inf")
    gap, size = (a - b).nan_to_num(), a.nan_to_num().norm()
    return float(gap.norm() / size) if size > 0 else float(gap.norm()), float(gap.abs().max()) if a.numel() else 0.0


def main(reference, other, names):
    a, b, failed = load_file(reference), load_file(other), False
    for name in names or sorted(a):
        if name not in a or name not in b or a[name].shape != b[name].shape:
            shapes = [tuple(x[name].shape) if name in x else "absent" for x in (a, b)]
            print(f"{name:40s} {shapes[0]} against {shapes[1]}")
            failed = True
            continue
        relative, largest = difference(a[name], b[name])
        failed = failed or relative == float("inf")
        print(f"{name:40s} relative {relative:8.2e}  largest {largest:8.2e}  |A| up to {a[name].double().abs().max():.3g}")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
