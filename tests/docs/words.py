"""Code within the text that is no command: options, paths, variables, datasets, names. What is of others is listed here."""

import fnmatch
import re

import truth
from commands import presets
from documents import ROOT

# Files of a user, of a run or of the reference; not of the checkout.
FILES = """manifest.csv results.h5 results.h5.journal results.h5.lock results.shard-i-of-N.h5 <name>.lock <name>.creating
<name>.merging components.cif(.gz) components.bin boltz2_conf.ckpt boltz2_aff.ckpt library.smi target.yaml rows.csv ~/.boltz mols
mols.tar include/ lib/ lib/boltz-batch results.h5.run.json site-packages/torch .venv build/<preset>
build/oracle build/release build/demo build/fuzz""".split()

# Options of Slurm, MPI and CMake, and of `boltz predict`.
OTHERS_OPTIONS = """--exclude --mem --no-requeue --ntasks-per-node --gpus-per-node --gpus-per-task --time --signal --name
--bind-to --use_potentials --oversubscribe --partition --nodes""".split()

# Names of other programs, of standards and of the reference.
OTHERS = {
    "Slurm": """#SBATCH GraceTime GraceTime=30 KillWait MaxArraySize PreemptParameters=send_user_signal SlurmdTimeout SIGKILL TERM
        USR1 pmix""",
    "system, MPI, HDF5": """MPI_THREAD_MULTIPLE H5Dget_offset H5Dwrite HDF5_USE_FILE_LOCKING PR_SET_PDEATHSIG RLIMIT_AS fdatasync
        mmap posix_spawn pwrite exit UCX_NET_DEVICES=mlx5_0:1 nvcc $PATH $BOLTZ_CACHE $TMPDIR /dev/shm /proc /sys librdkit-dev #ifdef
        mpi.h zlib.h cuda_runtime.h fork main doxygen ///""",
    "mmCIF and PDB": "SEQRES label_asym_id _entity_poly_seq A1",
    "the reference": """chains_ptm fix_sym_check type_bonds affinity_mw frames weights["pairformer_module"]""",
    "its message": "getNumImplicitHs() called without preceding call",
    "Slurm's message": "gres/gpu: _step_get_gres_cnt … node offset invalid",
    "SMILES": "C[Mg]Br [CH3][Mg][Br] O=C1CN[Zn]O1 O=C1C[NH][Zn][O]1 [O-][N+2]1=CC=C[CH-]C1 F[P-](F)(F)(F)(F)F.CCCCn1cc[n+](C)c1 *",
    "ways of writing": """CapWords snake_case wall_seconds max_bytes // (B, N, N, C_z) TEST(PairformerLayer, MasksPaddedTokens) B N
        / _ _2 …1 …2 .cpp .cu .h .ckpt .safetensors name@rank name@rank!n crash-row:id@step data[offset[i]:offset[i+1]]
        .rstrip(b"\\0").decode() RECORD.PID METRICS.new ligand_key(smiles, seed, RDKit version)""",
    "a Python environment of the reference": """rdkit==2022.9.5 numpy==1.26.4 scipy==1.13.1 biopython mashumaro click pyyaml
        chembl_structure_pipeline tqdm""",
}


def others():
    """Words, and whole texts, of OTHERS."""
    return {part for text in OTHERS.values() for part in (re.sub(r"\s+", " ", text).strip(), *text.split())} | {
        "// (B, N, N, C_z)", "TEST(PairformerLayer, MasksPaddedTokens)", "ligand_key(smiles, seed, RDKit version)"}


class Words:
    def __init__(self, stores):
        self.datasets, self.attributes = truth.names_in(*stores)
        self.leaf_datasets = truth.datasets_in(stores)
        self.leaves = {name.rsplit("/", 1)[1] for name in self.datasets}
        self.others = others()
        self.known = {}

    def problem(self, piece):
        """What is wrong with it, or nothing."""
        key = (piece.text, piece.document)
        if key not in self.known:
            self.known[key] = self._problem(piece)
        return self.known[key]

    def _problem(self, piece):
        text = piece.text
        if text in self.others or text in FILES:
            return None
        if text.startswith("--") or re.match(r"-[DL]\b|-D", text):
            return self._option(text)
        if re.match(r"^(export )?\$?[A-Z][A-Z0-9_]{3,}(=\S*)?( \S+)*$", text) and "_" in text:
            return self._variable(text)
        if re.match(r"^/\w[\w/<>*\[\]]*$", text):
            return self._dataset(text)
        if re.match(r"^[\w.<>*~-]+(/[\w.<>*-]*)+$", text) or re.search(r"\.(h|cpp|py|sh|md|env|csv|json|toml|yaml|tsv|smi|def|txt)$", text):
            return self._path(text, piece.document)
        if re.match(r"^[a-z_]+=\S+$", text):  # of site.env
            name = text.split("=")[0]
            return None if re.search(rf"(?m)^{name}=", truth.sources()["slurm/site.env"]) else f"site.env has no {name}"
        return self._name(text)

    def _option(self, text):
        if text.startswith("-L"):
            return None if text[3:] in ("quick", "slurm", "long") else "no test has this label"
        if text.startswith("-D"):
            name = re.match(r"-D(\w+)", text)[1]
            return None if name in truth.identifiers() else f"no CMake file has the option {name}"
        for part in text.split(", "):
            match = re.match(r"(--[A-Za-z][\w-]*)(?:[ =](.*))?$", part)
            if not match:
                return "this is no option"
            option, value = match[1], match[2] or ""
            if option in OTHERS_OPTIONS:
                continue
            if option.replace("_", "-") not in truth.options():
                return f"no program has the option {option}"
            if problem := self._value(option, value):
                return problem
        return None

    @staticmethod
    def _value(option, value):
        """Choices are those that --help names, wherever it names some."""
        if option == "--preset" and value in presets("configurePresets"):  # test.sh's
            return None
        choices = [one for one in value.split("|") if re.fullmatch(r"[a-z][a-z0-9]*", one)]
        told = [match[1] for text in truth.helps().values()
                for match in re.finditer(rf"{option}[ =](.*(?:\n {{20,}}.*)*)", text)]
        if choices and told and "\n".join(told).count("|") and not all(
                any(re.search(rf"\b{one}\b", text) for text in told) for one in choices):
            return f"{option} does not take {value}"
        return None

    def _variable(self, text):
        for name in re.findall(r"\b([A-Z][A-Z0-9_]{3,})(?:=|$)", text.removeprefix("export ")) or [text.split("=")[0].lstrip("$")]:
            if name not in truth.identifiers() and name not in self.others and not name.startswith("OMPI_MCA_"):
                return f"nothing reads the variable {name}"
        return None

    def _dataset(self, text):
        pattern = re.sub(r"<\w+>", "*", re.sub(r"\[\w+\]", "", text))
        return None if fnmatch.filter(self.datasets, pattern) else "no store has this dataset"

    def _path(self, text, document):
        pattern = re.sub(r"<\w+>", "*", text).rstrip("/").removeprefix("./")
        names = truth.files() | truth.folders()
        if pattern in names or fnmatch.filter(names, pattern) or any(name.endswith("/" + pattern) for name in names):
            return None
        if pattern.startswith("build/"):
            return None if pattern.split("/")[1] in ("default", "tsan", "tidy", "release", "fuzz", "oracle") else "no preset builds there"
        if self.leaves >= {pattern.split("/")[-1]} or (ROOT / document).parent.joinpath(pattern).exists():
            return None
        if fnmatch.filter(self.datasets, f"/*{pattern}"):
            return None
        return "there is no such file or folder"

    def _name(self, text):
        """A word of the sources, a dataset's or attribute's name; or some of these with signs between them."""
        pattern = re.sub(r"<\w+>", "*", text)
        if fnmatch.filter(self.leaves | self.attributes, pattern):
            return None
        words = re.findall(r"[A-Za-z_][\w-]*", text)
        unknown = [word for word in words if word not in truth.identifiers() and word not in self.leaves and word not in self.others and
                   not all(part in truth.identifiers() for part in word.split("-"))]
        if words and not unknown:
            return None
        return (f"nothing in the sources or in a store has this name ({', '.join(unknown)}): if it is of others, add it to "
                "tests/docs/words.py")
