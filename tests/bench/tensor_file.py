"""safetensors files without the package of that name: torch and numpy are all that a GPU machine must have."""
import json
import struct

import numpy as np
import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
          "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8,
          "BOOL": torch.bool}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def save(tensors, path):
    """Widest elements first, so that every tensor lies aligned."""
    header, parts, offset = {}, [], 0
    for name, tensor in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        data = tensor.detach().cpu().contiguous()
        size = data.numel() * data.element_size()
        header[name] = {"dtype": NAMES[data.dtype], "shape": list(data.shape), "data_offsets": [offset, offset + size]}
        parts.append(data.reshape(-1).view(torch.uint8).numpy() if size else np.empty(0, np.uint8))
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for part in parts:
            file.write(part.data)


def load(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = np.frombuffer(file.read(), np.uint8)
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, end = entry["data_offsets"]
        raw = torch.from_numpy(data[first:end].copy())
        tensors[name] = raw.view(DTYPES[entry["dtype"]]).reshape(entry["shape"]) if end > first else torch.empty(
            entry["shape"], dtype=DTYPES[entry["dtype"]])
    return tensors
