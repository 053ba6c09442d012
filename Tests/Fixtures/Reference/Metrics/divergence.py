# SPDX-License-Identifier: Apache-2.0
"""Divergences of next-token distributions by SciPy, in bits -> divergence.json"""
import json

import numpy
from scipy.spatial.distance import jensenshannon
from scipy.special import log_softmax
from scipy.stats import entropy

draw = numpy.random.default_rng(5)
RARE = 0.01
texts = []
for places, size, scale in [(3, 20, 1.0), (5, 20, 3.0), (1, 20, 6.0)]:
    first = log_softmax(draw.normal(size=(places, size)) * scale, axis=1).astype(numpy.float32)
    second = log_softmax(draw.normal(size=(places, size)) * scale, axis=1).astype(numpy.float32)
    p = numpy.exp(first.astype(numpy.float64))
    q = numpy.exp(second.astype(numpy.float64))
    rare = p < RARE
    texts.append({
        "reference": first.astype(float).tolist(),
        "model": second.astype(float).tolist(),
        "fromReference": float(entropy(p, q, base=2, axis=1).sum()),
        "fromModel": float(entropy(q, p, base=2, axis=1).sum()),
        "jensenShannon": float((jensenshannon(p, q, base=2, axis=1) ** 2).sum()),
        "referenceEntropy": float(entropy(p, base=2, axis=1).sum()),
        "modelEntropy": float(entropy(q, base=2, axis=1).sum()),
        "referenceTail": float(p[rare].sum()),
        "modelTail": float(q[rare].sum()),
    })
with open("divergence.json", "w") as file:
    json.dump({"rareBelow": RARE, "texts": texts}, file, indent=0)
