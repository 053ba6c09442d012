# SPDX-License-Identifier: Apache-2.0
"""LoRA training of SmolLM2 with PEFT in float32: losses, gradient norms, rates, chosen weights.

    python peft_losses.py FOLDER     # FOLDER: float32, from Benchmarks/Peers/to_hf.py

Writes peft.json. No dropout; A by formula, B zero, so that both sides start alike without a file of weights.
"""
import json
import math
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, get_cosine_schedule_with_warmup

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Models"))
from reference import formula, made_by, write_json
from rows import ROWS

MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RANK, ALPHA, BATCH, STEPS = 8, 16, 4, 6
CASES = [  # name, loss on, peak rate, weight decay, warm-up steps
    ("answer", "answer", 2e-4, 0.01, 2),
    ("conversation", "conversation", 2e-4, 0.01, 2),
    ("strong", "answer", 2e-3, 0.1, 0),  # larger steps and decay, so that a wrong optimizer shows
]
WATCHED = [(0, "q_proj"), (0, "down_proj"), (14, "k_proj"), (14, "gate_proj"), (29, "v_proj"), (29, "o_proj"), (29, "up_proj")]


def rows(tokenizer):
    """prompt: chat template up to the assistant's turn; answer: its text and <|im_end|>."""
    made = []
    for question, answer in ROWS:
        turns = [{"role": "user", "content": question}]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
        made.append({"prompt": tokenizer(text).input_ids,
                     "answer": tokenizer(answer).input_ids + [tokenizer.convert_tokens_to_ids("<|im_end|>")]})
    return made


def batch(part, loss_on, pad):
    """ids, attention mask, labels [4, longest], padded on the right; -100 carries no loss."""
    length = max(len(r["prompt"] + r["answer"]) for r in part)
    ids, mask, labels = [], [], []
    for r in part:
        tokens = r["prompt"] + r["answer"]
        fill = length - len(tokens)
        first = -100 if loss_on == "answer" else None
        ids.append(tokens + [pad] * fill)
        mask.append([1] * len(tokens) + [0] * fill)
        labels.append([t if first is None else first for t in r["prompt"]] + r["answer"] + [-100] * fill)
    return (torch.tensor(x) for x in (ids, mask, labels))


def pair(model, layer, module):
    """The LoRA matrices A [rank, in] and B [out, rank] of one projection."""
    block = model.base_model.model.model.layers[layer]
    linear = getattr(block.self_attn if module[0] in "qkvo" else block.mlp, module)
    return linear.lora_A["default"].weight, linear.lora_B["default"].weight


def initialise(model):
    for layer in range(model.config.num_hidden_layers):
        for index, module in enumerate(MODULES):
            a, b = pair(model, layer, module)
            values = formula(torch.sin, *a.shape, 0.1, 0.37, layer, 1.3, index, 0.7) / math.sqrt(a.shape[1])
            a.data.copy_(values)
            b.data.zero_()


def watch(model, places):
    """Values at the watched places, and the Frobenius norms of their matrices."""
    return [{"layer": layer, "module": module,
             "a": [float(pair(model, layer, module)[0][i, j]) for i, j in at["a"]],
             "b": [float(pair(model, layer, module)[1][i, j]) for i, j in at["b"]],
             "normA": float(pair(model, layer, module)[0].double().norm()),
             "normB": float(pair(model, layer, module)[1].double().norm())}
            for (layer, module), at in places.items()]


def largest(gradient):
    """Row and column of the four entries with the largest gradient: AdamW's first step is its sign."""
    flat = gradient.abs().flatten().topk(4).indices.tolist()
    return [[k // gradient.shape[1], k % gradient.shape[1]] for k in flat]


def run(folder, case, data, pad):
    name, loss_on, rate, decay, warmup = case
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=ALPHA, lora_dropout=0.0, target_modules=MODULES))
    model.train()
    initialise(model)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    schedule = get_cosine_schedule_with_warmup(optimizer, warmup, STEPS)
    steps, places = [], {}
    for step in range(STEPS):
        ids, mask, labels = batch(data[step * BATCH:(step + 1) * BATCH], loss_on, pad)
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward()
        if not places:
            fixed = [[0, 0], [1, 5], [3, 100], [7, 575]]
            places = {w: {"a": fixed, "b": largest(pair(model, *w)[1].grad)} for w in WATCHED}
        norm = torch.nn.utils.clip_grad_norm_(trained, 1.0)
        used = optimizer.param_groups[0]["lr"]
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        steps.append({"loss": loss.item(), "gradientNorm": norm.item(), "learningRate": used,
                      "tokensWithLoss": int((labels[:, 1:] != -100).sum()), "weights": watch(model, places)})
        print(name, step + 1, loss.item(), norm.item(), used)
    return {"name": name, "lossOn": loss_on, "learningRate": rate, "weightDecay": decay, "warmupSteps": warmup,
            "places": [{"layer": layer, "module": m} | at for (layer, m), at in places.items()], "steps": steps}


def main(folder):
    made = made_by(__file__)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    data = rows(tokenizer)
    print("lengths", [len(r["prompt"] + r["answer"]) for r in data])
    write_json(HERE / "peft.json", {
        "made": made, "model": "smollm2", "rank": RANK, "alpha": ALPHA, "dropout": 0.0, "batch": BATCH, "totalSteps": STEPS,
        "betas": [0.9, 0.999], "epsilon": 1e-8, "clip": 1.0, "modules": MODULES,
        "initialA": "sin(0.1 (1+i) + 0.37 (1+j) + 1.3 layer + 0.7 module) / sqrt(in), A [rank, in], in float64, then float32",
        "initialB": "0", "tolerance": 1e-3, "rows": data,
        "cases": [run(folder, case, data, tokenizer.pad_token_id) for case in CASES]})


main(*sys.argv[1:])
