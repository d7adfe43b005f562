"""show_results.py results.h5: the scores of a store as a table, read with h5py."""
import sys

import h5py
import numpy as np

COLUMNS = (("confidence", "scores/confidence_score"), ("ptm", "scores/ptm"), ("iptm", "scores/iptm"),
           ("ligand_iptm", "scores/ligand_iptm"), ("plddt", "scores/complex_plddt"))
AFFINITY = (("affinity", "affinity/affinity_pred_value"), ("binder", "affinity/affinity_probability_binary"))


def best(dataset, best_sample):
    values = dataset[:]
    return values if values.ndim == 1 else np.take_along_axis(values, best_sample[:, None], 1)[:, 0]


def main(path):
    with h5py.File(path) as store:
        ids = store["complexes/id"].asstr()[:]
        rank = store["scores/sample_rank"][:]
        first = np.argmin(rank, axis=1)
        columns = [(name, best(store[dataset], first)) for name, dataset in COLUMNS]
        columns += [(name, store[dataset][:]) for name, dataset in AFFINITY]
        tokens = store["complexes/tokens"][:]
    width = max(map(len, ids))
    print(f"{'id':{width}} {'tokens':>7} " + " ".join(f"{name:>11}" for name, _ in columns))
    for i, name in enumerate(ids):
        cells = ("" if np.isnan(values[i]) else f"{values[i]:.3f}" for _, values in columns)
        print(f"{name:{width}} {tokens[i]:>7} " + " ".join(f"{cell:>11}" for cell in cells))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
