"""Compares a master with the store of the same rows that was never cut in shards, through h5py alone."""

import h5py

# Where something lies, and what is checksummed with that: different by nature.
PLACES = {"structures/atom_offset", "structures/token_offset", "structures/pair_offset", "scores/pair_chains_offset",
          "complexes/target", "complexes/ligand", "complexes/input_set", "complexes/index_crc"}
BULK = {"structures/coordinates", "structures/plddt", "structures/pae", "structures/pde", "structures/s",
        "structures/z", "scores/pair_chains_iptm"}
# Who computed it, when, and how long that took: of real runs different as well.
RUN = {"complexes/seconds", "complexes/rank", "complexes/attempt", "affinity/seconds",
       "affinity/rank", "records/structure_marks", "records/affinity_marks"}


def datasets(file):
    names = []
    file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    return set(names)


def same(a, b):
    # Bytes, so that NaN equals itself.
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def row_of_bulk(file, name, row, samples):
    atoms, tokens, chains = (int(file[f"complexes/{what}"][row]) for what in ("atoms", "tokens", "chains"))
    offset, by, count = {
        "coordinates": ("structures/atom_offset", 1, samples * atoms),
        "plddt": ("structures/token_offset", 1, samples * tokens),
        "pae": ("structures/pair_offset", 1, samples * tokens**2),
        "pde": ("structures/pair_offset", 1, samples * tokens**2),
        "s": ("structures/token_offset", samples, tokens),
        "z": ("structures/pair_offset", samples, tokens**2),
        "pair_chains_iptm": ("scores/pair_chains_offset", 1, samples * chains**2),
    }[name.split("/")[1]]
    first = int(file[offset][row]) // by
    return file[name][first : first + count]


def topology(file, kind, row):
    index = int(file[f"complexes/{kind}"][row])
    if index == 0xFFFFFFFF:
        return None
    first, end = file[f"topology/{kind}_offset"][index : index + 2]
    return int(file[f"topology/{kind}_crc"][index]), file[f"topology/{kind}_data"][first:end].tobytes()


def differences(master, store, ignore_run=False):
    """What a user of h5py could see of it, by name."""
    found = []
    with h5py.File(master) as a, h5py.File(store) as b:
        if datasets(a) - datasets(b) != {"complexes/store"} or datasets(b) - datasets(a):
            found.append(f"datasets: {datasets(a) ^ datasets(b)}")
        for group in ("/", "numerics"):
            one, other = ({k: str(v) for k, v in file[group].attrs.items() if not (ignore_run and k == "options")}
                          for file in (a, b))
            if one != other:
                found.append(f"attributes of {group}: {dict(one.items() ^ other.items())}")
        samples = b["scores/iptm"].shape[1]
        rows = range(b["complexes/id"].shape[0])
        for name in sorted(datasets(b)):
            one, other = a[name], b[name]
            if dict(one.attrs).keys() != dict(other.attrs).keys():
                found.append(f"attributes of {name}")
            if name in PLACES or name.startswith(("topology/", "journal/", "inputs/")):
                continue
            if name in BULK:
                bad = [row for row in rows
                       if not same(row_of_bulk(a, name, row, samples), row_of_bulk(b, name, row, samples))]
            elif name in RUN and ignore_run:
                bad = []
            elif name == "records/structure_scores" and ignore_run:
                bad = [] if same(one[:, :-1], other[:, :-1]) else [0]
            elif name == "records/affinity_scores" and ignore_run:
                bad = [] if same(one[:, :-1], other[:, :-1]) else [0]
            else:
                bad = [] if same(one[:], other[:]) else [0]
            if bad:
                found.append(f"{name}: rows {bad[:5]}")
        for kind in ("target", "ligand"):
            bad = [row for row in rows if topology(a, kind, row) != topology(b, kind, row)]
            if bad:
                found.append(f"topology of the {kind}: rows {bad[:5]}")
    return found
