# SPDX-License-Identifier: Apache-2.0
"""Trustworthiness of scikit-learn's exact t-SNE on made-up unit vectors -> map.json"""
import json

import numpy
from sklearn.manifold import TSNE, trustworthiness

draw = numpy.random.default_rng(29)
centres = draw.normal(size=(6, 16))
vectors = numpy.concatenate([
    centre + 0.5 * draw.normal(size=(30, 16)) for centre in centres]).astype(numpy.float32)
unit = vectors.astype(float)
unit /= numpy.linalg.norm(unit, axis=1, keepdims=True)
plane = TSNE(
    2, method="exact", init="pca", perplexity=30, max_iter=750, random_state=0).fit_transform(unit)
points = draw.normal(size=(len(unit), 2))
with open("map.json", "w") as file:
    json.dump({
        "vectors": [[round(float(x), 6) for x in row] for row in vectors],
        "scikitLearn": float(trustworthiness(unit, plane, n_neighbors=5)),
        "points": points.tolist(),
        "ofPoints": float(trustworthiness(unit, points, n_neighbors=5))},
        file, separators=(",", ":"))
