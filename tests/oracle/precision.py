"""Running the reference in float64, float32 or bfloat16 on the CPU."""
import contextlib

import torch
from torch.overrides import TorchFunctionMode

# Operations that CUDA autocast runs in float32 and CPU autocast does not (of those the reference uses).
FLOAT32_ON_CUDA = {torch.nn.functional.layer_norm, torch.layer_norm, torch.softmax, torch.Tensor.softmax,
                   torch.nn.functional.softmax, torch.sum, torch.Tensor.sum, torch.norm, torch.Tensor.norm,
                   torch.functional.norm, torch.cdist, torch.functional.cdist, torch.pow, torch.Tensor.pow,
                   torch.Tensor.__pow__, torch.Tensor.__rtruediv__, torch.Tensor.__rdiv__, torch.reciprocal,
                   torch.exp, torch.log, torch.cumsum, torch.prod}


class CudaCasts(TorchFunctionMode):
    """Inside CPU autocast, casts as CUDA autocast would: the operations above take float32 and give float32."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function in FLOAT32_ON_CUDA and torch.is_autocast_enabled("cpu"):
            args, kwargs = widened(args), widened(kwargs)
        return function(*args, **kwargs)


def widened(value):
    if torch.is_tensor(value):
        return value.to(torch.float32) if value.dtype is torch.bfloat16 else value
    if isinstance(value, (list, tuple)):
        return type(value)(widened(v) for v in value)
    if isinstance(value, dict):
        return {k: widened(v) for k, v in value.items()}
    return value


class AutocastHere(torch.autocast):
    """The reference's autocast("cuda", enabled=False) islands, applied to the device that runs."""

    def __init__(self, device_type, *args, **kwargs):
        super().__init__("cpu" if device_type == "cuda" else device_type, *args, **kwargs)


@contextlib.contextmanager
def patched(*replacements):
    """(object, attribute, value) triples, undone on leaving."""
    old = [(target, name, getattr(target, name)) for target, name, _ in replacements]
    try:
        for target, name, value in replacements:
            setattr(target, name, value)
        yield
    finally:
        for target, name, value in reversed(old):
            setattr(target, name, value)


@contextlib.contextmanager
def running_in(dtype):
    """Within: the reference computes in `dtype` ("f64", "f32", "bf16"); random numbers are the same in all three,
    drawn in float32."""
    if dtype == "f64":
        draw, float32 = torch.randn, torch.float32

        def randn(*shape, **kwargs):
            return draw(*shape, **kwargs | {"dtype": float32}).to(torch.float64)
        torch.set_default_dtype(torch.float64)
        try:  # turns the explicit float32 casts into float64
            with patched((torch, "randn", randn), (torch.Tensor, "float", torch.Tensor.double),
                         (torch, "float32", torch.float64), (torch, "float", torch.float64)):
                yield
        finally:
            torch.set_default_dtype(torch.float32)
    elif dtype == "bf16":
        with patched((torch, "autocast", AutocastHere), (torch.amp, "autocast", AutocastHere)), CudaCasts(), \
                AutocastHere("cpu", dtype=torch.bfloat16):
            yield
    else:
        yield


def converted(batch, dtype):
    """The batch with its floating-point features in the type the model runs in (bf16 runs take float32)."""
    if dtype != "f64":
        return dict(batch)
    return {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in batch.items()}
