"""check_written.py TEST_PROGRAM DIRECTORY: what our writer wrote, read by Python's safetensors."""
import json
import os
import subprocess
import sys

import torch
from safetensors import safe_open

program, directory = sys.argv[1:]
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make_fixtures import state_dict  # noqa: E402

subprocess.run([program, "--gtest_filter=Safetensors.WritesWhatItRead"], check=True)
expected = state_dict()
with safe_open(os.path.join(directory, "written.safetensors"), "pt") as file:
    assert set(file.keys()) == set(expected), sorted(file.keys())
    for name, tensor in expected.items():
        found = file.get_tensor(name)
        assert found.dtype == tensor.dtype and found.shape == tensor.shape, name
        assert torch.equal(found, tensor), name
    metadata = file.metadata()
    assert metadata["note"] == 'quotes " and \\ and \n and Å', metadata
    assert json.loads(metadata["hyper_parameters"])["score_model_args"]["nested"]["depth"] == 3
with open(os.path.join(directory, "written.safetensors"), "rb") as file:
    assert int.from_bytes(file.read(8), "little") % 8 == 0
print("ok")
