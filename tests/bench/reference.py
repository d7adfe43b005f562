"""The reference, boltz 2.2.1, timed stage by stage: its own model class and modules on features of ours.

BB_REFERENCE names a folder with the unpacked package `boltz` (make one with `reference.py --collect FOLDER`), for machines
where nothing can be installed; else an installed one is taken. What the package imports for reading inputs and training, and
inference never calls, may be absent (`stubbed` says what was replaced).

    reference.py --collect FOLDER     copies what is needed of the installed package, about 1 MB
    reference.py --load FILE.ckpt     loads a checkpoint as `boltz predict` does; prints seconds and memory as JSON
"""
import contextlib
import importlib.metadata
import importlib.util
import inspect
import json
import shutil
import sys
import time
from pathlib import Path

import torch

from reference_import import Attributes, available, import_model, settings, uninitialised

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
sys.path.append(str(ORACLE))


class Clock:
    """Milliseconds by stage, and of each sampler step; the host's clock after waiting for the device, or events."""

    def __init__(self, device):
        self.cuda = device.type == "cuda"
        self.stages, self.calls, self.steps = {}, {}, []
        self.last = self.now()

    def now(self):
        if self.cuda:
            torch.cuda.synchronize()
        return time.perf_counter()

    def finish(self, stage):
        now = self.now()
        self.stages[stage] = self.stages.get(stage, 0.0) + 1e3 * (now - self.last)
        self.calls[stage] = self.calls.get(stage, 0) + 1
        self.last = time.perf_counter()

    def step(self):
        if self.cuda:
            event = torch.cuda.Event(enable_timing=True)
            event.record()
            self.steps.append(event)
        else:
            self.steps.append(time.perf_counter())

    def step_milliseconds(self):
        """Of all steps but the last."""
        pairs = zip(self.steps, self.steps[1:])
        return [a.elapsed_time(b) if self.cuda else 1e3 * (b - a) for a, b in pairs]


class Reference:
    def __init__(self, checkpoint, hyper_parameters, stage, device="cpu", hidden=()):
        """`hyper_parameters` as in presets.py or a list of shapes: containers that a checkpoint may hold need OmegaConf."""
        import presets
        kind, self.stubbed = import_model(hidden)
        import boltz.model.layers.initialize as initialize
        initialize.trunc_normal_init_ = lambda w, *args, **kwargs: None
        initialize.lecun_normal_init_ = lambda w: None
        main = settings()
        from dataclasses import asdict
        steering = main.BoltzSteeringParams()
        steering.fk_steering = steering.physical_guidance_update = False
        if stage == "affinity":
            steering.contact_guidance_update = False
        kernels, self.kernels = self.choose_kernels(stage, device)
        wanted = {**hyper_parameters, **presets.overrides(main, hyper_parameters), "steering_args": asdict(steering),
                  "use_kernels": kernels}
        known = inspect.signature(kind.__init__).parameters
        with uninitialised():
            model = kind(**{k: Attributes.of(v) for k, v in wanted.items() if k in known})
        state = torch.load(checkpoint, map_location="cpu", weights_only=False, mmap=True)["state_dict"]
        model.load_state_dict(state, strict=True, assign=True)
        self.device, self.stage = torch.device(device), stage
        self.model = model.eval().to(self.device).requires_grad_(False)
        self.model.affinity_mw_correction = False

    @staticmethod
    def choose_kernels(stage, device):
        """As `boltz predict` does: its fused kernels for structures only, on compute capability 8 or more."""
        if torch.device(device).type != "cuda":
            return False, "plain torch (CPU)"
        if stage == "affinity":
            return False, "plain torch (as shipped for affinity)"
        if not available("cuequivariance_torch"):
            return False, "plain torch (cuequivariance_torch is absent)"
        return True, f"cuequivariance_torch {importlib.metadata.version('cuequivariance_torch')}"

    def features(self, tensors):
        """Features of a file as the model takes them."""
        batch = {}
        for name, value in tensors.items():
            if name.startswith("__aug"):
                continue
            value = value.to(self.device)
            batch[name] = value.long() if value.dtype is torch.int8 else value
        if "affinity_mw" in batch:
            batch["affinity_mw"] = batch["affinity_mw"].tolist()
        return batch

    def run(self, batch, recycling, steps, samples, noise=None, dtype="float32", matmul_precision="highest"):
        """(Clock, what the model returns). `noise`: random draws to replay, else the model draws its own."""
        torch.set_float32_matmul_precision(matmul_precision)
        import boltz.model.modules.diffusionv2 as diffusion
        model, clock = self.model, Clock(self.device)
        handles, original = [], model.structure_module.sample
        augment, randn = diffusion.compute_random_augmentation, torch.randn
        state = {"step": -1}

        def step_augmentation(multiplicity, **kwargs):
            clock.step()
            state["step"] += 1
            if noise is None:
                return augment(multiplicity, **kwargs)
            return tuple(noise[name][state["step"]].to(**kwargs) for name in ("noise.R", "noise.trans"))

        def replayed(shape, **kwargs):
            value = noise["noise.init"] if state["step"] < 0 else noise["noise.eps"][state["step"]]
            assert tuple(shape) == tuple(value.shape), "recorded noise of other sizes"
            return value.to(kwargs["device"], torch.get_default_dtype())

        def sample(*args, **kwargs):
            try:
                diffusion.compute_random_augmentation = step_augmentation
                torch.randn = replayed if noise is not None else randn
                result = original(*args, **kwargs)
            finally:
                diffusion.compute_random_augmentation, torch.randn = augment, randn
            clock.finish("diffusion")
            return result

        def at_end_of(module, stage):
            handles.append(module.register_forward_hook(lambda *_: clock.finish(stage)))

        def first_pass(*_):
            if "embedder" not in clock.stages:
                clock.finish("embedder")
        handles.append(model.s_norm.register_forward_pre_hook(first_pass))
        if model.use_templates:
            at_end_of(model.template_module, "templates")
        at_end_of(model.msa_module, "msa")
        at_end_of(model.pairformer_module, "pairformer")
        at_end_of(model.distogram_module, "distogram")
        at_end_of(model.diffusion_conditioning, "conditioning")
        at_end_of(model.confidence_module, "confidence")
        model.structure_module.sample = sample
        try:
            with torch.inference_mode(), self.numerics(dtype):
                clock.last = clock.now()
                out = model(batch, recycling_steps=recycling, num_sampling_steps=steps, diffusion_samples=samples,
                            max_parallel_samples=1 if self.stage == "affinity" else 5, run_confidence_sequentially=True)
                if model.affinity_prediction:
                    clock.finish("affinity")
        finally:
            model.structure_module.sample = original
            for handle in handles:
                handle.remove()
        return clock, out

    def numerics(self, dtype):
        if dtype == "float32":
            return contextlib.nullcontext()
        if self.device.type == "cuda":  # what Lightning's bf16-mixed does
            return torch.autocast("cuda", dtype=torch.bfloat16)
        import precision  # the CPU's autocast made to behave as the GPU's
        return precision.running_in("bf16")


def outputs(out):
    """What the model returned, under boltz-replay's names."""
    named = {}
    for name, value in out.items():
        if torch.is_tensor(value):
            named[f"out.{name}"] = value.detach().float().cpu()
    return named


def collect(folder):
    """The reference's model and what it imports of its data package."""
    source = Path(importlib.util.find_spec("boltz").submodule_search_locations[0])
    target = Path(folder) / "boltz"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(source / "model", target / "model", ignore=ignore, dirs_exist_ok=True)
    for name in ("__init__.py", "main.py", "data/__init__.py", "data/const.py", "data/mol.py", "data/pad.py",
                 "data/types.py", "data/feature/__init__.py", "data/feature/symmetry.py"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target / name)
    for name in ("LICENSE",):
        for path in source.parent.glob(f"boltz-*.dist-info/**/{name}"):
            shutil.copy(path, target / name)
    if available("einops"):
        shutil.copytree(importlib.util.find_spec("einops").submodule_search_locations[0], Path(folder) / "einops",
                        ignore=ignore, dirs_exist_ok=True)


def resident(name):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    return 0


def load_as_shipped(checkpoint):
    import golden
    before = resident("VmRSS")
    import boltz.main  # noqa: F401
    from boltz.model.models.boltz2 import Boltz2  # noqa: F401
    imported, start = resident("VmRSS"), time.perf_counter()
    golden.load_model("real", "structure", checkpoint, "f32")
    return {"seconds": time.perf_counter() - start, "resident_before": imported, "resident_at_start": before,
            "resident_after": resident("VmRSS"), "peak_resident": resident("VmHWM")}


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--collect":
        return collect(arguments[1])
    if len(arguments) == 2 and arguments[0] == "--load":
        return print(json.dumps(load_as_shipped(arguments[1])))
    sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
