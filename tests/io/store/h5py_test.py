"""Reads a store as a user does, with h5py alone, also while it is being written. h5py_test.py PROGRAMS"""

import gzip
import os
import pathlib
import struct
import sys
import tempfile
import time
import zlib

import h5py
import numpy as np

from runs import Programs

ROWS = 60
PENDING, DONE, FAILED, NOT_WANTED = 0x00, 0x55, 0xAA, 0xFF


def topology(file, kind, index):
    """As docs/store.md says."""
    group = file["topology"]
    first, end = group[f"{kind}_offset"][index : index + 2]
    data = group[f"{kind}_data"][first:end].tobytes()
    assert max(zlib.crc32(data), 1) == group[f"{kind}_crc"][index]
    magic, chains, residues, atoms, bonds = struct.unpack_from("<4s4I", data)
    assert magic == b"TOP1"
    tables = {}
    at = 20
    for name, count, dtype in (
        ("chains", chains, [("name", "S16"), ("entity", "<u4"), ("kind", "<u4")]),
        ("residues", residues, [("name", "S8"), ("number", "<i4"), ("chain", "<u4")]),
        ("atoms", atoms, [("name", "S4"), ("residue", "<u4"), ("element", "u1"), ("charge", "i1"), ("unused", "<u2")]),
        ("bonds", bonds, [("atom_1", "<u4"), ("atom_2", "<u4"), ("order", "<u4")]),
    ):
        tables[name] = np.frombuffer(data, np.dtype(dtype), count, at)
        at += tables[name].nbytes
    return tables


def check_documented(file):
    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            assert "unit" in item.attrs, name
            assert item.attrs["description"], name
    file.visititems(visit)


def check_finished(store):
    with h5py.File(store) as file:
        assert file.attrs["schema_version"] == 2
        assert list(file["topology/offset_crc"]) == [zlib.crc32(file[f"topology/{kind}_offset"][:].tobytes())
                                                     for kind in ("target", "ligand")]
        assert file.attrs["precision"].rstrip(b"\0").decode() == "highest float32"
        check_documented(file)
        names = file["complexes/id"].asstr()[:]
        assert names[3] == "complex-3-é" and names[59] == "complex-59"
        written = file["complexes/smiles_written"].asstr()[:]
        assert written[1] == "NC(=O)C" and written[4] == "" and file["complexes/smiles"].asstr()[1] == "CC(=O)NC"
        assert (file["complexes/same_as"][:] == 0xFFFFFFFF).all()
        assert list(file["complexes/msa_rows"][5:8]) == [6, 7, 0] and (file["complexes/paired_rows"][:] == 0).all()
        warned = np.arange(ROWS) % 9 == 4
        assert (file["complexes/warning_kinds"][:] == 2 * warned).all()
        assert file["complexes/warnings"].asstr()[13] == "the MSA of row 13"
        assert ((file["complexes/warnings"][:] != b"") == warned).all()
        structure = file["complexes/structure_status"][:]
        affinity = file["complexes/affinity_status"][:]
        tokens = file["complexes/tokens"][:]
        assert (structure[tokens == 0] == FAILED).all() and (tokens == 0).sum() == 6
        assert structure[11] == FAILED and b"90 GB" in file["complexes/error"][11]
        done = structure == DONE
        assert done.sum() == 53
        iptm = file["scores/iptm"][:]
        assert iptm.shape == (ROWS, 2) and np.isfinite(iptm[done]).all() and np.isnan(iptm[~done]).all()
        assert len(np.unique(iptm[done])) > 100  # not one number again and again
        rank = file["scores/sample_rank"][:]
        confidence = file["scores/confidence_score"][:]
        best = np.argmin(np.where(rank < 0, 9, rank), axis=1)
        assert (confidence[done].max(axis=1) == confidence[done, best[done]]).all()
        value = file["affinity/affinity_pred_value"][:]
        assert np.isfinite(value[affinity == DONE]).all() and np.isnan(value[affinity != DONE]).all()
        assert (affinity == NOT_WANTED).sum() == 20
        for row in (0, 8, 59):
            first = int(file["structures/atom_offset"][row])
            atoms = int(file["complexes/atoms"][row])
            xyz = file["structures/coordinates"][first : first + 2 * atoms].reshape(2, atoms, 3)
            assert (xyz >= 0).all() and (xyz < 50).all() and xyz.std() > 5
            chains = int(file["complexes/chains"][row])
            start = int(file["scores/pair_chains_offset"][row])
            pairs = file["scores/pair_chains_iptm"][start : start + 2 * chains * chains]
            assert np.isfinite(pairs).all()
        ligand = topology(file, "ligand", file["complexes/ligand"][8])
        assert list(ligand["atoms"]["name"]) == [b"C1", b"N8", b"O1"]
        assert list(ligand["atoms"]["charge"]) == [0, 1, -1]
        assert list(ligand["bonds"]["order"]) == [2, 1]
        target = topology(file, "target", file["complexes/target"][8])
        assert list(target["chains"]["name"]) == [b"A", b"B"] and len(target["atoms"]) == 7


def check_live(programs, store):
    process = programs.start(store, ROWS * 20, "pace", 4000)
    seen = []
    while process.poll() is None:
        if os.path.exists(store):
            with h5py.File(store) as file:
                status = file["complexes/structure_status"][:]
                iptm = file["scores/iptm"][:]
            assert np.isfinite(iptm[status == DONE]).all()
            seen.append(int((status == DONE).sum()))
        time.sleep(0.05)
    assert process.returncode == 0, process.communicate()[0]
    assert seen == sorted(seen) and any(0 < n < 1000 for n in seen), seen


def check_schema_1(programs, folder):
    """A store that eef2ad4 wrote: read, verified and merged as ever, but not continued."""
    store, master = os.path.join(folder, "1.h5"), os.path.join(folder, "master.h5")
    packed = pathlib.Path(__file__).with_name("schema_1.h5.gz")
    pathlib.Path(store).write_bytes(gzip.decompress(packed.read_bytes()))
    counts = programs.check(store, 12)
    assert counts["done"] > 10 and counts["pending"] == 0, counts
    code, output = programs.run(store, 12)
    assert code != 0 and "older boltz-batch" in output and "random numbers" in output, output
    code, output = programs.merge(master, store)
    assert code == 0, output
    assert programs.check(master, 12) == counts
    with h5py.File(master) as file:
        assert file.attrs["schema_version"] == 1 and "complexes/same_as" not in file
    other = os.path.join(folder, "2.h5")
    programs.run(other, 20)
    code, output = programs.merge(master, store, other)
    assert code != 0 and "schema version" in output, output


def main():
    programs = Programs(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store.h5")
        code, output = programs.run(store, ROWS)
        assert code == 0, output
        check_finished(store)
        check_live(programs, os.path.join(folder, "live.h5"))
        check_schema_1(programs, folder)
    print("h5py reads what was written")


if __name__ == "__main__":
    main()
