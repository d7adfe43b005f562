#!/usr/bin/env python3
"""Makes boltz-batch's component file from the reference's, once.

    import_mols.py ~/.boltz/mols        components.bin     # a folder of <CODE>.pkl
    import_mols.py ~/.boltz/mols.tar    components.bin     # Boltz-2's archive as it is downloaded
    import_mols.py ~/.boltz/ccd.pkl     components.bin     # Boltz-1's dictionary

Needs RDKit and numpy, in the versions that the reference runs with (its own virtual environment has them): distance bounds
and stereo labels depend on them, and go into features. 45,000 components take some minutes (--jobs).
"""
import argparse
import io
import multiprocessing
import os
import pickle
import struct
import sys
import tarfile
import zlib
from pathlib import Path

import rdkit
from rdkit import Chem, RDLogger

from molecule_record import Unusable, record

MAGIC, VERSION, CODE_SIZE = b"BBCOMP\r\n", 1, 16


class MoleculeUnpickler(pickle.Unpickler):
    """Reads pickles of RDKit molecules and refuses all else: a pickle can otherwise run any program."""

    def find_class(self, module, name):
        if module.startswith("rdkit.Chem") and name in ("Mol", "RWMol"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it holds a {module}.{name}, not an RDKit molecule")


def pickles(source):
    """(code, bytes) of every component of a folder or an archive."""
    if source.is_dir():
        for path in sorted(source.glob("*.pkl")):
            yield path.stem, path.read_bytes()
        return
    with tarfile.open(source) as archive:
        for member in archive:
            path = Path(member.name)
            if member.isfile() and path.suffix == ".pkl" and not path.name.startswith("._"):
                yield path.stem, archive.extractfile(member).read()


def dictionary(source):
    """(code, molecule) of the one big pickle."""
    with source.open("rb") as file:
        molecules = MoleculeUnpickler(file).load()
    if not isinstance(molecules, dict):
        sys.exit(f"{source}: this is not a dictionary of components")
    return molecules.items()


def convert(item):
    """(code, record or None, what went wrong)."""
    code, molecule = item
    try:
        if not 0 < len(code.encode()) <= CODE_SIZE:
            raise Unusable("its code is not 1 to 16 bytes")
        if isinstance(molecule, bytes):
            molecule = MoleculeUnpickler(io.BytesIO(molecule)).load()
        return code, *record(code, molecule)
    except Exception as error:  # one bad component must not cost the others
        return code, None, [f"{error}" if isinstance(error, Unusable) else f"{type(error).__name__}: {error}"]


def write(path, records, provenance):
    """The file that io/input/components/component_store.h describes; appears whole or not at all."""
    temporary = path.with_name(path.name + ".part")
    with temporary.open("wb") as file:
        file.write(bytes(48))
        index = []
        for code, data in records:
            index.append((code.encode(), file.tell(), len(data), zlib.crc32(data)))
            file.write(data)
        index_at = file.tell()
        tail = b"".join(struct.pack("<16sQII", *entry) for entry in sorted(index))
        provenance_at = index_at + len(tail)
        tail += provenance.encode()
        file.write(tail)
        header = MAGIC + struct.pack("<IIQQQI", VERSION, len(index), index_at + len(tail), index_at, provenance_at, zlib.crc32(tail))
        file.seek(0)
        file.write(header + struct.pack("<I", zlib.crc32(header)))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    return len(index)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="mols/, mols.tar or ccd.pkl")
    parser.add_argument("output", type=Path, help="the component file to write")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")
    parser.add_argument("--provenance", default="", help="a line about where the source comes from, kept in the file")
    options = parser.parse_args()
    if not options.source.exists():
        sys.exit(f"{options.source}: there is no such file or folder")
    RDLogger.DisableLog("rdApp.*")
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)  # for molecules on their way to other processes

    single = options.source.suffix == ".pkl"
    items = dictionary(options.source) if single else pickles(options.source)
    provenance = (f"{options.provenance or options.source.name}; RDKit {rdkit.__version__}; tools/components/import_mols.py\n")
    seen, bad = set(), []

    def good(results):
        for code, data, problems in results:
            if problems:
                bad.append((code, "; ".join(problems), data is None))
            if data is not None and code not in seen:
                seen.add(code)
                yield code, data

    if options.jobs > 1:
        with multiprocessing.Pool(options.jobs) as pool:
            count = write(options.output, good(pool.imap(convert, items, chunksize=16)), provenance)
    else:
        count = write(options.output, good(map(convert, items)), provenance)
    for code, problem, dropped in sorted(bad):
        print(f"{code}: {'left out: ' if dropped else ''}{problem}", file=sys.stderr)
    print(f"{options.output}: {count} components, {options.output.stat().st_size / 1e6:.1f} MB; "
          f"{sum(dropped for *_, dropped in bad)} left out, {sum(not dropped for *_, dropped in bad)} incomplete")
    if count == 0:
        options.output.unlink()
        sys.exit(f"{options.source}: no component could be read; nothing was written")


if __name__ == "__main__":
    main()
