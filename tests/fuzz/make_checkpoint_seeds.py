"""make_checkpoint_seeds.py FOLDER: small files written by torch and safetensors, for tests/fuzz/seeds. Run once; its output
is committed."""
import collections
import datetime
import functools
import pathlib
import sys
import uuid
import zipfile

import numpy as np
import safetensors.torch
import torch
from omegaconf import OmegaConf

folder = pathlib.Path(sys.argv[1])
torch.serialization.set_crc32_options(False)  # a changed byte then is not the end of it
base = torch.arange(6, dtype=torch.float32).reshape(2, 3)
tensors = collections.OrderedDict(a=base, b=base.t(), c=torch.ones(2, dtype=torch.bfloat16), d=torch.tensor(3))
small = {"state_dict": tensors, "hyper_parameters": {"n": 3, "x": 0.5, "args": OmegaConf.create({"k": [1, None, "t"]})}}
torch.save(small, folder / "checkpoint/small.ckpt")
torch.save({"state_dict": {"w": torch.nn.Parameter(base)}, "hyper_parameters": {}}, folder / "checkpoint/parameter.ckpt")
torch.save({"w": torch.zeros(0, 2)}, folder / "checkpoint/weights.ckpt")
strange = {"date": datetime.datetime(2025, 1, 1), "partial": functools.partial(len), "array": np.ones(2), "f8": np.float64(1.5),
           "path": pathlib.Path("/a"), "keys": {(1, 2): 3}, "uuid": uuid.UUID(int=1)}
torch.save({"state_dict": {"w": base}, "hyper_parameters": strange, "callbacks": strange}, folder / "checkpoint/training.ckpt")
for name in ("small", "parameter", "training"):
    with zipfile.ZipFile(folder / f"checkpoint/{name}.ckpt") as archive:
        entry = archive.getinfo(f"{name}/data.pkl")
        with archive.open(entry) as stream:
            stream._expected_crc = None  # it is 0
            (folder / f"checkpoint/{name}.pkl").write_bytes(stream.read())
plain = {name: tensor.contiguous() for name, tensor in tensors.items()}
safetensors.torch.save_file(plain, folder / "safetensors/small.safetensors",
                            metadata={"hyper_parameters": '{"n": 3, "x": [0.5, null, "\\u00c5"]}'})
safetensors.torch.save_file({"w": torch.zeros(0, 2)}, folder / "safetensors/empty.safetensors")
