# SPDX-License-Identifier: Apache-2.0
"""64 greedy tokens on 20 prompts, with the gap between the two best logits at each step.

    python greedy.py smollm2 FOLDER     # FOLDER: float32, from Benchmarks/Peers/to_hf.py
    python greedy.py gemma3 FOLDER

Writes greedy-NAME.json. Nothing stops a text: an end token is one of the 64 like any other, and its successor
follows from it. Up to the first gap below `closest` both sides must give equal tokens.
"""
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from reference import HERE, made_by, write_json
from texts import BEGINNINGS, QUESTIONS

NEW = 64


def prompts(name, tokenizer):
    """SmolLM2: questions in its chat template, with its default system turn. Gemma, a base model: beginnings."""
    if name == "gemma3":
        return [tokenizer(text).input_ids for text in BEGINNINGS]
    return [tokenizer(tokenizer.apply_chat_template(
        [{"role": "user", "content": q}], tokenize=False, add_generation_prompt=True)).input_ids for q in QUESTIONS]


@torch.no_grad()
def greedy(model, prompt):
    tokens, gaps, cache, step = [], [], None, torch.tensor([prompt])
    while len(tokens) < NEW:
        out = model(step, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache, best = out.past_key_values, out.logits[0, -1].topk(2)
        tokens.append(int(best.indices[0]))
        gaps.append(float(f"{best.values[0] - best.values[1]:.6g}"))
        step = torch.tensor([[tokens[-1]]])
    return tokens, gaps


def main(name, folder):
    made = made_by(__file__)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    rows = []
    for prompt in prompts(name, tokenizer):
        tokens, gaps = greedy(model, prompt)
        compared = next((k for k, gap in enumerate(gaps) if gap < 1e-3), NEW)
        rows.append({"prompt": prompt, "tokens": tokens, "gaps": gaps, "compared": compared})
        print(compared, min(gaps), repr(tokenizer.decode(tokens))[:90])
    write_json(HERE / f"greedy-{name}.json", {"made": made, "model": name, "closest": 1e-3, "rows": rows})


main(*sys.argv[1:])
