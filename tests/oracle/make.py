"""make.py [OUT_DIR]: everything that the C++ tests compare with, into OUT_DIR (default build/oracle).

    components/    the reference's molecule files
    checkpoints/   random weights: <preset>/conf.ckpt, aff.ckpt
    complexes/     per complex: inputs/, processed/, structure.safetensors (features of the structure stage)
    affinity/      per complex with an affinity: affinity.safetensors, predictions/ that it was cropped around
    goldens/       <case>/<dtype>/golden.safetensors with <dtype> f64, f32 or bf16
    cases.txt      one line per case, see README.md; cases.json says the same and more

Each folder carries a key over what it was made from and is made in a temporary folder and renamed: an interrupted run
leaves nothing half-made, and a second run makes only what is missing or out of date.
"""
import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import importlib.metadata
import json
import multiprocessing
import shutil
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import cases    # noqa: E402
import presets  # noqa: E402

EXACT = ("boltz", "torch")  # another version is another reference


def versions():
    """Installed versions of what requirements.txt pins; leaves the program where the reference is absent."""
    found, faults = {}, []
    for line in (HERE / "requirements.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        package, pinned = line.split("==")
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            faults.append(f"{package} is not installed")
            continue
        if package in EXACT and found[package].split("+")[0] != pinned:
            faults.append(f"{package} is {found[package]}, not {pinned}")
    if faults:
        sys.exit(f"oracle: the reference cannot run in {sys.executable}: {'; '.join(faults)}.\n"
                 f"The tests compare with boltz 2.2.1 and cannot do without it. Install it with\n"
                 f"    {sys.executable} -m pip install -r {HERE / 'requirements.txt'}\n"
                 f"or name an interpreter that has it in BB_PYTHON.")
    return found


def key(*parts):
    """A hash of scripts (by name), dictionaries and other keys."""
    digest = hashlib.sha256()
    for part in parts:
        is_script = isinstance(part, str) and part.endswith(".py")
        digest.update((HERE / part).read_bytes() if is_script else repr(part).encode())
    return digest.hexdigest()


class Folder:
    """One thing that is made: a folder with a key, complete or absent."""

    def __init__(self, path, wanted):
        self.path, self.wanted = path, wanted

    def ready(self):
        try:
            return (self.path / ".key").read_text() == self.wanted
        except OSError:
            return False

    def make(self, maker):
        """Fills a temporary folder by maker(folder), then takes its place."""
        started = time.monotonic()
        temporary = self.path.parent / f".making-{self.path.name}"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        with open(temporary / ".log", "w+") as log:  # the reference prints; it matters when it fails
            try:
                with contextlib.redirect_stdout(log), contextlib.redirect_stderr(log):
                    maker(temporary)
            except BaseException:
                log.seek(0)
                print(log.read(), file=sys.stderr)
                raise
        (temporary / ".key").write_text(self.wanted)
        shutil.rmtree(self.path, ignore_errors=True)
        temporary.rename(self.path)
        print(f"{time.monotonic() - started:6.1f} s  {self.path.parent.name}/{self.path.name}", flush=True)


class Oracle:
    def __init__(self, out):
        self.out, base = out, versions()
        self.components = Folder(out / "components", key("components.py", base))
        self.checkpoints = {
            preset: Folder(out / "checkpoints" / preset, key("checkpoints.py", "weights.py", presets.PRESETS[preset], base))
            for preset in presets.PRESETS}
        self.complexes, self.affinities, self.cases = {}, {}, {}
        for name, complex_ in cases.COMPLEXES.items():
            described = [complex_.get(k) for k in ("sequences", "constraints", "templates", "properties", "msas", "pdbs",
                                                    "deletions")]
            made_from = key("features.py", "inputs.py", described, self.components.wanted)
            self.complexes[name] = Folder(out / "complexes" / name, made_from)
            for preset, stage, recycling, samples in complex_["runs"]:
                case = dict(name=f"{name}_{preset}_{stage}", complex=name, preset=preset, stage=stage,
                            recycling=recycling, samples=samples, steps=cases.SAMPLING_STEPS,
                            mw=int(stage == "affinity" and complex_.get("mw", False)), step_scale=1.5,
                            seed=cases.SEEDS.get(f"{name}_{preset}_{stage}", 1),
                            dtypes=("f64", *complex_["dtypes"]), parts=complex_.get("parts", {}).get((preset, stage), []),
                            guides=complex_.get("guides", ()) if stage == "structure" else (),
                            large=complex_.get("large", False), degenerate=complex_.get("degenerate", False),
                            undefined=complex_.get("undefined", ()))
                features = made_from
                if stage == "affinity":
                    features = self.affinities[name].wanted
                folder = Folder(out / "goldens" / case["name"],
                                key("golden.py", "precision.py", case, features, self.checkpoints[preset].wanted))
                self.cases[case["name"]] = (case, folder)
                if stage == "structure" and preset == "small":
                    self.affinities[name] = Folder(out / "affinity" / name, key(folder.wanted))

    def missing(self, preset=None):
        wanted = {c["preset"] for c, _ in self.cases.values()} | ({preset} if preset else set())
        folders = [self.components, *(self.checkpoints[p] for p in sorted(wanted)), *self.complexes.values()]
        return [f for f in folders if not f.ready()], [n for n in self.cases if not self.complete(n)]

    def complete(self, name):
        """Whether a case is made; where affinity features come from its prediction, they too."""
        case, folder = self.cases[name]
        return folder.ready() and (not self.feeds_affinity(case) or self.affinities[case["complex"]].ready())

    def feeds_affinity(self, case):
        runs = cases.COMPLEXES[case["complex"]]["runs"]
        return case["stage"] == "structure" and case["preset"] == "small" and any(stage == "affinity" for _, stage, _, _ in runs)

    # -- making -------------------------------------------------------------------------------------------------
    def make_prerequisites(self, preset=None):
        import checkpoints
        import components
        import features
        from check_golden import checkpoint_faults
        for folder in self.missing(preset)[0]:
            if folder is self.components:
                folder.make(components.make)
            elif folder in self.complexes.values():
                folder.make(lambda path: features.make(folder.path.name, self.components.path, path))
            else:
                folder.make(lambda path: checkpoints.make(folder.path.name, path))
                faults = [f for name in ("conf", "aff") for f in checkpoint_faults(folder.path / f"{name}.ckpt")]
                if faults:
                    shutil.rmtree(folder.path)
                    raise RuntimeError(f"checkpoint {folder.path}: {'; '.join(faults)}")

    def make_goldens(self, names):
        """The goldens of one complex, in the order in which its cases are listed: structure before affinity."""
        import golden
        for name in names:
            case, folder = self.cases[name]
            prediction = []
            folder.make(lambda path: prediction.append(self.make_golden(golden, case, path)))
            if self.feeds_affinity(case):
                self.make_affinity(case["complex"], prediction[0])

    def make_affinity(self, complex_name, prediction):
        import features
        self.affinities[complex_name].make(lambda path: features.make_affinity(
            complex_name, self.components.path, self.complexes[complex_name].path, prediction, path))

    def make_golden(self, golden, case, folder):
        """All precisions of one case. Returns the float32 prediction (float64 where there is no other)."""
        import features
        from check_golden import golden_faults
        from safetensors.torch import save_file
        batch = features.load(self.features_path(case))
        about, predictions = dict(case), {}
        about.update(tokens=batch["token_pad_mask"].shape[1], atoms_padded=batch["atom_pad_mask"].shape[1],
                     atoms=int(batch["atom_pad_mask"].sum()), msa_rows=batch["msa"].shape[1],
                     templates=batch["template_mask"].shape[1], golden_seconds={})
        for dtype in case["dtypes"]:
            model = self.model(golden, case, dtype)
            started = time.monotonic()
            tensors, predictions[dtype], acted, margins = self.run(
                golden, model, case, batch, dtype, case["seed"], modules=dtype == "f64" and not case["large"],
                parts=case["parts"] if dtype == "f64" else [], guidance=bool(case["guides"]) and dtype == "f64")
            about["golden_seconds"][dtype] = round(time.monotonic() - started, 2)
            if case["large"]:  # these would be most of the file; pae, pde and z stand for them
                bulky = ("out.pae_logits", "out.pde_logits", "out.pdistogram", "z_init")
                tensors = {k: v for k, v in tensors.items() if k not in bulky}
            faults = golden_faults(tensors, case["degenerate"], case["undefined"])
            if acted != set(case["guides"]):
                faults.append(f"guidance by {sorted(acted)} acted, {list(case['guides'])} was wanted")
            if dtype == "f64":
                about["margins"] = margins
                faults += [f"{name} within {margin:.2g} of another choice (see --find-seeds)"
                           for name, margin in too_small(margins, case)]
            if faults:
                raise RuntimeError(f"golden {case['name']} ({dtype}) is of no use: {'; '.join(faults)}")
            (folder / dtype).mkdir()
            save_file(tensors, folder / dtype / "golden.safetensors")
        (folder / "manifest.json").write_text(json.dumps(about, indent=1))
        return predictions.get("f32", predictions["f64"])

    @staticmethod
    def run(golden, model, case, batch, dtype, seed, **wanted):
        import precision
        with precision.running_in(dtype):
            return golden.run(model, precision.converted(batch, dtype), dtype, case["stage"], case["recycling"],
                              case["samples"], bool(case["mw"]), seed, **wanted)

    def find_seeds(self, names):
        """Prints the SEEDS line of every case: the first seed with every margin wide, or the widest of 60."""
        import features
        import golden
        for name in names:
            case, _ = self.cases[name]
            if case["large"] or case["degenerate"]:
                continue
            batch, model, best = features.load(self.features_path(case)), self.model(golden, case, "f64"), (0, 0, {})
            for seed in range(1, 61):
                *_, margins = self.run(golden, model, case, batch, "f64", seed, modules=False, parts=[], guidance=False)
                ratio = min(m / cases.MARGINS[k] for k, m in margins.items() if k != "template_bins")  # not the seed's
                best = max(best, (ratio, -seed, margins), key=lambda entry: entry[:2])
                if ratio >= 1:
                    break
            print(f'    "{name}": {-best[1]},  # {" ".join(f"{k} {m:.1e}" for k, m in best[2].items())}', flush=True)

    def model(self, golden, case, dtype):
        loaded = self.__dict__.setdefault("models", {})
        which = case["preset"], case["stage"], "f64" if dtype == "f64" else "f32"
        if which not in loaded:
            loaded[which] = golden.load_model(case["preset"], case["stage"], self.checkpoint_path(case), dtype)
        return loaded[which]

    # -- results ------------------------------------------------------------------------------------------------
    def checkpoint_path(self, case):
        return self.checkpoints[case["preset"]].path / ("aff.ckpt" if case["stage"] == "affinity" else "conf.ckpt")

    def features_path(self, case):
        if case["stage"] == "affinity":
            return self.affinities[case["complex"]].path / "affinity.safetensors"
        return self.complexes[case["complex"]].path / "structure.safetensors"

    def write_index(self):
        """cases.json and cases.txt, of the cases that are complete."""
        entries, lines = [], []
        for case, folder in self.cases.values():
            if not self.complete(case["name"]):
                continue
            entry = json.loads((folder.path / "manifest.json").read_text())
            entry["checkpoint"] = str(self.checkpoint_path(case).relative_to(self.out))
            entry["features"] = str(self.features_path(case).relative_to(self.out))
            for dtype in ("f64", "f32", "bf16"):
                path = folder.path / dtype / "golden.safetensors"
                entry[f"golden_{dtype}"] = str(path.relative_to(self.out)) if dtype in case["dtypes"] else "-"
            entries.append(entry)
            columns = ("name", "preset", "stage", "checkpoint", "features", "golden_f64", "golden_f32", "golden_bf16",
                       "recycling", "steps", "samples", "mw")
            lines.append("|".join(str(entry[c]) for c in columns))
        replace(self.out / "cases.json", json.dumps(entries, indent=1))
        replace(self.out / "cases.txt", "".join(line + "\n" for line in lines))


    def remove_unknown(self):
        """Goldens and complexes of cases that are no more."""
        for folder, known in (("goldens", self.cases), ("complexes", self.complexes), ("affinity", self.affinities)):
            for path in (self.out / folder).glob("*"):
                if path.name not in known:
                    shutil.rmtree(path)


def too_small(margins, case):
    if case["large"] or case["degenerate"]:  # too many distances, or too few, to avoid every boundary
        return []
    return [(k, margin) for k, margin in margins.items() if margin < cases.MARGINS[k]]


def replace(path, text):
    if path.exists() and path.read_text() == text:
        return
    temporary = path.with_name(f".making-{path.name}")
    temporary.write_text(text)
    temporary.rename(path)


def worker(oracle, queue):
    """Takes complexes until there are none. One thread each: tensors are too small to share among threads."""
    import torch
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: ends with its parent, however that ends
    torch.set_num_threads(1)
    while True:
        names = queue.get()
        if names is None:
            return
        oracle.make_goldens(names)


def import_reference():
    try:
        import boltz.main  # noqa: F401
        import boltz.model.models.boltz2  # noqa: F401
    except Exception as error:
        sys.exit(f"oracle: boltz is installed in {sys.executable} but cannot be imported: {error!r}. The tests compare "
                 f"with it and cannot do without it.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=HERE.parents[1] / "build" / "oracle")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes, one thread each (default 2)")
    parser.add_argument("--preset", choices=presets.PRESETS, help="make this preset's checkpoints too (real: 4 GB)")
    parser.add_argument("--only", default="", help="make only cases whose name contains this; the index lists what is there")
    parser.add_argument("--find-seeds", action="store_true", help="print seeds for cases.py instead of making goldens")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with open(out / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(Oracle(out), arguments)


def build(oracle, arguments):
    started = time.monotonic()
    if arguments.find_seeds:
        import_reference()
        import torch
        torch.set_num_threads(1)
        oracle.make_prerequisites()
        return oracle.find_seeds([name for name in oracle.cases if arguments.only in name])
    prerequisites, names = oracle.missing(arguments.preset)
    if prerequisites or names:
        if not arguments.only:
            for index in ("cases.txt", "cases.json"):  # the old index must not pass for the new one
                (oracle.out / index).unlink(missing_ok=True)
        import_reference()
        import torch
        torch.set_num_threads(1)
        oracle.make_prerequisites(arguments.preset)
        names = [n for n in names if arguments.only in n]
        make_all_goldens(oracle, names, arguments.jobs)
    oracle.remove_unknown()
    oracle.write_index()
    print(f"oracle: {len(names)} cases made, {len(oracle.cases)} in all, {time.monotonic() - started:.1f} s: {oracle.out}")


def make_all_goldens(oracle, names, jobs):
    by_complex = {}
    for name in names:
        by_complex.setdefault(oracle.cases[name][0]["complex"], []).append(name)
    context = multiprocessing.get_context("fork")  # workers inherit the imported reference
    queue = context.Queue()
    for name in sorted(by_complex, key=lambda n: not cases.COMPLEXES[n].get("large", False)):  # the longest first
        queue.put(by_complex[name])
    workers = [context.Process(target=worker, args=(oracle, queue)) for _ in range(jobs)]
    for process in workers:
        queue.put(None)
        process.start()
    for process in workers:
        process.join()
    if any(process.exitcode for process in workers):
        sys.exit("oracle: a golden could not be made: the error is above")


if __name__ == "__main__":
    main()
