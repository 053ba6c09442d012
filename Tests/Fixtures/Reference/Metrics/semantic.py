# SPDX-License-Identifier: Apache-2.0
"""Cosine distances by SciPy, Vendi score by vendi-score, eigenvalues by NumPy -> semantic.json"""
import json
import sys
import types

import numpy
import scipy.sparse
from scipy.spatial.distance import pdist, squareform

# vendi-score 0.0.3 names a module that newer SciPy lacks; only a type test uses it.
scipy.sparse.csr = types.SimpleNamespace(csr_matrix=scipy.sparse.csr_matrix)
sys.modules.setdefault("scipy.sparse.csr", scipy.sparse.csr)
from vendi_score import vendi  # noqa: E402

draw = numpy.random.default_rng(3)
found = []
for count, dimension, shift in [(2, 3, 0.0), (12, 4, 1.0), (40, 16, 0.2), (6, 1, 0.0), (5, 20, 0.1)]:
    vectors = (draw.normal(size=(count, dimension)) + shift).astype(numpy.float32)
    wide = vectors.astype(numpy.float64)
    distances = pdist(wide, "cosine")
    square = squareform(distances) + numpy.diag([9.0] * count)
    gram = wide.T @ wide
    found.append({
        "vectors": [[float(x) for x in row] for row in vectors],
        "meanCosineDistance": float(distances.mean()),
        "nearest": float(square.min(axis=1).mean()),
        "vendi": float(vendi.score_X(wide)),
        "gram": [float(x) for x in gram.ravel()],
        "eigenvalues": [float(x) for x in numpy.linalg.eigvalsh(gram)],
    })
with open("semantic.json", "w") as file:
    json.dump(found, file, indent=0)
