# SPDX-License-Identifier: Apache-2.0
"""Writes the fixtures beside it: what the reference makes of the lines of lines.json.

    pip install tokenizers==0.23.3 transformers==5.23.0 gguf==0.19.0
    python make.py ~/.cache/baskets

For each tokenizer NAME.bin has six bytes per line, little-endian: FNV-1a (32 bits) over the ids as
32-bit words, and the low half of FNV-1a over the UTF-8 of the decoded text. Special tokens are split
in the text and left out of the decoded one. NAME.json is a small vocabulary where no real one is an
asset. scalars.txt has the classes of all scalars.
"""
import json
import os
import struct
import sys

import chat
import lines
import scalars
import vocabularies

HERE = os.path.dirname(os.path.abspath(__file__))


def fnv(data):
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def write(name, tokenizer):
    tokenizer.encode_special_tokens = True
    texts = list(lines.lines())
    round_trips = 0
    with open(os.path.join(HERE, name + ".bin"), "wb") as file:
        for text in texts:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            decoded = tokenizer.decode(ids, skip_special_tokens=True)
            round_trips += decoded == text
            file.write(struct.pack(
                "<IH", fnv(struct.pack(f"<{len(ids)}I", *ids)),
                fnv(decoded.encode()) & 0xFFFF))
    tokenizer.encode_special_tokens = False
    print(f"{name}: {len(texts)} lines, {round_trips} come back as they were")


def save(name, tokenizer):
    plan = json.loads(tokenizer.to_str())
    if name == "gpt2":  # the older way of writing merges
        plan["model"]["merges"] = [" ".join(merge) for merge in plan["model"]["merges"]]
    with open(os.path.join(HERE, name + ".json"), "w", encoding="utf-8") as file:
        json.dump(plan, file, ensure_ascii=False, separators=(",", ":"))


def main(cache):
    scalars.write(os.path.join(HERE, "scalars.txt"))
    small = {}
    for name, build in vocabularies.SMALL.items():
        small[name] = build()
        save(name, small[name])
        write(name, small[name])
    smollm2, template = vocabularies.smollm2(cache)
    write("smollm2", smollm2)
    write("gemma-3", vocabularies.gemma_3(cache))
    write("all-minilm-l6-v2", vocabularies.minilm(cache))
    chat.write(os.path.join(HERE, "chat.json"), small, smollm2, template)


if __name__ == "__main__":
    main(os.path.expanduser(sys.argv[1]))
