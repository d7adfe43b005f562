"""Compares boltz-batch with the reference, boltz 2.2.1, on your own weights. tools/parity.sh sets up and starts it.

Three small complexes go through both:
  model     boltz-replay computes from the reference's own features and random draws: its results against the reference's
  features  what boltz-batch makes of the same YAML, against what the reference makes of it
  program   boltz-batch runs as it does in a screen; the reference's model then computes from boltz-batch's features and
            random draws: the store against that, score by score
Both compute in float64, so that what differs is no rounding. Ends with 0 where all agree, 1 where something does not, 2 where
it could not be compared."""
import argparse
import hashlib
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = {"boltz2_conf.ckpt": "090e82ac8c92f5e943fa1b39e7410a44027bea7243c0bbb3caa67a77fc1428e1",
             "boltz2_aff.ckpt": "dcc5cd3722b1c9eaa34267e4ae32f55cbbf1963f4c19319381ccfa30fdd2ca9e"}
SHOWN = ("confidence_score", "ptm", "iptm", "complex_plddt", "affinity_pred_value", "affinity_probability_binary")
PASS, FAIL, UNUSABLE = 0, 1, 2


def unusable(message):
    print(f"parity: {message}", file=sys.stderr)
    sys.exit(UNUSABLE)


def parse():
    cache = Path(os.environ.get("BOLTZ_CACHE", Path.home() / ".boltz"))
    parser = argparse.ArgumentParser(prog="tools/parity.sh", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=cache, help="where `boltz predict` keeps weights and mols (%(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "parity", help="work folder (build/parity)")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="for both sides (%(default)s)")
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float64",
                        help="of both sides: float64 leaves no room for rounding, float32 takes half as long (%(default)s)")
    parser.add_argument("--recycling-steps", type=int, default=1, metavar="N", help="%(default)s")
    parser.add_argument("--sampling-steps", type=int, default=10, metavar="N", help="%(default)s")
    parser.add_argument("--samples", type=int, default=2, metavar="N", help="structures of each complex (%(default)s)")
    parser.add_argument("--complexes", default="villin,fkbp12,zif268", metavar="A,B", help="%(default)s")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="CPU threads (all)")
    parser.add_argument("--our-weights", type=Path, metavar="FOLDER",
                        help="give boltz-batch these weights, the reference the cache's: it must then say that they differ")
    parser.add_argument("--only-check", action="store_true", help=argparse.SUPPRESS)  # before anything is set up
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "default" / "bin", help=argparse.SUPPRESS)
    return parser.parse_args()


def check(arguments, known):
    for name in arguments.complexes.split(","):
        if name not in known:
            unusable(f"--complexes: no complex is called '{name}'; there are {', '.join(known)}")
    if min(arguments.sampling_steps, arguments.samples) < 1 or arguments.recycling_steps < 0:
        unusable("--sampling-steps and --samples must be 1 or more, --recycling-steps 0 or more")
    for folder in filter(None, (arguments.cache, arguments.our_weights)):
        for name in PUBLISHED:
            if not (folder / name).is_file():
                unusable(f"{folder / name} is not there. `boltz predict` of the boltz package downloads it at its first run, "
                         f"into ~/.boltz or $BOLTZ_CACHE; name another folder with --cache")
    if not (arguments.cache / "mols").is_dir() and not (arguments.cache / "mols.tar").is_file():
        unusable(f"{arguments.cache} has neither mols/ nor mols.tar, the components that `boltz predict` downloads")
    if arguments.device == "cuda" and not arguments.only_check:
        import torch
        if not torch.cuda.is_available():
            unusable("--device cuda: PyTorch finds no GPU here")


def describe_weights(folder):
    for name, published in PUBLISHED.items():
        digest = hashlib.sha256()
        with open(folder / name, "rb") as file:
            while block := file.read(1 << 24):
                digest.update(block)
        known = "Boltz-2, published" if digest.hexdigest() == published else "not a published file"
        print(f"  {folder / name}: {known}")


class Comparison:
    def __init__(self, arguments):
        import agreement
        import complexes
        import program
        import reference
        self.complexes, self.agreement, self.program, self.reference = complexes, agreement, program, reference
        self.arguments, self.names, self.started = arguments, arguments.complexes.split(","), time.monotonic()
        arguments.dtype = {"float32": "f32", "float64": "f64"}[arguments.dtype]
        self.settings = reference.Settings(arguments)
        self.out = arguments.out.resolve()
        self.tables, self.scores, self.failed = [], [], False

    def say(self, what):
        print(f"[{time.monotonic() - self.started:6.0f} s] {what}", flush=True)

    def prepare(self):
        for folder in ("inputs", "reference", "ours"):
            shutil.rmtree(self.out / folder, ignore_errors=True)
            (self.out / folder).mkdir(parents=True)
        self.say("importing the components")
        self.components = self.out / "reference" / "components"
        self.reference.take_components(self.arguments.cache, self.components)
        self.reference.import_components(self.components, self.out / "components.bin")
        for name in self.names:
            self.say(f"{name} ({self.complexes.COMPLEXES[name]['title']}): the reference's features")
            folder = self.out / "reference" / name
            folder.mkdir()
            self.reference.make_features(name, self.components, folder)
            shutil.copytree(folder / "inputs", self.out / "inputs", dirs_exist_ok=True)
        self.manifest = self.out / "inputs" / "manifest.csv"
        self.program.write_manifest(self.manifest, self.names)
        self.ours = self.program.Program(self.arguments.programs.resolve(), (self.arguments.our_weights or
                                         self.arguments.cache).resolve(), self.out / "components.bin", self.settings,
                                         self.arguments.threads, self.out / "ours")

    def run(self):
        self.say("boltz-batch: all complexes")
        self.store = self.ours.screen(self.manifest)
        for stage in ("structure", "affinity"):
            names = [name for name in self.names if stage in self.program.stages_of(name)]
            if not names:
                continue
            self.say(f"the reference: loading the {stage} model")
            model = self.reference.Model(self.arguments.cache / self.program.checkpoint_name(stage), stage, self.settings)
            for name in names:
                self.compare_one(model, name, stage)
            del model

    def compare_one(self, model, name, stage):
        from safetensors.numpy import load_file
        folder, ours = self.out / "reference" / name, self.out / "ours"
        theirs = folder / f"{stage}.safetensors"
        self.say(f"{name}, {stage}: the reference's results")
        prediction = model.record(theirs, folder / f"{stage}.golden.safetensors")
        if stage == "structure" and self.complexes.wants_affinity(name):
            self.reference.make_affinity_features(name, self.components, folder, on_cpu(prediction))
        self.say(f"{name}, {stage}: boltz-replay")
        replay_out = ours / f"{name}.{stage}.replay.safetensors"
        self.ours.replay(stage, theirs, folder / f"{stage}.golden.safetensors", replay_out)
        golden = self.program.outputs(folder / f"{stage}.golden.safetensors")
        replayed = self.program.outputs(replay_out)
        self.add_row("model", name, stage, self.agreement.differences(golden, replayed))

        our_features, noise = self.ours.features(name, stage, self.manifest, self.store)
        if stage == "structure":  # the affinity stage's are cropped about a structure of one's own
            compared, faults = self.agreement.feature_faults(load_file(our_features), load_file(theirs),
                                                           drawn_conformers=self.complexes.wants_affinity(name))
            self.add_features(name, compared, faults)
        self.say(f"{name}, {stage}: the reference on boltz-batch's features and draws")
        repeated_out = folder / f"{stage}.repeated.safetensors"
        model.repeat(our_features, noise, repeated_out)
        repeated = self.program.outputs(repeated_out)
        stored = self.program.stored(self.store, name, stage, self.settings.samples_of(stage))
        self.add_row("program", name, stage, self.agreement.differences(stored, repeated))
        for score in SHOWN:
            if "out." + score in stored:
                self.scores.append((name, score, golden["out." + score], replayed["out." + score],
                                    repeated["out." + score], stored["out." + score]))

    def add_row(self, what, name, stage, differences):
        allowed = {key: self.agreement.allowed(key, self.settings.dtype) for key in differences}
        worst = max(differences, key=lambda key: differences[key] / allowed[key])
        good = differences[worst] <= allowed[worst]
        self.failed = self.failed or not good
        self.tables.append((what, name, stage, len(differences), differences.get("out.sample_atom_coords"),
                            differences[worst], f"{worst.removeprefix('out.')} (allowed {allowed[worst]:.0e})", good))

    def add_features(self, name, compared, faults):
        self.failed = self.failed or bool(faults)
        self.tables.append(("features", name, "structure", compared, None, None, "; ".join(faults), not faults))

    def report(self):
        print(f"\nrelative differences from boltz 2.2.1, {self.arguments.device}, {self.ours.dtype}\n")
        print(f"{'':9s} {'complex':9s} {'stage':10s} {'compared':>8s} {'coordinates':>12s} {'largest':>9s}  of")
        for what, name, stage, compared, coordinates, worst, of, good in sorted(self.tables, key=lambda row: row[0] != "model"):
            cells = [f"{x:.1e}" if x is not None else "" for x in (coordinates, worst)]
            print(f"{what:9s} {name:9s} {stage:10s} {compared:8d} {cells[0]:>12s} {cells[1]:>9s}  {of}{'' if good else '   DIFFERS'}")
        print("\nscores, the first sample's\n")
        print(f"{'':38s} {'on its features and draws':>27s} {'on boltz-batch’s':>27s}")
        print(f"{'complex':9s} {'score':28s} {'boltz':>13s} {'boltz-replay':>13s} {'boltz':>13s} {'boltz-batch':>13s}")
        for name, score, *values in self.scores:
            print(f"{name:9s} {score:28s} " + " ".join(f"{float(value.reshape(-1)[0]):13.6f}" for value in values))
        if self.failed and self.settings.dtype == "f32":
            print("\nfloat32 rounds: where the differences are small, --dtype float64 tells")
        print(f"\nverdict: {'DIFFERENT' if self.failed else 'EQUAL'}, in {time.monotonic() - self.started:.0f} s; "
              f"everything compared is in {self.out}")


def on_cpu(prediction):
    import torch
    return {k: v.cpu() if torch.is_tensor(v) else v for k, v in prediction.items()}


def main():
    arguments = parse()
    sys.path.insert(0, str(ROOT / "tests" / "oracle"))
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import complexes
    check(arguments, complexes.COMPLEXES)
    if arguments.only_check:
        return PASS
    os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
    print("weights:")
    describe_weights(arguments.cache)
    if arguments.our_weights:
        print("of boltz-batch:")
        describe_weights(arguments.our_weights)
    comparison = Comparison(arguments)
    import torch
    torch.set_num_threads(arguments.threads)
    comparison.prepare()
    comparison.run()
    comparison.report()
    return FAIL if comparison.failed else PASS


if __name__ == "__main__":
    sys.exit(main())
