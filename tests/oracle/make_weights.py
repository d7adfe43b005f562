"""make_weights.py SHAPES.json OUT.ckpt: a random-weight checkpoint from a list of names and shapes (see shapes.py).
Needs torch and numpy only, so it runs where the reference does not; the same list gives the same tensors everywhere, and
the same as make.py --preset. Nested hyper-parameters are OmegaConf's where that is installed (the reference reads its
attributes), else plain dictionaries."""
import itertools
import json
import sys

import torch

import weights


def names(pattern, ranges):
    for indices in itertools.product(*map(range, ranges)):
        digits = iter(indices)
        yield "".join(str(next(digits)) if c == "*" else c for c in pattern)


def state_dict(listing):
    """Name to float32 tensor; a parameter stored under two names is one tensor."""
    described = {name: (shape, kind) for pattern, ranges, shape, kind in listing["tensors"] for name in names(pattern, ranges)}
    state = {}
    for name, (shape, kind) in described.items():
        first = weights.alias_of(name, described)
        if kind != "random":
            state[name] = torch.linspace(kind[1], kind[2], shape[0])
        elif first is None:
            state[name] = weights.value(name, shape, listing["seed"])
    for name in described.keys() - state.keys():
        state[name] = state[weights.alias_of(name, described)]
    return {name: state[name] for name in described}


def as_trained(hparams):
    """Nested hyper-parameters in the containers that a training run stores, if there are any."""
    try:
        from omegaconf import OmegaConf
    except ImportError:
        return hparams
    return {k: OmegaConf.create(v) if isinstance(v, (dict, list)) else v for k, v in hparams.items()}


def main(shapes, out):
    with open(shapes) as file:
        listing = json.load(file)
    torch.save(weights.lightning_checkpoint(state_dict(listing), as_trained(listing["hyper_parameters"])), out)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
