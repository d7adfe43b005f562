"""Random-weight Lightning checkpoints of the real format, made through the reference's own class."""
import copy

import torch

import weights
from presets import PRESETS


def skip_initialisation():
    """The reference initialises with scipy, slowly; every value is overwritten anyway."""
    import boltz.model.layers.initialize as init
    init.trunc_normal_init_ = lambda w, *args, **kwargs: None
    init.lecun_normal_init_ = lambda w: None


def build(hparams):
    """The reference's model, nested hyper-parameters in OmegaConf containers as a training run has them."""
    from boltz.model.models.boltz2 import Boltz2
    from omegaconf import OmegaConf
    skip_initialisation()
    hparams = copy.deepcopy(hparams)
    return Boltz2(**{k: OmegaConf.create(v) if isinstance(v, (dict, list)) else v for k, v in hparams.items()})


def make(preset, folder):
    """Writes conf.ckpt and aff.ckpt into `folder`."""
    conf, aff, seed = PRESETS[preset]
    for offset, (name, hparams) in enumerate((("conf", conf), ("aff", aff))):
        model = build(hparams)
        with torch.no_grad():
            for parameter_name, parameter in model.named_parameters():
                parameter.copy_(weights.value(parameter_name, parameter.shape, seed + offset))
        torch.save(weights.lightning_checkpoint(model.state_dict(), dict(model.hparams)), folder / f"{name}.ckpt")
