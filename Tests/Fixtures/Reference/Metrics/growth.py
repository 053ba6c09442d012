# SPDX-License-Identifier: Apache-2.0
"""Heaps' law by SciPy's curve_fit on curves of vocabulary growth -> growth.json"""
import json
import random

import numpy
from scipy.optimize import curve_fit


def heaps(n, k, beta):
    return k * n**beta


def curve(seed, words, skew, step):
    """Vocabulary of a seeded word stream with Zipf weights, read every `step` words."""
    draw = random.Random(seed)
    weights = [1 / (rank + 2) ** skew for rank in range(20000)]
    stream = draw.choices(range(20000), weights, k=words)
    seen, points = set(), []
    for place, word in enumerate(stream, 1):
        seen.add(word)
        if place % step == 0:
            points.append([place, len(seen)])
    return points


found = []
for seed, words, skew, step in [(1, 500, 1.0, 10), (2, 5000, 1.1, 100), (3, 60000, 1.0, 1000)]:
    points = curve(seed, words, skew, step)
    n, v = numpy.array(points, float).T
    (k, beta), _ = curve_fit(
        heaps, n, v, p0=(10, 0.6), ftol=1e-15, xtol=1e-15, gtol=1e-15, maxfev=100000)
    found.append({"points": points, "k": float(k), "beta": float(beta)})
with open("growth.json", "w") as file:
    json.dump(found, file, indent=0)
