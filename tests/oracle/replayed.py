"""Runs of the reference with random numbers that are given."""
import contextlib

import precision
import torch


@contextlib.contextmanager
def drawing(noise):
    """Within: AtomDiffusion.sample draws `noise` (noise.init, noise.R, noise.trans, noise.eps), all of it, once."""
    import boltz.model.modules.diffusionv2 as diffusion
    draws = iter([noise["noise.init"], *noise["noise.eps"]])
    turns = iter(zip(noise["noise.R"], noise["noise.trans"]))
    sample = diffusion.AtomDiffusion.sample

    def randn(*shape, **_):
        drawn = next(draws)
        assert tuple(shape[0]) == tuple(drawn.shape), (shape, drawn.shape)
        return drawn

    def replayed(*args, **kwargs):
        with precision.patched((torch, "randn", randn),
                               (diffusion, "compute_random_augmentation", lambda *_, **__: next(turns))):
            return sample(*args, **kwargs)
    with precision.patched((diffusion.AtomDiffusion, "sample", replayed)):
        yield
    assert next(draws, None) is None and next(turns, None) is None, "not all random numbers were used"
