# SPDX-License-Identifier: Apache-2.0
"""The lines that tokenizers are compared on: seeded draws from lines.json.

The same generator stands in Tests/BasketsLMTests/Tokenizers/GeneratedLines.swift. A line of kind k
(k goes round the list) has 1 to `atoms` atoms; an atom is a string of a source, a run of scalars of
one of its ranges, or a string repeated. Every draw is SplitMix64 modulo the number of choices.
"""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, count):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % count


def atom(source, random):
    if "ranges" in source:
        low, high = source["ranges"][random.below(len(source["ranges"]))]
        count = 1 + random.below(source["run"])
        return "".join(chr(low + random.below(high - low + 1)) for _ in range(count))
    text = source["strings"][random.below(len(source["strings"]))]
    return text * (1 + random.below(source["repeat"])) if "repeat" in source else text


def lines(seed=None, count=None):
    with open(os.path.join(HERE, "lines.json"), encoding="utf-8") as file:
        plan = json.load(file)
    random = SplitMix64(plan["seed"] if seed is None else seed)
    for index in range(plan["lines"] if count is None else count):
        kind = plan["kinds"][index % len(plan["kinds"])]
        atoms = 1 + random.below(kind["atoms"])
        chosen = []
        for _ in range(atoms):
            name = kind["sources"][random.below(len(kind["sources"]))]
            chosen.append(atom(plan["sources"][name], random))
        yield "".join(chosen)
