"""What is read from wwPDB's dictionary itself, against RDKit's reading of the same data: equal, but for what takes RDKit.

check_components_cif.py DUMP_COMPONENTS [MORE]
"""
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from rdkit import RDLogger
from rdkit.Chem import Descriptors

from check_components import components, const, spread

COLUMNS = {"chem_comp_atom": ("comp_id", "atom_id", "type_symbol", "charge", "pdbx_leaving_atom_flag", "model_Cartn_x", "model_Cartn_y",
                              "model_Cartn_z", "pdbx_model_Cartn_x_ideal", "pdbx_model_Cartn_y_ideal", "pdbx_model_Cartn_z_ideal"),
           "chem_comp_bond": ("comp_id", "atom_id_1", "atom_id_2", "value_order", "pdbx_aromatic_flag")}


def block(code):
    """The component's data block, as in components.cif."""
    from biotite.structure.info.ccd import get_from_ccd
    lines = [f"data_{code}", f"_chem_comp.id {code}"]
    for category, wanted in COLUMNS.items():
        table = get_from_ccd(category, code)
        if table is None:
            continue
        names = [name for name in wanted if name in table]
        columns = [components.column(table, name, "?") for name in names]
        lines += ["loop_", *(f"_{category}.{name}" for name in names)]
        lines += [" ".join(f'"{value}"' if "'" in str(value) else str(value) for value in row) for row in zip(*columns)]
    return "\n".join(lines) + "\n"


def main():
    dump, more = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    RDLogger.DisableLog("rdApp.*")
    molecules = {}
    for code in dict.fromkeys(components.AMINO_ACIDS + components.NUCLEOTIDES + components.OTHERS + (spread(more) if more else [])):
        try:
            molecules[code] = components.component(code)
        except Exception as error:  # not what is tested
            print(f"{code}: the test's own builder fails: {type(error).__name__}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "some.cif"
        path.write_text("".join(map(block, molecules)))
        result = subprocess.run([dump, path], capture_output=True, text=True, check=True)
    print(result.stderr, end="")
    ours = {one["code"]: one for one in json.loads(result.stdout)}

    wrong, bonds, other_bonds, recharged = 0, 0, Counter(), []
    for code, molecule in molecules.items():
        heavy = [atom for atom in molecule.GetAtoms() if atom.GetAtomicNum() != 1]
        number = {atom.GetIdx(): k for k, atom in enumerate(heavy)}
        one = ours[code]
        atoms = [[a.GetProp("name"), a.GetAtomicNum(), int(a.GetProp("leaving_atom"))] for a in heavy]
        expected = {(*sorted((number[b.GetBeginAtomIdx()], number[b.GetEndAtomIdx()])), const.bond_type_ids.get(b.GetBondType().name, 0))
                    for b in molecule.GetBonds() if b.GetBeginAtomIdx() in number and b.GetEndAtomIdx() in number}
        found = {tuple(bond) for bond in one["bonds"]}
        ideal = molecule.GetConformer(0).GetPositions()[[a.GetIdx() for a in heavy]]
        problems = []
        if [[*a[:2], a[5]] for a in one["atoms"]] != atoms:
            problems.append("atoms")
        if [a[2] for a in one["atoms"]] != [a.GetFormalCharge() for a in heavy]:
            recharged.append(code)  # RDKit separates charges, of nitro groups for one
        if {bond[:2] for bond in expected} != {bond[:2] for bond in found}:
            problems.append("bonded pairs")
        if not any(np.abs(np.array(conformer[1:]) - ideal).max() < 1e-5 for conformer in one["conformers"]):
            problems.append("coordinates")
        if abs(one["weight"] - Descriptors.MolWt(molecule)) > 0.02 or one["counted"] != molecule.GetNumAtoms():
            problems.append("weight")
        wrong += bool(problems)
        if problems:
            print(f"{code}: {', '.join(problems)} differ")
        bonds += len(expected)
        if expected != found:
            other_bonds[code] = len(expected - found)
    print(f"{len(molecules)} components, {wrong} different; of {bonds} bonds {sum(other_bonds.values())} of another type, "
          f"in {len(other_bonds)} components: "
          f"{' '.join(list(other_bonds)[:12])}; other charges: {' '.join(recharged) or 'none'}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
