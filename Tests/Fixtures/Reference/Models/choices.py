# SPDX-License-Identifier: Apache-2.0
"""How likely SmolLM2 finds each choice of the first 20 questions of Studies/abilities.jsonl, and what that comes to.

    python choices.py FOLDER     # FOLDER: float32, from Benchmarks/Peers/to_hf.py

Writes choices.json. The question stands alone in the chat template, with its default system turn; a choice is scored to its
last token, without an end. Accuracies: the likeliest choice, and the likeliest for each byte.
"""
import json
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from reference import HERE, logits_of, made_by, next_logprobs, write_json

ROWS = HERE.parents[3] / "Studies/abilities.jsonl"


def likelihood(model, prompt, choice):
    tokens = prompt + choice
    return float(next_logprobs(logits_of(model, tokens), tokens)[len(prompt) - 1:].sum())


def main(folder):
    made = made_by(__file__)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    rows, right = [], {"choice-accuracy": 0, "choice-accuracy-normalized": 0}
    for row in map(json.loads, ROWS.read_text().splitlines()[:20]):
        prompt = tokenizer(tokenizer.apply_chat_template(
            [{"role": "user", "content": row["question"]}], tokenize=False, add_generation_prompt=True)).input_ids
        values = [likelihood(model, prompt, tokenizer(c, add_special_tokens=False).input_ids) for c in row["choices"]]
        each = [value / len(choice.encode()) for value, choice in zip(values, row["choices"])]
        for name, list_ in zip(right, (values, each)):
            right[name] += list_.index(max(list_)) == row["answer"]
        rows.append({"question": row["question"], "logProbabilities": [float(f"{v:.7g}") for v in values]})
    accuracy = {name: count / len(rows) for name, count in right.items()}
    print(accuracy)
    write_json(HERE / "choices.json", {"made": made, "accuracy": accuracy, "rows": rows})


main(sys.argv[1])
