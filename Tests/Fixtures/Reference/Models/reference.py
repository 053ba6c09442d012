# SPDX-License-Identifier: Apache-2.0
"""What the fixture scripts share: versions, packed arrays, one forward pass."""
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy
import torch

HERE = Path(__file__).resolve().parent
PACKAGES = ["torch", "transformers", "peft", "tokenizers", "sentence-transformers", "gguf", "numpy"]


def made_by(script):
    """The script's name and the versions it ran with; printed, and stored in each fixture."""
    made = {"script": Path(script).name, "python": sys.version.split()[0]}
    made |= {name: version(name) for name in PACKAGES}
    print(json.dumps(made))
    return made


class Pack:
    """Float arrays one after the other in STEM.bin (little-endian float32), described in STEM.json.

    `add` gives `{"offset": o, "shape": [...]}`, the offset counted in floats from the file's start.
    """

    def __init__(self):
        self.parts, self.length = [], 0

    def add(self, values):
        values = numpy.asarray(values, dtype="<f4")
        place = {"offset": self.length, "shape": list(values.shape)}
        self.parts.append(values.reshape(-1))
        self.length += values.size
        return place

    def write(self, stem, description):
        stem = Path(stem)
        stem.with_suffix(".bin").write_bytes(numpy.concatenate(self.parts).tobytes())
        write_json(stem.with_suffix(".json"), description)


def write_json(path, value):
    Path(path).write_text(render(value) + "\n")


def render(value, indent=0):
    """JSON whose lists of numbers stay on one line."""
    pad, flat = " " * (indent + 1), json.dumps(value, ensure_ascii=False)
    if len(flat) < 90:
        return flat
    if isinstance(value, dict) and any(isinstance(v, (dict, list)) for v in value.values()):
        rows = [f"{pad}{json.dumps(k)}: {render(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"
    if isinstance(value, list) and any(isinstance(v, dict) for v in value):
        rows = [pad + render(v, indent + 1) for v in value]
        return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"
    return flat


@torch.no_grad()
def logits_of(model, tokens):
    """Logits [T, V] of one text of T tokens, no cache."""
    return model(torch.tensor([tokens]), use_cache=False).logits[0]


def next_logprobs(logits, tokens):
    """Natural-log probability of tokens[t + 1] given tokens[0...t], [T - 1], computed in float64."""
    table = torch.log_softmax(logits.double(), -1)
    return table[:-1].gather(1, torch.tensor(tokens[1:])[:, None])[:, 0].numpy()


def formula(outer, rows, columns, row_step, column_step, layer, layer_step, module, module_step):
    """outer(row_step (1+i) + column_step (1+j) + layer_step layer + module_step module), float64."""
    i = torch.arange(1, rows + 1, dtype=torch.float64)[:, None] * row_step
    j = torch.arange(1, columns + 1, dtype=torch.float64)[None, :] * column_step
    return outer(i + j + layer * layer_step + module * module_step)
