# SPDX-License-Identifier: Apache-2.0
"""Texts that the reference scripts share: seeded sentences with repeats, and hand-made edge cases."""
import random

WORDS = (
    "the of and to in is that it for as with on by are this be from or an at which has not can "
    "system program data memory file user network process value code model time language "
    "computer device machine software number type set term used first other one also called "
    "each small large fast slow simple complex The A In It An If When Each").split()
EDGE = [
    "naïve café — résumé, naïve café!",
    "数据 结构 是 计算机 存储 组织 数据 的 方式。",
    "🙂 🙂 👍🏽 🙂 a b 🙂",
    "واحد اثنان ثلاثة واحد اثنان",
    "one",
    "one two",
    "one two three",
    "one two three one two three one two three",
    "Tabs\tand\nlines\r\nand\u00a0hard\u2003spaces\u3000between words",
    "the the the the the the the",
    "e\u0301 \u00e9 e\u0301 \u00e9",
]


def prose(seed, count, low, high):
    """`count` texts of `low` to `high` words; a few are near copies of an earlier one."""
    draw = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    texts = []
    for index in range(count):
        if index % 7 == 6:
            words = texts[index - 3].split()
            words[draw.randrange(len(words))] = "changed"
        else:
            words = draw.choices(WORDS, weights, k=draw.randint(low, high))
            words = [w + "." if draw.random() < 0.1 else w for w in words]
        texts.append(" ".join(words))
    return texts


def sets():
    return {
        "edge": EDGE,
        "short": prose(1, 40, 1, 12),
        "prose": prose(2, 60, 20, 60),
        "copies": ["same words in this text"] * 3 + ["other words stand in here"],
        "disjoint": ["a b c d e", "f g h i j k", "l m n o"],
    }
