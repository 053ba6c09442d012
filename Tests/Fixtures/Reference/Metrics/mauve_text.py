# SPDX-License-Identifier: Apache-2.0
"""MAUVE by mauve-text, of cluster shares and of vectors with clear clusters -> mauve_text.json"""
import json

import numpy
from mauve import compute_mauve
from mauve.compute_mauve import get_divergence_curve_for_multinomials
from sklearn.metrics import auc

draw = numpy.random.default_rng(31)


def shares(count, zeros):
    weights = draw.dirichlet([1.0] * count)
    weights[draw.choice(count, zeros, replace=False)] = 0
    return weights / weights.sum()


def score(p, q):
    """As mauve-text goes on once it has the shares of the clusters."""
    mixtures = numpy.linspace(1e-6, 1 - 1e-6, 25)
    x, y = get_divergence_curve_for_multinomials(p, q, mixtures, 5).T
    forward, backward = numpy.argsort(x), numpy.argsort(y)
    return float((auc(x[forward], y[forward]) + auc(y[backward], x[backward])) / 2)


histograms = []
for count, zeros in [(3, 0), (10, 2), (40, 20), (5, 1)]:
    p, q = shares(count, zeros), shares(count, zeros)
    histograms.append({"first": p.tolist(), "second": q.tolist(), "mauve": score(p, q)})
centres = 4 * draw.normal(size=(5, 6))


def vectors(weights, count):
    rows = draw.choice(5, size=count, p=weights)
    return (centres[rows] + 0.05 * draw.normal(size=(count, 6))).astype(numpy.float32)


first, second = vectors([0.4, 0.3, 0.2, 0.1, 0.0], 60), vectors([0.1, 0.2, 0.2, 0.2, 0.3], 80)
found = compute_mauve(p_features=first, q_features=second, num_buckets=5, verbose=False)
with open("mauve_text.json", "w") as file:
    json.dump({
        "histograms": histograms, "first": first.astype(float).tolist(),
        "second": second.astype(float).tolist(), "mauve": float(found.mauve)},
        file, separators=(",", ":"))
