# SPDX-License-Identifier: Apache-2.0
"""Loss and gradients of LoRA on the tiny checkpoints in float64.

    python gradients.py      # writes gradients.json and .bin

transformers computes norms, softmax and rope in float32 even where the weights are float64, so the script
makes those float64 too, and proves the directional derivatives by central differences of the loss.
"""
import json
import math
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Models"))
from reference import HERE as MODELS, Pack, formula, made_by

NAMES = ["llama", "gemma3"]
WEIGHTS = {name: load_file(MODELS / "Tiny" / name / "model.safetensors") for name in NAMES}

torch.float = torch.float32 = torch.float64  # before transformers is read: its upcasts become exact
torch.Tensor.float = torch.Tensor.double
torch.set_default_dtype(torch.float64)

from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM

MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RANK, ALPHA = 2, 4
# Steps of the formulas: outer, row, column, layer, module.
START = {"a": (torch.sin, 0.9, 0.37, 1.3, 0.7), "b": (torch.cos, 0.53, 0.2, 0.9, 0.4)}
DIRECTIONS = [  # picked among random steps for the size of their cosine with both gradients
    {"a": (torch.cos, 0.81, 2.63, 0.44, 0.8), "b": (torch.cos, 2.4, 0.79, 2.73, 1.53)},
    {"a": (torch.sin, 0.52, 0.86, 2.6, 1.03), "b": (torch.cos, 1.77, 0.48, 0.7, 2.86)},
    {"a": (torch.cos, 0.09, 1.19, 1.63, 0.47), "b": (torch.cos, 0.33, 0.37, 1.49, 2.83)},
]


def matrix(steps, shape, layer, module):
    outer, row, column, by_layer, by_module = steps
    return formula(outer, *shape, row, column, layer, by_layer, module, by_module)


def places(model):
    """(layer, module number, A [rank, in], B [out, rank]) of every projection."""
    for layer, block in enumerate(model.base_model.model.model.layers):
        for number, module in enumerate(MODULES):
            linear = getattr(block.self_attn if number < 4 else block.mlp, module)
            yield layer, number, linear.lora_A["default"].weight, linear.lora_B["default"].weight


def build(name):
    values = json.loads((MODELS / "Tiny" / name / "config.json").read_text()) | {"dtype": None}
    config = AutoConfig.for_model(values.pop("model_type"), **values)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float64, attn_implementation="eager")
    missing, unknown = model.load_state_dict(WEIGHTS[name], strict=False)
    assert not unknown and set(missing) <= {"lm_head.weight"}, (missing, unknown)
    model.tie_weights()
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=MODULES),
                           autocast_adapter_dtype=False).eval()
    for layer, number, a, b in places(model):
        a.data = matrix(START["a"], a.shape, layer, number) / math.sqrt(a.shape[1])
        b.data = matrix(START["b"], b.shape, layer, number) * 0.1
    return model


def loss_of(model, rows):
    """Mean over all answer tokens of both rows of -log p(token | what comes before), each row alone."""
    total, count = 0.0, 0
    for row in rows:
        tokens = torch.tensor(row["prompt"] + row["answer"])
        table = torch.log_softmax(model(tokens[None], use_cache=False).logits[0], -1)
        assert table.dtype == torch.float64
        first = len(row["prompt"])
        total = total - table[first - 1:-1].gather(1, tokens[first:, None]).sum()
        count += len(row["answer"])
    return total / count


def directional(model, rows, direction):
    """Gradient along the direction, its cosine with the gradient, and the central difference."""
    inner, size, slope = 0.0, 0.0, 0.0
    steps = []
    for layer, number, a, b in places(model):
        for key, weight in (("a", a), ("b", b)):
            step = matrix(direction[key], weight.shape, layer, number)
            steps.append((weight, step))
            inner += float((weight.grad * step).sum())
            size += float((step ** 2).sum())
            slope += float((weight.grad ** 2).sum())
    values = []
    with torch.no_grad():
        for h in (1e-6, -2e-6, 1e-6):
            for weight, step in steps:
                weight += h * step
            values.append(float(loss_of(model, rows)))
    difference = (values[0] - values[1]) / 2e-6
    assert abs(difference - inner) < 2e-8 * abs(inner), (difference, inner)
    return inner, inner / math.sqrt(size * slope)


def describe(steps):
    outer, row, column, layer, module = steps
    return {"function": outer.__name__, "row": row, "column": column, "layer": layer, "module": module}


def run(name, pack):
    texts = json.loads((MODELS / "Tiny" / f"{name}.json").read_text())["texts"]
    rows = [{"prompt": t["tokens"][:cut], "answer": t["tokens"][cut:end]}
            for t, cut, end in zip(texts, (17, 9), (31, 38))]
    model = build(name)
    assert all(p.dtype == torch.float64 for p in model.parameters())
    loss = loss_of(model, rows)
    loss.backward()
    norms = {module: math.sqrt(sum(float((w.grad ** 2).sum()) for _, n, a, b in places(model) for w in (a, b)
                                   if MODULES[n] == module)) for module in MODULES}
    gradients = [{"layer": layer, "module": MODULES[number], "a": pack.add(a.grad), "b": pack.add(b.grad)}
                 for layer, number, a, b in places(model)]
    found = [directional(model, rows, d) for d in DIRECTIONS]
    print(name, loss.item(), found, norms)
    return {"folder": name, "rows": rows, "loss": loss.item(),
            "directionalDerivatives": [d for d, _ in found], "cosines": [c for _, c in found],
            "gradientNorm": math.sqrt(sum(n * n for n in norms.values())), "gradientNormByModule": norms,
            "gradients": gradients}


def main():
    made, pack = made_by(__file__), Pack()
    pack.write(HERE / "gradients", {
        "made": made, "rank": RANK, "alpha": ALPHA, "modules": MODULES, "tolerance": 1e-5,
        "formula": "function(row (1+i) + column (1+j) + layer * layerNumber + module * moduleNumber) * scale; numbers "
                   "from 0, A [rank, in], B [out, rank]; directions have scale 1",
        "initial": {"a": describe(START["a"]) | {"scale": "1 / sqrt(in)"}, "b": describe(START["b"]) | {"scale": "0.1"}},
        "directions": [{k: describe(v) for k, v in d.items()} for d in DIRECTIONS],
        "models": [run(name, pack) for name in NAMES]})


main()
