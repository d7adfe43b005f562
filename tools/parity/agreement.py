"""How far results and features are from the reference's, and whether that is near enough."""
import numpy as np

FEATURE_TOLERANCE = 1e-5  # Angstrom, and what is of order 1

# Constraints of the physical potentials, which no default run reads: RDKit computes them, and its releases differ.
POTENTIALS = ("rdkit_", "chiral_", "stereo_", "planar_")


def relative(a, b):
    """Infinite where shapes differ, or one is NaN or infinite where the other is not."""
    if a.shape != b.shape:
        return np.inf
    a, b = a.astype(np.float64), b.astype(np.float64)
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return np.inf
    gap, size = (np.linalg.norm(np.where(np.isfinite(b), x, 0)) for x in (a - b, b))
    return float(gap / size) if size > 0 else float(gap)


def allowed(name, dtype):
    """The relative difference that rounding can explain. Confidences and affinities count distances by bins: where one lies
    within rounding of a bin's bound, float32 may choose another bin than the reference. float64 does not."""
    if dtype == "f64":
        return 1e-6
    if name in ("out.s", "out.z", "out.pdistogram", "out.pbfactor"):
        return 1e-4
    return 1e-3 if name == "out.sample_atom_coords" else 2e-2


def differences(ours, reference):
    """Name -> relative difference, of all that the reference has of `ours`; infinite for what it lacks."""
    return {name: relative(value, shaped(reference[name], value)) if name in reference else np.inf for name, value in ours.items()}


def shaped(reference, ours):
    """The reference's value without its padding atoms, in the shape of ours where only axes of 1 differ."""
    if reference.ndim == 3 and ours.ndim == 3 and reference.shape[::2] == ours.shape[::2] and reference.shape[1] > ours.shape[1]:
        reference = reference[:, :ours.shape[1]]
    return reference.reshape(ours.shape) if reference.size == ours.size else reference


def feature_faults(ours, reference, drawn_conformers):
    """(number compared, what differs). Where a conformer lies is drawn at random: within each residue, distances are
    compared. `drawn_conformers`: of ligands given as SMILES the conformer itself is drawn as well."""
    faults, compared = [], 0
    for name, theirs in sorted(reference.items()):
        if name.startswith("__aug") or name.startswith(POTENTIALS):
            continue
        compared += 1
        if name not in ours:
            faults.append(f"{name} is missing")
        elif name == "ref_pos":
            faults += conformer_faults(ours, reference, drawn_conformers)
        elif ours[name].shape != theirs.shape:
            faults.append(f"{name} has shape {ours[name].shape}, not {theirs.shape}")
        else:
            gap = np.abs(ours[name].astype(np.float64) - theirs.astype(np.float64))
            equal = (ours[name] == theirs) | (gap <= FEATURE_TOLERANCE)
            if not equal.all():
                faults.append(f"{name} differs in {int((~equal).sum())} of {equal.size} elements")
    return compared, faults


def conformer_faults(ours, reference, drawn):
    uid, mask = reference["ref_space_uid"][0], reference["atom_pad_mask"][0] > 0
    if ours["ref_pos"].shape != reference["ref_pos"].shape:
        return [f"ref_pos has shape {ours['ref_pos'].shape}, not {reference['ref_pos'].shape}"]
    ligand = smiles_atoms(reference) if drawn else np.zeros_like(mask)
    wrong = []
    for residue in np.unique(uid[mask & ~ligand]):
        atoms = mask & (uid == residue)
        distances = [np.linalg.norm(x[:, None] - x[None], axis=-1) for x in
                     (features["ref_pos"][0][atoms].astype(np.float64) for features in (ours, reference))]
        if np.abs(distances[0] - distances[1]).max() > 1e-3:
            wrong.append(int(residue))
    return [f"ref_pos: the conformers of {len(wrong)} residues differ (residue {wrong[0]} first)"] if wrong else []


def smiles_atoms(features):
    """Atoms of non-polymer tokens."""
    kind = features["mol_type"][0] == 3
    return (features["atom_to_token"][0].astype(np.float64) @ kind.astype(np.float64)) > 0
