"""bench_weights.py [--shallow] FOLDER: conf.ckpt and aff.ckpt with random weights of the published dimensions, from the
committed lists of names and shapes (tests/oracle). --shallow keeps widths and cuts every stack to one block (100 MB)."""
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
sys.path.append(str(ORACLE))
import make_weights  # noqa: E402
import weights  # noqa: E402

# Stacks of blocks, and where the hyper-parameters count them.
STACKS = {"pairformer_module.layers": ("pairformer_args", "num_blocks"),
          "msa_module.layers": ("msa_args", "msa_blocks"),
          "structure_module.score_model.token_transformer.layers": ("score_model_args", "token_transformer_depth"),
          "diffusion_conditioning.token_trans_proj_z": ("score_model_args", "token_transformer_depth"),
          "confidence_module.pairformer_stack.layers": ("confidence_model_args", "pairformer_args", "num_blocks"),
          "affinity_module1.pairformer_stack.layers": ("affinity_model_args1", "pairformer_args", "num_blocks"),
          "affinity_module2.pairformer_stack.layers": ("affinity_model_args2", "pairformer_args", "num_blocks")}


def listing(name, shallow=False):
    """Names, shapes and hyper-parameters of the model `name` (conf or aff)."""
    found = json.loads((ORACLE / f"real_shapes_{name}.json").read_text())
    return cut(found) if shallow else found


def cut(found):
    """The same model with one block in each stack."""
    entries = []
    for pattern, ranges, shape, kind in found["tensors"]:
        stack = next((s for s in STACKS if pattern.startswith(s + ".")), None)
        block = pattern[len(stack) + 1:].split(".")[0] if stack else None
        if block == "*":
            entries.append([pattern, [1, *ranges[1:]], shape, kind])
        elif block in (None, "0"):
            entries.append([pattern, ranges, shape, kind])
    for *path, count in STACKS.values():
        node = found["hyper_parameters"]
        for key in path:
            node = node.get(key, {})
        if count in node:
            node[count] = 1
    return {**found, "tensors": entries}


def write(name, folder, shallow):
    path = Path(folder) / f"{name}.ckpt"
    if path.exists():
        return
    torch.set_num_threads(1)
    found = listing(name, shallow)
    checkpoint = weights.lightning_checkpoint(make_weights.state_dict(found), found["hyper_parameters"])
    temporary = path.with_suffix(".making")
    torch.save(checkpoint, temporary)
    temporary.rename(path)


def main(arguments):
    shallow = "--shallow" in arguments
    folder, = [a for a in arguments if a != "--shallow"]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(write, ("conf", "aff"), (folder,) * 2, (shallow,) * 2))


if __name__ == "__main__":
    main(sys.argv[1:])
