"""shapes.py PRESET FOLDER: writes <preset>_shapes_conf.json and _aff.json, from which make_weights.py makes a
checkpoint where boltz is not installed. real_shapes_*.json are committed; make them again when presets.py changes.

A list holds `hyper_parameters`, `seed` and `tensors`: [pattern, ranges, shape, kind] where the k-th `*` of the pattern
counts through range(ranges[k]) and kind is "random" or ["linspace", first, last] for a buffer."""
import itertools
import json
import re
import sys
from pathlib import Path

import torch

from checkpoints import build
from presets import PRESETS


INDEX = re.compile(r"(?<=\.)\d+(?=\.)")  # the 3 of layers.3.weight


def compact(shapes):
    """[(name, shape, kind)] with block indices folded into patterns. Every pattern must be a full grid."""
    groups = {}
    for name, shape, kind in shapes:
        pattern, index = INDEX.sub("*", name), [int(i) for i in INDEX.findall(name)]
        groups.setdefault((pattern, tuple(shape), json.dumps(kind)), []).append(index)
    entries = []
    for (pattern, shape, kind), indices in groups.items():
        ranges = [max(axis) + 1 for axis in zip(*indices)]
        if len(indices) == len(list(itertools.product(*map(range, ranges)))):
            entries.append([pattern, ranges, list(shape), json.loads(kind)])
            continue
        for index in indices:  # not a grid (the indices of an nn.Sequential, say): one entry each
            digits = iter(index)
            entries.append([re.sub(r"\*", lambda _: str(next(digits)), pattern), [], list(shape), json.loads(kind)])
    return entries


def listing(hparams, seed):
    with torch.device("meta"):
        model = build(hparams)
    buffers = dict(model.named_buffers())
    shapes = []
    for name, tensor in model.state_dict().items():
        kind = "random"
        if name in buffers:  # the bounds of the distance bins
            module = hparams["confidence_model_args"] if name.startswith("confidence") else hparams[
                name.split(".")[0].replace("module", "model_args")]
            kind = ["linspace", 2, module["max_dist"]]
        shapes.append((name, list(tensor.shape), kind))
    return {"seed": seed, "hyper_parameters": hparams, "tensors": compact(shapes)}


def main(preset, folder):
    conf, aff, seed = PRESETS[preset]
    for offset, (name, hparams) in enumerate((("conf", conf), ("aff", aff))):
        found = listing(hparams, seed + offset)
        head = json.dumps({k: v for k, v in found.items() if k != "tensors"})[:-1]
        lines = ",\n".join(json.dumps(entry) for entry in found["tensors"])
        (Path(folder) / f"{preset}_shapes_{name}.json").write_text(f'{head},\n"tensors": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
