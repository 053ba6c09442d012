# SPDX-License-Identifier: Apache-2.0
"""A file of every type that is read, by PyPI's safetensors, and one whose bytes our writer must make.

    pip install safetensors==0.8.0 torch
    python make_safetensors.py
"""
from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parent / "safetensors"


def main():
    FOLDER.mkdir(exist_ok=True)
    numbers = torch.tensor([[0.0, -0.0, 1.5], [-2.25, 1e-7, 65504.0]])
    save_file(
        {
            "f32": numbers, "f16": numbers.to(torch.float16), "bf16": numbers.to(torch.bfloat16),
            "i64": torch.tensor([[-5, 2**40]]), "i32": torch.tensor([7, -7], dtype=torch.int32),
            "f64": numbers.double(), "flags": torch.tensor([True, False]), "empty": torch.zeros(0, 3),
            "scalar": torch.tensor(2.5),
        },
        FOLDER / "types.safetensors", metadata={"format": "pt"})
    save_file(
        {
            "layer.10.weight": torch.arange(6, dtype=torch.float32).reshape(2, 3),
            "layer.2.weight": torch.tensor([1.0, -1.0]), "é \"quoted\"\\\n": torch.tensor(0.1),
        },
        FOLDER / "written.safetensors", metadata={"format": "pt"})


main()
