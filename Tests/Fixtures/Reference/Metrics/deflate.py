# SPDX-License-Identifier: Apache-2.0
"""Sizes of zlib's raw DEFLATE streams at levels 6 and 9 for made bytes -> deflate.json

The bytes are made from a seed by a rule of a few lines, which the test repeats, so that large inputs
need no large file. Written with zlib 1.2.13.
"""
import json
import zlib


class Draw:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % bound


def make(kind, seed, count):
    draw = Draw(seed)
    found = bytearray()
    if kind == "words":  # words of 1 to 8 letters, low numbers more often
        while len(found) < count:
            word = min(draw.below(3000), draw.below(3000), draw.below(3000))
            found += bytes(97 + (word * (7 + place)) % 26 for place in range(1 + word % 8)) + b" "
    elif kind == "random":
        found += bytes(draw.below(256) for _ in range(count))
    elif kind == "few":  # two letters
        found += bytes(97 + draw.below(2) for _ in range(count))
    elif kind == "skewed":  # each letter half as often as the one before: codes that are too long
        for _ in range(count):
            letter = 0
            while letter < 25 and draw.below(2) == 0:
                letter += 1
            found.append(97 + letter)
    elif kind == "same":
        found += b"x" * count
    elif kind == "period":  # random bytes that come again after 30,000
        block = [draw.below(256) for _ in range(30_000)]
        found += bytes(block[place % len(block)] for place in range(count))
    return bytes(found[:count])


CASES = [
    (kind, seed, count)
    for kind in ("words", "random", "few", "skewed", "same", "period")
    for seed, count in [(1, 1), (2, 2), (3, 3), (4, 7), (5, 100), (6, 5_000), (7, 70_000)]
] + [("words", 8, 400_000), ("few", 9, 150_000), ("random", 10, 200_000), ("period", 11, 200_000),
     ("skewed", 12, 200_000), ("words", 13, 65_536), ("words", 14, 65_274), ("same", 15, 66_000)]
found = []


def size(made, level):
    stream = zlib.compressobj(level, zlib.DEFLATED, -15)
    return len(stream.compress(made) + stream.flush())


for kind, seed, count in CASES:
    made = make(kind, seed, count)
    found.append({
        "kind": kind, "seed": seed, "count": count, "sum": sum(made),
        "size6": size(made, 6), "size9": size(made, 9)})
with open("deflate.json", "w") as file:
    json.dump(found, file, indent=0)
print(zlib.ZLIB_RUNTIME_VERSION)
