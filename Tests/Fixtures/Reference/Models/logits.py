# SPDX-License-Identifier: Apache-2.0
"""Logits of SmolLM2 and Gemma 3 on dequantized weights.

    python logits.py smollm2 FOLDER     # FOLDER: float32, from Benchmarks/Peers/to_hf.py
    python logits.py gemma3 FOLDER

Writes smollm2.json and .bin, or gemma3.json and .bin. Gemma gets a ninth text of 640 tokens, since its
sliding window of 512 cuts nothing off from the others.
"""
import sys

import numpy
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from reference import HERE, Pack, logits_of, made_by, next_logprobs
from texts import LENGTHS, NAMES, TEXTS

POSITIONS, COLUMNS = 12, 256


def texts(name, tokenizer):
    """(name, ids) per text, cut to LENGTHS, Gemma's with its BOS first."""
    cut = []
    for title, text, length in zip(NAMES, TEXTS, LENGTHS):
        tokens = tokenizer(text).input_ids
        assert len(tokens) >= length, (title, len(tokens), length)
        cut.append((title, tokens[:length]))
    if name == "gemma3":
        long = tokenizer(TEXTS[6] + "\n\n" + TEXTS[7]).input_ids
        cut.append(("long", long[:640]))
    return cut


def columns(vocabulary):
    """The first 16 ids and others spread evenly over the vocabulary, sorted."""
    others = numpy.linspace(16, vocabulary - 1, COLUMNS - 16).astype(int)
    return sorted(set(range(16)) | set(others.tolist()))


def main(name, folder):
    made = made_by(__file__)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    chosen = columns(model.config.vocab_size)
    pack, rows = Pack(), []
    for title, tokens in texts(name, tokenizer):
        logits = logits_of(model, tokens)
        positions = numpy.linspace(0, len(tokens) - 1, POSITIONS).astype(int).tolist()
        rows.append({
            "name": title, "tokens": tokens, "positions": positions,
            "logits": pack.add(logits[positions][:, chosen].numpy()),
            "maxAbsolute": pack.add(logits.abs().amax(-1).numpy()),
            "logSumExp": pack.add(torch.logsumexp(logits.double(), -1).numpy()),
            "nextLogProbabilities": pack.add(next_logprobs(logits, tokens))})
        print(title, len(tokens), float(next_logprobs(logits, tokens).mean()))
    pack.write(HERE / name, {"made": made, "model": name, "tolerance": 1e-3, "vocabulary": model.config.vocab_size,
                             "columns": chosen, "texts": rows})


main(*sys.argv[1:])
