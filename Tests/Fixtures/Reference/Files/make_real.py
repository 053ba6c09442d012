# SPDX-License-Identifier: Apache-2.0
"""Checksums of every weight of the default models, as transformers and safetensors see them.

    pip install torch transformers==5.23.0 gguf==0.19.0 safetensors==0.8.0
    python make_real.py CACHE

CACHE holds smollm2-135m-instruct, gemma-3-270m and all-minilm-l6-v2, as `baskets fetch` lays them out. transformers
dequantizes the GGUF files, puts Llama's rows back in order and takes the 1 from Gemma's norms by its own code.
A checksum is the sum over i of (2 i + 1) times the bits of number i, modulo 2^64.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM


def checksum(values):
    bits = np.ascontiguousarray(values, np.float32).reshape(-1).view(np.uint32).astype(np.uint64)
    return str(int(np.sum(bits * (2 * np.arange(bits.size, dtype=np.uint64) + 1), dtype=np.uint64)))


def gguf(path):
    made = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32)
    return {name: weight.numpy() for name, weight in made.state_dict().items() if name != "lm_head.weight"}


def main():
    cache = Path(sys.argv[1])
    models = {
        "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf": gguf,
        "gemma-3-270m/gemma-3-270m-q4_k_m.gguf": gguf,
        "all-minilm-l6-v2": lambda folder: load_file(folder / "model.safetensors"),
    }
    result = {}
    for name, load in models.items():
        tensors = load(cache / name)
        result[name] = {key: checksum(value) for key, value in tensors.items() if value.dtype == np.float32}
        print(name, len(result[name]))
    (Path(__file__).parent / "real.json").write_text(json.dumps(result, indent=0, sort_keys=True) + "\n")


main()
