# SPDX-License-Identifier: Apache-2.0
"""Mean pairwise cosine distance by SciPy's pdist -> semantic.json"""
import json

import numpy
from scipy.spatial.distance import pdist

draw = numpy.random.default_rng(3)
found = []
for count, dimension, shift in [(2, 3, 0.0), (12, 4, 1.0), (40, 16, 0.2), (6, 1, 0.0)]:
    vectors = (draw.normal(size=(count, dimension)) + shift).astype(numpy.float32)
    distances = pdist(vectors.astype(numpy.float64), "cosine")
    found.append({
        "vectors": [[float(x) for x in row] for row in vectors],
        "meanCosineDistance": float(distances.mean()),
    })
with open("semantic.json", "w") as file:
    json.dump(found, file, indent=0)
