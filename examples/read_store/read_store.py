"""Reads results of boltz-batch with h5py: read_store.py STORE [--table FILE.csv] [--row ID]

Numbers mean something only where a row's status is done: of other rows scores are NaN, but coordinates read 0."""

import argparse
import csv

import h5py
import numpy as np

DONE, FAILED = 0x55, 0xAA
NONE = 0xFFFFFFFF  # of /complexes/target and /complexes/ligand
SCORES = ("confidence_score", "ptm", "iptm", "ligand_iptm", "complex_plddt")  # of each sample
AFFINITIES = ("affinity_pred_value", "affinity_probability_binary")


def best_samples(store):
    """(rows) The sample of each row that has the best confidence_score."""
    return np.argmin(store["scores/sample_rank"][:], axis=1)


def summary(store):
    status = store["complexes/structure_status"][:]
    ids, errors = store["complexes/id"].asstr()[:], store["complexes/error"].asstr()
    weights = store.attrs["weights"].decode()
    print(f"{np.sum(status == DONE)} done, {np.sum(status == FAILED)} failed of {len(status)} rows; weights: {weights}")
    for row in np.flatnonzero(status == FAILED):
        print(f"  {ids[row]}: {errors[row]}")


def write_table(store, path):
    """One line for each row, of its best sample; what is not there stays empty."""
    rows, best = np.arange(store["complexes/id"].shape[0]), best_samples(store)
    columns = {"id": store["complexes/id"].asstr()[:], "smiles": store["complexes/smiles"].asstr()[:]}
    columns |= {name: store["scores"][name][:][rows, best] for name in SCORES}
    columns |= {name: store["affinity"][name][:] for name in AFFINITIES}
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(columns)
        for cells in zip(*columns.values()):
            table.writerow(["" if isinstance(cell, np.floating) and np.isnan(cell) else cell for cell in cells])


def atoms_of(store, row):
    """Chain, residue and name of each atom: those of the row's target, then those of its ligand."""
    found = []
    for part in ("target", "ligand"):
        index = store["complexes"][part][row]
        if index == NONE:
            continue
        begin, end = store[f"topology/{part}_offset"][index:index + 2]
        data = store[f"topology/{part}_data"][begin:end].tobytes()
        chains, residues, atoms = np.frombuffer(data, "<u4", 3, 4)
        at = 20
        chain = np.frombuffer(data, [("name", "S16"), ("entity", "<u4"), ("kind", "<u4")], chains, at)
        at += chain.nbytes
        residue = np.frombuffer(data, [("name", "S8"), ("number", "<i4"), ("chain", "<u4")], residues, at)
        at += residue.nbytes
        atom = np.frombuffer(data, [("name", "S4"), ("residue", "<u4"), ("element", "u1"), ("charge", "i1"), ("unused", "<u2")], atoms, at)
        for one in atom:
            of = residue[one["residue"]]
            found.append((chain[of["chain"]]["name"].decode(), of["name"].decode(), int(of["number"]), one["name"].decode()))
    return found


def structure(store, row):
    """Coordinates (samples, atoms, 3) in Å and pLDDT (samples, tokens) of a row that is done."""
    samples = store["scores/iptm"].shape[1]
    atoms, tokens = int(store["complexes/atoms"][row]), int(store["complexes/tokens"][row])
    first_atom, first_token = int(store["structures/atom_offset"][row]), int(store["structures/token_offset"][row])
    coordinates = store["structures/coordinates"][first_atom:first_atom + samples * atoms].reshape(samples, atoms, 3)
    plddt = store["structures/plddt"][first_token:first_token + samples * tokens].reshape(samples, tokens)
    return coordinates, plddt


def print_row(store, name):
    found = np.flatnonzero(store["complexes/id"].asstr()[:] == name)
    if not found.size or store["complexes/structure_status"][found[0]] != DONE:
        raise SystemExit(f"{name}: " + ("is not done" if found.size else "there is no such row"))
    row = int(found[0])
    best = int(best_samples(store)[row])
    coordinates, plddt = structure(store, row)
    for (chain, residue, number, atom), (x, y, z) in zip(atoms_of(store, row), coordinates[best]):
        print(f"{chain:4} {residue:5} {number:5} {atom:4} {x:9.3f} {y:9.3f} {z:9.3f}")
    print("pLDDT by token:", " ".join(f"{value:.2f}" for value in plddt[best]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("--table", metavar="FILE.csv", help="write scores and affinities of all rows")
    parser.add_argument("--row", metavar="ID", help="print the best structure of one row")
    arguments = parser.parse_args()
    with h5py.File(arguments.store) as store:
        if arguments.table:
            write_table(store, arguments.table)
        if arguments.row:
            print_row(store, arguments.row)
        if not arguments.table and not arguments.row:
            summary(store)


if __name__ == "__main__":
    main()
