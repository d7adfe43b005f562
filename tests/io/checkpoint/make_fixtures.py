"""make_fixtures.py DIRECTORY: checkpoint files written by the libraries that write them in earnest.

The C++ tests know the values: tensors hold consecutive numbers, so that element [i, j] of any view can be told.
"""
import argparse
import collections
import dataclasses
import datetime
import enum
import functools
import os
import pathlib
import sys
import types
import warnings

import numpy as np
import safetensors.torch
import torch
from omegaconf import OmegaConf


def state_dict():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    weights = collections.OrderedDict()
    weights["plain"] = base
    weights["alias"] = base
    weights["transposed"] = base.t()
    weights["rows"] = base[1:3]
    weights["columns"] = base[:, 1::2]
    weights["expanded"] = torch.tensor([7.0]).expand(3, 5)
    weights["scalar"] = torch.tensor(2.5)
    weights["empty"] = torch.empty(0, 4)
    weights["parameter"] = torch.nn.Parameter(torch.arange(3, dtype=torch.float32))
    for name in ("float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"):
        weights["typed." + name] = torch.arange(5).to(getattr(torch, name))
    weights["typed.bool"] = torch.tensor([True, False, True])
    weights._metadata = collections.OrderedDict({"": {"version": 1}})  # as nn.Module.state_dict() has
    return weights


def hyper_parameters():
    return {
        "atom_s": 128,
        "sigma_data": 16.0,
        "name": "boltz",
        "flag": True,
        "nothing": None,
        "score_model_args": OmegaConf.create(
            {"sigma_data": 16, "nested": {"depth": 3, "list": [1, 2.5, None, "x", {"deep": True}]}, "none": None}
        ),
        "steps": OmegaConf.create([1, 2, 3]),
        "groups": {0: 1, 1: 4},
        "counts": collections.defaultdict(int, {"a": 1}),
        "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
        "training_args": argparse.Namespace(max_lr=0.0018, recycling_steps=3),
        "pair": (1, "two"),
        "set": {5},
        "path": pathlib.PurePosixPath("/data/boltz"),
        "size": torch.Size([2, 3]),
        "dtype": torch.bfloat16,
        "tensor": torch.ones(2),
        "big": 1 << 80,
        "interpolated": OmegaConf.create({"a": 1, "b": "${a}"}),
        "unicode": "Å→β",
        "bytes": b"raw",
    }


def lightning():
    parameters = [torch.nn.Parameter(torch.ones(1000))]
    optimizer = torch.optim.Adam(parameters)
    parameters[0].grad = torch.ones(1000)
    optimizer.step()
    return {
        "epoch": 0,
        "global_step": 1,
        "pytorch-lightning_version": "2.5.0",
        "state_dict": state_dict(),
        "loops": {},
        "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(1.0), "dirpath": "/x"}},
        "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [],
        "hparams_name": "kwargs",
        "hyper_parameters": hyper_parameters(),
    }


# What a training program of others has in its checkpoints: classes of a module that nobody else has.
training = types.ModuleType("private.training")


def of_training(thing):
    thing.__module__, thing.__qualname__ = training.__name__, thing.__name__
    setattr(training, thing.__name__, thing)
    return thing


@of_training
class Phase(enum.Enum):
    FIRST = 1


@of_training
@dataclasses.dataclass
class Recipe:
    rate: float = 0.5
    phase: Phase = Phase.FIRST


@of_training
class Validator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.metric = torch.nn.Linear(2, 2)
        self.names = ["rcsb"]


@of_training
class Slots:
    __slots__ = ("a",)

    def __init__(self):
        self.a = 1


@of_training
class Keywords:
    def __new__(cls, *, size):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (), {"size": 3}


@of_training
class Mapping(dict):
    pass


@of_training
class Sequence(list):
    pass


@of_training
class Config:  # keeps its data as OmegaConf does
    def __init__(self, content):
        self._content = content


@of_training
def schedule(step):
    return step


def strange_objects():
    mapping = Mapping(a=1)
    mapping.more = 2
    return {
        "date": datetime.datetime(2025, 6, 1, tzinfo=datetime.timezone.utc), "duration": datetime.timedelta(days=1),
        "partial": functools.partial(schedule, 3), "function": schedule, "builtin": len, "method": "x".upper,
        "enum": Phase.FIRST, "recipe": Recipe(), "validator": Validator(), "slots": Slots(), "keywords": Keywords(size=3),
        "mapping": mapping, "sequence": Sequence([1, 2]), "array": np.arange(6).reshape(2, 3), "complex": 1j,
        "objects": np.array([Phase.FIRST, None], dtype=object), "device": torch.device("cpu"), "slice": slice(1, 2),
        "counter": collections.Counter("aab"), "deque": collections.deque([1], maxlen=2), "tuple_keys": {(1, 2): 3},
        "ambiguous": {1: "a", "1": "b"}, "range": range(3), "class": Recipe, "generic": dict[str, int],
        "optimizer": torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1), "uuid": __import__("uuid").UUID(int=5),
    }


def training_run():
    sys.modules["private"], sys.modules[training.__name__] = types.ModuleType("private"), training
    config = {
        "atom_s": 128, "flag": True, "cutoff": 4, "args": {"max_dist": 50.75, "bins": 38, "missing": "???", "none": None},
        "groups": {0: 1}, "sizes": [1, {"deep": 2.5}],
    }
    strange = {"date": datetime.date(2025, 6, 1), "enum": Phase.FIRST, "path": pathlib.Path("/data")}
    hyper_parameters = OmegaConf.create({**config, "strange": strange}, flags={"allow_objects": True, "struct": True})
    checkpoint = {**lightning(), "hyper_parameters": hyper_parameters, "ema": {"decay": 0.999, "shadow_params": state_dict()},
                  "callbacks": {"EMA": strange_objects()}, "loops": strange_objects(), "hparams_type": Config}
    plain = {**config, "strange": strange_objects(), "similar": Config({"n": 3}), "partial": functools.partial(schedule),
             "numpy": {kind: np.dtype(kind).type(value) for kind, value in
                       (("f8", 4.25), ("f4", -0.5), ("f2", 6e-8), ("i8", -3), ("u2", 65535), ("bool", True), ("u8", 2**63))}}
    return checkpoint, {**checkpoint, "hyper_parameters": plain}


class Evil:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def main(directory):
    os.makedirs(directory, exist_ok=True)

    def path(name):
        return os.path.join(directory, name)
    warnings.simplefilter("ignore")
    for protocol in (2, 3, 4, 5):
        torch.save(lightning(), path(f"lightning{protocol}.ckpt"), pickle_protocol=protocol)
        for name, checkpoint in zip(("configured", "plain"), training_run()):
            torch.save(checkpoint, path(f"{name}{protocol}.ckpt"), pickle_protocol=protocol)
    torch.save(dict(state_dict()), path("bare.ckpt"))
    torch.save({"epoch": 1, "model": {}}, path("no_state_dict.ckpt"))
    torch.save({"state_dict": state_dict(), "epoch": 1}, path("no_hyper_parameters.ckpt"))
    torch.save([1, 2], path("list.ckpt"))
    torch.save({"a": torch.arange(3).to(torch.uint16)}, path("uint16.ckpt"))
    torch.save({"a": torch.ones(1)}, path("legacy.ckpt"), _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path("script.pt"))

    marker = path("executed")
    hostile = {
        "system": Evil(os.system, "touch " + marker),
        "eval": Evil(eval, f"open({marker!r}, 'w')"),
        "import": Evil(__import__, "antigravity"),
        "getattr": Evil(getattr, "x", "upper"),
    }
    for name, evil in hostile.items():
        torch.save({"state_dict": {"a": torch.ones(1)}, "hyper_parameters": {"bins": {"count": evil}}, "callbacks": evil},
                   path(f"evil_{name}.ckpt"))
    torch.save({"state_dict": {"a": hostile["system"]}, "hyper_parameters": {}}, path("evil_tensor.ckpt"))
    torch.save({"state_dict": hostile["system"], "hyper_parameters": {}}, path("evil_state_dict.ckpt"))
    torch.save({"state_dict": {"a": torch.ones(1)}, "hyper_parameters": hostile["system"]}, path("evil_hyper_parameters.ckpt"))

    contiguous = {name: tensor.detach().clone().contiguous() for name, tensor in state_dict().items()}
    safetensors.torch.save_file(contiguous, path("sample.safetensors"), metadata={"format": "pt", "note": 'a "β"'})

    torch.serialization.set_crc32_options(False)
    torch.save(training_run()[1], path("no_crc.ckpt"))


if __name__ == "__main__":
    main(sys.argv[1])
