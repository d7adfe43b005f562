"""The complexes that are compared: small, so that a CPU gets through them, and of different kinds."""

FKBP12 = ("GVQVETISPGDGRTFPKRGQTCVVHYTGMLEDGKKFDSSRDRNKPFKFMLGKQEVIRGWEEGVAQMSVGQRAKLTISPDYAYGATGHPGIIPPHATLVFDVELLKLE")
VILLIN = "LSDEDFKAVFGMTRSAFANLPLWKQQNLKKEKGLF"
ZINC_FINGER = "MERPYACPVESCDRRFSRSDELTRHIRIHTGQK"

# As tests/oracle/cases.py has them: what a Boltz YAML says, and alignments that are made up.
COMPLEXES = {
    "villin": dict(
        title="protein", sequences=[{"protein": {"id": "A", "sequence": VILLIN, "msa": "villin.a3m"}}],
        msas={"villin.a3m": dict(query=VILLIN, rows=16)}),
    "fkbp12": dict(
        title="protein and ligand, with affinity",
        sequences=[{"protein": {"id": "A", "sequence": FKBP12, "msa": "fkbp12.a3m"}},
                   {"ligand": {"id": "B", "smiles": "CC(=O)Nc1ccc(O)cc1"}}],
        properties=[{"affinity": {"binder": "B"}}], msas={"fkbp12.a3m": dict(query=FKBP12, rows=24)}),
    "zif268": dict(
        title="protein, DNA and zinc",
        sequences=[{"protein": {"id": "A", "sequence": ZINC_FINGER, "msa": "empty"}},
                   {"dna": {"id": "B", "sequence": "GCGTGGGCGT"}}, {"dna": {"id": "C", "sequence": "ACGCCCACGC"}},
                   {"ligand": {"id": "D", "ccd": "ZN"}}]),
}


def wants_affinity(name):
    return "properties" in COMPLEXES[name]
