# SPDX-License-Identifier: Apache-2.0
"""Differences of two sources: cosine distances and divergences by SciPy, logistic regression by
scikit-learn, near copies by comparing all pairs -> difference.json"""
import json

import numpy
from scipy.spatial.distance import cdist, jensenshannon, pdist
from scipy.stats import entropy
from sklearn.linear_model import LogisticRegression

from texts import prose

PENALTY = 0.1
MARKS = ".,;:!?\"'()[]\u2018\u2019\u201c\u201d\u2026"
draw = numpy.random.default_rng(17)


def unit(rows):
    return rows / numpy.linalg.norm(rows, axis=1, keepdims=True)


def distances(count, dimension, shift):
    vectors = (draw.normal(size=(2 * count, dimension)) + 0.3).astype(numpy.float32)
    vectors[count:, 0] += shift
    one, two = vectors[:count].astype(float), vectors[count:].astype(float)
    between = cdist(one, two, "cosine")
    other = ~numpy.eye(count, dtype=bool)
    return {
        "vectors": vectors.astype(float).tolist(),
        "withinFirst": float(pdist(one, "cosine").mean()),
        "withinSecond": float(pdist(two, "cosine").mean()),
        "between": float(between.mean()), "betweenPaired": float(between[other].mean())}


def regression(count, dimension, shift):
    vectors = (draw.normal(size=(count, dimension)) + 0.1).astype(numpy.float32)
    labels = [bool(row % 3 == 0) for row in range(count)]
    vectors[labels, 0] += shift
    model = LogisticRegression(
        C=1 / PENALTY, solver="newton-cholesky", tol=1e-12, max_iter=200).fit(
            unit(vectors.astype(float)), labels)
    return {
        "vectors": vectors.astype(float).tolist(), "labels": labels,
        "weights": model.coef_[0].tolist(), "intercept": float(model.intercept_[0])}


def words(first, second):
    known = sorted({word for text in first + second for word in text.split()})
    place = {word: index for index, word in enumerate(known)}

    def counts(texts):
        return numpy.bincount(
            [place[word] for text in texts for word in text.split()], minlength=len(known))

    p, q = counts(first), counts(second)
    return {
        "texts": [first, second],
        "ofFirst": float(entropy(p + 0.5, q + 0.5, base=2)),
        "ofSecond": float(entropy(q + 0.5, p + 0.5, base=2)),
        "jensenShannon": float(jensenshannon(p, q, base=2) ** 2)}


def sequences(text):
    """Runs of three words, in lower case and without the marks around them."""
    tokens = [word for word in (w.strip(MARKS) for w in text.lower().split()) if word]
    return {tuple(tokens[place:place + 3]) for place in range(max(1, len(tokens) - 2))}


def near(texts):
    sets = [sequences(text) for text in texts]
    return [
        [other for other in range(len(texts)) if other != text
         and len(sets[text] & sets[other]) >= 0.8 * len(sets[text] | sets[other]) - 1e-9]
        for text in range(len(texts))]


planted = prose(21, 60, 8, 40)
for index in range(20):
    tokens = planted[index].split()
    tokens[index % len(tokens)] = "planted"
    planted.append(" ".join(tokens))
planted += [planted[3], planted[4] + " and more", "one", "one", "one two", "two one"]
with open("difference.json", "w") as file:
    json.dump({
        "penalty": PENALTY,
        "distances": [distances(10, 5, 0.0), distances(25, 12, 1.5)],
        "regressions": [regression(40, 3, 1.0), regression(90, 20, 0.5), regression(30, 40, 2.0)],
        "words": [words(prose(5, 20, 10, 30), prose(6, 25, 10, 30)), words(["a b c"], ["d e"])],
        "planted": planted, "near": near(planted)}, file, separators=(",", ":"))
