"""The complexes, and which runs of the reference each one gets. Inputs are written from here; nothing is downloaded."""

TYROSINE = "N[C@@H](Cc1ccc(O)cc1)C(=O)O"
ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"
BASE = "MVTPEGNVSLVDESLLVGVTDEDRAVRSAHQFYERLIGLWAPAVMEAAHELGVFAALAEAPADSGELARRLDCDARAMRVLLDALYAYDVIDRIHDTN"
HELICAL = "QLEDSEVEAVAKGLEEMYANGVTEDNFKNYVKNNFAQQEISSVEEELNVNISDSCVANKIKDEFFAMISISAIVKAAQKKAWKELAVTVLRFAK"


def protein(ids, sequence, msa="empty", **more):
    return {"protein": {"id": ids, "sequence": sequence, "msa": msa, **more}}


def ligand(ids, **what):
    return {"ligand": {"id": ids, **what}}


def template(path, chains, **more):
    return {"pdb": path, "chain_id": chains, **more}


# One entry per complex. `runs`: (preset, stage, recycling steps, samples). `dtypes`: which goldens each run has besides
# float64. `parts`: {(preset, stage): name prefixes} of the insides that the float64 golden holds, "" being all of them.
# `guides`: potentials whose gradient must act in structure runs. `mw`: whether affinity runs apply the
# molecular-weight correction. `degenerate`: too few tokens for anything to vary; `undefined`: outputs that are 0/0 then.
# `large`: keep results only. `deletions`: the features say that rows have deletions, see features.py.
COMPLEXES = {
    "affsmall": dict(
        sequences=[protein("A", BASE[:40], "affsmall.a3m"), ligand("B", smiles=TYROSINE)],
        properties=[{"affinity": {"binder": "B"}}],
        msas={"affsmall.a3m": dict(query=BASE[:40], rows=12)},
        runs=[(p, s, 1, 2) for p in ("small", "other", "single") for s in ("structure", "affinity")],
        dtypes=("f32", "bf16"), mw=True,
        parts={("small", "affinity"): [""], ("other", "structure"): [""], ("single", "affinity"): ["affinity"]}),
    "mixed": dict(
        sequences=[protein("A", HELICAL[:21], "mixed.a3m", modifications=[{"position": 3, "ccd": "SEP"},
                                                                           {"position": 17, "ccd": "MSE"}]),
                   {"dna": {"id": ["B"], "sequence": "ACGTTGCA"}}, {"rna": {"id": "C", "sequence": "GGCAUUNC"}},
                   ligand("D", ccd="ATP"), ligand("E", ccd="MG"), ligand("F", smiles=ASPIRIN)],
        constraints=[{"contact": {"token1": ["A", 5], "token2": ["B", 3], "max_distance": 8.0, "force": True}},
                     {"contact": {"token1": ["A", 15], "token2": ["C", 2], "max_distance": 12.0}},
                     {"pocket": {"binder": "D", "contacts": [["A", 10], ["A", 11]], "max_distance": 6.0,
                                 "force": True}},
                     {"bond": {"atom1": ["A", 21, "C"], "atom2": ["D", 1, "PG"]}}],
        msas={"mixed.a3m": dict(query=HELICAL[:21], rows=9)},
        runs=[("small", "structure", 1, 2), ("other", "structure", 1, 2)],
        dtypes=("f32", "bf16"), parts={("small", "structure"): [""]}, guides=("contact",)),
    "paired": dict(
        sequences=[protein(["A", "C"], HELICAL[:24], "paired_a.csv"), protein("B", BASE[50:68], "paired_b.csv")],
        msas={"paired_a.csv": dict(query=HELICAL[:24], rows=36, keys=range(0, 36)),
              "paired_b.csv": dict(query=BASE[50:68], rows=34, keys=range(0, 68, 2))},
        runs=[("small", "structure", 1, 2), ("other", "structure", 1, 2)], dtypes=("f32", "bf16")),
    "template_forced": dict(
        sequences=[protein("A", BASE[:45], "template.a3m")],
        msas={"template.a3m": dict(query=BASE[:45], rows=20)},
        templates=[template("helix.pdb", "A", force=True, threshold=1.5)],
        pdbs={"helix.pdb": dict(chains={"A": (BASE[4:38], 20)})},
        runs=[("small", "structure", 1, 2), ("other", "structure", 1, 2)], dtypes=("f32",), guides=("template",)),
    "template_free": dict(
        sequences=[protein("A", BASE[:45], "template.a3m"), ligand("B", ccd="GOL")],
        msas={"template.a3m": dict(query=BASE[:45], rows=20)},
        templates=[template("helix.pdb", "A")],
        pdbs={"helix.pdb": dict(chains={"A": (BASE[4:38], 20)})},
        runs=[("small", "structure", 2, 2)], dtypes=("f32",)),
    "templates": dict(
        sequences=[protein(["A", "B"], HELICAL[:20]), protein("C", BASE[10:34])],
        templates=[template("pair.pdb", ["A", "C"], force=True, threshold=2.0), template("lone.pdb", ["B"]),
                   template("third.pdb", ["C"], force=True, threshold=0.5)],
        pdbs={"pair.pdb": dict(chains={"A": (HELICAL[:20], 12), "B": (BASE[12:32], 5)}),
              "lone.pdb": dict(chains={"A": (HELICAL[2:16], 0)}), "third.pdb": dict(chains={"A": (BASE[10:30], 7)})},
        runs=[("small", "structure", 1, 2), ("other", "structure", 1, 2)], dtypes=("f32",),
        parts={("small", "structure"): ["template"], ("other", "structure"): ["template"]}, guides=("template",)),
    "cyclic": dict(
        sequences=[protein("A", "QLEDSEVEAVAKG", cyclic=True), protein("B", "GWSAKYL"), ligand("C", ccd="ZN")],
        runs=[("small", "structure", 1, 2), ("other", "structure", 1, 2), ("single", "structure", 1, 2)],
        dtypes=("f32",)),
    "dimer": dict(
        sequences=[protein(["A", "B"], BASE[20:44], "dimer.a3m"), protein("E", "GWSAKYL"),
                   ligand(["C", "D"], ccd="GOL")],
        msas={"dimer.a3m": dict(query=BASE[20:44], rows=7)},
        runs=[("small", "structure", 1, 3), ("other", "structure", 1, 1)], dtypes=("f32",), deletions=True),
    "ligands": dict(
        sequences=[protein("A", HELICAL[30:52], "ligands.a3m"), {"dna": {"id": ["E"], "sequence": "GATC"}},
                   ligand("B", smiles=ASPIRIN), ligand("C", ccd=["NAG", "NAG", "MAN"]), ligand("D", ccd="CL")],
        constraints=[{"bond": {"atom1": ["C", 1, "O4"], "atom2": ["C", 2, "C1"]}},
                     {"bond": {"atom1": ["C", 2, "O4"], "atom2": ["C", 3, "C1"]}}],
        properties=[{"affinity": {"binder": "B"}}],
        msas={"ligands.a3m": dict(query=HELICAL[30:52], rows=5)},
        runs=[("small", "structure", 1, 2), ("small", "affinity", 2, 2)], dtypes=("f32",)),
    "duplex": dict(
        sequences=[{"dna": {"id": "A", "sequence": "ACGTGA"}}, {"rna": {"id": "B", "sequence": "UCACGU"}}],
        runs=[("small", "structure", 0, 1)], dtypes=("f32",)),
    "ion": dict(
        sequences=[ligand("A", ccd="MG")],
        runs=[("small", "structure", 1, 2)], dtypes=("f32",), degenerate=True,
        undefined=("out.complex_pde",)),
    "ions": dict(
        sequences=[ligand("A", ccd="MG"), ligand("B", ccd="ZN"), ligand("C", ccd="CL")],
        runs=[("small", "structure", 1, 2)], dtypes=("f32",), degenerate=True),
    "chunked": dict(  # over 384 tokens the reference takes its chunked paths
        sequences=[protein(["A", "B"], BASE + "G" + HELICAL, "chunked.a3m")],
        msas={"chunked.a3m": dict(query=BASE + "G" + HELICAL, rows=70)},
        runs=[("single", "structure", 1, 1)], dtypes=("f32",), large=True),
}
SAMPLING_STEPS = 10  # with fewer the coordinates stay hundreds of Angstrom apart and every distance bin saturates

# The sampler's seed of a case (1 where absent), chosen by `make.py --find-seeds` so that none of its discrete choices is
# within rounding; make.py refuses a float64 golden whose margin is less than these.
MARGINS = {"distance_bins": 5e-5, "template_bins": 1e-4, "guidance": 1e-5, "iptm": 1e-3}
SEEDS = {
    "affsmall_single_structure": 4, "affsmall_small_affinity": 10, "affsmall_other_affinity": 2,
    "affsmall_single_affinity": 4, "paired_small_structure": 3, "templates_small_structure": 2, "dimer_other_structure": 2,
    "template_forced_small_structure": 3,
}
