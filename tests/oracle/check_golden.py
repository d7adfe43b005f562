"""check_golden.py FILE...: refuses goldens that could not tell a right port from a wrong one, and checkpoints with a
zero parameter.

A golden (.safetensors) must have no NaN or infinity, and every per-token or per-pair output must vary over the tokens:
its spread at least 1 % of its mean. Scalars (ptm, iptm, complex_*, affinity_*) are exempt, having nothing to vary over.
"""
import sys

import torch
from safetensors.torch import load_file

# Axes of the outputs that run over tokens, pairs of tokens or atoms.
TOKEN_AXES = {"s": (1,), "z": (1, 2), "pdistogram": (1, 2), "pbfactor": (1,), "sample_atom_coords": (1,), "plddt": (1,),
              "plddt_logits": (1,), "resolved_logits": (1,), "pae": (1, 2), "pde": (1, 2), "pae_logits": (1, 2),
              "pde_logits": (1, 2)}
LEAST_SPREAD = 0.01


def golden_faults(tensors, degenerate=False, undefined=()):
    """What is wrong with a golden, as sentences. `degenerate`: the complex has too few tokens for anything to vary over
    them; `undefined`: outputs that are 0/0 in it."""
    faults = [f"{name}: NaN or infinity" for name, x in tensors.items()
              if x.is_floating_point() and name not in undefined and not torch.isfinite(x).all()]
    for name, axes in TOKEN_AXES.items():
        x = tensors.get(f"out.{name}")
        if x is None or degenerate:
            continue
        x = x.double()
        spread, mean = x.std(dim=axes).mean(), x.mean(dim=axes).abs().mean()
        if not spread > LEAST_SPREAD * mean:
            faults.append(f"out.{name}: spread over tokens {spread:.3g} is under {LEAST_SPREAD:.0%} of "
                          f"its mean {mean:.3g}")
    return faults


def checkpoint_faults(path):
    state = torch.load(path, map_location="cpu", weights_only=False, mmap=True)["state_dict"]
    return [f"{name}: all zero" for name, x in state.items() if not x.any()]


def main(paths):
    failed = False
    for path in paths:
        faults = checkpoint_faults(path) if path.endswith(".ckpt") else golden_faults(load_file(path))
        for fault in faults:
            print(f"{path}: {fault}", file=sys.stderr)
        failed = failed or bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
