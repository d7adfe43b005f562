"""make_model_files.py CHECKPOINT FOLDER: the oracle's small structure model again, as others may save it.

    training.ckpt     all that a training run keeps beside the weights: configuration as one DictConfig, callbacks, moving
                      averages, dates, arrays, validators, partial functions
    needed_*.ckpt     hyper-parameters that the model needs are objects of a class that nobody has
    the others        parameters that do not fit
"""
import dataclasses
import datetime
import enum
import functools
import pathlib
import sys
import types

import numpy as np
import torch
from boltz.model.optim.ema import EMA
from boltz.model.optim.scheduler import AlphaFoldLRScheduler
from omegaconf import OmegaConf

private = types.ModuleType("private_training")
sys.modules[private.__name__] = private


def of_training(thing):
    thing.__module__, thing.__qualname__ = private.__name__, thing.__name__
    setattr(private, thing.__name__, thing)
    return thing


@of_training
class Cutoff(enum.Enum):
    NEAR = 4.0


@of_training
@dataclasses.dataclass
class Template:
    template_dim: int = 64
    min_dist: float = 3.25


@of_training
class Validator(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.val_names, self.metric = ["RCSB"], torch.nn.Linear(2, 2)


def training(checkpoint):
    average = EMA(decay=0.999, eval_with_ema=True)
    scheduler = AlphaFoldLRScheduler(torch.optim.Adam([torch.nn.Parameter(torch.ones(2))]))
    plain = {k: OmegaConf.to_container(v) if OmegaConf.is_config(v) else v for k, v in checkpoint["hyper_parameters"].items()}
    config = OmegaConf.create({**plain, "validators": [Validator()], "compile_structure": False, "num_val_datasets": 2,
                               "predict_args": None, "steering_args": None, "started": datetime.datetime(2025, 4, 1)},
                              flags={"allow_objects": True})
    weights = dict(list(checkpoint["state_dict"].items())[:5])
    return {**checkpoint, "hyper_parameters": config, "hparams_name": "kwargs", "ema": {"cur_step": 7, "ema_weights": weights},
            "callbacks": {"EMA": average, "ModelCheckpoint{'monitor': 'val/lddt'}": {
                "best_model_score": torch.tensor(0.7), "current_score": np.float64(0.7), "dirpath": pathlib.Path("/runs"),
                "kth_best": np.arange(3), "wait": datetime.timedelta(hours=1)}},
            "optimizer_states": [scheduler.optimizer.state_dict()], "lr_schedulers": [scheduler.state_dict(), scheduler],
            "loops": {"fit_loop": {"state_dict": {}, "hook": functools.partial(sorted, reverse=True), "cutoff": Cutoff.NEAR}},
            "datamodule_hyper_parameters": {"filters": [Template(), Validator()], "root": pathlib.PurePosixPath("/data")}}


def with_hyper_parameters(checkpoint, **changes):
    return {**checkpoint, "hyper_parameters": {**checkpoint["hyper_parameters"], **changes}}


def with_parameters(checkpoint, *without, **changes):
    kept = {k: v for k, v in checkpoint["state_dict"].items() if k not in without}
    return {**checkpoint, "state_dict": {**kept, **changes}}


def main(source, folder):
    folder.mkdir(parents=True, exist_ok=True)
    original = torch.load(source, map_location="cpu", weights_only=False)
    norm = original["state_dict"]["s_norm.weight"]
    files = {
        "training": training(original),
        "needed_template": with_hyper_parameters(original, template_args=Template()),
        "needed_cutoff": with_hyper_parameters(original, conditioning_cutoff_min=Cutoff.NEAR),
        "missing": with_parameters(original, "s_norm.weight"),
        "reshaped": with_parameters(original, **{"s_norm.weight": torch.ones(len(norm) + 1)}),
        "left_over": with_parameters(original, **{"validators.0.weight": norm}),
        "whole_numbers": with_parameters(original, **{"s_norm.weight": norm.long()}),
        "half": with_parameters(original, **{k: v.bfloat16() for k, v in original["state_dict"].items()}),
    }
    for name, checkpoint in files.items():
        torch.save(checkpoint, folder / f"{name}.ckpt")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
