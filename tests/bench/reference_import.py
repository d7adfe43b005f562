"""Importing the reference's model class where not all that its package imports is installed, and making one without its
training framework."""
import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path

import torch

# Imported by the reference's model modules, never called at inference: replaced by empty modules where they are absent,
# the first ones also where the reference is not an installed one, whose versions fit it.
FOR_TRAINING = ("rdkit", "mashumaro", "einx", "fairscale", "torchmetrics", "pytorch_lightning")
UNUSED = (*FOR_TRAINING, "scipy", "tqdm")


class Nothing:
    """A class that takes anything and does nothing, for base classes and annotations."""

    def __init__(self, *args, **kwargs):
        pass

    def __class_getitem__(cls, item):
        return cls


class LightningModule(torch.nn.Module):
    """What the reference's model needs of pytorch-lightning's at inference."""

    def save_hyperparameters(self, *args, **kwargs):
        pass


class MeanMetric(torch.nn.Module):
    """torchmetrics': for training only."""


NEEDED = {"LightningModule": LightningModule, "MeanMetric": MeanMetric}


class Stubs(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports any module of the given packages as an empty one."""

    def __init__(self, packages):
        self.packages = set(packages)

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.packages:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.__getattr__ = lambda name: NEEDED.get(name, Nothing)


def available(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def import_model(hidden=()):
    """(Boltz2's class, names of stubbed packages). `hidden`: packages to treat as absent, for tests."""
    folder = os.environ.get("BB_REFERENCE")
    if folder:
        sys.path.insert(0, str(Path(folder).resolve()))
    if not available("boltz"):
        raise ImportError("the reference is not there: install boltz==2.2.1 or set BB_REFERENCE to a folder made by "
                          "reference.py --collect")
    hidden = (*hidden, *FOR_TRAINING) if folder else hidden
    stubbed = [name for name in UNUSED if name in hidden or not available(name)]
    if stubbed:
        sys.meta_path.insert(0, Stubs(stubbed))
    from boltz.model.models.boltz2 import Boltz2
    return Boltz2, stubbed


def settings():
    """The dataclasses of boltz.main, whose import would need all that preprocessing needs."""
    source = Path(importlib.util.find_spec("boltz").submodule_search_locations[0]) / "main.py"
    names = ("PairformerArgsV2", "MSAModuleArgs", "Boltz2DiffusionParams", "BoltzSteeringParams")
    body = [node for node in ast.parse(source.read_text()).body if isinstance(node, ast.ClassDef) and node.name in names]
    namespace = {"__name__": __name__}
    exec("from dataclasses import dataclass\nfrom typing import *", namespace)
    exec(compile(ast.Module(body, []), str(source), "exec"), namespace)
    return type("main", (), {name: namespace[name] for name in names})


class Attributes(dict):
    """Nested hyper-parameters as the reference reads them: a dictionary with attributes."""

    def __getattr__(self, name):
        if name in self:
            return self[name]
        raise AttributeError(name)

    @classmethod
    def of(cls, value):
        return cls({k: cls.of(v) for k, v in value.items()}) if isinstance(value, dict) else value


@contextlib.contextmanager
def uninitialised():
    """Modules are made without drawing their weights, which the checkpoint overwrites."""
    kinds = (torch.nn.Linear, torch.nn.LayerNorm, torch.nn.Embedding)
    originals = [kind.reset_parameters for kind in kinds]
    try:
        for kind in kinds:
            kind.reset_parameters = lambda self: None
        yield
    finally:
        for kind, original in zip(kinds, originals):
            kind.reset_parameters = original
