"""Every kind of command that the documents name, and how it is tried. One that nothing here knows is a failure: add it."""

import functools
import json
import re

import truth
from documents import ROOT, alternatives, commands_of, is_python

# Stand for something in what is written, and for this in the sandbox.
PLACES = {"MANIFEST": "manifest.csv", "STORE...": "a.h5 b.h5", "STORE": "results.h5", "OUT": "all.h5", "INPUT": "complexes/one.yaml",
          "F": "f.safetensors", "FOLDER": "complexes", "N": "2"}
# What prose leaves out because it is known.
COMPLETED = {"boltz-batch": "manifest.csv", "boltz-batch run": "manifest.csv", "boltz-batch plan": "manifest.csv",
             "boltz-batch check": "manifest.csv", "boltz-batch status": "results.h5", "boltz-batch verify": "results.h5",
             "boltz-batch merge": "all.h5 a.h5 b.h5"}
READS_STORES = ("status", "verify", "merge")
# In a smaller form: pattern, what takes its place, why.
REDUCED = (
    (r"(array\.sh .*manifest\.csv) 16\b", r"\1 2", "two complexes make no more than two batches"),
    (r"--shards=3,7\b", "--shards=2", "the same"),
)
# What was run before, pattern by pattern.
SCREENED = "boltz-batch manifest.csv --out results.h5 || test $? = 3"
FOLLOWED = f"{SCREENED}; boltz-batch list.csv --rows-from results.h5 --not-done --out more.h5"
FIRST = (
    (r"slurm/array\.sh --shards=\d", "slurm/array.sh manifest.csv 2 --out results.h5"),
    (r"--rows-from results\.h5", SCREENED),
    (r"merge all\.h5 results\.h5 more\.h5", FOLLOWED),
)

HEADS = ("boltz-batch", "boltz-replay", "mpirun", "sbatch", "slurm/run.sh", "slurm/array.sh", "./slurm/run.sh", "./slurm/array.sh")
SCRIPT = r"(?:python )?(?!slurm/)((?:[\w/]+/)?\w+\.(?:py|sh))((?: .*)?)"


@functools.cache
def presets(kind):
    return {preset["name"] for preset in json.loads((ROOT / "CMakePresets.json").read_text())[kind]}


def preset_exists(name, kind="configurePresets"):
    return None if name in presets(kind) else f"there is no preset {name} among the {kind}"


def label_exists(name):
    return None if name in ("quick", "slurm", "long") else f"no test has the label {name}"


@functools.cache
def target_exists(name):
    cmake = "\n".join(text for file, text in truth.sources().items() if file.endswith("CMakeLists.txt"))
    if re.search(rf"add_(executable|library)\({re.escape(name)}\b", cmake) or f"store_test({name}" in cmake:
        return None
    return None if re.search(rf"\b{re.escape(name)}\b", cmake) else f"nothing builds {name}"


def variables_exist(text):
    for name in re.findall(r"(?:^|\s|-D)([A-Z][A-Z0-9_]+)=", text):
        if name not in truth.identifiers() and name not in OTHERS_VARIABLES:
            return f"nothing reads the variable {name}"
    return None


# Of CMake, of other programs, of the shell.
OTHERS_VARIABLES = {"CMAKE_PREFIX_PATH", "PATH", "OMPI_MCA_btl_tcp_if_include", "OMPI_MCA_pml", "UCX_NET_DEVICES", "HDF5_ROOT"}


@functools.cache
def script_exists(name, words):
    found = [file for file in truth.files() if file == name or file.endswith("/" + name)]
    if not found:
        return f"there is no {name}"
    texts = "\n".join((ROOT / file).read_text() for file in found)
    for option in re.findall(r"(?<!\S)--[a-z][\w-]*", words):
        if f'"{option}"' not in texts and f"{option})" not in texts and f"{option} |" not in texts:
            return f"{name} has no option {option}"
    return None


def first_of(*checks):
    return next(filter(None, checks), None)


# Not run: pattern, why, what can be checked all the same.
NOT_RUN = (
    (r"tools/parity\.sh((?: .*)?)", "needs published weights",
     lambda m: first_of(script_exists("parity.sh", ""), script_exists("parity.py", m[1]))),
    (r"\./demo\.sh", "builds everything and runs minutes", lambda m: script_exists("demo.sh", "")),
    (r"(?:[A-Z_]+=\S+ )*\./test\.sh(?: --preset (\w+))?(?: -R \w+)?(?: --label (\w+))?", "is what runs this test",
     lambda m: first_of(script_exists("test.sh", m[0]), variables_exist(m[0]), m[1] and preset_exists(m[1]), m[2] and label_exists(m[2]))),
    (r"cmake --preset (\w+)((?: -D[A-Z_a-z0-9]+=\S*)*)", "builds everything",
     lambda m: first_of(preset_exists(m[1]), variables_exist(m[2]))),
    (r"cmake --build --preset (\w+)(?: --target (\S+))?", "builds everything",
     lambda m: first_of(preset_exists(m[1], "buildPresets"), m[2] and target_exists(m[2]))),
    (r"ctest --preset (\w+)", "is what runs this test", lambda m: preset_exists(m[1], "testPresets")),
    (r"ctest -L (\w+)(?: -R (\w+))?", "is what runs this test",
     lambda m: first_of(label_exists(m[1]), m[2] and m[2] != "slurm" and target_exists(m[2]))),
    (r"cmake --install build/(\w+) --prefix \S+(?: --strip)?", "tests/packaging does it", lambda m: preset_exists(m[1])),
    (r"\.venv/bin/(clang-format|ruff) .*", "tests/gates runs it",
     lambda m: None if f"\n{m[1]}==" in (ROOT / "tests" / "requirements.txt").read_text() else f"nothing installs {m[1]}"),
    (r"doxygen|pre-commit install", "of another program", None),
    (r"apptainer build boltz-batch\.sif (\S+)", "no container can be built here",
     lambda m: None if m[1] in truth.files() else f"there is no {m[1]}"),
    (r"(?:module load|micromamba create|lfs setstripe|python -m venv|apt-get install) .*", "is of another program", None),
    (r"export ((?:\w+=\S* ?)+)", "sets variables", lambda m: variables_exist(m[1])),
    (r"(?:scancel|squeue|scontrol|srun|sinfo)(?: .*)?", "needs a Slurm; tests/slurm tries it", None),
    (r"boltz predict(?: .*)?", "is the reference's", None),
    (r"mpirun(?: -n 4 --oversubscribe)? (store_write_bench) disk\|write FOLDER 2000", "takes minutes", lambda m: target_exists(m[1])),
    (r"build/default/(\S+)/(\w+)", "takes minutes", lambda m: target_exists(m[2])),
    (r"run_test\.py (\w+)", "needs a Slurm", lambda m: None if f"class {m[1]}(" in truth.sources()["tests/slurm/run_test.py"]
     else f"run_test.py has no class {m[1]}"),
    (r"(?:sbatch )?(slurm/\w+\.sh)(?: --shards=)? ?…", "stands for what is written in full elsewhere",
     lambda m: None if m[1] in truth.files() else f"there is no {m[1]}"),
    (r"(?:srun|mpirun|sbatch)", "the program itself", None),
    (SCRIPT, "takes minutes, or what it works on is not here", lambda m: script_exists(m[1], m[2])),
    # What a person who reads the documents of others finds there.
    (r"boltz-batch-chemistry", "no program for people", lambda m: target_exists("boltz-batch-chemistry")),
    (r"(boltz-batch|boltz-replay)", "the program itself", lambda m: target_exists(m[1])),
    (r"boltz-replay --repeat K", "part of a command", lambda m: None if "--repeat K" in truth.helps()["boltz-replay"] else "no --repeat"),
)


def is_command(text):
    """Whether code within the text is one, and no file's or option's name."""
    head = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text).split(" ")[0]
    if head in HEADS or head.startswith("boltz-batc") or head in ("./demo.sh", "./test.sh", "cmake", "ctest", "boltz"):
        return True
    return " " in text and any(re.fullmatch(pattern, text) for pattern, _, _ in NOT_RUN)


def try_command(piece, sandbox):
    """Problems of one command."""
    problems = [found for text in alternatives(piece.text) if (found := try_one(text, sandbox))]
    return [piece.problem(problem) for problem in problems]


def try_one(text, sandbox):
    for pattern, _, check in NOT_RUN:
        if match := re.fullmatch(pattern, text):
            return (check and check(match)) or None
    words = re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text).split(" ")
    if words[0] not in HEADS:
        return "tests/docs/commands.py does not know this command: add how it is tried, or why it cannot be"
    command = " ".join(PLACES.get(word, word) for word in text.split(" "))
    if words[0] == "boltz-batch":
        options = [word for word in words if word.startswith("-")]
        bare = " ".join(word for word in words if not word.startswith("-"))
        if bare in COMPLETED and not ({"--help", "--version"} & set(options)):
            command = f"{bare} {COMPLETED[bare]} {' '.join(options)}".strip()
    for pattern, instead, _ in REDUCED:
        command = re.sub(pattern, instead, command)
    first = next((before for pattern, before in FIRST if re.search(pattern, command)), None)
    slurm = "slurm/" in words[0] or words[0] == "sbatch"
    on_done = words[0] == "boltz-batch" and len(words) > 1 and words[1] in READS_STORES and first is None
    return sandbox.run(command, on_done=on_done, slurm=slurm, first=first)


def kind_of(block):
    """"manifest", "python" or "shell"; None where it is none of these."""
    first = block.text.splitlines()[0]
    if first.startswith("id,"):
        return "manifest"
    if any(is_known(piece.text) for piece in commands_of(block)):
        return "shell"
    return "python" if is_python(block.text) else None


def is_known(text):
    return any(re.fullmatch(pattern, one) for one in alternatives(text) for pattern, _, _ in NOT_RUN) or \
        re.sub(r"^(?:[A-Z_]+=\S+ )+", "", text).split(" ")[0] in HEADS
