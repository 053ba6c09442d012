# SPDX-License-Identifier: Apache-2.0
"""Adapters that PEFT wrote on the tiny Llama, and the logits of base and adapter together.

    python adapter.py       # writes tiny-llama/, tiny-llama-attention/, adapters.json and .bin

tiny-llama: rank 2, alpha 4, all seven projections. tiny-llama-attention: rank 3, alpha 3, q_proj and v_proj alone.
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Models"))
from reference import HERE as MODELS, Pack, logits_of, made_by

BASE = MODELS / "Tiny" / "llama"
MODULES = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
ADAPTERS = {"tiny-llama": (2, 4, MODULES), "tiny-llama-attention": (3, 3, ["q_proj", "v_proj"])}


def base():
    return AutoModelForCausalLM.from_pretrained(BASE, dtype=torch.float32, attn_implementation="eager").eval()


def write(name, rank, alpha, modules):
    model = get_peft_model(base(), LoraConfig(r=rank, lora_alpha=alpha, lora_dropout=0.1, target_modules=modules,
                                              task_type="CAUSAL_LM"))
    generator = torch.Generator().manual_seed(rank)
    for key, weight in model.named_parameters():
        if "lora_" in key:
            weight.data.copy_(torch.randn(weight.shape, generator=generator) * 0.3)
    model.peft_config["default"].base_model_name_or_path = "tiny-llama-base"
    shutil.rmtree(HERE / name, ignore_errors=True)
    model.save_pretrained(HERE / name)
    (HERE / name / "README.md").unlink(missing_ok=True)
    (HERE / name / "adapter_model.safetensors").chmod(0o644)


def main():
    made, pack, rows = made_by(__file__), Pack(), []
    tokens = json.loads((MODELS / "Tiny" / "llama.json").read_text())["texts"][0]["tokens"]
    plain = logits_of(base(), tokens)
    for name, (rank, alpha, modules) in ADAPTERS.items():
        write(name, rank, alpha, modules)
        model = PeftModel.from_pretrained(base(), HERE / name).eval()
        logits = logits_of(model, tokens)
        merged = logits_of(model.merge_and_unload(), tokens)
        moved = float((logits - plain).abs().max() / plain.abs().max())
        print(name, "moves the logits by", moved, "merged differs by", float((merged - logits).abs().max()))
        assert moved > 0.1
        rows.append({"folder": name, "rank": rank, "alpha": alpha, "modules": modules, "logits": pack.add(logits)})
    pack.write(HERE / "adapters", {"made": made, "base": "../Models/Tiny/llama", "tolerance": 1e-4,
                                   "tokens": tokens, "adapters": rows})


main()
