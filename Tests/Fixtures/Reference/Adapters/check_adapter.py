# SPDX-License-Identifier: Apache-2.0
"""Loads an adapter folder in PEFT and prints one JSON line: the logits that base and adapter give.

    python check_adapter.py FOLDER BASE --ids 5,17,99          # logits [T, V]
    python check_adapter.py FOLDER BASE --ids 5,17,99 --last   # logits [V] of the last position
    python check_adapter.py none BASE --ids 5,17,99            # the base alone

BASE is a float32 folder of Hugging Face's layout. Fails if a weight of the adapter finds no place in the
base, or a place of the adapter finds no weight: PEFT alone would only warn.
"""
import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from peft import LoraConfig, PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

a = argparse.ArgumentParser()
a.add_argument("folder")
a.add_argument("base")
a.add_argument("--ids", required=True)
a.add_argument("--last", action="store_true")
a = a.parse_args()

model = AutoModelForCausalLM.from_pretrained(a.base, dtype=torch.float32).eval()
if a.folder != "none":
    stored = load_file(Path(a.folder) / "adapter_model.safetensors")
    LoraConfig.from_pretrained(a.folder)
    model = PeftModel.from_pretrained(model, a.folder).eval()
    places = {k.replace(".default.", ".") for k in model.state_dict() if "lora_" in k}
    if places != set(stored):
        sys.exit(f"adapter and base do not fit: without place {sorted(set(stored) - places)[:3]}, "
                 f"without weight {sorted(places - set(stored))[:3]}")
    for key, weight in model.state_dict().items():
        if "lora_" in key and not torch.equal(weight, stored[key.replace(".default.", ".")].float()):
            sys.exit(f"{key} was not taken over")
with torch.no_grad():
    logits = model(torch.tensor([[int(k) for k in a.ids.split(",")]]), use_cache=False).logits[0]
print(json.dumps({"shape": list(logits.shape), "logits": (logits[-1] if a.last else logits).tolist()}))
