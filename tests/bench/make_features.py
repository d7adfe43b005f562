"""make_features.py OUT.safetensors --tokens N [--msa-rows S] [--ligand L] [--affinity] [--seed K]

Made-up features of a protein with one ligand, in the reference's names, shapes and types: what a model takes, with no
chemistry behind it. Residues have their real atoms, conformers are chains of 1.5 A bonds, the MSA is random substitution.
For timing: nothing in a run depends on more than sizes and masks. Needs torch and numpy only.

One-hot features whose size is tokens x atoms or tokens x tokens are int8, the others int64 as in the reference."""
import argparse

import torch

import tensor_file

RESIDUES = {  # in the order of the reference's token ids 2...21: heavy atoms, without the terminal oxygen
    "ALA": "N CA C O CB", "ARG": "N CA C O CB CG CD NE CZ NH1 NH2", "ASN": "N CA C O CB CG OD1 ND2",
    "ASP": "N CA C O CB CG OD1 OD2", "CYS": "N CA C O CB SG", "GLN": "N CA C O CB CG CD OE1 NE2",
    "GLU": "N CA C O CB CG CD OE1 OE2", "GLY": "N CA C O", "HIS": "N CA C O CB CG ND1 CD2 CE1 NE2",
    "ILE": "N CA C O CB CG1 CG2 CD1", "LEU": "N CA C O CB CG CD1 CD2", "LYS": "N CA C O CB CG CD CE NZ",
    "MET": "N CA C O CB CG SD CE", "PHE": "N CA C O CB CG CD1 CD2 CE1 CE2 CZ", "PRO": "N CA C O CB CG CD",
    "SER": "N CA C O CB OG", "THR": "N CA C O CB OG1 CG2", "TRP": "N CA C O CB CG CD1 CD2 NE1 CE2 CE3 CZ2 CZ3 CH2",
    "TYR": "N CA C O CB CG CD1 CD2 CE1 CE2 CZ OH", "VAL": "N CA C O CB CG1 CG2"}
FIRST_RESIDUE, GAP, UNKNOWN, RESIDUE_TYPES = 2, 1, 22, 33
ATOMIC_NUMBER = {"C": 6, "N": 7, "O": 8, "S": 16}
PROTEIN, NONPOLYMER = 0, 3
LIGAND_ELEMENTS = "CCNCCOCCCNCS"


def one_hot(index, count, dtype=torch.int64):
    return torch.zeros(*index.shape, count, dtype=dtype).scatter_(-1, index.unsqueeze(-1), 1)


def conformer(atoms, generator):
    """A chain of atoms 1.5 A apart, centred."""
    steps = torch.randn(atoms, 3, generator=generator)
    places = (1.5 * steps / steps.norm(dim=-1, keepdim=True)).cumsum(0)
    return places - places.mean(0)


def make_atoms(residues, ligand, generator):
    """(name, token, uid, position) of every atom and the representative atom of every token."""
    names, tokens, uids, positions, representative = [], [], [], [], []
    kinds = list(RESIDUES)
    for token, residue in enumerate(residues.tolist()):
        own = RESIDUES[kinds[residue - FIRST_RESIDUE]].split()
        representative.append(len(names) + (own.index("CB") if "CB" in own else own.index("CA")))
        names += own
        tokens += [token] * len(own)
        uids += [token] * len(own)
        positions.append(conformer(len(own), generator))
    for i in range(ligand):
        representative.append(len(names))
        names.append(f"{LIGAND_ELEMENTS[i % len(LIGAND_ELEMENTS)]}{i + 1}"[:4])
        tokens.append(len(residues) + i)
        uids.append(len(residues))
    if ligand:
        positions.append(conformer(ligand, generator))
    return names, torch.tensor(tokens), torch.tensor(uids), torch.cat(positions), torch.tensor(representative)


def make_msa(query, ligand, rows, generator):
    """The query, then rows of which half the residues are substituted and a tenth are gaps. The ligand's columns hold
    its token in the query and gaps below."""
    msa = query.repeat(rows, 1)
    dice = torch.rand(msa.shape, generator=generator)
    other = torch.randint(FIRST_RESIDUE, UNKNOWN, msa.shape, generator=generator)
    msa = torch.where(dice < 0.5, other, msa).masked_fill(dice > 0.9, GAP)
    msa[:, len(query) - ligand:] = GAP
    msa[0] = query
    return msa


def frames(tokens, ligand, atom_names):
    """N, CA, C of a residue; three neighbouring atoms of the ligand."""
    first = [i for i, name in enumerate(atom_names) if name == "N"][:tokens - ligand]
    rows = [[i, i + 1, i + 2] for i in first]
    start = len(atom_names) - ligand
    for i in range(ligand):
        middle = min(max(start + i, start + 1), max(start + ligand - 2, start))
        rows.append([max(middle - 1, start), middle, min(middle + 1, start + ligand - 1)])
    return torch.tensor(rows)


def make(tokens, msa_rows=1, ligand=24, affinity=False, seed=0):
    """Features of one complex of `tokens` tokens, `ligand` of them the ligand's atoms (at most a quarter)."""
    generator = torch.Generator().manual_seed(seed)
    ligand = min(ligand, tokens // 4)
    residues = torch.randint(FIRST_RESIDUE, UNKNOWN, (tokens - ligand,), generator=generator)
    query = torch.cat([residues, torch.full((ligand,), UNKNOWN)])
    names, token_of, uids, positions, representative = make_atoms(residues, ligand, generator)
    count = len(names)
    padded = (count + 31) // 32 * 32
    is_ligand = torch.arange(tokens) >= tokens - ligand

    def padded_rows(values):
        return torch.cat([values, values.new_zeros(padded - count, *values.shape[1:])])

    def indicator(rows, columns, row, column):
        table = torch.zeros(rows, columns, dtype=torch.int8)
        table[row, column] = 1
        return table

    elements = torch.tensor([ATOMIC_NUMBER[name[0]] for name in names])
    characters = torch.tensor([[ord(c) - 32 for c in name.ljust(4)] for name in names])
    backbone = torch.tensor([("N", "CA", "C", "O").index(n) + 1 if n in ("N", "CA", "C", "O") else 0 for n in names])
    bonds = torch.zeros(tokens, tokens)
    for i in range(tokens - ligand, tokens - 1):
        bonds[i, i + 1] = bonds[i + 1, i] = 1
    msa = make_msa(query, ligand, msa_rows, generator)
    rows_of = one_hot(msa, RESIDUE_TYPES).float()
    no_template = torch.zeros(1, tokens)
    features = {
        "token_index": torch.arange(tokens),
        "residue_index": torch.where(is_ligand, 0, torch.arange(tokens)),
        "asym_id": is_ligand.long(), "entity_id": is_ligand.long(), "sym_id": torch.zeros(tokens, dtype=torch.int64),
        "mol_type": torch.where(is_ligand, NONPOLYMER, PROTEIN), "res_type": one_hot(query, RESIDUE_TYPES),
        "token_pad_mask": torch.ones(tokens), "token_resolved_mask": torch.ones(tokens),
        "token_disto_mask": torch.ones(tokens), "method_feature": torch.full((tokens,), 4 if affinity else 1),
        "modified": torch.zeros(tokens, dtype=torch.int64), "cyclic_period": torch.zeros(tokens),
        "affinity_token_mask": is_ligand.float(), "token_bonds": bonds.unsqueeze(-1), "type_bonds": 2 * bonds.long(),
        "contact_conditioning": one_hot(torch.zeros(tokens, tokens, dtype=torch.int64), 5, torch.int8),
        "contact_threshold": torch.zeros(tokens, tokens),
        "ref_pos": padded_rows(positions), "ref_charge": torch.zeros(padded),
        "ref_chirality": torch.zeros(padded, dtype=torch.int64),
        "ref_element": padded_rows(one_hot(elements, 128)), "ref_atom_name_chars": padded_rows(one_hot(characters, 64)),
        "ref_space_uid": padded_rows(uids), "atom_backbone_feat": padded_rows(one_hot(backbone, 17)),
        "atom_pad_mask": padded_rows(torch.ones(count)), "atom_resolved_mask": padded_rows(torch.ones(count)).bool(),
        "atom_to_token": indicator(padded, tokens, torch.arange(count), token_of),
        "token_to_rep_atom": indicator(tokens, padded, torch.arange(tokens), representative),
        "frames_idx": frames(tokens, ligand, names)[None],
        "frame_resolved_mask": torch.ones(1, tokens, dtype=torch.bool), "coords": torch.zeros(1, padded, 3),
        "msa": msa, "msa_mask": torch.ones_like(msa), "has_deletion": torch.zeros_like(msa, dtype=torch.bool),
        "msa_paired": (torch.arange(msa_rows)[:, None] == 0).float().expand(-1, tokens),
        "deletion_value": torch.zeros(msa.shape), "deletion_mean": torch.zeros(tokens), "profile": rows_of.mean(0),
        "template_restype": one_hot(torch.zeros(1, tokens, dtype=torch.int64), RESIDUE_TYPES),
        "template_frame_rot": torch.zeros(1, tokens, 3, 3), "template_frame_t": torch.zeros(1, tokens, 3),
        "template_cb": torch.zeros(1, tokens, 3), "template_ca": torch.zeros(1, tokens, 3),
        "template_mask": no_template, "template_mask_cb": no_template, "template_mask_frame": no_template,
        "query_to_template": no_template.long(), "visibility_ids": no_template,
        "contact_pair_index": torch.zeros(2, 0, dtype=torch.int64),
        "contact_union_index": torch.zeros(0, dtype=torch.int64),
        "contact_negation_mask": torch.zeros(0, dtype=torch.bool), "contact_thresholds": torch.zeros(0)}
    features = {name: value.unsqueeze(0).contiguous() for name, value in features.items()}
    if affinity:
        features["profile_affinity"] = features["res_type"].float()
        features["deletion_mean_affinity"] = torch.zeros(1, tokens)
        features["affinity_mw"] = torch.tensor([14.0 * ligand], dtype=torch.float64)
    return features


def make_noise(atoms, steps, samples, seed=0):
    """Random draws of a run, in the oracle's names: `atoms` padded, rotations uniform."""
    generator = torch.Generator().manual_seed(seed)
    w, x, y, z = torch.nn.functional.normalize(torch.randn(steps, samples, 4, generator=generator), dim=-1).unbind(-1)
    rotation = torch.stack([1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
                            2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
                            2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)], -1)
    return {"noise.init": torch.randn(samples, atoms, 3, generator=generator),
            "noise.R": rotation.reshape(steps, samples, 3, 3),
            "noise.trans": torch.randn(steps, samples, 1, 3, generator=generator),
            "noise.eps": torch.randn(steps, samples, atoms, 3, generator=generator)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--tokens", type=int, required=True)
    parser.add_argument("--msa-rows", type=int, default=1)
    parser.add_argument("--ligand", type=int, default=24)
    parser.add_argument("--affinity", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    tensor_file.save(make(arguments.tokens, arguments.msa_rows, arguments.ligand, arguments.affinity, arguments.seed),
                     arguments.out)


if __name__ == "__main__":
    main()
