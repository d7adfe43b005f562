"""Random weights, one independent stream per parameter name, so that any subset can be made anywhere.

A freshly initialised Boltz-2 has zeros in every residual output, gate and conditioning table: comparing with it proves
nothing. Here every parameter is random and non-zero, scaled so that activations stay O(1) and softmaxes far from one-hot.
Needs numpy and torch only.
"""
import zlib

import numpy as np
import torch

RESIDUAL_OUTPUTS = ("fc3", "p_out", "proj_o", "linear_o", "b_to_a", "u_proj")  # zero in a fresh model
LOGIT_OUTPUTS = ("pae_", "pde_", "distogram_module")                           # keep these softmaxes broad


def value(name, shape, seed):
    """The parameter `name` of the given shape: float32 tensor."""
    generator = np.random.default_rng([seed, zlib.crc32(name.encode())])
    noise = torch.from_numpy(generator.standard_normal(tuple(shape), dtype=np.float32))
    if "fourier" in name and ".proj." in name:      # frozen random features of the Fourier embedding: N(0, 1)
        return noise
    if len(shape) < 2:
        if len(shape) == 1 and name.endswith(".weight"):
            return 1 + 0.1 * noise                  # layer norm scale
        if "output_projection" in name:
            return -2 + 0.2 * noise                 # gate bias, -2 in a fresh model
        return 0.1 * noise
    if is_table(name, shape):
        return 0.5 * noise
    gain = 0.4 if any(k in name for k in RESIDUAL_OUTPUTS) else 0.25 if any(k in name for k in LOGIT_OUTPUTS) else 1.0
    return gain / np.sqrt(shape[1]) * noise


def is_table(name, shape):
    """Whether a matrix is a lookup table (nn.Embedding) and not a linear map."""
    conditioning = "conditioning_init" in name and shape[0] < 64 and "cyclic" not in name
    return "embed" in name and "atom" not in name or conditioning or "token_bonds_type" in name


def alias_of(name, names):
    """Where a parameter is stored under two names, its first one: a DiffusionTransformerLayer registers its gate as
    `output_projection_linear` and again as `output_projection.0`."""
    first = name.replace(".output_projection.0.", ".output_projection_linear.")
    return first if first != name and first in names else None


def lightning_checkpoint(state_dict, hyper_parameters):
    """The dictionary that pytorch-lightning 2.5 would have saved."""
    return {"epoch": 0, "global_step": 0, "pytorch-lightning_version": "2.5.0.post0", "state_dict": state_dict,
            "loops": {}, "callbacks": {}, "optimizer_states": [], "lr_schedulers": [], "hparams_name": "kwargs",
            "hyper_parameters": hyper_parameters}
