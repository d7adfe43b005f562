"""score_table.py FOLDER: prints the scores in FOLDER/{structure,affinity}.safetensors beside the reference's."""

import sys
from pathlib import Path

from safetensors.numpy import load_file

SCORES = {
    "structure": ("confidence_score", "ptm", "iptm", "ligand_iptm", "complex_plddt", "complex_iplddt", "complex_pde"),
    "affinity": ("affinity_pred_value", "affinity_probability_binary"),
}


def main():
    folder = Path(sys.argv[1])
    print(f"{'stage':<10} {'score':<29} {'sample':>6} {'boltz-batch':>12} {'reference':>12}")
    for stage, names in SCORES.items():
        ours = load_file(folder / f"{stage}.safetensors")
        theirs = load_file(folder / f"{stage}.reference.safetensors")
        for name in names:
            pairs = zip(ours[f"out.{name}"].flatten(), theirs[f"out.{name}"].flatten(), strict=True)
            for sample, (value, expected) in enumerate(pairs):
                # the affinity is one number, of the best sample
                label = sample if stage == "structure" else ""
                print(f"{stage:<10} {name:<29} {label:>6} {value:>12.5f} {expected:>12.5f}")


if __name__ == "__main__":
    main()
