"""The reference's component data (mols/<CODE>.pkl), built offline from the wwPDB component dictionary that biotite
carries. Same atoms, order and ideal coordinates as the published files; conformers and chirality tags may differ."""
import pickle

import numpy as np
from rdkit import Chem, RDLogger
from rdkit.Chem import AllChem
from rdkit.Geometry import Point3D

AMINO_ACIDS = "ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL UNK".split()
NUCLEOTIDES = "A G C U N DA DG DC DT DN".split()
OTHERS = "ATP GOL MSE SEP 5MC PSU MG ZN CL NAG MAN".split()
BOND_ORDERS = {"SING": Chem.BondType.SINGLE, "DOUB": Chem.BondType.DOUBLE, "TRIP": Chem.BondType.TRIPLE,
               "AROM": Chem.BondType.AROMATIC, "QUAD": Chem.BondType.QUADRUPLE, "DATI": Chem.BondType.DATIVE}


def column(category, name, default):
    """A CIF column as a list, `default` where it is absent or masked."""
    if name not in category:
        return [default] * category.row_count
    values = category[name].as_array()
    mask = category[name].mask
    masked = mask.array if mask is not None else np.zeros(len(values), int)
    return [default if m else v for v, m in zip(values, masked)]


def coordinates(atoms):
    """Ideal coordinates where they are complete, else those of the model, (n, 3) in Angstrom."""
    def read(pattern):
        return np.array([[float(v) for v in column(atoms, pattern % axis, np.nan)] for axis in "xyz"]).T
    ideal = read("pdbx_model_Cartn_%s_ideal")
    usable = np.isfinite(ideal).all() and (len(ideal) == 1 or np.abs(ideal).max() > 0)
    return np.nan_to_num(ideal if usable else read("model_Cartn_%s"))


def component(code):
    """The RDKit molecule of one component, with the properties the reference reads (`name` and `leaving_atom` of
    every atom) and two conformers named Ideal and Computed."""
    from biotite.structure.info.ccd import get_from_ccd
    atoms, bonds = get_from_ccd("chem_comp_atom", code), get_from_ccd("chem_comp_bond", code)
    if atoms is None:
        raise KeyError(f"biotite's component dictionary has no {code}")
    names = [str(x) for x in atoms["atom_id"].as_array()]
    leaving = [str(x) == "Y" for x in column(atoms, "pdbx_leaving_atom_flag", "N")]
    molecule = Chem.RWMol()
    for name, element, charge, leaves in zip(names, atoms["type_symbol"].as_array(), column(atoms, "charge", 0), leaving):
        atom = Chem.Atom({"D": "H", "X": "*"}.get(str(element), str(element).capitalize()))
        atom.SetFormalCharge(int(charge))
        atom.SetNoImplicit(True)
        atom.SetProp("name", name)
        atom.SetProp("alt_name", name)
        atom.SetBoolProp("is_leaving", leaves)
        atom.SetProp("leaving_atom", "1" if leaves else "0")
        molecule.AddAtom(atom)
    if bonds is not None:
        for first, second, order in zip(*(bonds[k].as_array() for k in ("atom_id_1", "atom_id_2", "value_order"))):
            molecule.AddBond(names.index(str(first)), names.index(str(second)),
                             BOND_ORDERS.get(str(order).upper(), Chem.BondType.SINGLE))
    molecule = molecule.GetMol()
    Chem.SanitizeMol(molecule)
    add_ideal_conformer(molecule, coordinates(atoms))
    molecule.SetProp("PDB_NAME", code)
    if len(names) > 1:
        add_computed_conformer(molecule)
    add_symmetries(molecule)
    return molecule


def add_ideal_conformer(molecule, xyz):
    conformer = Chem.Conformer(len(xyz))
    for i, position in enumerate(xyz):
        conformer.SetAtomPosition(i, Point3D(*map(float, position)))
    conformer.SetProp("name", "Ideal")
    molecule.AddConformer(conformer, assignId=True)
    Chem.AssignStereochemistryFrom3D(molecule)
    Chem.AssignStereochemistry(molecule, cleanIt=True, force=True, flagPossibleStereoCenters=True)


def add_computed_conformer(molecule):
    options = AllChem.ETKDGv3()
    options.clearConfs, options.randomSeed = False, 7
    conformer = AllChem.EmbedMolecule(molecule, options)
    if conformer != -1:
        if AllChem.UFFHasAllMoleculeParams(molecule):
            AllChem.UFFOptimizeMolecule(molecule, confId=conformer, maxIters=1000)
        molecule.GetConformer(conformer).SetProp("name", "Computed")


def add_symmetries(molecule):
    """The automorphisms of the heavy atoms that stay; the reference unpickles them from this property."""
    heavy = Chem.RemoveHs(molecule)
    kept = {atom.GetIdx(): k for k, atom in
            enumerate(a for a in heavy.GetAtoms() if not int(a.GetProp("leaving_atom")))}
    matches = heavy.GetSubstructMatches(heavy, uniquify=False, maxMatches=50)
    symmetries = [[kept[p] for p in match if p in kept] for match in matches if {match[i] for i in kept} == set(kept)]
    molecule.SetProp("symmetries", pickle.dumps(symmetries).hex())


def make(folder):
    """Writes mols/*.pkl and an empty mols.tar, whose existence keeps the reference from downloading it."""
    RDLogger.DisableLog("rdApp.*")
    Chem.SetDefaultPickleProperties(Chem.PropertyPickleOptions.AllProps)
    (folder / "mols").mkdir()
    (folder / "mols.tar").touch()
    for code in AMINO_ACIDS + NUCLEOTIDES + OTHERS:
        (folder / "mols" / f"{code}.pkl").write_bytes(pickle.dumps(component(code)))
