"""One RDKit component as a record of boltz-batch's component file (io/input/components/molecule_bytes.h).

What RDKit derives (distance bounds, chiral centres, stereo bonds, flat groups) is asked for with the calls, settings and
order of the reference (boltz 2.2.1), so that features made from the record equal the reference's: run this with the RDKit that
the reference runs with.
"""
import struct

import numpy as np
from rdkit import Chem
from rdkit.Chem import Descriptors, rdDistGeom, rdMolDescriptors

# The reference's numbers (boltz/data/const.py).
CHIRALITY = {name: number for number, name in enumerate((
    "CHI_UNSPECIFIED", "CHI_TETRAHEDRAL_CW", "CHI_TETRAHEDRAL_CCW", "CHI_SQUAREPLANAR", "CHI_OCTAHEDRAL",
    "CHI_TRIGONALBIPYRAMIDAL", "CHI_OTHER"))}
BOND_TYPE = {"SINGLE": 1, "DOUBLE": 2, "TRIPLE": 3, "AROMATIC": 4}

ANY_BOND = Chem.MolFromSmarts("*~*")
ANY_ANGLE = Chem.MolFromSmarts("*~*~*")
FLAT_DOUBLE_BOND = Chem.MolFromSmarts("[C;X3;^2](*)(*)=[C;X3;^2](*)(*)")
FLAT_RINGS = {5: Chem.MolFromSmarts("[ar5^2]1[ar5^2][ar5^2][ar5^2][ar5^2]1"),
              6: Chem.MolFromSmarts("[ar6^2]1[ar6^2][ar6^2][ar6^2][ar6^2][ar6^2]1")}


class Unusable(Exception):
    """A component that cannot be recorded; says why."""


def chirality(atom):
    return CHIRALITY.get(atom.GetChiralTag().name, CHIRALITY["CHI_OTHER"])


def text(value):
    encoded = value.encode()
    if len(encoded) > 255:
        raise Unusable(f"a name of {len(encoded)} bytes")
    return struct.pack("<B", len(encoded)) + encoded


def bounds_of(molecule, kept):
    """(pairs, 2) float32 lower and upper bounds and (pairs,) flags, row by row of the triangle of the kept atoms."""
    if len(kept) < 2:
        return np.empty((0, 2), np.float32), np.empty(0, np.uint8)
    molecule.UpdatePropertyCache(strict=False)
    Chem.GetSymmSSSR(molecule)
    matrix = rdDistGeom.GetMoleculeBoundsMatrix(molecule, set15bounds=True, scaleVDW=True, doTriangleSmoothing=True,
                                                useMacrocycle14config=False)
    flags = np.zeros(matrix.shape, np.uint8)
    for pattern, first, last, flag in ((ANY_BOND, 0, 1, 1), (ANY_ANGLE, 0, 2, 2)):
        for match in molecule.GetSubstructMatches(pattern):
            i, j = sorted((match[first], match[last]))
            flags[i, j] |= flag
    rows, columns = (np.asarray(kept)[index] for index in np.triu_indices(len(kept), k=1))
    return np.stack([matrix[columns, rows], matrix[rows, columns]], 1).astype(np.float32), flags[rows, columns]


def ranked_neighbours(atom, without=None):
    """Indices of an atom's neighbours, the highest CIP rank first."""
    neighbours = [(other.GetIdx(), int(other.GetProp("_CIPRank"))) for other in atom.GetNeighbors() if other.GetIdx() != without]
    return [index for index, _ in sorted(neighbours, key=lambda pair: pair[1], reverse=True)]


def chiral_atoms_of(molecule):
    """((a, b, c, centre), is_reference, is_r) of every tetrahedral centre: the highest ranks, then the other choices of three."""
    for centre, label in Chem.FindMolChiralCenters(molecule, includeUnassigned=False):
        atom = molecule.GetAtomWithIdx(centre)
        neighbours = ranked_neighbours(atom)
        if len(neighbours) > 4 or atom.GetHybridization() != Chem.HybridizationType.SP3:
            continue
        yield (*neighbours[:3], centre), True, label == "R"
        if len(neighbours) == 4:
            for left_out in range(3):
                three = neighbours[:left_out] + neighbours[left_out + 1:]
                yield (*(three if left_out % 2 else reversed(three)), centre), False, label == "R"


def stereo_bonds_of(molecule):
    for bond in molecule.GetBonds():
        if bond.GetStereo() not in (Chem.BondStereo.STEREOE, Chem.BondStereo.STEREOZ):
            continue
        ends = bond.GetBeginAtom(), bond.GetEndAtom()
        sides = [ranked_neighbours(ends[k], ends[1 - k].GetIdx()) for k in (0, 1)]
        is_e = bond.GetStereo() == Chem.BondStereo.STEREOE
        for k in range(2 if len(sides[0]) == len(sides[1]) == 2 else 1):
            yield (sides[0][k], ends[0].GetIdx(), ends[1].GetIdx(), sides[1][k]), k == 0, is_e


def constraints_of(molecule, kept, problems):
    """Bounds, chiral atoms, stereo bonds, planar bonds, 5-rings, 6-rings, in the numbering of the kept atoms. Mutates."""
    number = {atom: k for k, atom in enumerate(kept)}

    def renumbered(found):
        return [(tuple(number[a] for a in atoms), *rest) for atoms, *rest in found if all(a in number for a in atoms)]

    def attempt(what, function, nothing):
        try:
            return function()
        except Exception as error:  # RDKit's own are many; the reference would give up the whole input
            problems.append(f"no {what}: {type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}")
            return nothing

    bounds = attempt("distance bounds", lambda: bounds_of(molecule, kept), (np.empty((0, 2), np.float32), np.empty(0, np.uint8)))
    ranked = all(atom.HasProp("_CIPRank") for atom in molecule.GetAtoms())
    chiral = attempt("chiral atoms", lambda: renumbered(chiral_atoms_of(molecule)), []) if ranked else []
    stereo = attempt("stereo bonds", lambda: renumbered(stereo_bonds_of(molecule)), []) if ranked else []
    flat = [attempt("planar groups", lambda p=pattern: renumbered((match,) for match in molecule.GetSubstructMatches(p)), [])
            for pattern in (FLAT_DOUBLE_BOND, FLAT_RINGS[5], FLAT_RINGS[6])]
    return bounds, chiral, stereo, flat


def record(code, molecule):
    """(bytes of the record, what could not be derived). Raises Unusable. Leaves the molecule changed."""
    if not all(atom.HasProp("name") for atom in molecule.GetAtoms()):
        raise Unusable("an atom without the property 'name'")
    problems = []
    try:
        weight = Descriptors.MolWt(molecule)
    except Exception as error:
        weight, _ = 0.0, problems.append(f"no molecular weight: {type(error).__name__}")
    counted = molecule.GetNumAtoms()
    without_hydrogens = Chem.RemoveHs(molecule, sanitize=False)
    if without_hydrogens.GetNumAtoms() == 0:
        raise Unusable("no atom but hydrogen")

    # A lone heavy atom is the first that is left; else every atom that is not hydrogen.
    lone = rdMolDescriptors.CalcNumHeavyAtoms(molecule) == 1
    by_name = {atom.GetProp("name"): atom.GetIdx() for atom in molecule.GetAtoms()}
    if lone:
        reduced = [without_hydrogens.GetAtomWithIdx(0)]
        kept = [by_name[reduced[0].GetProp("name")]]
    else:
        reduced = [atom for atom in without_hydrogens.GetAtoms() if atom.GetAtomicNum() != 1]
        kept = [atom.GetIdx() for atom in molecule.GetAtoms() if atom.GetAtomicNum() != 1]
    if not kept:
        raise Unusable("no atom but hydrogen")
    if len(kept) > 65535:
        raise Unusable(f"{len(kept)} atoms")

    atoms = []
    for index, same in zip(kept, reduced, strict=True):
        atom = molecule.GetAtomWithIdx(index)
        leaving = atom.HasProp("leaving_atom") and int(atom.GetProp("leaving_atom")) != 0
        atoms.append(text(atom.GetProp("name")) + struct.pack(
            "<BbBBB", atom.GetAtomicNum(), atom.GetFormalCharge(), chirality(atom), chirality(same), leaving))

    number = {atom: k for k, atom in enumerate(kept)}
    bonds = []
    for bond in molecule.GetBonds():
        ends = sorted(number.get(index, -1) for index in (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()))
        if ends[0] >= 0:
            bonds.append(struct.pack("<HHB", *ends, BOND_TYPE.get(bond.GetBondType().name, 0)))

    conformers = []
    for conformer in molecule.GetConformers():
        name = conformer.GetProp("name") if conformer.HasProp("name") else ""
        positions = conformer.GetPositions()[kept].astype("<f4")
        if not np.isfinite(positions).all():
            raise Unusable(f"conformer {name or conformer.GetId()} has a coordinate that is not finite")
        conformers.append(text(name) + positions.tobytes())
    if not conformers:
        problems.append("no conformer")

    bounds, flags = np.empty((0, 2), np.float32), np.empty(0, np.uint8)
    chiral, stereo, flat = [], [], [[], [], []]
    if not lone:
        (bounds, flags), chiral, stereo, flat = constraints_of(molecule, kept, problems)
    pairs = np.empty(len(flags), np.dtype([("bounds", "<f4", 2), ("flags", "u1")]))
    pairs["bounds"], pairs["flags"] = bounds, flags

    parts = [struct.pack("<9Iid", len(atoms), len(bonds), len(conformers), len(pairs), len(chiral), len(stereo),
                         *(len(found) for found in flat), counted, weight), text(code)]
    parts += atoms + bonds + conformers + [pairs.tobytes()]
    parts += [struct.pack("<4HB", *quadruple, reference | 2 * flag) for found in (chiral, stereo) for quadruple, reference, flag in found]
    parts += [struct.pack(f"<{len(group)}H", *group) for found in flat for (group,) in found]
    return b"".join(parts), problems
