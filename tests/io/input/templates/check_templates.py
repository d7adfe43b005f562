"""Template files of many kinds against the reference: the same chains, sequences, residues, coordinates and spans.

check_templates.py DUMP_TEMPLATES

All variants are made here from structures/1a8o_part.cif (PDB 1A8O, CC0: the first 36 residues, MSE at 1 and 35).
"""
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import gemmi

import reference_templates as reference

BASE = Path(__file__).parent / "structures/1a8o_part.cif"
SEQUENCE = "MDIRQGPKEPFRDYVDRFYKTLRAEQASQEVKNWMTET"
MUTANT = "MDIRQGPKEPYRDYVDKFYKTLKAEQASQDVKNWMTEV"


def base():
    return gemmi.make_structure_from_block(gemmi.cif.read(str(BASE))[0])


def missing_residues():
    """A loop, the ends, and single atoms: a CB, an N, a whole side chain."""
    structure = base()
    chain = structure[0][0]
    for k in (*range(27, 32), 20, 0):
        del chain[k]
    for k, name in ((5, "CB"), (8, "N"), (10, "CA"), (12, "C")):
        chain[k].remove_atom(name, "\0")
    return structure


def numbered(first, step=1):
    structure = base()
    for k, residue in enumerate(structure[0][0]):
        residue.seqid = gemmi.SeqId(first + step * (k // 2), "A" if k % 2 else " ")
        residue.label_seq = None
    return structure


def alternatives():
    """Two conformations of some atoms, and a residue that is GLN in one and GLU in the other."""
    structure = base()
    chain = structure[0][0]
    for k in (3, 7, 11):
        for atom in list(chain[k]):
            other = atom.clone()
            atom.altloc, other.altloc = "A", "B"
            other.pos = gemmi.Position(atom.pos.x + 0.7, atom.pos.y, atom.pos.z)
            chain[k].add_atom(other)
    mixed = chain[25].clone()
    mixed.name = "GLU"
    for atom in mixed:
        atom.altloc = "B"
    for atom in chain[25]:
        atom.altloc = "A"
    chain.add_residue(mixed, 26)
    structure.entities[0].full_sequence = [f"{name},GLU" if k == 25 else name for k, name in enumerate(structure.entities[0].full_sequence)]
    return structure


def add_chain(structure, name, entity=None, residues=slice(None), rename=None):
    """A shifted copy of the first chain; `rename` {index: component} makes it another entity."""
    source = structure[0][0]
    chain = gemmi.Chain(name)
    for k, residue in list(enumerate(source))[residues]:
        copy = residue.clone()
        copy.subchain = name
        copy.name = (rename or {}).get(k, copy.name)
        for atom in copy:
            atom.pos = gemmi.Position(atom.pos.x + 40 * len(structure[0]), atom.pos.y, atom.pos.z)
        chain.add_residue(copy)
    structure[0].add_chain(chain)
    if entity is None:
        entities = list(structure.entities)
        entities[0].subchains = [*entities[0].subchains, name]
        structure.entities = gemmi.EntityList(entities)
    else:
        new = gemmi.Entity(entity)
        new.entity_type, new.polymer_type = gemmi.EntityType.Polymer, structure.entities[0].polymer_type
        new.full_sequence = [(rename or {}).get(k, item) for k, item in enumerate(structure.entities[0].full_sequence)]
        new.subchains = [name]
        structure.entities.append(new)
    return structure


def modified():
    """Phosphoserine, selenomethionine, a leaving atom in the model, a modified residue without its first atom, an unknown one."""
    structure = base()
    names = {27: "SEP", 13: "PTR", 19: "MLY", 9: "HYP", 30: "UNK"}
    chain = structure[0][0]
    sequence = list(structure.entities[0].full_sequence)
    for k, name in names.items():
        chain[k].name = sequence[k] = name
    chain[13].remove_atom("N", "\0")
    chain[19][3].name = "OXT"
    sequence[37] = "SEP"
    structure.entities[0].full_sequence = sequence
    return structure


def with_others():
    """Beside the protein: RNA, a ligand, an ion, water, D-peptide."""
    structure = add_chain(base(), "B", "2", slice(0, 12), {k: "ACGU"[k % 4] for k in range(38)})
    structure.entities[1].polymer_type = gemmi.PolymerType.Rna
    structure.entities[1].full_sequence = [c for c in "ACGUACGUACGU"]
    add_chain(structure, "C", "3", slice(0, 9))
    structure.entities[2].polymer_type = gemmi.PolymerType.PeptideD
    for name, component, letter in (("D", "ATP", "nonpolymer"), ("E", "MG", "nonpolymer"), ("F", "HOH", "water")):
        residue = structure[0][0][4].clone()
        residue.name, residue.subchain, residue.het_flag, residue.label_seq = component, name, "H", None
        residue.seqid = gemmi.SeqId(900 + ord(name), " ")
        structure[0][0].add_residue(residue)
        entity = gemmi.Entity(str(len(structure.entities) + 1))
        entity.entity_type = gemmi.EntityType.Water if letter == "water" else gemmi.EntityType.NonPolymer
        entity.subchains = [name]
        structure.entities.append(entity)
    return structure


def pdb_text(structure, ter=True, seqres=True, hetatm=()):
    """As a PDB file; `hetatm` are components put after the first chain."""
    structure = structure.clone()
    chain = structure[0][0]
    for k, name in enumerate(hetatm):
        residue = chain[2].clone()
        residue.name, residue.het_flag, residue.seqid, residue.subchain = name, "H", gemmi.SeqId(700 + 3 * k, " "), f"{k}"
        residue.entity_type = gemmi.EntityType.NonPolymer
        for atom in residue:
            atom.pos = gemmi.Position(atom.pos.x + 30, atom.pos.y + 9 * k, atom.pos.z)
        chain.add_residue(residue)
    structure.setup_entities()
    text = structure.make_pdb_string(gemmi.PdbWriteOptions())
    lines = [line for line in text.splitlines(True) if (ter or not line.startswith("TER")) and (seqres or not line.startswith("SEQRES"))]
    return "".join(lines)


def two_ter(structure):
    lines = pdb_text(structure).splitlines(True)
    lines.insert(next(k for k, line in enumerate(lines) if line[22:26] == " 160"), "TER\n")
    return "".join(lines)


def two_models(structure):
    structure = structure.clone()
    second = structure[0].clone()
    second.name = "2"
    structure.add_model(second)
    return structure


def homodimer():
    return add_chain(add_chain(base(), "B"), "C", "2", rename={4: "ALA", 11: "TRP", 22: "GLY"})


def cases():
    """name, file's text or structure, format, query chains, chain_ids, template_ids."""
    one = {"A": SEQUENCE}
    two = {"A": SEQUENCE, "B": MUTANT}
    yield "plain", base(), "mmcif", one, None, None
    yield "gzip", base(), "mmcif.gz", one, None, None
    yield "mutant with insertion", base(), "mmcif", {"A": MUTANT[:20] + "GGSG" + MUTANT[20:]}, None, None
    yield "part of the query", base(), "mmcif", {"A": "GSHM" * 5 + SEQUENCE[9:30] + "LEHHHHHH"}, None, None
    yield "repeat in the query", base(), "mmcif", {"A": SEQUENCE[5:20] + "G" + SEQUENCE[5:20]}, None, None
    yield "odd letters", base(), "mmcif", {"A": SEQUENCE.replace("K", "X").replace("M", "U").replace("Q", "Z")}, None, None
    yield "unlike", base(), "mmcif", {"A": "GGGGSGGGGS"}, None, None
    yield "missing residues and atoms", missing_residues(), "mmcif", one, None, None
    yield "negative numbers, insertion codes", numbered(-7), "mmcif", one, None, None
    yield "numbers with gaps", numbered(100, 5), "mmcif", one, None, None
    yield "alternative conformations", alternatives(), "mmcif", one, None, None
    yield "modified residues", modified(), "mmcif", one, None, None
    yield "other molecules", with_others(), "mmcif", one, None, None
    yield "two models", two_models(base()), "mmcif", one, None, None
    yield "more template chains", homodimer(), "mmcif", two, None, None
    yield "more query chains", add_chain(base(), "B", "2", rename={5: "TRP"}), "mmcif", {**two, "C": MUTANT[:30], "D": SEQUENCE[3:]}, \
        None, None
    yield "named query chains", homodimer(), "mmcif", two, ["B"], None
    yield "named template chains", homodimer(), "mmcif", two, None, ["C"]
    yield "one to one", homodimer(), "mmcif", two, ["B", "A"], ["A", "C"]
    yield "one chain twice", homodimer(), "mmcif", two, ["A", "A"], ["B", "C"]
    yield "PDB", pdb_text(homodimer()), "pdb", two, None, None
    yield "PDB, gzip", pdb_text(base()), "pdb.gz", one, None, None
    yield "PDB, one to one", pdb_text(homodimer()), "pdb", two, ["A", "B"], ["C1", "A1"]
    yield "PDB, missing residues", pdb_text(missing_residues()), "pdb", one, None, None
    yield "PDB, odd numbers", pdb_text(numbered(-7)), "pdb", one, None, None
    yield "PDB, alternatives", pdb_text(alternatives()), "pdb", one, None, None
    yield "PDB, modified", pdb_text(modified()), "pdb", one, None, None
    yield "PDB, ligand and water", pdb_text(base(), hetatm=("ATP", "MG", "HOH")), "pdb", one, None, None
    yield "PDB without TER", pdb_text(base(), ter=False, hetatm=("ATP", "GOL", "HOH")), "pdb", one, None, None
    yield "PDB with a TER too many", two_ter(base()), "pdb", one, None, None


def write(content, file_format, folder, name):
    suffix = {"mmcif": ".cif", "pdb": ".pdb"}[file_format.removesuffix(".gz")] + (".gz" if file_format.endswith(".gz") else "")
    path = folder / (name.replace(" ", "_").replace(",", "") + suffix)
    if not isinstance(content, str):
        groups = gemmi.MmcifOutputGroups(True)
        groups.entity_poly = groups.group_pdb = True
        content = content.make_mmcif_document(groups).as_string()
    path.write_bytes(gzip.compress(content.encode()) if path.suffix == ".gz" else content.encode())
    return path


def check(dump, folder, known, name, content, file_format, queries, chain_ids, template_ids):
    path = write(content, file_format, folder, name)
    plain = file_format.removesuffix(".gz")
    parsed = reference.read(path, plain, known)
    expected = reference.spans(parsed, queries, chain_ids, template_ids)
    store = folder / "components.bin"
    known.write(store)
    command = [dump, plain, path, "--components", store, *(f"{k}={v}" for k, v in queries.items())]
    command += [word for chain in chain_ids or [] for word in ("--chain", chain)]
    command += [word for chain in template_ids or [] for word in ("--template", chain)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        return [result.stderr.strip()], 0.0, 0, 0
    return *reference.differences(json.loads(result.stdout), parsed, expected), len(expected)


def main():
    known = reference.Components()
    known.get("MET")
    failed, total, largest, count = 0, 0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        for case in cases():
            try:
                found, error, residues, spans = check(sys.argv[1], Path(folder), known, *case)
            except Exception as problem:  # the reference's own
                found, error, residues, spans = [f"the reference fails: {type(problem).__name__}: {problem}"], 0.0, 0, 0
            total, count, largest = total + residues, count + 1, max(largest, error)
            failed += bool(found)
            print(f"{case[0]}: {residues} residues, {spans} spans: {'equal' if not found else '; '.join(found[:4])}")
    print(f"{count} cases, {total} residues; {failed} differ; largest difference of a coordinate or frame {largest:.1e}")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
